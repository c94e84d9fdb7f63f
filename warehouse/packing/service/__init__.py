"""Packing's use cases. HANDLERS and SHIPPING are what devices ask for, by their event's kind."""

from warehouse.packing.service.at_printer import at_printer as at_printer
from warehouse.packing.service.cartons import choose_box as choose_box
from warehouse.packing.service.cartons import close as close
from warehouse.packing.service.cartons import new_carton as new_carton
from warehouse.packing.service.finish import finish as finish
from warehouse.packing.service.opening import open_order as open_order
from warehouse.packing.service.paper import attach_carrier_label as attach_carrier_label
from warehouse.packing.service.paper import keep_photo as keep_photo
from warehouse.packing.service.paper import queue_papers as queue_papers
from warehouse.packing.service.paper import save_template as save_template
from warehouse.packing.service.scan import scan as scan
from warehouse.packing.service.scan import take_back as take_back
from warehouse.packing.service.shipping import confirm as confirm
from warehouse.packing.service.single import single as single
from warehouse.packing.service.undo import undo as undo
from warehouse.packing.service.wall import put as put
from warehouse.packing.service.weighing import weigh as weigh
from warehouse.people.models import PACKER, SUPERVISOR

ROLES = (PACKER, SUPERVISOR)

HANDLERS = {
    "pack.open": at_printer(open_order),
    "pack.scan": at_printer(scan),
    "pack.single": at_printer(single),
    "pack.put": at_printer(put),
    "pack.take_back": take_back,
    "pack.undo": undo,
    "pack.new_carton": new_carton,
    "pack.box": choose_box,
    "pack.close": close,
    "pack.weigh": weigh,
    "pack.finish": finish,
}
SHIPPING = {"ship.confirm": confirm}
