"""Several workers on one database: no job is done twice, and none waits for another's."""

import threading

import pytest
from sqlalchemy import select

from tests.support.clock import NOON
from warehouse.db.uow import Database
from warehouse.jobs.models import DONE, Job
from warehouse.jobs.service import ask, do_next

JOBS = 24


def ask_for(db, *names):
    with db.command() as session:
        for name in names:
            ask(session, "asked", name, {"name": name}, now=NOON)


def answer(session, body, now):
    """A handler whose effect is a job of its own: the key would refuse a second one."""
    session.add(Job(kind="answer", key=f"answer:{body['name']}", body="{}", state=DONE,
                    run_after=now, queued_at=now))  # fmt: skip


def test_two_workers_do_each_job_once(db, database_url):
    ask_for(db, *(f"job {n}" for n in range(JOBS)))
    done = []

    def work():
        database = Database(database_url)
        handlers = {"asked": lambda *job: (answer(*job), done.append(job[1]["name"]))}
        while len(done) < JOBS and not stop.is_set():
            do_next(database, handlers, now=NOON)
        database.dispose()

    stop = threading.Event()
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    stop.set()
    assert sorted(done) == sorted(f"job {n}" for n in range(JOBS))
    with db.read() as session:
        rows = session.execute(select(Job.state, Job.attempts)).all()
    assert rows == [(DONE, 0)] * (2 * JOBS)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_passes_over_a_job_that_another_has_at_hand(db, database_url):
    ask_for(db, "slow", "quick")
    at_hand, go_on = threading.Event(), threading.Event()

    def wait(*_):
        at_hand.set()
        assert go_on.wait(timeout=60)

    def work():
        other = Database(database_url)
        do_next(other, {"asked": wait}, now=NOON)
        other.dispose()

    slow = threading.Thread(target=work)
    slow.start()
    assert at_hand.wait(timeout=60)
    done = []
    try:
        assert do_next(db, {"asked": lambda *job: done.append(job[1]["name"])}, now=NOON)
        assert not do_next(db, {}, now=NOON), "only the job that the other worker has is left"
    finally:
        go_on.set()
        slow.join(timeout=60)
    assert done == ["quick"]
    with db.read() as session:
        assert session.execute(select(Job.state)).scalars().all() == [DONE, DONE]
