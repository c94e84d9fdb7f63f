"""`warehouse worker`: does what was promised for after the transaction, such as printing."""

import logging
import signal
import threading
from typing import TYPE_CHECKING

import click

from warehouse.cli.opening import open_settings

if TYPE_CHECKING:
    from warehouse.db.uow import Database
    from warehouse.jobs.service import Handler
    from warehouse.printers.press import Composers

POLL_SECONDS = 0.5
PRINTERS_AT_ONCE = 3
STOP_SECONDS = 5.0  # an attempt that is cut short is made again after its lease, as copies


@click.command()
@click.option("--starter", type=int, hidden=True, help="Process whose end is ours too.")
def worker(starter: int | None) -> None:
    """Do queued jobs and post events to targets until told to stop; `warehouse run` starts one.

    Several may work side by side: no job is done twice. The job at hand is finished first.
    """
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from warehouse import offered  # noqa: PLC0415
    from warehouse.central.worker import Posting  # noqa: PLC0415
    from warehouse.db.uow import Database  # noqa: PLC0415
    from warehouse.jobs.service import do_next  # noqa: PLC0415
    from warehouse.kernel import clock  # noqa: PLC0415
    from warehouse.serving import children  # noqa: PLC0415

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if starter:
        children.die_with(starter)
    settings = open_settings()
    database = Database(settings.database_url)
    handlers: dict[str, Handler] = offered("HANDLERS")
    composers: Composers = offered("COMPOSERS")
    # Each may wait for a slow printer for a minute; the others go on meanwhile.
    presses = [
        threading.Thread(target=keep_printing, args=(database, composers, stop), daemon=True)
        for _ in range(PRINTERS_AT_ONCE)
    ]
    for press in presses:
        press.start()
    posting = Posting(database, settings, clock.now)
    posting.start()
    while not stop.is_set():
        try:
            found = do_next(database, handlers, now=clock.now())
        except SQLAlchemyError:  # the server restarts, or another takes its place
            logging.getLogger("warehouse.jobs").warning("a job was interrupted", exc_info=True)
            found = False
        if not found:
            stop.wait(POLL_SECONDS)
    posting.stop()
    for press in presses:
        press.join(STOP_SECONDS)
    database.dispose()


def keep_printing(database: "Database", composers: "Composers", stop: threading.Event) -> None:
    """Send print jobs until told to stop; whatever one of them does, the next is tried."""
    from warehouse.kernel import clock  # noqa: PLC0415
    from warehouse.printers.sender import print_next  # noqa: PLC0415
    from warehouse.printers.wire import Patience  # noqa: PLC0415

    while not stop.is_set():
        try:
            found = print_next(database, composers, now=clock.now, patience=Patience())
        except Exception:
            logging.getLogger("warehouse.printers").exception("a print job was interrupted")
            found = False
        if not found:
            stop.wait(POLL_SECONDS)
