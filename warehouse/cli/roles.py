"""`warehouse grant`: what the role of the app nodes may do."""

import click

from warehouse.cli.opening import open_database, open_settings


@click.command()
@click.argument("role")
def grant(role: str) -> None:
    """Let PostgreSQL's ROLE do the floor's work, but change or remove no event and no move.

    Run it as the owner of the database, and again after each new release: it migrates first,
    which ROLE may not.
    """
    from warehouse.db import roles  # noqa: PLC0415

    settings = open_settings()
    open_database(settings).dispose()
    roles.grant(settings.database_url, role)
    click.echo(f"{role} may do the floor's work, and change or remove no event and no move.")
