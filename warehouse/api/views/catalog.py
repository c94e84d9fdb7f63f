"""Items, bins and corrections that other systems send."""

from __future__ import annotations

from flask import g

from warehouse.api.routing import caller, route, settings
from warehouse.api.rules.tokens import CATALOG_WRITE, STOCK_WRITE
from warehouse.api.screens import catalog as answers
from warehouse.api.service import catalog as service
from warehouse.central.errors import HereIsMaster
from warehouse.central.service import corrections
from warehouse.kernel.tabular import TableErrors
from warehouse.ledger.errors import IdReuse, NotEnoughHere, SerialElsewhere
from warehouse.ledger.queries.feed import SiteLedger
from warehouse.web.uow import uow


@route(
    "POST",
    "/items",
    tag="Items",
    scope=CATALOG_WRITE,
    body=answers.IncomingItems,
    answers=answers.TakenIn,
    refusals=(TableErrors, HereIsMaster),
)
def take_items_in(body: answers.IncomingItems) -> answers.TakenIn:
    """Take items in, known by SKU: all of them, or none.

    Fields left out leave a known item's values alone; packs and barcodes are added, never taken
    away. The same again changes nothing.
    """
    may_change = settings().items_master == "central"
    return uow.decide(lambda s: service.take_items_in(s, body, may_change=may_change, now=g.now))


@route(
    "POST",
    "/sites/<site>/bins",
    tag="Places",
    scope=CATALOG_WRITE,
    body=answers.IncomingBins,
    answers=answers.TakenIn,
    refusals=(TableErrors, HereIsMaster),
)
def take_bins_in(site: SiteLedger, body: answers.IncomingBins) -> answers.TakenIn:
    """Take bins in, known by code: all of them, or none. The same again changes nothing."""
    may_change = settings().items_master == "central"
    return uow.decide(lambda s: service.take_bins_in(s, site.site_id, body, may_change=may_change))


@route(
    "POST",
    "/sites/<site>/corrections",
    tag="Stock",
    scope=STOCK_WRITE,
    body=answers.IncomingCorrection,
    answers=answers.CorrectionTakenIn,
    refusals=(IdReuse, NotEnoughHere, SerialElsewhere),
)
def take_correction_in(
    site: SiteLedger, body: answers.IncomingCorrection
) -> answers.CorrectionTakenIn:
    """Send a correction of stock, as often as needed under its one id.

    Unless the central side was made master of stock (WAREHOUSE_STOCK_MASTER), it moves nothing
    and asks the floor to count the place: whoever stands there sees what is there.
    """
    told = uow.decide(
        lambda s: corrections.take_correction_in(
            s,
            site.site_id,
            corrections.Correction(**{name: getattr(body, name) for name in body.__slots__}),
            is_booked=settings().stock_master == "central",
            sender=f"token:{caller().token_id}",
            now=g.now,
        )
    )
    return answers.CorrectionTakenIn(body.id, told["outcome"], told["on_hand"])
