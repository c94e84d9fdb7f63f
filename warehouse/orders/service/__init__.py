"""Orders' use cases; each takes the site's turn itself, except `mark`, which the floor calls."""

from warehouse.orders.service.allocation import allocate_backorders as allocate_backorders
from warehouse.orders.service.allocation import allocate_order as allocate_order
from warehouse.orders.service.allocation import allocate_orders as allocate_orders
from warehouse.orders.service.cancel import cancel_line as cancel_line
from warehouse.orders.service.cancel import cancel_order as cancel_order
from warehouse.orders.service.intake import take_in as take_in
from warehouse.orders.service.missing import give_up_missing as give_up_missing
from warehouse.orders.service.repair import confirm_quantity as confirm_quantity
from warehouse.orders.service.repair import dismiss as dismiss
from warehouse.orders.service.repair import fix_address as fix_address
from warehouse.orders.service.repair import map_sku as map_sku
from warehouse.orders.service.repair import repair_known_skus as repair_known_skus
from warehouse.orders.service.repair import say_item as say_item
from warehouse.orders.service.repair import take_waiting_kits_apart as take_waiting_kits_apart
from warehouse.orders.service.shortage import end_trips as end_trips
from warehouse.orders.service.shortage import give_up as give_up
from warehouse.orders.service.shortage import in_kits as in_kits
from warehouse.orders.service.shortage import lacking_units as lacking_units
from warehouse.orders.service.shortage import substitute as substitute
from warehouse.orders.service.shortage import whole_kits_of as whole_kits_of
from warehouse.orders.service.state import mark as mark
from warehouse.orders.service.telling import TakenIn as TakenIn
from warehouse.orders.service.telling import Waiting as Waiting
from warehouse.orders.service.terms import fresh_until as fresh_until
from warehouse.orders.service.terms import say_terms as say_terms
from warehouse.orders.service.terms import takes_substitutes as takes_substitutes
