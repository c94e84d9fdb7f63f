"""What packing shows and prints."""

from warehouse.packing.queries.carrier import carrier_file as carrier_file
from warehouse.packing.queries.carrier import templates as templates
from warehouse.packing.queries.drawing import after_pack as after_pack
from warehouse.packing.queries.drawing import after_ship as after_ship
from warehouse.packing.queries.drawing import order_of as order_of
from warehouse.packing.queries.drawing import order_screen as order_screen
from warehouse.packing.queries.drawing import photo as photo
from warehouse.packing.queries.lane import lane_screen as lane_screen
from warehouse.packing.queries.paper import carton_label as carton_label
from warehouse.packing.queries.paper import packing_slip as packing_slip
from warehouse.packing.queries.waiting import ship_screen as ship_screen
from warehouse.packing.queries.waiting import start_screen as start_screen
from warehouse.packing.queries.wall import wall_screen as wall_screen
