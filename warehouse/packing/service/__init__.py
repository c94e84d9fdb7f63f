"""Packing's use cases. HANDLERS and SHIPPING are what devices ask for, by their event's kind."""

from warehouse.packing.service.cartons import close as close
from warehouse.packing.service.cartons import new_carton as new_carton
from warehouse.packing.service.finish import finish as finish
from warehouse.packing.service.opening import open_order as open_order
from warehouse.packing.service.scan import scan as scan
from warehouse.packing.service.scan import take_back as take_back
from warehouse.packing.service.shipping import confirm as confirm
from warehouse.packing.service.undo import undo as undo
from warehouse.people.models import PACKER, SUPERVISOR

ROLES = (PACKER, SUPERVISOR)

HANDLERS = {
    "pack.open": open_order,
    "pack.scan": scan,
    "pack.take_back": take_back,
    "pack.undo": undo,
    "pack.new_carton": new_carton,
    "pack.close": close,
    "pack.finish": finish,
}
SHIPPING = {"ship.confirm": confirm}
