"""Orders and shipments; and events of the floor."""

from __future__ import annotations

from flask import g

from warehouse.api.errors import NobodyToActAs
from warehouse.api.queries import orders as queries
from warehouse.api.routing import caller, route
from warehouse.api.rules.tokens import EVENTS_WRITE, ORDERS_READ, ORDERS_WRITE
from warehouse.api.screens import orders as answers
from warehouse.api.service import floor, taking
from warehouse.kernel.tabular import TableErrors
from warehouse.ledger.queries.feed import SiteLedger
from warehouse.orders.errors import AlreadyOver, OnTheFloor
from warehouse.web.uow import uow


@route(
    "GET",
    "/sites/<site>/orders",
    tag="Orders",
    scope=ORDERS_READ,
    query=answers.OrderQuery,
    answers=answers.OrderPage,
)
def orders(site: SiteLedger, query: answers.OrderQuery) -> answers.OrderPage:
    """List orders by number."""
    with uow.read() as session:
        return queries.orders(session, site.site_id, query)


@route(
    "GET",
    "/sites/<site>/orders/<int(max=2147483647):order_id>",
    tag="Orders",
    scope=ORDERS_READ,
    answers=answers.Order,
)
def order(site: SiteLedger, order_id: int) -> answers.Order:
    """Read one order."""
    with uow.read() as session:
        return queries.order(session, site.site_id, order_id)


@route(
    "POST",
    "/sites/<site>/orders",
    tag="Orders",
    scope=ORDERS_WRITE,
    body=answers.IncomingOrders,
    answers=answers.OrdersTakenIn,
    refusals=(TableErrors,),
)
def take_orders_in(site: SiteLedger, body: answers.IncomingOrders) -> answers.OrdersTakenIn:
    """Take orders in: new ones are made, known ones changed as far as they are not picked.

    Keyed by channel and numbers of order and line: the same again changes nothing, so a request
    whose answer was lost is simply sent again. The status `cancelled` cancels what still can be.
    """
    return uow.decide(lambda s: taking.take_orders_in(s, site.site_id, body, now=g.now))


@route(
    "POST",
    "/sites/<site>/orders/<int(max=2147483647):order_id>/cancel",
    tag="Orders",
    scope=ORDERS_WRITE,
    answers=answers.Order,
    refusals=(OnTheFloor, AlreadyOver),
)
def cancel_order(site: SiteLedger, order_id: int) -> answers.Order:
    """Cancel what is still wanted of an order; again, it stays as it is."""
    uow.decide(lambda s: taking.cancel_order(s, site.site_id, order_id, now=g.now))
    with uow.read() as session:
        return queries.order(session, site.site_id, order_id)


@route(
    "GET",
    "/sites/<site>/shipments",
    tag="Orders",
    scope=ORDERS_READ,
    query=answers.ShipmentQuery,
    answers=answers.ShipmentPage,
)
def shipments(site: SiteLedger, query: answers.ShipmentQuery) -> answers.ShipmentPage:
    """List what left, by number."""
    with uow.read() as session:
        return queries.shipments(session, site.site_id, query)


@route(
    "POST",
    "/sites/<site>/events",
    tag="Ledger",
    scope=EVENTS_WRITE,
    body=answers.IncomingEvents,
    answers=answers.JudgedEvents,
    refusals=(NobodyToActAs,),
)
def take_events_in(site: SiteLedger, body: answers.IncomingEvents) -> answers.JudgedEvents:
    """Take events of the floor in, such as a conveyor's scans, for the token's person.

    The same intake as the handhelds': an event that was judged before gets the same answer again.
    """
    return floor.take_in(uow, caller(), site, body, now=g.now)
