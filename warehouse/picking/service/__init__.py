"""Picking's use cases. HANDLERS are what devices ask for, by the kind of their event."""

from warehouse.people.models import PICKER, SUPERVISOR
from warehouse.picking.service.call_off import call_off as call_off
from warehouse.picking.service.claim import ask as ask
from warehouse.picking.service.claim import claim as claim
from warehouse.picking.service.claim import hand_over as hand_over
from warehouse.picking.service.claim import pause as pause
from warehouse.picking.service.claim import skip as skip
from warehouse.picking.service.claim import still_here as still_here
from warehouse.picking.service.empty import ask_if_empty as ask_if_empty
from warehouse.picking.service.empty import empty as empty
from warehouse.picking.service.fact import post_after_all, reverse_after_all
from warehouse.picking.service.follow import follow as follow
from warehouse.picking.service.found import count_bin_of as count_bin_of
from warehouse.picking.service.full import tote_full as tote_full
from warehouse.picking.service.planning import channels_waiting as channels_waiting
from warehouse.picking.service.planning import plan_release as plan_release
from warehouse.picking.service.release import release as release
from warehouse.picking.service.release import release_batch as release_batch
from warehouse.picking.service.release import release_carts as release_carts
from warehouse.picking.service.release_rules import add_rule as add_rule
from warehouse.picking.service.release_rules import forget_rule as forget_rule
from warehouse.picking.service.release_rules import run_rule as run_rule
from warehouse.picking.service.release_rules import say_cut_off as say_cut_off
from warehouse.picking.service.release_rules import switch_rule as switch_rule
from warehouse.picking.service.scan import quantity as quantity
from warehouse.picking.service.scan import scan as scan
from warehouse.picking.service.short import short as short
from warehouse.picking.service.shortage import decide_shortage as decide_shortage
from warehouse.picking.service.take_off import take_off as take_off
from warehouse.picking.service.undo import undo as undo
from warehouse.picking.service.waves import release_trip as release_trip

ROLES = (PICKER, SUPERVISOR)

HANDLERS = {
    "pick.claim": claim,
    "pick.ask": ask,
    "pick.scan": scan,
    "pick.quantity": quantity,
    "pick.short": short,
    "pick.empty": empty,
    "pick.tote_full": tote_full,
    "pick.skip": skip,
    "pick.undo": undo,
    "pick.pause": pause,
}

# What a supervisor may make of the scan of a tote that was kept back, by his decision.
AFTER_ALL = {"post": post_after_all, "reverse": reverse_after_all}
