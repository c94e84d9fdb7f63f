"""`warehouse reconcile`: our balances beside a central ledger's."""

import click

from warehouse.cli.opening import open_database, open_settings
from warehouse.kernel import clock


@click.command()
@click.argument("target")
def reconcile(target: str) -> None:
    """Compare balances with TARGET's, and name each difference with the events behind it.

    Exit code 0 when all are equal; 1 with one line for each that is not.
    """
    from warehouse.central.service import reconciling  # noqa: PLC0415
    from warehouse.central.service.targets import target_named  # noqa: PLC0415

    settings = open_settings()
    database = open_database(settings)
    with database.read() as session:
        target_id = target_named(session, target)
    found = reconciling.reconcile(database, settings, target_id, tell_time=clock.now)
    database.dispose()
    for sentence in found.sentences:
        click.echo(sentence)
    if found.differences:
        click.echo(f"{found.differences} differences at position {found.pos}.", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"All {found.compared} balances are equal at position {found.pos}.")
