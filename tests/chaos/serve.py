"""`python -m tests.chaos.serve URL HOME PORT STARTER [BREAK]`: the web server of a chaos run.

gunicorn with the product's own settings and two workers, over plain HTTP on the loopback address,
which browsers trust like HTTPS. What BREAK names is sawn off first.
"""

import sys
from pathlib import Path

from tests.chaos.sabotage import SERVER_BREAKS
from warehouse.serving import children, logs
from warehouse.serving.server import Server
from warehouse.settings import Settings

WORKERS = 2


def main(database_url, home, port, starter, *broken):
    children.die_with(int(starter))
    for name in broken:
        SERVER_BREAKS[name]()
    logs.configure("error")  # that the database is away now and then is no news here
    settings = Settings(
        home_dir=Path(home), database_url=database_url, secret_key="x" * 32, host="127.0.0.1",
        port=int(port), tls="off", workers=WORKERS, load_demo=False, enrol="open",
        scan_idle_ms=2000,
    )  # fmt: skip
    Server(settings).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
