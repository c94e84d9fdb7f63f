"""`python -m tests.bench.growth`: what a pick costs as the ledger grows, and as nodes are added."""

import argparse
import re
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from sqlalchemy import event, text

from tests.bench import demand, report
from tests.bench.capture import captured, counted
from tests.bench.ledgers import Ledgers
from tests.bench.sides import serving
from tests.support.app import make_app
from warehouse.ledger.queries import verify

SIZES = (10_000, 1_000_000, 10_000_000)
NODES = (1, 2, 4)
CLIENTS = 8
LOOKED_AT = 300
MARK = re.compile(
    "(<!-- growth: written by make bench-growth -->\n).*?(<!-- end of growth -->)", re.DOTALL
)
PAGES = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"
LOCKS = (
    "SELECT locktype, mode, count(*) FROM pg_locks"
    " WHERE pid = pg_backend_pid() AND locktype <> 'virtualxid' GROUP BY 1, 2 ORDER BY 1, 2"
)
WRITTEN = (
    "SELECT relname, n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables"
    " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 1"
)
TABLES = (
    "SELECT relname, pg_table_size(oid) AS heap, pg_indexes_size(oid) AS indexes,"
    " reltuples FROM pg_class WHERE relname IN ('ledger_event', 'stock_move') ORDER BY 1"
)
INDEXES = (
    "SELECT indexrelid::regclass::text AS name, pg_relation_size(indexrelid) AS size,"
    # The tree's level stands in its first page, behind the page's head, two words and the root.
    " get_byte(pg_read_binary_file(pg_relation_filepath(indexrelid), 36, 1), 0) + 1 AS high"
    " FROM pg_index"
    " WHERE indrelid IN ('ledger_event'::regclass, 'stock_move'::regclass) ORDER BY 2 DESC"
)


@dataclass(frozen=True)
class Look:
    """What one pick asks of the database, told by the database itself and not by a clock."""

    statements: int
    pages: float
    """Pages that all statements of a pick looked at, from memory or disk."""
    turn_ms: float
    """Median from the site's turn being had to the end of its COMMIT: one site's picks queue so."""
    locks: Counter
    """(kind, mode) → how many are held just before the COMMIT."""
    written: list


def main():
    chosen = arguments()
    with ExitStack() as stack:
        folder = chosen.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-growth-"))
        )
        folder.chmod(0o755)  # the server has a user of its own
        ledgers = stack.enter_context(closing(Ledgers(folder)))
        opened = {events: ledgers.ledger(events) for events in chosen.sizes}
        looks = {events: look(*opened[events], folder) for events in chosen.sizes}
        sections = [
            nodes(ledgers, opened[min(chosen.sizes)], looks[min(chosen.sizes)], chosen),
            histories(ledgers, opened, looks, chosen),
            sizes({events: database for events, (database, _) in opened.items()}),
        ]
        for events in chosen.proved:
            with opened[events][0].read() as session:
                assert verify(session) == []
            say(f"{events:,} events verified")
        for database, _ in opened.values():
            database.dispose()
    if chosen.write:
        body = "\n".join([f"Measured on {report.machine()}", "", *sections])
        page = report.PAGE.read_text(encoding="utf-8")
        report.PAGE.write_text(MARK.sub(lambda m: f"{m[1]}{body}\n{m[2]}", page), encoding="utf-8")


def arguments():
    ask = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    ask.add_argument("--folder", type=Path, help="keep the filled ledgers here for another run")
    ask.add_argument("--sizes", default=",".join(map(str, SIZES)), help="events, comma-separated")
    ask.add_argument("--proved", default="10000,1000000", help="which of them to verify whole")
    ask.add_argument("--seconds", type=float, default=3.0, help="of one run")
    ask.add_argument("--rounds", type=int, default=5, help="runs for each figure, by turns")
    chosen = ask.parse_args()
    chosen.sizes = tuple(int(events) for events in chosen.sizes.split(","))
    chosen.proved = [int(events) for events in chosen.proved.split(",") if events]
    chosen.write = chosen.sizes == SIZES
    return chosen


def say(words):
    print(words, flush=True)  # noqa: T201 - a bench talks to whoever started it


def look(database, work, home):
    """Do some picks in this process, alone, and ask the database what they took."""
    (picker,) = demand.prepare(database, work, 1, LOOKED_AT + 20)
    url = database.engine.url.render_as_string(hide_password=False)
    app = make_app(url, home, load_demo=False)
    engine, waiting = app.extensions["database"].engine, iter(picker.requests)
    with captured(engine) as said:
        for _ in range(10):  # the first ones read the catalogue and prepare
            said.clear()
            demand.send(app, next(waiting))
    locks, written = just_before_commit(engine, lambda: demand.send(app, next(waiting)))
    database.dispose()
    engine.dispose()  # a connection tells its counts when it ends
    before = asked(database, PAGES)
    turns = timed(engine, lambda: [demand.send(app, next(waiting)) for _ in range(LOOKED_AT)])
    engine.dispose()
    pages = (asked(database, PAGES) - before) / LOOKED_AT
    return Look(len(counted(said)), pages, median(turns) * 1000, locks, written)


def asked(database, question):
    with database.glance() as session:
        answer = session.execute(text(question)).scalar_one()
    database.dispose()
    return answer


def just_before_commit(engine, pick):
    """Return what the second of two picks holds and has written: counts run on in a session."""
    locks, written = [], []

    def note(connection):
        if "isolation_level" in connection.get_execution_options():
            return  # it only read
        rows = connection.exec_driver_sql(LOCKS).all()
        locks.append(Counter({(row[0], row[1]): row[2] for row in rows}))
        rows = connection.exec_driver_sql(WRITTEN).all()
        written.append({row[0]: (row[1], row[2]) for row in rows})

    event.listen(engine, "commit", note)
    pick()
    pick()
    event.remove(engine, "commit", note)
    before, after = written
    return locks[1], [
        (table, new - before.get(table, (0, 0))[0], changed - before.get(table, (0, 0))[1])
        for table, (new, changed) in after.items()
    ]


def timed(engine, picks):
    """Return how long each of the picks held the site's turn, its COMMIT included."""
    turns, begun = [], []

    def had(_connection, _cursor, statement, *_):
        if "FOR UPDATE OF ledger_head" in statement:
            begun.append(time.perf_counter())

    dialect = engine.dialect
    end = dialect.do_commit

    def committed(connection):
        end(connection)
        if begun:
            turns.append(time.perf_counter() - begun.pop())

    event.listen(engine, "after_cursor_execute", had)
    dialect.do_commit = committed
    picks()
    dialect.do_commit = end
    event.remove(engine, "after_cursor_execute", had)
    return turns


def nodes(ledgers, ledger, seen, chosen):
    """The same handhelds on one, two and four nodes, by turns."""
    runs = {many: [] for many in NODES}
    home = ledgers.folder / "home"
    postmaster = ledgers.server.get_pid()
    with serving("product", *ledger, home, postmaster, nodes=max(NODES)) as side:
        side.run(CLIENTS, 2.0)  # warm
        for turn in range(chosen.rounds):
            for many in NODES if turn % 2 == 0 else NODES[::-1]:
                fewer = replace(side, ports=side.ports[:many])
                runs[many].append(fewer.run(CLIENTS, chosen.seconds))
    more = {
        many: median(a.shift.rate / b.shift.rate for a, b in zip(found, runs[1], strict=True))
        for many, found in runs.items()
    }
    rows = [
        f"{report.pick_row(many, CLIENTS, found)} {more[many]:.2f} |"
        for many, found in runs.items()
    ]
    locks = ", ".join(f"{n} {kind} {mode}" for (kind, mode), n in seen.locks.items())
    written = ", ".join(
        f"{table} {'+' * bool(new)}{new or ''}{' ' if new and changed else ''}"
        f"{f'{changed} changed' if changed else ''}"
        for table, new, changed in seen.written
    )
    about = (
        f"A node is `warehouse run` with two web server processes; {CLIENTS} handhelds scan at one "
        "site as fast as they are answered, spread over the nodes."
    )
    head = (
        "| nodes | clients | picks/s | p50 ms | p95 ms | p99 ms | server CPU ms/pick "
        "| database CPU ms/pick | picks/s to one node |\n|---|---|---|---|---|---|---|---|---|"
    )
    asks = (
        f"{seen.statements} statements a pick; {seen.pages:.0f} pages looked at. The turn of the "
        f"site is held for {seen.turn_ms:.2f} ms, its COMMIT included. Rows: {written}. "
        f"Locks just before the COMMIT: {locks}."
    )
    disturbed = report.others(run for found in runs.values() for run in found)
    parts = ("### App nodes", "", about, "", head, *rows, "", asks, "", disturbed, "")
    section = "\n".join(parts)
    say(section)
    return section


def histories(ledgers, opened, looks, chosen):
    """One handheld on ledgers of several lengths, by turns."""
    runs = {events: [] for events in opened}
    with ExitStack() as stack:
        sides = {
            events: stack.enter_context(
                serving("product", *opened[events], ledgers.folder / f"home-{events}",
                        ledgers.server.get_pid())
            )
            for events in opened
        }  # fmt: skip
        for side in sides.values():
            side.run(1, 2.0)  # warm
        for turn in range(chosen.rounds):
            for events in sides if turn % 2 == 0 else reversed(sides):
                runs[events].append(sides[events].run(1, chosen.seconds))
    short = runs[min(runs)]
    rows = [
        f"| {events:,} | {looks[events].statements} | {looks[events].pages:.0f} "
        f"| {looks[events].turn_ms:.2f} "
        f"| {report.middle(found, lambda r: report.percentile(r.shift.seconds, 0.5)):.2f} "
        f"| {report.middle(found, report.cpu_a_pick) * 1000:.2f} "
        f"| {median(b.shift.rate / a.shift.rate for a, b in zip(found, short, strict=True)):.2f} "
        f"| {median(cpu(a) / cpu(b) for a, b in zip(found, short, strict=True)):.2f} |"
        for events, found in runs.items()
        for cpu in [report.cpu_a_pick]
    ]
    head = (
        "| ledger events | statements | pages looked at | turn held, ms | p50 ms, 1 client "
        "| CPU ms, all processes | time to the shortest | CPU to the shortest |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    disturbed = report.others(run for found in runs.values() for run in found)
    section = "\n".join(("### A pick on a longer ledger", "", head, *rows, "", disturbed, ""))
    say(section)
    return section


def sizes(opened):
    """How large tables and indexes are, and what each index of the longest costs."""
    rows = []
    for events, database in opened.items():
        with database.read() as session:
            rows += [
                f"| {events:,} | `{row.relname}` | {row.heap / 1e6:,.0f} "
                f"| {row.indexes / 1e6:,.0f} "
                f"| {(row.heap + row.indexes) / max(row.reltuples, 1):,.0f} |"
                for row in session.execute(text(TABLES))
            ]
            indexes = session.execute(text(INDEXES)).all()
    listed = " · ".join(f"`{name}` {size / 1e6:,.0f} MB, {high}" for name, size, high in indexes)
    head = (
        "| ledger events | table | rows, MB | indexes, MB | bytes a row, with indexes |\n"
        "|---|---|---|---|---|"
    )
    longest = f"Indexes at {max(opened):,} events, and pages from root to row: {listed}."
    section = "\n".join(("### Sizes", "", head, *rows, "", longest))
    say(section)
    return section


if __name__ == "__main__":
    main()
