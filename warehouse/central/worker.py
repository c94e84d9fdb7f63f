"""The part of the worker that posts: each target in a thread of its own, so that none waits.

A target that does not answer holds its own thread for some seconds and nothing else: neither the
queue of jobs, nor the other targets, nor a lock on the database.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from warehouse.central.service.posting import drain, due_targets
from warehouse.central.service.reconciling import due_reconciliations, reconcile
from warehouse.db.uow import Database
from warehouse.kernel.errors import Refusal
from warehouse.settings import Settings

log = logging.getLogger("warehouse.central")

POLL_SECONDS = 0.5
THREADS = 8
LOOKS_A_RECONCILIATION = 120


class Posting:
    """Looks for targets that are behind, and has each drained by one thread at a time."""

    def __init__(
        self, database: Database, settings: Settings, tell_time: Callable[[], datetime]
    ) -> None:
        """Take what the threads share."""
        self._database = database
        self._settings = settings
        self._tell_time = tell_time
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="posting")
        self._at_work: dict[tuple[str, int], Future[object]] = {}
        self._thread = threading.Thread(target=self._run, name="posting", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Let each thread finish the delivery at hand, and end."""
        self._stop.set()
        self._thread.join()
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        looks = 0
        while not self._stop.is_set():
            try:
                self._look(with_reconciliations=looks % LOOKS_A_RECONCILIATION == 0)
            except SQLAlchemyError:  # the server is restarting: the next look finds it again
                log.warning("the database did not answer", exc_info=True)
            looks += 1
            self._stop.wait(POLL_SECONDS)

    def _look(self, *, with_reconciliations: bool) -> None:
        now = self._tell_time()
        with self._database.read() as session:
            targets = due_targets(session, now=now)
            to_compare = due_reconciliations(session, now=now) if with_reconciliations else []
        for target_id in targets:
            self._begin(("post", target_id), self._drain)
        for target_id in to_compare:
            self._begin(("reconcile", target_id), self._reconcile)

    def _drain(self, target_id: int) -> None:
        drain(
            self._database,
            self._settings,
            target_id,
            tell_time=self._tell_time,
            is_stopping=self._stop.is_set,
        )

    def _reconcile(self, target_id: int) -> None:
        try:
            reconcile(self._database, self._settings, target_id, tell_time=self._tell_time)
        except Refusal as refusal:
            log.warning("%s", refusal)  # it is kept for the supervisor as well

    def _begin(self, key: tuple[str, int], work: Callable[[int], None]) -> None:
        """Have a thread do something about a target, unless one is still at it."""
        running = self._at_work.get(key)
        if running is not None and not running.done():
            return
        if running is not None and running.exception() is not None:
            log.warning("posting failed", exc_info=running.exception())
        self._at_work[key] = self._pool.submit(work, key[1])
