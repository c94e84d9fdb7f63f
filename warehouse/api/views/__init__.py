"""The API's routes, its description, and the administrator's page of tokens."""

from warehouse.api.routing import bp as bp
from warehouse.api.views import catalog as catalog
from warehouse.api.views import document as document
from warehouse.api.views import far_sites as far_sites
from warehouse.api.views import orders as orders
from warehouse.api.views import stock as stock
from warehouse.api.views import tokens as tokens
