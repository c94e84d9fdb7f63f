"""What a person sees after an event: the screen of the room that the event belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from warehouse.packing.queries import after_pack, after_ship
from warehouse.picking.queries import pick_screen
from warehouse.web.guard import Actor
from warehouse.web.show import Screen
from warehouse.web.signal import Signal

Draw = Callable[[Session, Actor, Mapping[str, Any], Signal, bool], Screen]


def _pick(
    session: Session,
    actor: Actor,
    body: Mapping[str, Any],
    signal: Signal,
    show_codes: bool,  # noqa: FBT001 - a Draw
) -> Screen:
    return pick_screen(session, actor, body["task"], signal=signal, show_codes=show_codes)


# By the first word of the event's kind.
DRAW: dict[str, Draw] = {"pick": _pick, "pack": after_pack, "ship": after_ship}


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
    return draw(session, actor, body, Signal.of(answer), show_codes)
