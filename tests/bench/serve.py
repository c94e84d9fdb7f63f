"""`python -m tests.bench.serve product|floor URL HOME PORT`: one of the two, as warehouses run it.

gunicorn with the product's own settings and two workers, plain HTTP on the loopback address.
"""

import sys
from pathlib import Path

from tests.bench.floor import make_floor
from warehouse.serving import children, logs
from warehouse.serving.server import Server
from warehouse.settings import Settings

WORKERS = 2


class Floor(Server):
    """The same server around the other app."""

    def load(self):
        return make_floor(self._settings.database_url)


def main(side, database_url, home, port, starter):
    children.die_with(int(starter))
    logs.configure("warning")
    settings = Settings(
        home_dir=Path(home), database_url=database_url, secret_key="x" * 32, host="127.0.0.1",
        port=int(port), tls="off", workers=WORKERS, load_demo=False,
    )  # fmt: skip
    (Floor if side == "floor" else Server)(settings).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
