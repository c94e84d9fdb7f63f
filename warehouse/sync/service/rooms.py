"""Whose an event is: by the first word of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from warehouse.counting import service as counting
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Capture
from warehouse.packing import service as packing
from warehouse.picking import service as picking
from warehouse.putback import service as putback
from warehouse.web.guard import Actor

Handler = Callable[[Session, ledger.Turn, Capture, Actor], dict[str, Any]]

# The handlers, who may, and the thread of events that one belongs to.
ROOMS: dict[str, tuple[Mapping[str, Handler], tuple[str, ...], str]] = {
    "pick": (picking.HANDLERS, picking.ROLES, "pick_task:{task}"),
    "back": (putback.HANDLERS, putback.ROLES, "put_back:{task}"),
    "count": (counting.HANDLERS, counting.ROLES, "count_task:{task}"),
    "pack": (packing.HANDLERS, packing.ROLES, "order:{order}"),
    "ship": (packing.SHIPPING, packing.ROLES, "order:{order}"),
}
