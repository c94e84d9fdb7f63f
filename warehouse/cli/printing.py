"""`warehouse print-agent`: prints near the printers what a server far away has queued."""

import signal
import ssl
import threading
from pathlib import Path

import click

POLL_SECONDS = 1.0
LONGEST_PAUSE = 60.0


@click.command("print-agent")
@click.option("--server", required=True, help="Address of the warehouse, https://….")
@click.option(
    "--token-file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the token that the Printers page showed once.",
)
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificate (PEM) of the warehouse's own authority, from its /trust page.",
)
@click.option("--insecure", is_flag=True, help="Allow plain http://, for tests only.")
def print_agent(server: str, token_file: Path, ca: Path | None, *, insecure: bool) -> None:
    """Fetch print jobs over HTTPS and send them to the printers of this building.

    Asks once a second; while the server is away, less and less often, up to once a minute.
    """
    from warehouse.printers.agent import AgentStopped, Server, serve_once  # noqa: PLC0415
    from warehouse.printers.wire import Patience  # noqa: PLC0415

    if not server.startswith("https://") and not (insecure and server.startswith("http://")):
        raise click.ClickException("The server's address begins with https://.")
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    token = token_file.read_text(encoding="ascii").strip()
    source = Server(server.rstrip("/"), token, context if server.startswith("https://") else None)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    pause = POLL_SECONDS
    while not stop.is_set():
        try:
            if serve_once(source, Patience()):
                pause = POLL_SECONDS
                continue
            pause = POLL_SECONDS
        except AgentStopped as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            click.echo(
                f"The server does not answer ({error}); next try in {pause:.0f} s.", err=True
            )
        stop.wait(pause)
