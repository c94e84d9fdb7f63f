"""Setting up to where a counter's variances post by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.counting.errors import NotALimit
from warehouse.counting.models import CLASSES, CountLimit
from warehouse.kernel.errors import NotYours
from warehouse.kernel.quantity import whole_number
from warehouse.people.models import Membership
from warehouse.web.guard import Actor

FIGURES = (
    "most_units", "most_percent", "most_value_minor", "tolerance_units", "tolerance_percent",
)  # fmt: skip


def set_limit(
    session: Session,
    actor: Actor,
    *,
    user_id: int | None,
    item_class: str,
    typed: Mapping[str, str],
) -> None:
    """Set the limit of one counter (or of everybody) for one class (or for all).

    Args:
        typed: Each of `FIGURES` as it was typed; the value is in minor units of money.

    Raises:
        NotALimit: a figure that cannot be meant, or an unknown class.
        NotYours: the person does not work at the actor's site.
    """
    figures = {name: whole_number(typed.get(name, "").strip(" ") or "0") for name in FIGURES}
    wrong = [
        name
        for name, value in figures.items()
        if value is None or (name.endswith("percent") and value > 100)
    ]
    if wrong or item_class not in ("", *CLASSES):
        raise NotALimit(typed=typed.get(wrong[0], "")[:20] if wrong else item_class[:20])
    if user_id is not None and session.get(Membership, (user_id, actor.site_id)) is None:
        raise NotYours
    same_person = CountLimit.user_id.is_(None) if user_id is None else CountLimit.user_id == user_id
    limit = session.execute(
        select(CountLimit).where(
            CountLimit.site_id == actor.site_id, same_person, CountLimit.item_class == item_class
        )
    ).scalar_one_or_none()
    if limit is None:
        limit = CountLimit(site_id=actor.site_id, user_id=user_id, item_class=item_class)
        session.add(limit)
    for name, value in figures.items():
        setattr(limit, name, value)
