"""The two that are compared, each a server with a database of its own, and what they cost."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from os import cpu_count, getpid, sysconf
from pathlib import Path

from sqlalchemy import text

from tests.bench import demand, pickers
from tests.support.processes import environment_in, free_port
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database

TICKS = sysconf("SC_CLK_TCK")
PICKS_A_SECOND = 1_600  # more than either side reaches: what is prepared for a run


@dataclass
class Side:
    """The product or the floor, running."""

    name: str
    database: Database
    work: demand.Work
    ports: list[int]
    """One of each node."""
    processes: list[subprocess.Popen]
    postmaster: int | None = None

    def run(self, clients, seconds):
        """Let so many clients pick for so long; the lines are prepared outside the time."""
        picks = int(seconds * PICKS_A_SECOND / clients) + demand.LINES_A_TASK
        ready = demand.prepare(self.database, self.work, clients, picks)
        self.settle()
        before = self.spent()
        shift = pickers.work(self.ports, ready, seconds)
        server, database, clients_cpu, all_cpu = (
            b - a for a, b in zip(before, self.spent(), strict=True)
        )
        others = (all_cpu - server - database - clients_cpu) / (cpu_count() * shift.lasted)
        return Run(shift, server, database, max(others, 0.0))

    def settle(self):
        """Do what a server does at night, so that it falls into no run."""
        engine = self.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                connection.execute(text("ANALYZE"))
                connection.execute(text("CHECKPOINT"))

    def spent(self):
        """Return CPU seconds so far: the web server's, PostgreSQL's, the clients', everybody's."""
        database = family_seconds(self.postmaster) if self.postmaster else 0.0
        nodes = sum(family_seconds(process.pid) for process in self.processes)
        return nodes, database, time.process_time(), busy_seconds()


@dataclass(frozen=True)
class Run:
    """One run of one side: CPU seconds of the web server and of the database's own processes."""

    shift: pickers.Shift
    server_cpu: float
    database_cpu: float
    others: float
    """The share of the machine's CPU that other programs took meanwhile."""


def busy_seconds():
    """Return the CPU seconds that all programs of the machine spent so far."""
    user, nice, system, _idle, _waiting, irq, softirq = map(
        int, Path("/proc/stat").read_text().split()[1:8]
    )
    return (user + nice + system + irq + softirq) / TICKS


def family_seconds(pid):
    """Return the CPU seconds of a process and its children, as Linux counts them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_seconds(member) for member in (pid, *children))


def _seconds(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0  # a child that ended between the two looks
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def running(name, database_url, postmaster, home, filled=None):
    """Migrate and fill a database, and serve it until the block ends.

    Args:
        filled: Called with the open database and the work, to fill it further.
    """
    upgrade(database_url)
    database = Database(database_url)
    work = demand.build(database)
    if filled is not None:
        filled(database, work)
    with serving(name, database, work, home, postmaster) as side:
        yield side


@contextmanager
def serving(name, database, work, home, postmaster=None, *, nodes=1):
    """Serve a database that is ready, by so many nodes, until the block ends."""
    home.mkdir(exist_ok=True)
    url = database.engine.url.render_as_string(hide_password=False)
    ports = [free_port() for _ in range(nodes)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.serve", name.split()[0], url, str(home), str(port),
             str(getpid())],
            env=environment_in(home),
        )
        for port in ports
    ]  # fmt: skip
    try:
        for port, process in zip(ports, processes, strict=True):
            _wait_for(port, process)
        yield Side(name, database, work, ports, processes, postmaster)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        database.dispose()


def _wait_for(port, process):
    for _ in range(1_200):
        assert process.poll() is None, "the server ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise AssertionError("the server does not open")
