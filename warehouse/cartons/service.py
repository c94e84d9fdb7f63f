"""Keeping carton types and limits, and learning from what packers choose instead."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from warehouse.cartons.models import CarrierService, CartonHabit, CartonType, PackingRule
from warehouse.cartons.rules import (
    Choice,
    Limits,
    check_limits,
    check_service,
    check_type,
    contents_key,
)
from warehouse.kernel.quantity import whole_number

BLANKS = "\r\n\t "
NUMBERS = ("length_mm", "width_mm", "height_mm", "tare_g", "most_g")


def save_type(session: Session, site_id: int, form: Mapping[str, str]) -> str:
    """Enter a carton type, or change the one of that code; returns the code.

    Args:
        form: `code`, `length_mm`, `width_mm`, `height_mm`, `tare_g`, `most_g` as typed;
            `out_of_use` where packers are not to choose it any more.

    Raises:
        BadCartonType: With what cannot be.
    """
    code = form.get("code", "").strip(BLANKS).upper().removeprefix("K-")
    numbers = {name: whole_number(form.get(name, "").strip(BLANKS)) for name in NUMBERS}
    check_type(code, [numbers[n] for n in NUMBERS[:3]], numbers["tare_g"], numbers["most_g"])
    kept = session.execute(
        select(CartonType).where(CartonType.site_id == site_id, CartonType.code == code)
    ).scalar_one_or_none()
    if kept is None:
        kept = CartonType(site_id=site_id, code=code)
        session.add(kept)
    for name, number in numbers.items():
        setattr(kept, name, number)
    kept.is_active = "out_of_use" not in form
    session.flush()
    return code


def save_limits(session: Session, site_id: int, limits: Limits) -> None:
    """Keep a site's limits of packing. Raises BadCartonType."""
    check_limits(limits)
    kept = session.get(PackingRule, site_id)
    if kept is None:
        kept = PackingRule(site_id=site_id)
        session.add(kept)
    kept.tolerance_g = limits.tolerance_g
    kept.tolerance_percent = limits.tolerance_percent
    kept.fill_percent = limits.fill_percent
    kept.weighs_all = limits.weighs_all
    session.flush()


def save_service(session: Session, site_id: int, form: Mapping[str, str]) -> str:
    """Say what a carrier's service allows; returns its word.

    Args:
        form: `word`; `one_carton` where an order goes in one; `longest_mm`, which may be empty.
            With neither, what was said of it before is forgotten.

    Raises:
        BadCartonType: With what cannot be.
    """
    word, typed = form.get("word", "").strip(BLANKS), form.get("longest_mm", "").strip(BLANKS)
    number = whole_number(typed)
    longest_mm = 0 if typed and number is None else number
    check_service(word, longest_mm)
    same = func.lower(CarrierService.word) == word.lower()
    session.execute(delete(CarrierService).where(CarrierService.site_id == site_id, same))
    if "one_carton" in form or longest_mm is not None:
        session.add(
            CarrierService(
                site_id=site_id, word=word, is_one_carton="one_carton" in form,
                longest_mm=longest_mm,
            )
        )  # fmt: skip
    session.flush()
    return word


def learn(
    session: Session, site_id: int, units: Mapping[int, int], type_id: int, measured: Choice
) -> bool:
    """Note which carton somebody took for contents, where it is not what their sizes say.

    Args:
        measured: What `queries.by_size` says. Taking that again forgets an earlier habit.

    Returns:
        Whether it was otherwise, so that it is suggested next time for the same contents.
    """
    key = contents_key(units)
    habit = session.get(CartonHabit, (site_id, key))
    is_other = not measured.boxes or measured.boxes[0].type_id != type_id
    if not is_other and habit is not None:
        session.delete(habit)
    elif is_other and habit is None:
        session.add(CartonHabit(site_id=site_id, contents=key, type_id=type_id))
    elif is_other and habit is not None:
        habit.type_id = type_id
    session.flush()
    return is_other
