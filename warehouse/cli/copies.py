"""`warehouse backup` and `warehouse restore`."""

from pathlib import Path

import click

from warehouse.cli.opening import open_settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the whole database to a new FILE while the warehouse works.

    SQLite copies itself; PostgreSQL needs pg_dump of at least the server's version on PATH.
    """
    from warehouse.db.backup import backup as copy_out  # noqa: PLC0415

    copy_out(open_settings().database_url, file)
    click.echo(f"Backed up to {file}, {file.stat().st_size / 1e6:.1f} MB.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Replace the database without asking.")
def restore(file: Path, *, yes: bool) -> None:
    """Replace the whole database by the backup in FILE.

    Stop the warehouse first. What was recorded after the backup is lost.
    """
    from warehouse.db.backup import restore as copy_in  # noqa: PLC0415
    from warehouse.db.migrate import upgrade  # noqa: PLC0415

    settings = open_settings()
    if not yes:
        click.confirm("All that was recorded after this backup will be lost. Go on?", abort=True)
    copy_in(settings.database_url, file)
    upgrade(settings.database_url)
    click.echo("Restored. `warehouse verify` proves that it is whole.")
