"""What a person sees after an event: the screen of the room that the event belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from warehouse.counting.queries import after_count
from warehouse.packing.queries import after_pack, after_ship
from warehouse.picking.queries import pick_screen, task_list
from warehouse.putback.queries import put_back_screen
from warehouse.web.guard import Actor
from warehouse.web.show import Screen
from warehouse.web.signal import Signal

Draw = Callable[[Session, Actor, Mapping[str, Any], Mapping[str, Any], bool], Screen]
"""Of the event's body and its answer."""


def _pick(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    show_codes: bool,  # noqa: FBT001 - a Draw
) -> Screen:
    signal = Signal.of(answer)
    return pick_screen(session, actor, body["task"], signal=signal, show_codes=show_codes)


def _back(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    show_codes: bool,  # noqa: FBT001 - a Draw
) -> Screen:
    signal = Signal.of(answer)
    screen = put_back_screen(session, actor, body["task"], signal=signal, show_codes=show_codes)
    return screen or task_list(session, actor, signal=signal)


def _count(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    show_codes: bool,  # noqa: FBT001 - a Draw
) -> Screen:
    return after_count(session, actor, body, Signal.of(answer), show_codes)


# By the first word of the event's kind.
DRAW: dict[str, Draw] = {
    "pick": _pick,
    "back": _back,
    "count": _count,
    "pack": after_pack,
    "ship": after_ship,
}


def next_screen(  # noqa: PLR0913 - the event, its answer, and who looks
    session: Session,
    actor: Actor,
    kind: str,
    body: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    show_codes: bool,
) -> Screen:
    """Return the screen that follows an event, with what the person is told about it."""
    draw = DRAW[kind.split(".", maxsplit=1)[0]]
    return draw(session, actor, body, answer, show_codes)
