"""How a described route is answered."""

from warehouse.api.routing.described import ROUTES as ROUTES
from warehouse.api.routing.described import bp as bp
from warehouse.api.routing.described import caller as caller
from warehouse.api.routing.described import route as route
from warehouse.api.routing.described import settings as settings
