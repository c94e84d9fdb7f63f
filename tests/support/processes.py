"""The `warehouse` command as people start it: a process of its own, in an empty folder."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

COMMAND = (sys.executable, "-P", "-m", "warehouse.cli")


def environment_in(home, **settings):
    """An environment with these `WAREHOUSE_*` settings and no others."""
    inherited = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - handed on to a process
        if not name.startswith("WAREHOUSE_")
    }
    named = {f"WAREHOUSE_{name}": str(value) for name, value in settings.items()}
    return inherited | {"WAREHOUSE_HOME": str(home)} | named


def warehouse(*arguments, home, stdin="", **settings):
    """Run one command to its end."""
    home.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=home,
        env=environment_in(home, **settings),
        check=False,
        timeout=60,
    )


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Running:
    """A started `warehouse run` and the way to it."""

    def __init__(self, process, home, port):
        self.process = process
        self.authority = home / "tls" / "authority.pem"
        self.port = port
        self.address = f"https://127.0.0.1:{port}"
        self.said = []

    def wait_until_open(self):
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C" in line:
                return
        raise AssertionError("".join(self.said))

    def get(self, path):
        context = ssl.create_default_context(cafile=self.authority)
        with urllib.request.urlopen(self.address + path, context=context, timeout=20) as answer:
            return answer.read()

    def last_words(self):
        """Everything said from here on; ends when the last process of this warehouse is gone."""
        said, _ = self.process.communicate(timeout=30)
        return said


@contextmanager
def running_warehouse(home: Path, *arguments, **settings):
    """Start `warehouse run` on a free port, wait until it is open, and end it afterwards.

    Badges open any browser there, unless a test is about enrolment and says so. Scans end at
    their Enter: a busy machine types slower than any scanner, and stillness would tear them.
    """
    settings = {"ENROL": "open", "SCAN_IDLE_MS": 2000, **settings}
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "run", "--host", "127.0.0.1", "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=home,
        env=environment_in(home, **settings),
        start_new_session=True,
    )
    running = Running(process, home, port)
    with process:
        try:
            running.wait_until_open()
            yield running
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
