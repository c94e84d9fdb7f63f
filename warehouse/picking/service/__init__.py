"""Picking's use cases. HANDLERS are what devices ask for, by the kind of their event."""

from warehouse.people.models import PICKER, SUPERVISOR
from warehouse.picking.service.claim import claim as claim
from warehouse.picking.service.claim import pause as pause
from warehouse.picking.service.claim import skip as skip
from warehouse.picking.service.release import release as release
from warehouse.picking.service.scan import quantity as quantity
from warehouse.picking.service.scan import scan as scan
from warehouse.picking.service.short import short as short
from warehouse.picking.service.take_off import take_off as take_off
from warehouse.picking.service.undo import undo as undo

ROLES = (PICKER, SUPERVISOR)

HANDLERS = {
    "pick.claim": claim,
    "pick.scan": scan,
    "pick.quantity": quantity,
    "pick.short": short,
    "pick.skip": skip,
    "pick.undo": undo,
    "pick.pause": pause,
}
