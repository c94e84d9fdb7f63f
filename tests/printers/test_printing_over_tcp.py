"""A printer that accepts, stalls, breaks off or runs out: each ends in the right state, and no
label comes out twice without saying that it is a copy."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.clock import NOON
from tests.support.paper import burnt, read
from tests.support.printers import (
    HEAD_OPEN,
    IMPATIENT,
    OUT_OF_PAPER,
    READY,
    build_printer,
    fake_printer,
)
from warehouse import offered
from warehouse.labels.rules import as_subject
from warehouse.printers import service
from warehouse.printers.errors import JobMovedOn, ReasonMissing
from warehouse.printers.models import Printer, PrintJob
from warehouse.printers.rules import MOST_ATTEMPTS, PAGES_AT_ONCE
from warehouse.printers.sender import print_next, take_next
from warehouse.printing.labels import ItemLabel, draw_label, labels_zpl
from warehouse.printing.raster import rasterized
from warehouse.web.guard import Actor

COMPOSERS = offered("COMPOSERS")


@pytest.fixture
def printer():
    with fake_printer() as made:
        yield made


@pytest.fixture
def actor(floor):
    return Actor(
        floor.users["Packer"], "Packer", floor.site, "MAIN", "Main", frozenset(["packer"]), "d1"
    )


def labels(count):
    return [ItemLabel(f"SKU{n}", "Mug", f"M-{n:03}") for n in range(count)]


def ask(db, actor, count=1, key="job"):
    with db.command() as session:
        subject = as_subject(labels(count))
        job = service.ask(session, actor, "item_label", subject, title="Labels", key=key, now=NOON)
        return job.id


def send(db, at=NOON):
    return print_next(db, COMPOSERS, now=lambda: at, patience=IMPATIENT)


def job(db, job_id):
    with db.read() as session:
        return session.get(PrintJob, job_id)


def listed(db):
    with db.read() as session:
        return session.execute(select(Printer)).scalar_one()


def enter(db, floor, printer, **values):
    with db.command() as session:
        return build_printer(session, floor, printer.address, **values).id


def copies_in(zpl, count):
    """Return (labels printed plainly, labels printed as copies) by what was burnt."""
    plain, copied = [], []
    drawn = [draw_label(label, size="57x32") for label in labels(count)]
    known = {rasterized(d).tobytes(): n for n, d in enumerate(drawn)}
    marked = {rasterized(d.as_copy()).tobytes(): n for n, d in enumerate(drawn)}
    for picture in burnt(zpl):
        bits = picture.point(lambda level: 255 - level).convert("1").tobytes()
        (plain if bits in known else copied).append((known | marked)[bits])
    return plain, copied


def whole_labels(zpl):
    """Cut off what a printer that broke off got of a last label."""
    return zpl[: zpl.rfind(b"^XZ\n") + 4] if b"^XZ\n" in zpl else b""


def test_what_a_printer_accepts_is_sent_once(db, floor, printer, actor):
    enter(db, floor, printer)
    job_id = ask(db, actor, 3)
    assert ask(db, actor, 3) == job_id  # the same wish again is the same job
    assert send(db)
    assert not send(db)
    done = job(db, job_id)
    assert (done.state, done.sent, done.pages, done.last_error) == ("sent", 3, 3, "")
    assert copies_in(printer.everything, 3) == ([0, 1, 2], [])
    assert [read(picture) for picture in burnt(printer.everything)] == [
        ["M-000"], ["M-001"], ["M-002"],
    ]  # fmt: skip
    assert (listed(db).is_ready, listed(db).condition) == (True, "Ready.")


def test_many_labels_go_in_sheaves_and_what_somebody_waits_for_comes_between(
    db, floor, printer, actor
):
    printer_id = enter(db, floor, printer)
    with db.command() as session:
        target = session.get(Printer, printer_id)
        many = service.ask_at(
            session, actor, target, "item_label", as_subject(labels(60)),
            title="60", key="many", rank=1, now=NOON,
        ).id  # fmt: skip
    assert send(db)
    assert (job(db, many).state, job(db, many).sent) == ("queued", PAGES_AT_ONCE)
    urgent = ask(db, actor, 1, key="urgent")
    assert send(db)
    assert (job(db, urgent).state, job(db, many).sent) == ("sent", PAGES_AT_ONCE)
    while send(db):
        pass
    assert (job(db, many).state, job(db, many).sent) == ("sent", 60)


@pytest.mark.parametrize("status", [None, OUT_OF_PAPER, HEAD_OPEN, b"nonsense"])
def test_a_printer_that_is_silent_or_not_ready_gets_nothing_and_is_tried_later(
    db, floor, printer, actor, status
):
    enter(db, floor, printer)
    printer.status = status
    job_id = ask(db, actor)
    assert send(db)
    waiting = job(db, job_id)
    assert (waiting.state, waiting.attempts, waiting.begun) == ("queued", 1, 0)
    assert waiting.last_error in {
        "The printer does not answer.", "The printer is out of paper.",
        "The printer's head is open.",
    }  # fmt: skip
    assert printer.everything == b""
    assert not listed(db).is_ready
    assert not send(db), "it waits before it tries again"
    printer.status = READY
    assert send(db, NOON + timedelta(minutes=1))
    assert job(db, job_id).state == "sent"
    assert copies_in(printer.everything, 1) == ([0], []), "nothing had been sent before"


def test_what_was_cut_off_half_way_comes_again_as_copies(db, floor, printer, actor):
    enter(db, floor, printer)
    one = len(labels_zpl(labels(1), size="57x32"))
    printer.closes_after = one * 3 // 2
    job_id = ask(db, actor, 4)
    assert send(db)
    broken = job(db, job_id)
    assert (broken.state, broken.attempts, broken.sent, broken.begun) == ("queued", 1, 0, 4)
    assert "broke off" in broken.last_error or "fell silent" in broken.last_error
    got = len(printer.everything)
    printer.closes_after = None
    assert send(db, NOON + timedelta(minutes=1))
    assert (job(db, job_id).state, job(db, job_id).sent) == ("sent", 4)
    assert copies_in(printer.everything[got:], 4) == ([], [0, 1, 2, 3])
    plain, _ = copies_in(whole_labels(printer.everything[:got]), 4)
    assert len(plain) == len(set(plain)), "no label twice without a mark"


def test_paper_that_runs_out_in_the_middle_leaves_the_sheaf_in_doubt(db, floor, printer, actor):
    enter(db, floor, printer)
    printer.runs_out_after = 10
    job_id = ask(db, actor, 2)
    assert send(db)
    assert job(db, job_id).last_error == "The printer is out of paper."
    got = len(printer.everything)
    printer.runs_out_after, printer.status = None, READY
    assert send(db, NOON + timedelta(minutes=1))
    assert job(db, job_id).state == "sent"
    assert copies_in(printer.everything[got:], 2) == ([], [0, 1])


def test_a_printer_that_never_comes_back_ends_as_failed_and_may_be_tried_by_hand(
    db, floor, printer, actor
):
    enter(db, floor, printer)
    printer.close()
    job_id = ask(db, actor)
    at = NOON
    for _ in range(MOST_ATTEMPTS):
        assert send(db, at)
        at += timedelta(minutes=10)
    failed = job(db, job_id)
    assert (failed.state, failed.attempts) == ("failed", MOST_ATTEMPTS)
    assert "cannot be reached" in failed.last_error
    assert not send(db, at)
    with db.command() as session:
        service.retry(session, actor, job_id, now=at)
    assert job(db, job_id).state == "queued"


def test_a_printer_that_tells_nothing_is_believed_unless_it_breaks_off(db, floor, printer, actor):
    enter(db, floor, printer, answers=False)
    printer.status = None
    job_id = ask(db, actor)
    assert send(db)
    assert job(db, job_id).state == "sent"
    assert copies_in(printer.everything, 1) == ([0], [])


def test_a_sender_that_died_is_succeeded_and_its_pages_are_copies(db, floor, printer, actor):
    enter(db, floor, printer)
    job_id = ask(db, actor, 2)
    taken = take_next(db, COMPOSERS, agent_id=None, now=NOON)
    assert taken is not None
    assert job(db, job_id).state == "sending"
    assert not send(db, NOON + timedelta(minutes=1)), "its lease holds"
    later = NOON + timedelta(minutes=10)
    assert send(db, later)
    assert (job(db, job_id).state, job(db, job_id).sent) == ("sent", 2)
    assert copies_in(printer.everything, 2) == ([], [0, 1])
    # What the dead sender says in the end is no longer listened to.
    with db.command() as session:
        service.report(
            session, job_id, taken[0].token, condition=None, trouble="late", chance=0, now=later
        )
    assert job(db, job_id).state == "sent"


def test_a_reprint_needs_a_reason_and_is_a_copy(db, floor, printer, actor):
    enter(db, floor, printer)
    job_id = ask(db, actor)
    with db.command() as session, pytest.raises(JobMovedOn):
        service.reprint(session, actor, job_id, reason="torn", printer="", now=NOON)
    send(db)
    with db.command() as session, pytest.raises(ReasonMissing):
        service.reprint(session, actor, job_id, reason=" ", printer="", now=NOON)
    with db.command() as session:
        again = service.reprint(session, actor, job_id, reason="torn", printer="", now=NOON).id
    got = len(printer.everything)
    send(db)
    assert (job(db, again).state, job(db, again).reprint_of) == ("sent", job_id)
    assert copies_in(printer.everything[got:], 1) == ([], [0])


def test_a_cancelled_job_is_never_sent_and_a_sent_one_not_cancelled(db, floor, printer, actor):
    enter(db, floor, printer)
    job_id = ask(db, actor)
    with db.command() as session:
        service.cancel(session, actor, job_id, now=NOON)
    assert not send(db)
    assert job(db, job_id).state == "cancelled"
    other = ask(db, actor, key="other")
    send(db)
    with db.command() as session, pytest.raises(JobMovedOn, match="sent by now"):
        service.cancel(session, actor, other, now=NOON)


def test_labels_that_do_not_fit_the_printer_fail_at_once_with_the_reason(db, floor, printer, actor):
    enter(db, floor, printer, media="100x150")
    job_id = ask(db, actor)
    assert send(db)
    assert job(db, job_id).state == "failed"
    assert "not made for 100x150" in job(db, job_id).last_error
    assert listed(db).is_ready, "it is not the printer's fault"
