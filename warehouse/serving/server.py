"""gunicorn, configured in code: threads that keep connections alive, one TLS context a process."""

import signal
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from warehouse.kernel import clock
from warehouse.serving import addresses, tls
from warehouse.settings import Settings

_MEMORY = Path("/dev/shm")  # noqa: S108 - workers' heartbeat files must not wait for a disk


class Server(BaseApplication):  # type: ignore[misc] # gunicorn brings no types
    """The web server of one warehouse; each worker makes its own app, so its own connections."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; gunicorn asks for everything else."""
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand over the options; gunicorn calls it again on SIGHUP, which rereads certificates."""
        for name, value in options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the app, inside a worker, after the fork."""
        from warehouse import create_app  # noqa: PLC0415 - the master needs none of it

        return create_app(self._settings)


def options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings by name; certificates are made here if they are missing."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    chosen: dict[str, Any] = {
        "bind": f"{host}:{settings.port}",
        "proc_name": "warehouse",
        "workers": settings.workers,
        "worker_class": "gthread",
        "threads": settings.threads,
        "keepalive": 75,  # a picker walks for a minute between scans; a new handshake costs more
        "timeout": 60,
        "graceful_timeout": 10,
        "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
        "control_socket_disable": True,  # nobody manages it from outside; less stands open
        "forwarded_allow_ips": "*" if settings.behind_proxy else "",
        "errorlog": "-",
        "accesslog": None,
        # The address is printed by us; gunicorn's own chatter helps only who looks for faults.
        "loglevel": "warning" if settings.log_level == "info" else settings.log_level,
        "when_ready": _stop_gently_on_interrupt,
        "post_worker_init": _leave_interrupts_to_the_master,
    }
    names = addresses.names_of_this_machine(settings)
    found = tls.certificate(settings, names, now=clock.now())
    if found:
        chosen |= {
            "certfile": str(found.cert),
            "keyfile": str(found.key),
            "ssl_context": _one_context(found),
        }
    return chosen


def serve(settings: Settings) -> None:
    """Serve until told to stop; leaves through SystemExit, as gunicorn does."""
    Server(settings).run()


def _one_context(found: tls.Certificate) -> Callable[..., ssl.SSLContext]:
    """One TLS context for all connections and, forked after it, for all workers.

    gunicorn would read the files anew for every connection; and workers that share the
    context's ticket keys can resume each other's sessions.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(found.cert, found.key)

    def ssl_context(_config: Any, _make_default: Any) -> ssl.SSLContext:
        return context

    return ssl_context


def _stop_gently_on_interrupt(arbiter: Any) -> None:
    """Treat Ctrl-C, which a terminal sends to all of us at once, like being told to stop.

    gunicorn's own answer would cut off requests that are being worked on.
    """
    signal.signal(signal.SIGINT, lambda *_: arbiter.signal(signal.SIGTERM, None))


def _leave_interrupts_to_the_master(_worker: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
