"""`make shift`: 30 pickers, 3,000 orders, 8 hours on a clock of its own, into docs/performance.md.

Everything that people do goes over HTTP to the real product on SQLite; the seed chooses who errs.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.report import PAGE, machine
from tests.shift.day import Size
from tests.shift.floor import METHODS
from tests.shift.run import play
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database

BEGIN, END = "<!-- shift: written by make shift -->", "<!-- end of shift -->"


def table(day):
    """Lines of the page: what each method came to."""
    rows = [
        "| method | orders shipped | trips | stops | units | stops an hour | metres a stop |",
        "|---|---|---|---|---|---|---|",
    ]
    for method in METHODS:
        done = day.done[method]
        rows.append(
            f"| {method} | {done.orders} | {done.trips} | {done.lines} | {done.units} "
            f"| {done.lines / max(done.worked_s, 1) * 3600:.0f} "
            f"| {done.walked_cm / 100 / max(done.lines, 1):.1f} |"
        )
    return rows


def main():
    """Play the day and write what came of it."""
    asked = dict(word.split("=") for word in sys.argv[1:])
    size = Size(
        seed=int(asked.get("seed", 1)),
        orders=int(asked.get("orders", Size.orders)),
        hours=float(asked.get("hours", Size.hours)),
    )
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="warehouse-shift-") as folder:
        url = f"sqlite:///{folder}/shift.sqlite3"
        upgrade(url)
        database = Database(url)
        day = play(database, url, Path(folder), size)
        database.dispose()
    minutes = (time.monotonic() - begun) / 60
    happened = ", ".join(f"{name} {count}" for name, count in sorted(day.events.items()))
    fates = ", ".join(f"{name} {count}" for name, count in sorted(day.cases.items()))
    who = f"{size.pickers} pickers, {size.packers} packers, {size.orders:,} orders"
    took = f"{day.web.requests:,} requests, played in {minutes:.0f} minutes"
    lines = [
        BEGIN,
        "",
        f"{who}, {size.hours:g} h: {took}. {machine()}",
        "",
        *table(day),
        "",
        f"Orders at the end: {fates}. `verify` finds nothing.",
        "",
        f"What happened: {happened}.",
        "",
        END,
    ]
    text = "\n".join(lines)
    print(text)  # noqa: T201 - what a measurement is for
    unexplained = [fate for fate in day.cases if "unexplained" in fate]
    if unexplained:
        raise SystemExit(f"Orders without a name: {unexplained}")
    page = PAGE.read_text(encoding="utf-8")
    pattern = f"{re.escape(BEGIN)}.*?{re.escape(END)}"
    PAGE.write_text(re.sub(pattern, lambda _: text, page, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()
