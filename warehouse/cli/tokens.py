"""`warehouse token …`: what other systems may do, from the machine itself."""

from typing import TYPE_CHECKING

import click

from warehouse.cli.opening import open_database, open_settings
from warehouse.kernel import clock

if TYPE_CHECKING:
    from warehouse.api.screens.desk import TokenRow

SCOPES = (
    "stock:read", "orders:read", "orders:write", "catalog:write", "stock:write", "events:write",
    "central:post", "central:read",
)  # fmt: skip


@click.group()
def token() -> None:
    """Tokens for the API; docs/api.md says what each scope lets one do."""


@token.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES))
@click.option("--site", "sites", multiple=True, required=True, help="A site's code; * for all.")
@click.option("--days", type=int, default=365, show_default=True, help="0: it never ends.")
@click.option("--badge", default="", help="Badge of the person that it acts for.")
def new(name: str, scopes: tuple[str, ...], sites: tuple[str, ...], days: int, badge: str) -> None:
    """Make a token and print it, this once."""
    from warehouse.api.rules.tokens import checked_wish  # noqa: PLC0415
    from warehouse.api.service.tokens import make_token  # noqa: PLC0415

    database = open_database(open_settings())
    now = clock.now()
    wish = checked_wish(name, list(scopes), list(sites), days or None, now=now)
    text = database.decide(lambda s: make_token(s, wish, badge=badge, made_by=None, now=now))
    database.dispose()
    click.echo(text)


@token.command(name="list")
def list_() -> None:
    """List all tokens, those in use first."""
    from warehouse.api.queries.tokens import token_rows  # noqa: PLC0415

    database = open_database(open_settings())
    with database.read() as session:
        rows = token_rows(session, now=clock.now())
    database.dispose()
    for row in rows:
        click.echo(_line(row))


def _line(row: "TokenRow") -> str:
    end = row.expires_at.date().isoformat() if row.expires_at else "never"
    used = row.last_used_at.isoformat(timespec="minutes") if row.last_used_at else "never"
    return (
        f"{row.token_id}  {row.name}  {row.shown}…  {row.state}  at {','.join(row.sites)}  "
        f"{' '.join(row.scopes)}  ends {end}  used {used}"
    )


@token.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
def revoke(number: int) -> None:
    """End a token at once; NUMBER is the first word of its line in the list."""
    from warehouse.api.service.tokens import revoke_token  # noqa: PLC0415

    database = open_database(open_settings())
    database.decide(lambda s: revoke_token(s, number, now=clock.now()))
    database.dispose()
    click.echo(f"Token {number} is revoked.")
