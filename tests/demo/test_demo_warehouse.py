import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.support.clock import NOON, TODAY
from tests.support.digest import digests
from warehouse import demo
from warehouse.catalog.models import Barcode, Item, Lot, Pack
from warehouse.channels import service as channels
from warehouse.db.uow import Database
from warehouse.demo.errors import NotEmpty
from warehouse.kernel.gtin import check_digit
from warehouse.ledger.models import Allocation, Balance
from warehouse.ledger.queries import verify
from warehouse.locations.models import Bin, Place, Site, Zone
from warehouse.orders.models import Order, OrderException, OrderLine
from warehouse.people.models import ROLES, Membership, User
from warehouse.people.service import Claim, sign_in
from warehouse.picking.models import PickLine, PickTask

ROOT = Path(__file__).parents[2]
COMPANY_FREE = re.compile(r"0(952[0-9]|2[0-9]{3})[0-9]{9}|1(952[0-9]|2[0-9]{3})[0-9]{9}")


def count(session, model, *conditions):
    return session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def test_it_has_one_site_three_zones_twelve_aisles_and_a_thousand_bins(session):
    assert count(session, Site) == 1
    assert session.execute(select(Zone.code).order_by(Zone.code)).scalars().all() == ["A", "B", "C"]
    assert session.execute(select(Bin.zone_id, Bin.aisle).distinct()).all().__len__() == 12
    assert count(session, Bin) == 1008
    kinds = Counter(session.execute(select(Place.kind)).scalars())
    assert (kinds["packing"], kinds["dock"], kinds["returns"], kinds["tote"]) == (2, 1, 1, 60)


def test_a_bin_code_is_short_and_reads_as_where_it_is(session):
    rows = session.execute(
        select(Place.code, Zone.code, Bin.aisle, Bin.bay, Bin.level)
        .join(Bin, Bin.place_id == Place.id)
        .join(Zone, Zone.id == Bin.zone_id)
    )
    for code, zone, aisle, bay, level in rows:
        assert code == f"{zone}{aisle}-{bay:02d}-{level}"
        assert len(code) == 7


def test_aisles_lie_three_metres_apart_and_bays_one(session):
    xs = session.execute(select(Bin.x_cm).distinct().order_by(Bin.x_cm)).scalars().all()
    ys = session.execute(select(Bin.y_cm).distinct().order_by(Bin.y_cm)).scalars().all()
    assert [b - a for a, b in pairwise(xs)] == [300] * 11
    assert [b - a for a, b in pairwise(ys)] == [100] * 20


def test_there_are_500_items_with_names_of_their_own(session):
    names = session.execute(select(Item.name)).scalars().all()
    assert len(names) == len(set(names)) == 500
    assert any(not name.isascii() for name in names)
    assert max(map(len, names)) > 80
    assert set(session.execute(select(Item.tracking).distinct()).scalars()) == {
        "none", "lot", "lot_expiry", "serial",
    }  # fmt: skip
    assert count(session, Item, Item.weight_g.is_(None) | Item.cost_minor.is_(None)) == 0


def test_every_item_shows_a_drawing_of_ours(session):
    used = set(session.execute(select(Item.picture)).scalars())
    drawn = {path.stem for path in (ROOT / "static/pictures").glob("*.svg")}
    assert used == drawn
    assert len(used) == 30


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static/pictures").glob("*.svg")), ids=lambda p: p.stem
)
def test_a_drawing_is_small_and_holds_nothing_but_shapes(path):
    text = path.read_text(encoding="ascii")
    assert len(text) <= 1_500
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">')
    assert set(re.findall(r"<([a-z]+)", text)) <= {"svg", "rect", "path", "circle", "ellipse"}
    assert not re.search(r"style|class|href|\son|url\(", text)


def test_every_barcode_is_right_and_belongs_to_no_company(session):
    rows = session.execute(
        select(Barcode.code, Pack.units, Item.sku)
        .join(Pack, Pack.id == Barcode.pack_id)
        .join(Item, Item.id == Pack.item_id)
    ).all()
    for code, units, sku in rows:
        if not code.isdigit():
            assert (code, units) == (sku, 1)
            continue
        assert COMPANY_FREE.fullmatch(code), code
        assert check_digit(code[:-1]) == code[-1]
        assert (code[0] == "1") == (units > 1)


def test_every_item_can_be_scanned_and_two_in_five_come_in_cases(session):
    scannable = (
        select(Pack.item_id).join(Barcode, Barcode.pack_id == Pack.id).where(Pack.units == 1)
    )
    assert count(session, Item, Item.id.not_in(scannable)) == 0
    cases = Counter(session.execute(select(Pack.units).where(Pack.units > 1)).scalars())
    assert set(cases) == {6, 12, 24}
    assert 170 <= sum(cases.values()) <= 230


def test_seven_bins_in_ten_hold_something(session):
    used = session.execute(
        select(func.count(Balance.place_id.distinct())).where(Balance.on_hand > 0)
    ).scalar_one()
    assert 0.66 <= used / 1008 <= 0.74
    bins_of = session.execute(
        select(func.count(Balance.place_id.distinct())).group_by(Balance.item_id)
    ).scalars()
    spread = Counter(bins_of)
    assert sum(spread[n] for n in (1, 2, 3)) > 470
    assert 490 > sum(spread.values()) > 470


def test_stock_bears_what_its_item_is_tracked_by(session):
    rows = session.execute(
        select(Item.tracking, Lot.code, Lot.expires_on, Lot.is_serial, Balance.on_hand)
        .join(Item, Item.id == Balance.item_id)
        .join(Lot, Lot.id == Balance.lot_id)
    )
    for tracking, code, expires_on, is_serial, on_hand in rows:
        assert bool(code) == (tracking != "none")
        assert (expires_on is not None) == (tracking == "lot_expiry")
        assert is_serial == (tracking == "serial")
        assert on_hand == 1 or not is_serial


def test_some_lots_have_expired_and_no_order_was_given_any(session):
    expired = select(Lot.id).where(Lot.expires_on < TODAY)
    assert count(session, Lot, Lot.expires_on < TODAY) > 0
    assert count(session, Allocation, Allocation.lot_id.in_(expired)) == 0


def test_200_orders_are_open_on_three_channels(session):
    rows = session.execute(select(Order.state, Order.channel)).all()
    states = Counter(state for state, _ in rows)
    assert states == {"open": 200, "released": 12, "pending": 6, "exception": 5}
    assert {channel for state, channel in rows if state == "open"} == {"amazon", "shopify", "ebay"}


def test_orders_are_due_around_now_and_some_are_late(session):
    due = session.execute(select(Order.ship_by).where(Order.state == "open")).scalars().all()
    assert 2 <= sum(moment < NOON for moment in due) <= 30
    assert all(abs(moment - NOON) < timedelta(days=5) for moment in due)


def test_orders_have_one_to_six_lines_and_some_lack_stock(session):
    lines = Counter(
        session.execute(select(func.count()).select_from(OrderLine).group_by(OrderLine.order_id))
        .scalars()
    )  # fmt: skip
    assert set(lines) == {1, 2, 3, 4, 5, 6}
    given = (
        select(func.coalesce(func.sum(Allocation.quantity), 0))
        .where(Allocation.order_line_id == OrderLine.id)
        .scalar_subquery()
    )
    lacking = session.execute(
        select(OrderLine.order_id)
        .distinct()
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state == "open", OrderLine.ordered_units > given)
    ).all()
    assert 5 <= len(lacking) <= 50


def test_somebody_must_look_at_a_few_orders(session):
    codes = Counter(session.execute(select(OrderException.code)).scalars())
    assert codes == {"unknown_sku": 2, "bad_address": 2, "absurd_quantity": 1}


def test_parcels_go_to_invented_people(session):
    for order in session.execute(select(Order)).scalars():
        assert order.email.endswith("@example.com")
        assert re.fullmatch(r"(\+1 555 01[0-9]{2})?", order.phone)
        assert order.recipient_name


def test_the_first_trips_show_every_kind_of_stop(session):
    assert count(session, PickTask, PickTask.state == "open") == 12
    rows = session.execute(
        select(PickLine.wanted, PickLine.pack_units, Item.tracking).join(
            Item, Item.id == PickLine.item_id
        )
    ).all()
    assert {"none", "lot_expiry", "serial"} <= {row.tracking for row in rows}
    assert (13, 6) in {(row.wanted, row.pack_units) for row in rows}
    lines = Counter(session.execute(select(PickLine.task_id)).scalars())
    assert max(lines.values()) >= 4


def test_every_role_has_somebody_whose_badge_and_pin_open_the_door(loaded, session):
    badges = loaded.access.badges
    assert {role for badge in badges for role in badge.roles} == set(ROLES)
    assert len({badge.pin for badge in badges}) == len(badges) == count(session, User)
    assert count(session, Membership) == len(badges)
    for badge in badges:
        assert re.fullmatch(r"U-[A-Z]+", badge.code)
        assert re.fullmatch(r"[0-9]{4}", badge.pin)
        at_a_desk = {"supervisor", "administrator"} & set(badge.roles)
        assert bool(badge.username) == bool(badge.password) == bool(at_a_desk)


def test_the_badges_that_are_printed_sign_in(db):
    access = demo.load(db, now=NOON)
    for badge in access.badges:
        claim = Claim(badge=badge.code.removeprefix("U-"), secret=badge.pin)
        assert sign_in(db, claim, now=NOON).token
        if badge.username:
            desk = Claim(username=badge.username, secret=badge.password)
            assert sign_in(db, desk, now=NOON).token
    with db.read() as session:
        assert verify(session) == []


def test_the_ledger_of_the_demo_verifies(session):
    assert verify(session) == []


def test_the_progress_comes_to_its_end(loaded):
    assert sum(loaded.ticks) == demo.STEPS


def test_the_sample_file_of_amazon_finds_its_items_and_its_kit_of_four_pieces(db):
    demo.load(db, now=NOON)
    raw = (ROOT / "tests/samples/unshipped_orders.txt").read_bytes()
    with db.command() as session:
        site_id = session.execute(select(Site.id)).scalar_one()
        taken = channels.import_orders(session, site_id, "amazon", raw, now=NOON, user_id=None)
    assert (taken.new, taken.allocated_units, taken.waiting) == (2, 3 + 4, [])


def test_a_seed_and_a_moment_make_the_same_warehouse_again(loaded, session, db):
    demo.load(db, now=NOON)
    with db.read() as other:
        assert digests(session) == digests(other)


def test_another_seed_makes_another_warehouse(session, migrated_sqlite, tmp_path):
    path = tmp_path / "other.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    demo.load(database, now=NOON, seed=7)
    with database.read() as other:
        here, there = digests(session), digests(other)
        assert verify(other) == []
        assert count(other, Item) == 500
        assert count(other, PickTask) == 12
    database.dispose()
    assert {"balance", "sales_order", "order_line"} <= {t for t in here if here[t] != there[t]}
    assert here["bin"] == there["bin"]


def test_a_database_with_a_site_is_left_alone(floor, db):
    with db.read() as session:
        before = digests(session)
    with pytest.raises(NotEmpty, match="HQ"):
        demo.load(db, now=NOON)
    with db.read() as session:
        assert digests(session) == before
