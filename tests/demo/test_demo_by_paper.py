"""Whoever has the try-it sheet and a scanner can do the next trips from beginning to end."""

import pytest
from sqlalchemy import select

from tests.support.clock import NOON
from tests.support.orders import Hand
from warehouse import demo
from warehouse.db.uow import Database
from warehouse.demo.queries import TRIPS_ON_PAPER
from warehouse.ledger.queries import verify
from warehouse.locations.models import Site
from warehouse.people.models import User
from warehouse.picking.models import DONE, PickTask
from warehouse.picking.rules import Step
from warehouse.web.guard import Actor


@pytest.fixture
def database(migrated_sqlite, tmp_path):
    path = tmp_path / "warehouse.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    opened = Database(f"sqlite:///{path}")
    demo.load(opened, now=NOON)
    yield opened
    opened.dispose()


def anna(session):
    user_id = session.execute(select(User.id).where(User.badge == "ANNA")).scalar_one()
    site_id = session.execute(select(Site.id)).scalar_one()
    return Actor(user_id, "Anna Arbor", site_id, "DEMO", "Demo", frozenset({"picker"}), "device-1")


def codes_of(sheet, screen, tote):
    """What of the sheet answers a screen, the likeliest first."""
    stop = screen.stop
    if screen.step is Step.TAKE_TOTE or screen.step is Step.TOTE:
        return [tote]
    if screen.step is Step.DROP:
        return ["B-" + sheet.bins[0]]
    if screen.step is Step.BIN:
        return ["B-" + stop.bin_code] if stop.bin_code in sheet.bins else []
    of_item = [item for item in sheet.items if item.sku == stop.sku]
    if screen.step is Step.LOT:
        return [one.barcode_text for one in of_item if one.barcode_text == stop.lot_code]
    packs = [item for item in of_item if not item.name.startswith(("Lot", "Serial"))]
    packs.sort(key=lambda item: not item.name.startswith("Case"))
    return [item.barcode_text for item in packs]


def walk(hand, sheet, task_id, tote):
    assert hand.claim(task_id).http_status == 200
    for _ in range(100):
        screen = hand.screen()
        if getattr(screen, "task_id", None) != task_id:
            return
        verdicts = [hand.scan(code) for code in codes_of(sheet, screen, tote)[:1]]
        if verdicts and verdicts[0].http_status != 200:  # no whole case is left to take
            verdicts = [hand.scan(codes_of(sheet, screen, tote)[-1])]
        assert verdicts, screen
        assert verdicts[0].http_status == 200, verdicts[0]
    raise AssertionError("the trip has no end")


def test_the_codes_on_paper_suffice_for_the_next_trips(database):
    with database.read() as session:
        sheet = demo.try_it_sheet(session, "https://warehouse.example/")
        tasks = session.execute(select(PickTask.id).order_by(PickTask.id)).scalars().all()
        hand = Hand(database, anna(session))
    for task_id, tote in zip(tasks[:TRIPS_ON_PAPER], sheet.totes, strict=False):
        walk(hand, sheet, task_id, tote)
    with database.read() as session:
        states = session.execute(select(PickTask.state).order_by(PickTask.id)).scalars().all()
        again = demo.try_it_sheet(session, "https://warehouse.example/")
        assert verify(session) == []
    assert states[:TRIPS_ON_PAPER] == [DONE] * TRIPS_ON_PAPER
    assert set(again.totes).isdisjoint(sheet.totes[:TRIPS_ON_PAPER])
    assert again.items != sheet.items
