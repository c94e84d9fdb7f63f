"""Items and bins from other systems, through the services that take files of them in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from warehouse.api.screens import catalog as answers
from warehouse.api.service.taking import as_table
from warehouse.catalog.rules import ITEM_COLUMNS
from warehouse.central.errors import HereIsMaster
from warehouse.channels import service as channels
from warehouse.locations.rules import BIN_COLUMNS
from warehouse.locations.service import import_bins


def take_items_in(
    session: Session, body: answers.IncomingItems, *, may_change: bool, now: datetime
) -> answers.TakenIn:
    """Take items in as our file's.

    Args:
        may_change: Whether the sender's side is master of items; else it only adds.

    Raises:
        HereIsMaster: A known item would be changed.
        TableErrors: One is at fault, so that none was taken in.
    """
    rows = ({name: getattr(one, name) for name in one.__slots__} for one in body.items)
    report = channels.import_items(session, as_table(ITEM_COLUMNS, rows), now=now, user_id=None)
    if report.changed and not may_change:
        raise HereIsMaster(what="items", which=f"{report.changed} of those sent differ")
    return answers.TakenIn(report.created, report.changed, report.unchanged)


def take_bins_in(
    session: Session, site_id: int, body: answers.IncomingBins, *, may_change: bool
) -> answers.TakenIn:
    """Take bins in as our file's.

    Raises:
        HereIsMaster: A known bin would be changed.
        TableErrors: One is at fault, so that none was taken in.
    """
    rows = ({name: getattr(one, name) for name in one.__slots__} for one in body.bins)
    report = import_bins(session, site_id, as_table(BIN_COLUMNS, rows))
    if report.changed and not may_change:
        raise HereIsMaster(what="bins", which=f"{report.changed} of those sent differ")
    return answers.TakenIn(report.created, report.changed, report.unchanged)
