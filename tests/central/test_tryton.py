"""A real Tryton: every move is booked there exactly once, and what it refuses is shown."""

import random
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import update

from tests.support.app import client_of, make_app
from tests.support.builders import build_bin, build_item, build_lot, post_moves, stock
from tests.support.tryton import OUR_USER
from tests.support.two_ledgers import Walk, make_due, post_all
from tests.support.wires import BadLine, forwarding, receiver
from warehouse.central.models import PostingTarget
from warehouse.central.service.posting import drain
from warehouse.central.service.reconciling import reconcile
from warehouse.central.service.targets import retry, skip
from warehouse.central.targets.tryton.mapping import location_code
from warehouse.ledger.queries.feed import feed, head_of, holdings

pytestmark = pytest.mark.xdist_group("tryton")

SECRET = ":".join(OUR_USER)


@pytest.fixture
def warehouse_code(erp):
    """A warehouse of the test's own: all tests share one Tryton."""
    number = len(erp.read("stock.location", [("type", "=", "warehouse")]))
    code = f"SITE{number}"
    erp.add_warehouse(code)
    return code


@pytest.fixture
def make_posting_site(make_site, erp, warehouse_code):
    def make(address=None, code=warehouse_code):
        return make_site(address or erp.address, SECRET, kind="tryton", code=code)

    return make


def our_stock(site):
    """Our balances as Tryton should have them: (location's code, SKU, lot) → units."""
    found = {}
    with site.db.read() as session:
        pos, _ = head_of(session, site.floor.site)
        site_code = feed(session, site.floor.site, after=0, limit=1)[0].site
        after = None
        while page := holdings(session, site.floor.site, at=pos, after=after, limit=500):
            for one in page:
                key = (location_code(site_code, one.place_kind, one.place_code), one.sku, one.lot)
                found[key] = found.get(key, 0) + one.on_hand
            after = page[-1].key
    return {key: units for key, units in found.items() if units}


def assert_figures_agree(site, erp):
    ours = our_stock(site)
    code = next(iter(ours))[0].partition("/")[0]
    skus = {sku for _, sku, _ in ours}
    lots = {(sku, lot) for _, sku, lot in ours if lot}
    assert erp.stock_by(code, skus, lots) == ours


def booked(erp, code, state="done"):
    return len(erp.read(
        "stock.move",
        [("state", "=", state), ["OR", ("from_location.code", "like", f"{code}/%"),
                                 ("to_location.code", "like", f"{code}/%")]],
    ))  # fmt: skip


def moves_of(site):
    """Count the moves that change something in Tryton: those between two of its locations."""
    with site.db.read() as session:
        pos, _ = head_of(session, site.floor.site)
        events = [event for at in range(0, pos, 500)
                  for event in feed(session, site.floor.site, after=at, limit=500)]  # fmt: skip
    return sum(
        location_code("", one.from_kind, one.from_code)
        != location_code("", one.to_kind, one.to_code)
        for event in events for one in event.moves
    )  # fmt: skip


def test_what_moves_here_moves_there_with_its_lot_and_on_its_day(
    make_posting_site, erp, warehouse_code
):
    site = make_posting_site()
    with site.db.command() as session:
        build_lot(session, site.floor, "TEA", "L-1")
        build_lot(session, site.floor, "CAM", "S-1", serial=True)
        stock(session, site.floor, "TEA", "A-01-1", 12, lot="L-1")
        stock(session, site.floor, "CAM", "A-01-2", 1, lot="S-1")
        post_moves(session, site.floor, ("TEA", "L-1", "A-01-1", "T-0001", 5), kind="pick")
        post_moves(session, site.floor, ("TEA", "L-1", "T-0001", "T-0002", 5), kind="sort")
        post_moves(session, site.floor, ("TEA", "L-1", "T-0002", "customer", 4), kind="ship")
        post_moves(session, site.floor, ("CAM", "S-1", "A-01-2", "discrepancy", 1), kind="adjust")
        post_moves(session, site.floor, kind="look")
        Walk(site.floor, random.Random(1)).post(session, 120)
    assert post_all(site.db, site.settings, site.target, site.clock) == ""
    assert_figures_agree(site, erp)
    assert booked(erp, warehouse_code) == moves_of(site)
    [pick] = erp.read("ir.note", [("message", "like", f"{warehouse_code} 3/1 pick %")], "resource")
    [move] = erp.read(
        "stock.move", [("id", "=", int(pick["resource"].partition(",")[2]))],
        "quantity", "effective_date", "from_location.code", "to_location.code", "lot.number",
    )  # fmt: skip
    assert move["quantity"] == 5
    assert move["from_location."]["code"] == f"{warehouse_code}/bin/A-01-1"
    assert move["to_location."]["code"] == f"{warehouse_code}/tote"
    assert move["lot."]["number"] == "L-1"
    day = move["effective_date"]
    assert (day["year"], day["month"], day["day"]) == (2026, 3, 2)


WRITES = ("location.create", "move.create", "note.create", "move.write", "move.do")


def test_whoever_dies_before_or_after_any_step_leaves_what_the_next_one_finishes(
    make_posting_site, erp, warehouse_code
):
    forward = forwarding(erp.address.removesuffix("/erp"))
    dies_at = {"step": "", "is_heard": False}

    def answer(request):
        if not dies_at["step"] or f'{dies_at["step"]}"'.encode() not in request.body:
            return forward(request)
        if dies_at["is_heard"]:
            forward(request)
        return None

    with receiver(answer) as (address, _):
        site = make_posting_site(f"{address}/erp")
        with site.db.command() as session:
            stock(session, site.floor, "MUG", "A-01-1", 20)
        post_all(site.db, site.settings, site.target, site.clock)
        for n, (step, is_heard) in enumerate(product(WRITES, (True, False))):
            with site.db.command() as session:
                build_bin(session, site.floor, f"C-{n:02}-1")
                post_moves(session, site.floor, ("MUG", "", "supplier", f"C-{n:02}-1", 1),
                           ("MUG", "", "A-01-1", "T-0001", 1))  # fmt: skip
                stock(session, site.floor, "MUG", "A-01-1", 1)
            dies_at |= {"step": step, "is_heard": is_heard}
            before = site.row().pos
            assert drain(site.db, site.settings, site.target, tell_time=site.clock) == before
            dies_at["step"] = ""
            make_due(site.db, site.target)
            assert post_all(site.db, site.settings, site.target, site.clock) == ""
    assert_figures_agree(site, erp)
    assert booked(erp, warehouse_code) == moves_of(site)
    assert booked(erp, warehouse_code, "draft") == 0


def test_through_a_line_that_loses_doubles_and_reorders_each_move_is_booked_once(
    make_posting_site, erp, warehouse_code
):
    line = BadLine(forwarding(erp.address.removesuffix("/erp")), seed=5, trouble=0.2)
    with receiver(line) as (address, _):
        site = make_posting_site(f"{address}/erp")
        walk = Walk(site.floor, random.Random(2))
        for _ in range(3):
            with site.db.command() as session:
                walk.post(session, 20)
            assert post_all(site.db, site.settings, site.target, site.clock) == ""
    assert all(line.counted.values()), line.counted
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 1)
        session.execute(update(PostingTarget).values(address=erp.address))
    post_all(site.db, site.settings, site.target, site.clock)
    assert_figures_agree(site, erp)
    assert booked(erp, warehouse_code) == moves_of(site)
    assert booked(erp, warehouse_code, "draft") == 0


def page_of(site, tmp_path):
    """Return the connection's page as the administrator sees it."""
    app = make_app(site.settings.database_url, tmp_path / "desk")
    client = client_of(app, site.floor.users["Administrator"], site.floor.site)
    told = client.get(f"/connections/targets/{site.target}").text
    app.extensions["database"].dispose()
    return told


def decide(site, use_case, **words):
    with site.db.command() as session:
        use_case(session, site.floor.site, site.target, now=site.clock(), **words)
    return post_all(site.db, site.settings, site.target, site.clock)


def test_a_product_that_tryton_lacks_stops_the_event_until_it_is_repaired(
    make_posting_site, erp, tmp_path
):
    site = make_posting_site()
    sku = f"NEW{len(erp.read('product.product', []))}"
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 3)
        build_item(session, site.floor, sku)
        stock(session, site.floor, sku, "A-01-1", 2)
        stock(session, site.floor, "MUG", "A-01-2", 4)
    refused = f"Tryton has no active product with the code “{sku}”."
    assert post_all(site.db, site.settings, site.target, site.clock) == refused
    row = site.row()
    assert (row.state, row.pos) == ("stopped", 1)
    page = page_of(site, tmp_path)
    assert refused in page
    assert "Leave event 2 out" in page
    erp.add_products({sku: "New here"})
    assert decide(site, retry) == ""
    assert_figures_agree(site, erp)


def test_a_closed_period_is_told_in_tryton_s_own_words_and_waited_for(
    make_posting_site, erp, warehouse_code, tmp_path
):
    site = make_posting_site()
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 3)
    day = {"__class__": "date", "year": 2026, "month": 3, "day": 31}
    [period] = erp.call("stock.period.create", [{"date": day, **erp.context}])
    erp.call("stock.period.close", [period])
    try:
        told = post_all(site.db, site.settings, site.target, site.clock)
        assert "period" in told
        assert (site.row().state, site.row().pos) == ("stopped", 0)
        assert booked(erp, warehouse_code) == 0
    finally:
        erp.call("stock.period.draft", [period])
        erp.call("stock.period.delete", [period])
    assert decide(site, retry) == ""
    assert_figures_agree(site, erp)


def test_what_is_left_out_is_cancelled_there_and_the_next_events_follow(
    make_posting_site, erp, warehouse_code, tmp_path
):
    site = make_posting_site()
    sku = f"LOT{len(erp.read('product.product', []))}"
    erp.add_products({sku: "Wants a lot"})
    [wanting] = erp.read("product.product", [("code", "=", sku)], "template")
    erp.call("product.template.write", [wanting["template"]], {"lot_required": ["storage"]})
    with site.db.command() as session:
        build_item(session, site.floor, sku)
        stock(session, site.floor, sku, "A-01-1", 2)
        stock(session, site.floor, "MUG", "A-01-2", 4)
    told = post_all(site.db, site.settings, site.target, site.clock)
    assert "lot" in told.lower()
    assert (site.row().state, site.row().pos) == ("stopped", 0)
    administrator = site.floor.users["Administrator"]
    assert decide(site, skip, reason="Has no lots.", pos=1, user_id=administrator) == ""
    assert (booked(erp, warehouse_code), booked(erp, warehouse_code, "cancelled")) == (1, 1)
    assert erp.stock_by(warehouse_code, {sku, "MUG"}) == {
        (f"{warehouse_code}/bin/A-01-2", "MUG", ""): 4
    }
    assert "Has no lots." in page_of(site, tmp_path)


def test_a_comparison_names_what_was_left_out_and_what_tryton_s_people_moved(
    make_posting_site, erp, warehouse_code
):
    site = make_posting_site()
    with site.db.command() as session:
        build_lot(session, site.floor, "TEA", "L-1")
        stock(session, site.floor, "TEA", "A-01-1", 12, lot="L-1")
        post_moves(session, site.floor, ("TEA", "L-1", "A-01-1", "T-0001", 5), kind="pick")
        post_moves(session, site.floor, ("TEA", "L-1", "T-0001", "T-0002", 5), kind="sort")
        stock(session, site.floor, "MUG", "B-01-1", 7)
    post_all(site.db, site.settings, site.target, site.clock)

    def compare():
        found = reconcile(site.db, site.settings, site.target, tell_time=site.clock)
        return found.pos, found.compared, found.differences, found.sentences

    assert compare() == (4, 3, 0, ())
    erp.move("MUG", f"{warehouse_code}/supplier", f"{warehouse_code}/bin/B-01-1", 3)
    named = (
        f"Location {warehouse_code}/bin/B-01-1, MUG: 7 here, 10 there. "
        "Moves of its own over there: +3."
    )
    assert compare() == (4, 3, 1, (named,))
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-2", 2)
        session.execute(update(PostingTarget).values(attempts=1))
    decide(site, skip, reason="Booked by hand", pos=5, user_id=None)
    left_out = (
        f"Location {warehouse_code}/bin/A-01-2, MUG: 2 here, 0 there. Event 5 (receive) moves +2 "
        "here and +0 there, skipped: Booked by hand."
    )
    assert compare() == (5, 4, 2, (left_out, named))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"secret": "floor:wrong"}, "look at address, user and password"),
        ({"code": "NOWHERE"}, "no warehouse with the code “NOWHERE”"),
        ({"address": "/erp"}, "look at address, user and password"),
    ],
    ids=["password", "warehouse", "database"],
)
def test_what_the_administrator_has_to_set_up_is_said_and_waited_for(
    make_site, erp, warehouse_code, change, why
):
    address = erp.address.removesuffix("erp") + "other" if "address" in change else erp.address
    site = make_site(address, change.get("secret", SECRET), kind="tryton",
                     code=change.get("code", warehouse_code))  # fmt: skip
    with site.db.command() as session:
        stock(session, site.floor, "MUG", "A-01-1", 3)
    drain(site.db, site.settings, site.target, tell_time=site.clock)
    row = site.row()
    assert row.state == "on"
    assert why in row.last_error
    assert row.run_after - site.clock.now >= timedelta(minutes=1)
