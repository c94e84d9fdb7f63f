"""Counting's pages."""

from warehouse.counting.views import accuracy as accuracy
from warehouse.counting.views import asking as asking
from warehouse.counting.views import desk as desk
from warehouse.counting.views import floor as floor
from warehouse.counting.views import photo as photo
from warehouse.counting.views import planning as planning
from warehouse.counting.views import sheets as sheets
from warehouse.counting.views import stock_take as stock_take
from warehouse.counting.views.blueprint import bp as bp
