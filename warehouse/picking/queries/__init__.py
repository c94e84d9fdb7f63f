"""What picking shows."""

from warehouse.picking.queries.desk import shortage_desk as shortage_desk
from warehouse.picking.queries.desk import task_desk as task_desk
from warehouse.picking.queries.instruction import pick_screen as pick_screen
from warehouse.picking.queries.release_rules import rules_screen as rules_screen
from warehouse.picking.queries.tasks import task_list as task_list
from warehouse.picking.queries.trip import trip as trip
from warehouse.picking.queries.walk import trip_map as trip_map
