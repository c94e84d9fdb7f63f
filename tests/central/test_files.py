"""Files for a day each: every event once, whatever a crash left behind."""

import csv
import json
from datetime import timedelta

from sqlalchemy import update

from tests.support.builders import capture, post_moves, stock
from tests.support.clock import NOON
from tests.support.two_ledgers import make_due
from warehouse.central.models import PostingTarget
from warehouse.central.service.posting import drain
from warehouse.ledger import service as ledger


def post_files(site):
    make_due(site.db, site.target)
    return drain(site.db, site.settings, site.target, tell_time=site.clock)


def lines_of(site, day, ending="jsonl"):
    path = site.settings.home_dir / "exports" / "HQ ledger" / f"NORTH-{day}.{ending}"
    return path.read_text(encoding="utf-8").splitlines()


def receive_on(site, day):
    """Receive a mug so many days after the first."""
    with site.db.command() as session:
        made = capture(site.floor, "receive", now=NOON + timedelta(days=day))
        turn = ledger.take_turn(session, made)
        ledger.post(session, turn, made, subject="test:1")


def test_each_event_is_a_line_and_each_move_a_row(make_site):
    site = make_site("", kind="files")
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 7)
        post_moves(
            session, site.floor, ("MUG", "", "A-01-1", "T-0001", 2),
            ("MUG", "", "A-01-1", "A-01-2", 1),
        )  # fmt: skip
        post_moves(session, site.floor)
    assert post_files(site) == 3
    events = [json.loads(line) for line in lines_of(site, "2026-03-02")]
    assert [event["pos"] for event in events] == [1, 2, 3]
    rows = list(csv.DictReader(lines_of(site, "2026-03-02", "csv")))
    assert [(row["pos"], row["quantity"], row["to_code"]) for row in rows] == [
        ("1", "7", "A-01-1"), ("2", "2", "T-0001"), ("2", "1", "A-01-2"), ("3", "", ""),
    ]  # fmt: skip
    assert {row["event_id"] for row in rows} == {event["id"] for event in events}


def test_what_a_crash_left_after_the_cursor_is_written_again_and_stands_there_once(make_site):
    site = make_site("", kind="files")
    for _ in range(3):
        with site.db.command() as session:
            stock(session, site.floor, "MUG", "A-01-1", 1)
        post_files(site)
    before = lines_of(site, "2026-03-02"), lines_of(site, "2026-03-02", "csv")
    assert len(before[0]) == 3
    with site.db.command() as session:  # as if the last cursor had never been kept
        notes = {"day": "2026-03-02", "jsonl": len(before[0][0].encode()) + 1}
        notes["csv"] = sum(len(line.encode()) + 2 for line in before[1][:2])
        session.execute(update(PostingTarget).values(pos=1, notes=json.dumps(notes)))
    assert post_files(site) == 3
    assert (lines_of(site, "2026-03-02"), lines_of(site, "2026-03-02", "csv")) == before


def test_a_day_begins_with_its_first_event_and_never_goes_back(make_site):
    site = make_site("", kind="files")
    for day in (0, 1, 0, 2):
        receive_on(site, day)
    assert post_files(site) == 4
    told = {
        day: [json.loads(line)["pos"] for line in lines_of(site, f"2026-03-0{day}")]
        for day in (2, 3, 4)
    }
    assert told == {2: [1], 3: [2, 3], 4: [4]}


def test_a_folder_that_cannot_be_written_is_waited_for(make_site):
    site = make_site("", kind="files")
    receive_on(site, 0)
    (site.settings.home_dir / "exports").write_text("in the way")
    assert post_files(site) == 0
    assert site.row().state == "on"
    assert "exports" in site.row().last_error
    (site.settings.home_dir / "exports").unlink()
    assert post_files(site) == 1
