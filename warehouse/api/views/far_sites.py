"""Sites that post their ledgers here: opened at the desk, posting and asking by token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, g, request

from warehouse.api.routing import bp, caller, route
from warehouse.api.rules.tokens import ALL_SITES, CENTRAL_POST, CENTRAL_READ, checked_wish
from warehouse.api.screens.desk import FarSiteOpened
from warehouse.api.service.tokens import make_token
from warehouse.central.errors import BrokenEvent, LedgerFork, LedgerGap, NoSuchSite
from warehouse.central.queries import far as queries
from warehouse.central.queries.desk import connections_screen
from warehouse.central.rules.batches import Batch
from warehouse.central.screens import far as answers
from warehouse.central.service.intake import take_in
from warehouse.central.service.targets import open_far_site
from warehouse.kernel.errors import Refusal
from warehouse.people.models import ADMINISTRATOR
from warehouse.web.guard import actor, open_to
from warehouse.web.show import show
from warehouse.web.uow import uow

TOKEN_DAYS = 3650


@bp.post("/connections/sites")
@open_to(ADMINISTRATOR)
def open_site() -> Response:
    """Let a site post here, and make the token that it does so with."""
    code, me = request.form.get("code", "").strip(" "), actor()
    try:
        token = uow.decide(
            lambda s: _opened(s, code, request.form.get("name", ""), me.user_id, g.now)
        )
    except Refusal as refusal:
        with uow.read() as session:
            screen = connections_screen(session, me, now=g.now, refusal=str(refusal))
        return show(screen, refusal.status)
    return show(FarSiteOpened(code, token))


def _opened(session: Any, code: str, name: str, user_id: int, now: datetime) -> str:
    open_far_site(session, code, name, now=now)
    scopes = [CENTRAL_POST, CENTRAL_READ]
    wish = checked_wish(f"Ledger of {code}", scopes, [code], TOKEN_DAYS, now=now)
    return make_token(session, wish, made_by=user_id, now=now)


def _seen(code: str) -> str:
    """Return the code of a far site that the token may see."""
    if not caller().may_see(code):
        raise NoSuchSite(site=code)
    return code


@route("GET", "/central/sites", tag="Central ledger", scope=CENTRAL_READ, answers=answers.FarSites)
def far_sites() -> answers.FarSites:
    """List the sites that post here, how far each is behind, and since when it is silent."""
    with uow.read() as session:
        found = queries.far_sites(session, now=g.now)
    return answers.FarSites(tuple(one for one in found if caller().may_see(one.code)))


@route(
    "GET",
    "/central/sites/<far_site>",
    tag="Central ledger",
    scope=CENTRAL_READ,
    answers=answers.FarSiteCard,
)
def far_site(far_site: str) -> answers.FarSiteCard:
    """Read how far a site's ledger is known here."""
    with uow.read() as session:
        return queries.far_site(session, _seen(far_site), now=g.now)


@route(
    "POST",
    "/central/sites/<far_site>/events",
    tag="Central ledger",
    scope=CENTRAL_POST,
    body=Batch,
    answers=answers.TakenIn,
    refusals=(LedgerGap, LedgerFork, BrokenEvent),
    is_bulk=True,
)
def post_events(far_site: str, body: Batch) -> answers.TakenIn:
    """Post a site's events, in order, without gaps, as often as needed.

    Each is checked by its own hashes and its place in the chain. What comes before a refused
    event is kept; the problem document says in `pos` and `hash` how far the ledger is known.
    """
    code = _seen(far_site)
    taken = uow.decide(lambda s: take_in(s, code, body, now=g.now))
    if taken.refusal is not None:
        raise taken.refusal
    return answers.TakenIn(code, taken.pos, taken.hash, taken.taken, taken.known)


@route(
    "GET",
    "/central/sites/<far_site>/events",
    tag="Central ledger",
    scope=CENTRAL_READ,
    query=answers.FarEventQuery,
    answers=answers.FarEvents,
)
def far_events(far_site: str, query: answers.FarEventQuery) -> answers.FarEvents:
    """Read a site's events as they came, in the order of its ledger."""
    with uow.read() as session:
        return queries.events(session, _seen(far_site), query)


@route(
    "GET",
    "/central/sites/<far_site>/balances",
    tag="Central ledger",
    scope=CENTRAL_READ,
    query=answers.FarBalanceQuery,
    answers=answers.FarBalances,
)
def far_balances(far_site: str, query: answers.FarBalanceQuery) -> answers.FarBalances:
    """List a site's balances by its own numbers, now or as of a position."""
    with uow.read() as session:
        return queries.balances(session, _seen(far_site), query)


@route(
    "GET",
    "/central/sites/<far_site>/moves",
    tag="Central ledger",
    scope=CENTRAL_READ,
    query=answers.FarMoveQuery,
    answers=answers.FarMoves,
)
def far_moves(far_site: str, query: answers.FarMoveQuery) -> answers.FarMoves:
    """List what moved one balance of a site, in the order of its ledger."""
    with uow.read() as session:
        return queries.moves(session, _seen(far_site), query)


@route(
    "GET",
    "/central/balances",
    tag="Central ledger",
    scope=CENTRAL_READ,
    query=answers.TotalQuery,
    answers=answers.Totals,
)
def totals(query: answers.TotalQuery) -> answers.Totals:
    """List stock by SKU over all sites of the token that post here."""
    sites = caller().sites
    with uow.read() as session:
        return queries.totals(session, query, None if ALL_SITES in sites else sorted(sites))
