"""Putting back: asked for by whoever finds goods where they must not stay, done by scanning.

HANDLERS are what devices ask for, by the kind of their event.
"""

from warehouse.people.models import PICKER, SUPERVISOR
from warehouse.putback.service.asking import Goods as Goods
from warehouse.putback.service.asking import ask as ask
from warehouse.putback.service.asking import asked_units as asked_units
from warehouse.putback.service.asking import withdraw as withdraw
from warehouse.putback.service.carry import claim, finish, pause
from warehouse.putback.service.missing import missing
from warehouse.putback.service.scan import quantity, scan
from warehouse.putback.service.undo import undo

ROLES = (PICKER, SUPERVISOR)

HANDLERS = {
    "back.claim": claim,
    "back.scan": scan,
    "back.quantity": quantity,
    "back.missing": missing,
    "back.undo": undo,
    "back.pause": pause,
    "back.finish": finish,
}
