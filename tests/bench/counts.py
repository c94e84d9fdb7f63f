"""`make counts`: the desk of counts with 100,000 open and past ones, and races 500 times over."""

import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from sqlalchemy import insert, text

from tests.bench.__main__ import databases
from tests.bench.sides import family_seconds
from tests.support.app import client_of, make_app
from tests.support.builders import build_bin, build_floor, build_item, build_user, stock
from warehouse.counting import service
from warehouse.counting.models import (
    CountDecision,
    CountLine,
    CountLook,
    CountPlanLine,
    CountResult,
    CountRound,
    CountTask,
)
from warehouse.counting.rules.deciding import REASONS as ALL_REASONS
from warehouse.db.base import table_of
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database
from warehouse.kernel import clock

COUNTS = 100_000
ITEMS = 50
"""How many lie in each bin with open variances: one bin has one open count, so one for all."""
BINS = COUNTS // 2 // ITEMS
WAITING = 500
"""Bins that wait to be counted."""
CONTROL = 8
"""Every so many counts one of the control group, which the accuracy is read from."""
ROWS = 20_000
TIMES = 9
PAGES = (
    "/counts/desk", "/counts/desk?order=age", "/counts/desk?page=40", "/counts/waiting",
    "/counts/results/{last}", "/counts", "/counts/accuracy?days=30", "/counts/accuracy",
    "/counts/accuracy?days=365", "/counts/accuracy.csv?days=365", "/counts/coverage",
    "/counts/plan", "/counts/stock-takes", "/counts/limits",
)  # fmt: skip
REASONS = tuple(ALL_REASONS)
BEGIN = "<!-- the desk of counts: written by make counts -->"
END = "<!-- end of the desk of counts -->"


class Past:
    """The counts of two years: every second one decided, the others still on the desk.

    Attributes:
        moments: When each was counted.
        task: The count that each is of: past ones each of its own, open ones one a bin.
    """

    def __init__(self, session, floor):
        self.session, self.floor, now = session, floor, clock.now()
        self.moments = [now - (COUNTS - n) * timedelta(minutes=10) for n in range(COUNTS)]
        self.places = [
            build_bin(session, floor, f"{'CDEF'[n % 4]}-{n // 50 + 1:02}-{n % 50 + 1}")
            for n in range(BINS)
        ]
        for n in range(ITEMS):
            build_item(session, floor, f"ITEM-{n}")
        self.records = [
            (floor.items[f"ITEM-{n}"], floor.lots[f"ITEM-{n}", ""]) for n in range(ITEMS)
        ]
        for n, name in enumerate(("Cora", "Carl", "Cleo", "Chen")):
            build_user(session, floor, name, "counter", badge=f"C{n}")
        self.counters = [floor.users[name] for name in ("Counter", "Cora", "Carl", "Cleo", "Chen")]
        self.task = [(n % 2 and BINS + n // 2 + 1) or n // 2 % BINS + 1 for n in range(COUNTS)]

    def is_open(self, n):
        return n % 2 == 0

    def place(self, n):
        return self.places[n // 2 % BINS]

    def record(self, n):
        """Open ones: each bin has one of each item. Past ones: a bin has one item."""
        return self.records[(n // 2 // BINS if self.is_open(n) else n // 2 % BINS) % ITEMS]

    def pair(self, n):
        """Who counted it, and who before."""
        first = self.task[n] % len(self.counters)
        return self.counters[first], self.counters[first - 1]

    def variance(self, n):
        return 2 if n % 40 == 0 else -2

    def insert(self, model, rows):
        for start in range(0, len(rows), ROWS):
            self.session.execute(insert(table_of(model)), rows[start : start + ROWS])


def fill(session, floor):
    """Write them all, with who looked, what was decided, and what chance had drawn."""
    past = Past(session, floor)
    event = stock(session, floor, "MUG", "A-01-1", 10).id
    write_tasks(past)
    write_results(past)
    write_looks(past)
    write_decisions(past, event)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))  # what it does by itself every day
        session.execute(
            text(
                "SELECT setval(pg_get_serial_sequence('count_task', 'id'), max(id)) FROM count_task"
            )
        )
    service.plan_today(session, floor.site, now=clock.now(), by=None)


def write_tasks(past):
    first = {past.task[n]: n for n in reversed(range(COUNTS))}
    past.insert(
        CountTask,
        [
            {
                "id": task, "site_id": past.floor.site, "place_id": past.place(n),
                "reasons": "plan", "asked_at": past.moments[n], "sequence": 0,
                "state": "review" if past.is_open(n) else "done", "is_control": n % CONTROL == 1,
                "next_reasons": "", "done_at": None if past.is_open(n) else past.moments[n],
                "user_id": past.pair(n)[0], "seen_at": past.moments[n],
            }
            for task, n in sorted(first.items())
        ],
    )  # fmt: skip
    bins = [build_bin(past.session, past.floor, f"W-{n // 50 + 1:02}-{n % 50 + 1}")
            for n in range(WAITING)]  # fmt: skip
    past.insert(
        CountTask,
        [
            {
                "id": max(past.task) + n + 1, "site_id": past.floor.site, "place_id": place,
                "reasons": "plan", "asked_at": past.moments[-1], "sequence": n, "state": "open",
                "is_control": False, "next_reasons": "",
            }
            for n, place in enumerate(bins)
        ],
    )  # fmt: skip


def write_results(past):
    rows = []
    for n, at in enumerate(past.moments):
        (item, lot), (one, two), off = past.record(n), past.pair(n), past.variance(n)
        rows.append(
            {
                "site_id": past.floor.site, "task_id": past.task[n], "place_id": past.place(n),
                "item_id": item, "lot_id": lot, "lot_code": "", "item_class": "ABC"[n % 3],
                "is_control": n % CONTROL == 1, "expected_units": 10, "counted_units": 10 + off,
                "variance_units": off, "posted_units": 0 if past.is_open(n) else off,
                "value_minor": n * 7_919 % 100_000, "pos": n, "from_pos": n, "settled_at": at,
                "captured_at": at, "counter_id": one, "other_counter_id": two,
                "is_disputed": False, "state": "open" if past.is_open(n) else "posted",
            }
        )  # fmt: skip
    past.insert(CountResult, rows)


def write_looks(past):
    """Two people looked at everything."""
    round_of, looks, lines, rights = {}, [], [], []
    for n, at in enumerate(past.moments):
        for number, who in enumerate(reversed(past.pair(n)), start=1):
            key = (past.task[n], number)
            if key not in round_of:
                round_of[key] = len(looks) + 1
                looks.append(
                    {
                        "task_id": past.task[n], "number": number, "user_id": who,
                        "state": "counted", "from_pos": n, "at_bin": True, "said_empty": False,
                        "wants_done": True, "asks_units": 0, "last_code": "", "started_at": at,
                        "done_at": at, "done_pos": n,
                    }
                )  # fmt: skip
            item, lot = past.record(n)
            lines.append(
                {
                    "round_id": round_of[key], "item_id": item, "lot_id": lot, "lot_code": "",
                    "counted_units": 8, "is_settled": True, "is_absent": False, "from_pos": n,
                    "pos": n, "captured_at": at, "expected_units": 10,
                    "variance_units": past.variance(n), "has_moved": False,
                }
            )  # fmt: skip
            rights.append(
                {
                    "result_id": n + 1, "round_id": round_of[key], "site_id": past.floor.site,
                    "user_id": who, "settled_at": at, "is_right": True,
                }
            )  # fmt: skip
    past.insert(CountRound, looks)
    past.insert(CountLine, lines)
    past.insert(CountLook, rights)


def write_decisions(past, event):
    decided = [
        {
            "result_id": n + 1, "kind": "approve", "units": past.variance(n),
            "reason": REASONS[n % 5], "note": "found out", "decided_at": at,
            "decided_by": past.floor.users["Supervisor"], "counter_id": past.pair(n)[0],
            "other_counter_id": past.pair(n)[1], "event_id": event,
        }
        for n, at in enumerate(past.moments)
        if not past.is_open(n)
    ]  # fmt: skip
    past.insert(CountDecision, decided)
    drawn = [
        {
            "site_id": past.floor.site, "day": at.date(), "task_id": past.task[n],
            "item_id": past.record(n)[0], "place_id": past.place(n), "lot_id": past.record(n)[1],
            "why": "control", "sentence": "by chance",
        }
        for n, at in enumerate(past.moments)
        if n % CONTROL == 1
    ]  # fmt: skip
    past.insert(CountPlanLine, drawn)


def measure(url, postmaster, folder) -> dict[str, str]:
    """Return what the table says of each page: time, and processor time of both programs."""
    database = Database(url)
    with database.command() as session:
        floor = build_floor(session)
        fill(session, floor)
    app = make_app(url, folder)
    client = client_of(app, floor.users["Supervisor"], floor.site)
    said = {}
    for page in PAGES:
        path = page.format(last=COUNTS - 1)
        client.get(path)  # fills the caches of both
        took, before, below = [], process_time(), spent(postmaster)
        for _ in range(TIMES):
            began = perf_counter()
            answer = client.get(path)
            took.append((perf_counter() - began) * 1000)
            assert answer.status_code == 200, path
        cpu = (process_time() - before + spent(postmaster) - below) * 1000 / TIMES
        said[page] = f"{median(took):.0f} | {max(took):.0f} | {cpu:.0f}"
        sys.stdout.write(f"{page}: {said[page]}\n")
        sys.stdout.flush()
    database.dispose()
    app.extensions["database"].dispose()
    return said


def spent(postmaster):
    """Return the seconds of processor time that PostgreSQL has taken so far; 0.0 without it."""
    return family_seconds(postmaster) if postmaster else 0.0


def main() -> None:
    """Measure, write the figures down, and run the races in their long form."""
    said = []
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, databases(kind) as make:
            url, postmaster = make("counts")
            upgrade(url)
            said.append(measure(url, postmaster, Path(folder)))
    about = (
        f"{COUNTS:,} counts of two years, every second still open in {BINS:,} bins, {WAITING} more"
        f" bins waiting; {TIMES} answers of the application each. Milliseconds: median, slowest,"
        " and processor time of application and database together."
    )
    table = [
        "| page | SQLite | slowest | processor | PostgreSQL | slowest | processor |",
        "|---|---|---|---|---|---|---|",
        *(f"| `{page}` | {said[0][page]} | {said[1][page]} |" for page in PAGES),
    ]
    written = "\n".join([BEGIN, "", about, "", *table, "", END])
    sys.stdout.write(written + "\n")
    page = Path("docs/performance.md")
    kept = page.read_text(encoding="utf-8")
    if BEGIN in kept:
        before, after = kept.split(BEGIN)[0], kept.split(END)[1]
        page.write_text(before + written + after, encoding="utf-8")
    else:
        page.write_text(f"{kept}\n## The desk of counts\n{written}\n", encoding="utf-8")
    if "--races" in sys.argv:
        environment = os.environ | {"COUNT_RACES": "500"}  # noqa: TID251 - handed on to pytest
        command = [sys.executable, "-m", "pytest", "tests/counting/test_races.py", "-n0"]
        command += ["-o", "faulthandler_timeout=3600"]  # 500 times take longer than any one test
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
