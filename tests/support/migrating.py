"""Bringing one database to its newest form from several processes at the same moment."""

from multiprocessing import get_context

from warehouse.db.migrate import is_current, upgrade


def _migrate(database_url, gate, told):
    gate.wait(timeout=60)
    upgrade(database_url)
    told.put(is_current(database_url))


def migrate_at_once(database_url, *, processes) -> list[bool]:
    """Return for each process whether it ended well and saw the newest form."""
    context = get_context("spawn")
    gate, told = context.Barrier(processes), context.SimpleQueue()
    started = [
        context.Process(target=_migrate, args=(database_url, gate, told)) for _ in range(processes)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join()
    return [told.get() for process in started if process.exitcode == 0]
