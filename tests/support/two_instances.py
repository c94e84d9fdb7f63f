"""Two installations in processes of their own: a site's worker, and a central ledger over HTTP.

Both are killed again and again while the site goes on working; a bad line stands between them.
"""

import os
import random
import signal
import subprocess
import time
from contextlib import ExitStack, contextmanager

from sqlalchemy import select

from tests.support.processes import COMMAND, environment_in, free_port, running_warehouse
from tests.support.two_ledgers import (
    Walk,
    assert_ledgers_agree,
    build_site_with_target,
    open_central,
    settings_of,
)
from tests.support.wires import BadLine, forwarding, receiver
from warehouse.central.models import FarSite, PostingTarget
from warehouse.central.service.targets import retry
from warehouse.db.uow import Database
from warehouse.kernel import clock
from warehouse.ledger.queries.feed import head_of

MOST_SECONDS = 1_800


@contextmanager
def killed(process):
    """Hand out a process of its own session, and end the whole session by SIGKILL."""
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Worker:
    """`warehouse worker` of the site, started anew after each kill."""

    def __init__(self, settings):
        self.settings = settings
        self.process = None
        self.start()

    def start(self):
        home = self.settings.home_dir
        self.process = subprocess.Popen(
            [*COMMAND, "worker"],
            env=environment_in(
                home,
                DATABASE_URL=self.settings.database_url,
                SECRET_KEY=self.settings.secret_key,
                PRIVATE_TARGETS="127.0.0.0/8",
                LOG_LEVEL="error",
            ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            start_new_session=True,
        )

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Central:
    """`warehouse run` of the central ledger, on one port through all its deaths."""

    def __init__(self, home, database_url):
        self.home, self.database_url, self.port = home, database_url, free_port()
        self.stack = ExitStack()
        self.start()

    def start(self):
        self.stack.enter_context(
            running_warehouse(
                self.home, "--no-tls", "--no-demo", "--port", str(self.port),
                DATABASE_URL=self.database_url, WORKERS=1,
            )
        )  # fmt: skip

    def kill(self):
        self.stack.close()


def run_through_kills(folder, site_url, central_url, *, events, kills, seed=1):
    """Run the whole story; returns what the line did, once both ledgers agree.

    Args:
        events: How many the site writes, in bursts, while everything dies around it.
        kills: How often each of the two is killed.
    """
    chance = random.Random(seed)
    site_home = folder / "site"
    site_home.mkdir()
    site_db, central_db = Database(site_url), Database(central_url)
    settings = settings_of(site_url, site_home)
    token = open_central(central_db)
    central = Central(folder / "central", central_url)
    line = BadLine(forwarding(f"http://127.0.0.1:{central.port}"), seed, trouble=0.3)
    with ExitStack() as stack:
        stack.callback(central.kill)
        address, _ = stack.enter_context(receiver(line))
        floor, target = build_site_with_target(site_db, address, token, settings=settings)
        worker = Worker(settings)
        stack.callback(worker.kill)
        walk = Walk(floor, chance)
        bursts = kills * 2 + 1
        for n in range(bursts):
            _write(site_db, walk, events // bursts)
            time.sleep(chance.uniform(0.3, 1.0))  # for either to get into the middle of something
            if n == bursts - 1:
                break
            victim = (worker, central)[n % 2]
            victim.kill()
            _write(site_db, walk, 5)
            victim.start()
            _try_again(site_db, floor.site, target)
        _wait_until_all_is_there(site_db, central_db, floor.site, target)
    assert_ledgers_agree(site_db, central_db, floor.site)
    site_db.dispose()
    central_db.dispose()
    return line.counted


def _write(site_db, walk, events):
    """Write events in transactions of a few, as a floor does, beside the worker."""
    for start in range(0, events, 20):
        with site_db.command() as session:
            walk.post(session, min(20, events - start))


def _try_again(site_db, site_id, target):
    """Press the key of the desk: a lease of the dead would be waited for three minutes."""
    site_db.decide(lambda session: retry(session, site_id, target, now=clock.now()))


def _wait_until_all_is_there(site_db, central_db, site_id, target):
    end = time.monotonic() + MOST_SECONDS
    with site_db.read() as session:
        head, _ = head_of(session, site_id)
    looks = 0
    while time.monotonic() < end:
        with central_db.read() as session:
            here = session.execute(select(FarSite.pos)).scalar_one()
        with site_db.read() as session:
            row = session.get(PostingTarget, target)
        assert row.state == "on", row.last_error
        if here == head == row.pos:
            return
        looks += 1
        if looks % 10 == 0 and row.attempts:
            _try_again(site_db, site_id, target)
        time.sleep(0.2)
    raise AssertionError(f"{here} of {head} events are there: {row.last_error}")
