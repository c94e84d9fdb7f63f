"""What picking decides without a database."""

from warehouse.kernel.slots import MOST_SLOTS as MOST_SLOTS
from warehouse.kernel.slots import Slot as Slot
from warehouse.kernel.slots import slot_of as slot_of
from warehouse.picking.rules.packs import in_packs as in_packs
from warehouse.picking.rules.packs import largest_pack as largest_pack
from warehouse.picking.rules.stops import SHORT_REASONS as SHORT_REASONS
from warehouse.picking.rules.stops import SHORTAGE_DECISIONS as SHORTAGE_DECISIONS
from warehouse.picking.rules.stops import Step as Step
from warehouse.picking.rules.stops import Stop as Stop
from warehouse.picking.rules.stops import check_open as check_open
from warehouse.picking.rules.stops import key_quantity as key_quantity
from warehouse.picking.rules.stops import scan_at_bin as scan_at_bin
from warehouse.picking.rules.stops import scan_item as scan_item
from warehouse.picking.rules.stops import scan_lot as scan_lot
from warehouse.picking.rules.stops import scan_tote as scan_tote
