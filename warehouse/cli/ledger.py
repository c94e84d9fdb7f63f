"""`warehouse verify`: the proof that every unit's way adds up."""

import click

from warehouse.cli.opening import open_database, open_settings


@click.command()
def verify() -> None:
    """Check the whole ledger: chain, moves, balances, serials, the file itself.

    Exit code 0 when everything holds; 1 with one line for each thing that does not.
    """
    from warehouse.central.queries.verify import verify_far  # noqa: PLC0415
    from warehouse.ledger.queries import count_events  # noqa: PLC0415
    from warehouse.ledger.queries import verify as find_faults  # noqa: PLC0415

    database = open_database(open_settings())
    with database.read() as session:
        events = count_events(session)
        with click.progressbar(length=events, label="Verifying", hidden=events < 10_000) as bar:
            findings = [*find_faults(session, tick=bar.update), *verify_far(session)]
    database.dispose()
    for finding in findings:
        click.echo(f"{finding.rule}: {finding.what}")
    if findings:
        click.echo(f"The ledger is broken in {len(findings)} places.", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"The ledger holds: {events} events verified.")
