"""`warehouse run`: everything that one warehouse needs, started and stopped as one."""

import http.client
import io
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from warehouse.cli.failures import Stopped
from warehouse.cli.first import load_demo, show_badges
from warehouse.cli.opening import open_database, open_settings
from warehouse.settings import Settings, environment

if TYPE_CHECKING:
    from warehouse.db.uow import Database

START_SECONDS = 60.0


@click.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 means all of them.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-tls", is_flag=True, help="Speak plain HTTP: handhelds then work online only.")
@click.option("--no-demo", is_flag=True, help="Leave an empty database empty.")
def run(host: str | None, port: int | None, *, no_tls: bool, no_demo: bool) -> None:
    """Start the web server and the job worker; Ctrl-C stops both.

    Migrates the database, fills an empty one with the demo warehouse, makes the certificate if
    it is missing, and prints where to find it all.
    """
    from warehouse.kernel import clock  # noqa: PLC0415
    from warehouse.serving import addresses, tls  # noqa: PLC0415
    from warehouse.serving.children import Crew  # noqa: PLC0415

    settings = open_settings()
    settings = replace(
        settings,
        host=host or settings.host,
        port=port or settings.port,
        tls="off" if no_tls else settings.tls,
        load_demo=settings.load_demo and not no_demo,
    )
    if not addresses.port_is_free(settings.host, settings.port):
        raise Stopped(
            f"Port {settings.port} on {settings.host} cannot be listened on: another program has "
            "it, or the address is not of this machine. Choose another: warehouse run --port 8444"
        )
    database = open_database(settings)
    if settings.load_demo and is_empty(database):
        load_demo(settings, database)
        settings = replace(settings, demo=True)
    database.dispose()
    names = addresses.names_of_this_machine(settings)
    tls.certificate(settings, names, now=clock.now())

    def certificate_changed() -> bool:
        current = addresses.names_of_this_machine(settings)
        found = tls.certificate(settings, current, now=clock.now())
        return found is not None and found.renewed

    crew = Crew(environment(settings))
    crew.start()
    if crew.wait_until(lambda: _answers(settings), seconds=START_SECONDS):
        _welcome(settings, addresses.address(settings, names))
    code = crew.stay(certificate_changed)
    if code:
        raise Stopped("The web server ended by itself; its reason stands above.")


def is_empty(database: "Database") -> bool:
    """Tell whether nobody has opened a site yet."""
    from warehouse.locations.queries import has_site  # noqa: PLC0415

    with database.read() as session:
        return not has_site(session)


def _answers(settings: Settings) -> bool:
    """Whether a worker answers a request with anything, not only whether the port is open."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - spoken to, not bound to
    host = anywhere.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    if settings.tls != "off":
        # It is our own process behind the port, and its certificate may name only the outside.
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(host, settings.port, timeout=5, context=context)
    try:
        connection.request("HEAD", "/", headers={"Connection": "close"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _welcome(settings: Settings, address: str) -> None:
    """Say where the warehouse is, so that a handheld's camera can read it too."""
    click.echo(f"\nWarehouse Floor is open at {address}")
    click.echo(qr_for_terminal(address))
    if settings.tls == "auto":
        click.echo(f"Devices trust it after a look at {address}trust")
        click.echo(f"Authority {settings.authority_cert}\nSHA-256   {fingerprint(settings)}")
    if settings.tls == "off":
        click.echo("Plain HTTP: no camera and no work without network on the handhelds.")
    if settings.demo:
        show_badges()
    click.echo("\nCtrl-C stops it.")


def fingerprint(settings: Settings) -> str:
    """Return what a person compares with the device on which the authority is installed."""
    from warehouse.serving import trust  # noqa: PLC0415

    found = trust.authority(settings)
    return found.fingerprint if found else "none"


def qr_for_terminal(text: str) -> str:
    """Draw a QR code of half-height blocks, readable on dark and light terminals alike."""
    import segno  # noqa: PLC0415

    drawing = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=drawing, compact=True)
    lines = drawing.getvalue().splitlines()
    return "\n".join(click.style(line, fg="bright_white", bg="black") for line in lines)
