"""Reading items, places, stock and counts."""

from __future__ import annotations

from warehouse.api.errors import AheadOfTheLedger
from warehouse.api.queries import stock as queries
from warehouse.api.routing import caller, route
from warehouse.api.rules.tokens import STOCK_READ
from warehouse.api.screens import stock as answers
from warehouse.ledger.queries.feed import SiteLedger
from warehouse.web.uow import uow


@route("GET", "/sites", tag="Sites", scope=STOCK_READ, answers=answers.Sites)
def sites() -> answers.Sites:
    """List the sites of the token, and where their ledgers end."""
    with uow.read() as session:
        return queries.sites(session, caller())


@route(
    "GET",
    "/items",
    tag="Items",
    scope=STOCK_READ,
    query=answers.ItemQuery,
    answers=answers.ItemPage,
)
def items(query: answers.ItemQuery) -> answers.ItemPage:
    """List items by SKU."""
    with uow.read() as session:
        return queries.items(session, query)


@route(
    "GET",
    "/items/<int(max=2147483647):item_id>",
    tag="Items",
    scope=STOCK_READ,
    answers=answers.Item,
)
def item(item_id: int) -> answers.Item:
    """Read one item."""
    with uow.read() as session:
        return queries.item(session, item_id)


@route(
    "GET",
    "/sites/<site>/bins",
    tag="Places",
    scope=STOCK_READ,
    query=answers.PlaceQuery,
    answers=answers.BinPage,
)
def bins(site: SiteLedger, query: answers.PlaceQuery) -> answers.BinPage:
    """List bins by number."""
    with uow.read() as session:
        return queries.bins(session, site.site_id, query)


@route(
    "GET",
    "/sites/<site>/containers",
    tag="Places",
    scope=STOCK_READ,
    query=answers.PlaceQuery,
    answers=answers.ContainerPage,
)
def containers(site: SiteLedger, query: answers.PlaceQuery) -> answers.ContainerPage:
    """List totes, cartons and other places that are no bins, by number."""
    with uow.read() as session:
        return queries.containers(session, site.site_id, query)


@route(
    "GET",
    "/sites/<site>/balances",
    tag="Stock",
    scope=STOCK_READ,
    query=answers.BalanceQuery,
    answers=answers.BalancePage,
    refusals=(AheadOfTheLedger,),
)
def balances(site: SiteLedger, query: answers.BalanceQuery) -> answers.BalancePage:
    """List balances, now or as of a position of the ledger.

    Pages read one after the other may belong to different positions while the floor works; ask
    with `at` for pages that belong together. Balances of zero are left out, so that a page may be
    shorter than `limit`, and even empty, before the last one.
    """
    with uow.read() as session:
        return queries.balances(session, site, query)


@route(
    "GET",
    "/sites/<site>/events",
    tag="Ledger",
    scope=STOCK_READ,
    query=answers.EventQuery,
    answers=answers.EventPage,
)
def ledger_events(site: SiteLedger, query: answers.EventQuery) -> answers.EventPage:
    """Read the ledger in its order, from a position on.

    Keep the last position that was worked on, and ask with it as `after`: no event is missed,
    and none comes twice. Each carries its link in the chain.
    """
    with uow.read() as session:
        return queries.events(session, site, query)


@route(
    "GET",
    "/sites/<site>/moves",
    tag="Ledger",
    scope=STOCK_READ,
    query=answers.MoveQuery,
    answers=answers.MovePage,
)
def moves(site: SiteLedger, query: answers.MoveQuery) -> answers.MovePage:
    """List the moves of an item or a place, newest first.

    An event's moves stay together, so that a page may be longer or shorter than `limit`.
    """
    with uow.read() as session:
        return queries.moves(session, site.site_id, query)


@route(
    "GET",
    "/sites/<site>/counts",
    tag="Stock",
    scope=STOCK_READ,
    query=answers.CountQuery,
    answers=answers.CountPage,
)
def counts(site: SiteLedger, query: answers.CountQuery) -> answers.CountPage:
    """List the wishes to have places counted, by number."""
    with uow.read() as session:
        return queries.counts(session, site.site_id, query)
