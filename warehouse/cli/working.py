"""`warehouse worker`: does what was promised for after the transaction, such as printing."""

import importlib
import signal
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from warehouse.cli.opening import open_settings

if TYPE_CHECKING:
    from warehouse.jobs.service import Handler

POLL_SECONDS = 0.5


@click.command()
@click.option("--starter", type=int, hidden=True, help="Process whose end is ours too.")
def worker(starter: int | None) -> None:
    """Do queued jobs until told to stop; `warehouse run` starts one by itself.

    Several may work side by side: no job is done twice. The job at hand is finished first.
    """
    from warehouse.db.uow import Database  # noqa: PLC0415
    from warehouse.jobs.service import do_next  # noqa: PLC0415
    from warehouse.kernel import clock  # noqa: PLC0415
    from warehouse.serving import children  # noqa: PLC0415

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if starter:
        children.die_with(starter)
    database = Database(open_settings().database_url)
    handlers = job_handlers()
    while not stop.is_set():
        if not do_next(database, handlers, now=clock.now()):
            stop.wait(POLL_SECONDS)
    database.dispose()


def job_handlers() -> "dict[str, Handler]":
    """Gather what each slice's `jobs.py` can do: its `HANDLERS`, by the kind of job."""
    from warehouse import SLICES  # noqa: PLC0415

    handlers: dict[str, Handler] = {}
    for name in SLICES:
        if find_spec(f"warehouse.{name}.jobs"):
            found = importlib.import_module(f"warehouse.{name}.jobs").HANDLERS
            assert not handlers.keys() & found.keys(), "a kind of job has one handler"
            handlers |= found
    return handlers
