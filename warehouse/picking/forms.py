"""Reading the form of a release: what is left empty or cannot be meant is no limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from werkzeug.datastructures import MultiDict

from warehouse.kernel.quantity import whole_number
from warehouse.picking.models import METHODS, SINGLE
from warehouse.picking.rules import MOST_SLOTS
from warehouse.picking.rules.waves import Caps
from warehouse.picking.service.planning import Asked
from warehouse.picking.service.release_rules import Timing

FIELDS = (
    "name", "every", "lead", "carrier", "method", "channel", "hours", "urgent", "slots", "lines",
    "units", "kg", "litres",
)  # fmt: skip
GRAMS_A_KG = 1000
ML_A_LITRE = 1000


def values(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, by field, to be shown again."""
    return {name: form.get(name, "")[:40] for name in FIELDS}


def asked(form: Mapping[str, str]) -> Asked:
    """Return which orders are meant, and how they are to be picked."""
    method, hours = form.get("method", ""), _number(form, "hours")
    return Asked(
        method=method if method in METHODS else SINGLE,
        channel=form.get("channel", "")[:40],
        carrier=form.get("carrier", "")[:40],
        within=None if hours is None else timedelta(hours=hours),
        urgent_only=form.get("urgent", "") == "yes",
        caps=Caps(
            slots=min(max(_number(form, "slots") or MOST_SLOTS, 1), MOST_SLOTS),
            lines=_number(form, "lines"),
            units=_number(form, "units"),
            weight_g=_times(_number(form, "kg"), GRAMS_A_KG),
            volume_ml=_times(_number(form, "litres"), ML_A_LITRE),
        ),
    )


def timing(form: Mapping[str, str]) -> Timing:
    """Return when a rule runs."""
    return Timing(every_min=_number(form, "every"), lead_min=_number(form, "lead") or 0)


def carts(form: MultiDict[str, str]) -> list[list[int]]:
    """Return the orders of each trip that was shown: the fields `cart`, ids between blanks."""
    typed = [map(whole_number, cart.split(" ")) for cart in form.getlist("cart")]
    return [[order_id for order_id in cart if order_id is not None] for cart in typed]


def _number(form: Mapping[str, str], name: str) -> int | None:
    return whole_number(form.get(name, "").strip(" ")) if form.get(name) else None


def _times(number: int | None, factor: int) -> int | None:
    return None if number is None else number * factor
