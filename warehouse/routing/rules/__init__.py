"""Routes and carts: the floor as a graph, the order of stops, which orders go together."""

from warehouse.routing.rules.questions import answer_batch as answer_batch
from warehouse.routing.rules.questions import answer_route as answer_route
