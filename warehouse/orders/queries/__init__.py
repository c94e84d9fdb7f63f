"""What the desk and the floor ask about orders."""

from warehouse.orders.queries.desk import Releasable as Releasable
from warehouse.orders.queries.desk import order_screen as order_screen
from warehouse.orders.queries.desk import orders_screen as orders_screen
from warehouse.orders.queries.desk import releasable as releasable
from warehouse.orders.queries.doubts import exceptions_screen as exceptions_screen
from warehouse.orders.queries.listings import channel_skus as channel_skus
from warehouse.orders.queries.listings import waiting_units as waiting_units
from warehouse.orders.queries.progress import LineUnits as LineUnits
from warehouse.orders.queries.progress import line_units as line_units
from warehouse.orders.queries.terms import shelf_days as shelf_days
from warehouse.orders.queries.terms import terms_screen as terms_screen
