"""What is done for the channels after a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from warehouse.channels import service


def confirm(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Look at a shipment that has just left: a job that fails tells what the file would refuse.

    The file itself is made when somebody hands it over, so that one file tells many shipments.
    """
    del now
    service.check_confirmation(session, int(body["shipment"]))


def notice(session: Session, body: dict[str, Any], now: datetime) -> None:
    """Keep what a channel is to be told of a line, until a file tells it."""
    service.note(
        session,
        int(body["site"]),
        int(body["line"]),
        action=str(body["action"]),
        units=int(body["units"]),
        now=now,
    )


HANDLERS = {"channel.confirm": confirm, "channel.notice": notice}
