"""A writer that is killed in the middle loses nothing that it acknowledged, and breaks nothing."""

import random
from multiprocessing import get_context
from time import monotonic

import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.writers import write_but_never_commit, write_until_killed
from warehouse.ledger import queries
from warehouse.ledger.models import LedgerEvent

KILLS = 25
WRITERS = 3


@pytest.fixture(scope="module")
def processes():
    """A server of fresh processes, as starting Python anew each time would take most of it."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.support.writers"])
    return context


def start(processes, target, *arguments):
    ours, theirs = processes.Pipe()
    process = processes.Process(target=target, args=(*arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def listen(told, seconds):
    """Return what is acknowledged until the time is up."""
    heard, end = [], monotonic() + seconds
    while (left := end - monotonic()) > 0:
        if told.poll(left):
            heard.append(told.recv())
    return heard


def kill(process, told):
    """End a process by SIGKILL; returns what it had still acknowledged before."""
    process.kill()
    process.join()
    heard = []
    try:
        while told.poll():
            heard.append(told.recv())
    except EOFError:
        pass  # that was all
    finally:
        told.close()
        process.close()
    return heard


def test_killed_writers_lose_nothing_acknowledged_and_leave_nothing_half_done(
    db, database_url, floor, processes
):
    chance, acknowledged = random.Random(7), []
    writers = [start(processes, write_until_killed, database_url, floor) for _ in range(WRITERS)]
    for _ in range(KILLS):
        acknowledged.append(writers[0][1].recv())  # it is up and in the middle of its work
        acknowledged += listen(writers[0][1], chance.uniform(0, 0.03))
        acknowledged += kill(*writers.pop(0))
        writers.append(start(processes, write_until_killed, database_url, floor))
    for writer in writers:
        acknowledged += kill(*writer)
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 1)  # life goes on
    with db.read() as session:
        assert queries.verify(session) == []
        written = set(session.execute(select(LedgerEvent.id)).scalars())
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= written
    assert len(written) <= len(acknowledged) + 1 + KILLS + WRITERS  # at most one unheard for each


def test_a_writer_killed_before_its_commit_leaves_nothing_and_gives_the_turn_back(
    db, database_url, floor, processes
):
    for _ in range(5):
        writer, told = start(processes, write_but_never_commit, database_url, floor)
        lost = told.recv()
        kill(writer, told)
        with db.command() as session:
            kept = stock(session, floor, "MUG", "A-01-1", 1)
        with db.read() as session:
            assert session.get(LedgerEvent, lost) is None
            assert session.get(LedgerEvent, kept.id) is not None
