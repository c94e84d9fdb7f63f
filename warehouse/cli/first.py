"""`warehouse init` and `warehouse demo`: what an empty database is filled with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from warehouse.cli.opening import open_database, open_settings
from warehouse.settings import Settings, demo_marker

if TYPE_CHECKING:
    from warehouse.db.uow import Database


@click.command()
@click.option("--site", "code", prompt="Code of the site, such as MAIN", help="Short, unique.")
@click.option("--name", prompt="Name of the site", help="As people say it.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as America/Sao_Paulo.")
@click.option("--gs1-prefix", default="", help="Your GS1 company prefix, for cartons' SSCCs.")
@click.option("--admin", prompt="Name of the administrator", help="A person's name.")
@click.option("--username", prompt="User name for the desk", help="For signing in by password.")
@click.option("--pin", prompt="PIN", hide_input=True, confirmation_prompt=True)
@click.option("--password", prompt="Password", hide_input=True, confirmation_prompt=True)
def init(**given: str) -> None:
    """Make a site with its administrator; then import bins, items, stock and orders.

    What is not given as an option is asked for.
    """
    from warehouse.ledger.service.site import open_site  # noqa: PLC0415
    from warehouse.locations import service as locations  # noqa: PLC0415
    from warehouse.locations.models import DOCK, PACKING, RETURNS  # noqa: PLC0415
    from warehouse.people import service as people  # noqa: PLC0415
    from warehouse.people.models import ADMINISTRATOR, SUPERVISOR  # noqa: PLC0415

    database = open_database(open_settings())
    with database.command() as session:
        site_id = open_site(
            session,
            given["code"],
            given["name"],
            time_zone=given["time_zone"],
            gs1_prefix=given["gs1_prefix"],
        )
        for kind, place in ((PACKING, "PACK-1"), (DOCK, "DOCK-1"), (RETURNS, "RETURNS-1")):
            locations.create_place(session, site_id, kind, place)
        user = people.create_user(
            session,
            site_id=site_id,
            name=given["admin"],
            roles=(ADMINISTRATOR, SUPERVISOR),
            pin=given["pin"],
            username=given["username"],
            password=given["password"],
        )
        badge = user.badge
    database.dispose()
    click.echo(f"Site {given['code']} is open. {given['admin']}'s badge is U-{badge}.")


@click.command()
@click.option("--seed", default=1, show_default=True, help="Another number, another warehouse.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Write the try-it sheet (PDF) here.")
def demo(seed: int, sheet: Path | None) -> None:
    """Fill an empty database with the demo warehouse; `warehouse run` does so by itself."""
    settings = open_settings()
    database = open_database(settings)
    load_demo(settings, database, seed=seed)
    if sheet is not None:
        from warehouse.demo import try_it_sheet  # noqa: PLC0415
        from warehouse.printing.tryit import tryit_sheet_pdf  # noqa: PLC0415
        from warehouse.serving import addresses  # noqa: PLC0415

        names = addresses.names_of_this_machine(settings)
        with database.read() as session:
            made = try_it_sheet(session, addresses.address(settings, names))
        sheet.write_bytes(tryit_sheet_pdf(made, "A4"))
    database.dispose()
    show_badges()


def load_demo(settings: Settings, database: "Database", *, seed: int = 1) -> None:
    """Load the demo, and leave the mark that says that this database may show its codes."""
    from warehouse.demo import STEPS, load  # noqa: PLC0415
    from warehouse.kernel import clock  # noqa: PLC0415

    with click.progressbar(length=STEPS, label="Building the demo warehouse") as bar:
        load(database, now=clock.now(), seed=seed, tick=bar.update)
    marker = demo_marker(settings.home_dir, settings.database_url)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()


def show_badges() -> None:
    """Print whom one can play."""
    from warehouse.demo import access  # noqa: PLC0415

    click.echo("\nSign in by scanning or typing a badge, then its PIN:")
    for badge in access().badges:
        desk = f"   desk: {badge.username} / {badge.password}" if badge.username else ""
        click.echo(f"  {badge.code:<8} PIN {badge.pin}  {badge.name}, {badge.role}{desk}")
