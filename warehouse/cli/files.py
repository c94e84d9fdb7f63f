"""`warehouse import …` and `warehouse export …`: files in and out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from warehouse.cli.failures import Stopped
from warehouse.cli.opening import open_database, open_settings
from warehouse.kernel import clock
from warehouse.kernel.tabular import ImportReport, TableErrors

if TYPE_CHECKING:
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from warehouse.db.uow import Database

Answer = TypeVar("Answer")

CHANNELS = ("amazon", "generic", "shopify", "ebay")
FAULTS_SHOWN = 50

file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
site_option = click.option(
    "--site", "site_code", help="Code of the site; needed if there are more."
)


@click.group(name="import")
def import_() -> None:
    """Take a file in: all of it, or nothing where it is broken. docs/files.md has the headers."""


@import_.command()
@file_argument
def items(file: Path) -> None:
    """Items with their packs and barcodes; known by SKU, a second time it updates.

    Orders that waited for one of these SKUs are repaired.
    """
    from warehouse.central.errors import CentralIsMaster  # noqa: PLC0415
    from warehouse.channels.service import import_items  # noqa: PLC0415

    raw = file.read_bytes()
    is_central = open_settings().items_master == "central"

    def take_in(session: "Session") -> ImportReport:
        report = import_items(session, raw, now=clock.now(), user_id=None)
        if report.changed and is_central:
            raise CentralIsMaster(what="items", which=f"{report.changed} of this file differ")
        return report

    report = _take_in(take_in)
    click.echo(
        f"Items: {report.created} new, {report.changed} changed, {report.unchanged} as before."
    )


@import_.command()
@file_argument
def kits(file: Path) -> None:
    """Kits with their components; a kit's rows are all that it is picked as.

    Orders that wait for stock of a new kit are given its components instead.
    """
    from warehouse.channels.service import import_kits  # noqa: PLC0415

    raw = file.read_bytes()
    report = _take_in(lambda session: import_kits(session, raw, now=clock.now(), user_id=None))
    click.echo(
        f"Kits: {report.created} new, {report.changed} changed, {report.unchanged} as before."
    )


@import_.command()
@file_argument
@site_option
def bins(file: Path, site_code: str | None) -> None:
    """Zones and bins with their floor coordinates; known by code, a second time it updates."""
    from warehouse.locations.service import import_bins  # noqa: PLC0415

    raw = file.read_bytes()
    report = _take_in(lambda session: import_bins(session, _site(session, site_code), raw))
    click.echo(
        f"Bins: {report.created} new, {report.changed} changed, {report.unchanged} as before."
    )


@import_.command()
@file_argument
@site_option
@click.option("--again", is_flag=True, help="Receive the very same file once more.")
def stock(file: Path, site_code: str | None, *, again: bool) -> None:
    """Units received into bins, by lot or serial; waiting orders get theirs at once."""
    from warehouse.channels.service import import_stock  # noqa: PLC0415

    raw = file.read_bytes()
    report = _take_in(
        lambda session: import_stock(
            session, _site(session, site_code), raw, now=clock.now(), user_id=None, again=again
        )
    )
    click.echo(f"Stock: {report.units} units received from {report.rows} rows.")


@import_.command()
@file_argument
@click.option("--channel", type=click.Choice(CHANNELS), default="amazon", show_default=True)
@site_option
def orders(file: Path, channel: str, site_code: str | None) -> None:
    """Orders of a channel's own file; a second time changes nothing that did not change."""
    from warehouse.channels.service import import_orders  # noqa: PLC0415

    raw = file.read_bytes()
    taken = _take_in(
        lambda session: import_orders(
            session, _site(session, site_code), channel, raw, now=clock.now(), user_id=None
        )
    )
    click.echo(
        f"Orders: {taken.new} new, {taken.changed} changed, {taken.unchanged} as before, "
        f"{taken.passed_over} with nothing to ship; {taken.allocated_units} units allocated."
    )
    for waiting in taken.waiting:
        click.echo(f"Waits for a repair: {waiting}", err=True)


@click.group()
def export() -> None:
    """Write a file for a channel, or for a system that reads the ledger."""


@export.command()
@click.option("--channel", type=click.Choice(("amazon",)), default="amazon", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to; else printed.")
@site_option
def confirmations(channel: str, output: Path | None, site_code: str | None) -> None:
    """Shipments that the channel has not been told yet; each is told once.

    The file is kept: the desk's page "Files" hands it out again.
    """
    from warehouse.channels.service import export_confirmations  # noqa: PLC0415

    def use_case(session: "Session") -> bytes | None:
        made = export_confirmations(session, _site(session, site_code), channel, now=clock.now())
        if made is None:
            return None
        if output is not None:
            output.write_bytes(made.content)  # if the disk refuses, the shipments stay untold
        return made.content

    content = _take_in(use_case)
    if content is None:
        click.echo("There is nothing to tell.", err=True)
    elif output is None:
        click.echo(content, nl=False)
    else:
        click.echo(f"Written to {output}.")


@export.command(name="stock")
@click.option("--channel", default="amazon", show_default=True,
              help="amazon for its own file; any other word for our table.")  # fmt: skip
@click.option("--listings", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A table with the channel's SKUs, such as Amazon's open listings.")  # fmt: skip
@click.option("--handling-days", type=click.IntRange(0, 30),
              help="Days from order to shipment, for Amazon.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to; else printed.")
@site_option
def quantities(
    channel: str,
    listings: Path | None,
    handling_days: int | None,
    output: Path | None,
    site_code: str | None,
) -> None:
    """What can be sold of each SKU of a channel, as everything stands at this moment.

    Without --listings, the SKUs are those that the channel's orders have named or that were
    mapped for it. Nothing is remembered: run it as often as the channel is to be told.
    """
    from warehouse.channels.queries import stock_file  # noqa: PLC0415

    if handling_days is not None and channel != "amazon":
        raise click.UsageError("Only Amazon's file tells --handling-days.")
    table = None if listings is None else listings.read_bytes()
    now = clock.now()
    made = _look_up(
        lambda session: stock_file(
            session,
            _site(session, site_code),
            channel,
            now=now,
            listings=table,
            handling_days=handling_days,
        )
    )
    _say_left_out(made.left_out)
    if made.skus == 0:
        click.echo(f"There is nothing to tell: no SKU of {channel} is known here.", err=True)
    elif output is None:
        click.echo(made.content, nl=False)
    else:
        with click.open_file(str(output), "wb", atomic=True) as file:
            file.write(made.content)
        click.echo(f"{made.skus} SKUs written to {output}.")


def _say_left_out(sentences: tuple[str, ...]) -> None:
    for sentence in sentences[:FAULTS_SHOWN]:
        click.echo(f"Left out: {sentence}", err=True)
    if len(sentences) > FAULTS_SHOWN:
        click.echo(f"Left out: {len(sentences) - FAULTS_SHOWN} more.", err=True)


@export.command()
@click.option("--format", "kind", type=click.Choice(("jsonl", "csv")), default="jsonl",
              show_default=True, help="One event a line, or one move a row.")  # fmt: skip
@click.option("--after", type=click.IntRange(0), default=0, show_default=True,
              help="The last position that you have.")  # fmt: skip
@click.option("-o", "--output", type=click.File("wb", atomic=True), default="-", help="Where to.")
@site_option
def events(kind: str, after: int, output: "BinaryIO", site_code: str | None) -> None:
    """The ledger's events after a position, in order, as a target of kind Files gets them."""
    from warehouse.central.targets.files import csv_lines, json_lines  # noqa: PLC0415
    from warehouse.ledger.queries.feed import EVENTS_A_LOOK, feed  # noqa: PLC0415

    database = open_database(open_settings())
    begin = after
    while True:
        with database.read() as session:
            page = feed(session, _site(session, site_code), after=after, limit=EVENTS_A_LOOK)
        if kind == "csv":
            output.write(csv_lines(page, with_header=after == begin))
        else:
            output.write(json_lines(page))
        if len(page) < EVENTS_A_LOOK:
            break
        after = page[-1].pos
    database.dispose()


def _take_in(use_case: "Callable[[Session], Answer]") -> Answer:
    return _answer(lambda database: database.decide(use_case))


def _look_up(question: "Callable[[Session], Answer]") -> Answer:
    def ask(database: "Database") -> Answer:
        with database.read() as session:
            return question(session)

    return _answer(ask)


def _answer(ask: "Callable[[Database], Answer]") -> Answer:
    database = open_database(open_settings())
    try:
        return ask(database)
    except TableErrors as refusal:
        for fault in refusal.errors[:FAULTS_SHOWN]:
            click.echo(fault.sentence, err=True)
        raise Stopped(str(refusal)) from refusal
    finally:
        database.dispose()


def _site(session: "Session", code: str | None) -> int:
    from warehouse.locations.queries import site_id_of  # noqa: PLC0415

    return site_id_of(session, code)
