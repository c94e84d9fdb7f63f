"""Cartons of the put wall and of single items on the scales, where the site weighs every carton."""

import pytest
from sqlalchemy import select

from tests.support.app import app as app  # noqa: PLC0414 - a fixture
from tests.support.app import client_of
from tests.support.builders import build_user, stock
from tests.support.orders import actor_of
from tests.support.packing import MUG, Packer, build_picked, posted, refused, state_of
from warehouse.cartons.rules import Limits
from warehouse.cartons.service import save_limits
from warehouse.catalog.models import Item
from warehouse.kernel.ids import new_event_id
from warehouse.putback.models import PutBackTask
from warehouse.sync.queries import next_screen

SCALES = "ST,GS,+  0.100 kg"


@pytest.fixture
def tote(floor):
    return floor.places["T-0002"]


@pytest.fixture
def orders(db, floor):
    """Two mugs and one mug of 100 g in T-0002, with one too many; every carton is weighed."""
    with db.command() as session:
        save_limits(
            session, floor.site, Limits(tolerance_g=5, tolerance_percent=0, weighs_all=True)
        )
        stock(session, floor, "MUG", "A-01-1", 20)
        session.get(Item, floor.items["MUG"]).weight_g = 100
        made = [
            build_picked(session, floor, ("MUG", units), ref=ref, tote="T-0002", is_shared=True)
            for units, ref in ((2, "two"), (1, "one"))
        ]
        stock(session, floor, "MUG", "T-0002", 1)
    return made


@pytest.fixture
def packer(db, floor, orders):
    return Packer(db, actor_of(floor, "Packer"))


@pytest.fixture
def colleague(db, floor, orders):
    with db.command() as session:
        build_user(session, floor, "Paula", "packer")
    return Packer(db, actor_of(floor, "Paula", "packer"))


def shown(db, packer, kind, body, told):
    with db.read() as session:
        return next_screen(session, packer.actor, kind, body, told, show_codes=False)


def test_the_last_unit_on_the_wall_asks_for_the_scales_and_they_finish_the_order(
    db, packer, tote, orders
):
    two, one = orders
    told = posted(packer.put(tote, MUG))
    assert (told["title"], told["order"]) == ("2 · B · blue is complete", one)
    assert told["sentence"].endswith("off the wall. Put it on the scales.")
    assert state_of(db, one) == "picked"
    screen = shown(db, packer, "pack.put", {"tote": tote, "code": MUG}, told)
    assert (screen.weigh.order_ref, screen.weigh.expected_g) == ("one", 100)
    assert {place.order_ref: place.state for place in screen.places} == {
        "one": "full",
        "two": "waiting",
    }
    # What is scanned instead is not packed; the carton goes on waiting.
    verdict = packer.put(tote, MUG, weigh=one)
    assert "Order one is not closed yet" in refused(verdict, "weigh_first")
    body = {"tote": tote, "code": MUG, "weigh": one}
    assert shown(db, packer, "pack.put", body, verdict.answer).weigh.order_ref == "one"
    told = posted(packer.put(tote, SCALES, weigh=one))
    assert (told["title"], told["wall_no"]) == ("2 · B · blue is packed", 2)
    assert state_of(db, one) == "packed"
    screen = shown(db, packer, "pack.put", body | {"code": SCALES}, told)
    assert (screen.weigh, screen.lit.state, screen.papers) == (None, "complete", True)
    packer.order = one
    assert packer.cartons()[0].weight_g == 100
    for _ in range(2):
        told = posted(packer.put(tote, MUG))
    posted(packer.weigh(two, at=tote, weight="199"))
    assert state_of(db, two) == "packed"
    with db.read() as session:
        (task,) = session.execute(select(PutBackTask)).scalars()
    assert task.reason == "No order waits for what is left in T-0002: put it back."


def test_undo_opens_the_carton_again_and_puts_it_back_on_the_scales(db, packer, tote, orders):
    one = orders[1]
    posted(packer.put(tote, MUG))
    posted(packer.weigh(one, at=tote, weight="100"))
    packer.order = one
    told = posted(packer.press("undo", at=tote))
    assert state_of(db, one) == "picked"
    assert shown(db, packer, "pack.undo", {"order": one, "at": tote}, told).weigh.order_id == one
    told = posted(packer.press("undo", at=tote))
    assert shown(db, packer, "pack.undo", {"order": one, "at": tote}, told).weigh is None
    assert posted(packer.put(tote, MUG))["order"] == one


def test_a_wrong_weight_is_overruled_by_somebody_else_only(db, packer, colleague, tote, orders):
    one = orders[1]
    posted(packer.put(tote, MUG))
    verdict = packer.put(tote, "ST,GS,+  0.205 kg", weigh=one)
    assert "weighs 205 g" in refused(verdict, "wrong_weight")
    body = {"tote": tote, "code": "ST,GS,+  0.205 kg", "weigh": one}
    screen = shown(db, packer, "pack.put", body, verdict.answer)
    assert (screen.weigh.weight_g, screen.weigh.asks_why) == ("ST,GS,+  0.205 kg", True)
    refused(packer.weigh(one, at=tote, weight="205", reason="two in one"), "second_look")
    told = posted(colleague.weigh(one, at=tote, weight="205", reason="the handle is of lead"))
    assert told["packed"]


def test_the_lane_weighs_too_and_items_learn_from_it(db, floor, packer, colleague, orders):
    one = orders[1]
    with db.command() as session:
        session.get(Item, floor.items["MUG"]).weight_g = None
    told = posted(packer.single(MUG))
    assert (told["title"], told["order"]) == ("Weigh one", one)
    screen = shown(db, packer, "pack.single", {"order": 0, "code": MUG}, told)
    assert (screen.weigh.order_id, screen.weigh.expected_g, screen.rows) == (one, None, [])
    refused(packer.single(MUG, weigh=one), "weigh_first")
    refused(packer.weigh(one, weight="heavy"), "not_a_weight")
    told = posted(packer.single("]C13102000123", weigh=one))
    assert told["title"] == "one is packed"
    assert "Mug, red weighs 1230 g from now on" in told["sentence"]
    packer.order = one
    posted(packer.press("undo", at=0))
    with db.read() as session:
        assert session.get(Item, floor.items["MUG"]).weight_g is None
    assert posted(packer.weigh(one))["packed"], "as at the table it may be left out"


def test_whoever_packed_a_single_item_does_not_decide_alone(packer, colleague, orders):
    one = orders[1]
    posted(packer.single(MUG))
    refused(packer.weigh(one, weight="205", reason="it is right"), "second_look")
    posted(colleague.weigh(one, weight="205", reason="I have looked"))


def test_what_was_not_filled_here_is_not_packed_by_weighing(db, packer, orders, tote):
    two, one = orders
    refused(packer.weigh(two, at=tote, weight="100"), "nothing_packed")
    posted(packer.put(tote, MUG))
    posted(packer.put(tote, MUG))
    refused(packer.weigh(two, at=tote, weight="100"), "not_all_verified")
    posted(packer.weigh(one, at=tote))
    refused(packer.weigh(one, at=tote), "packed_already")
    refused(packer.weigh(999, at=tote), "not_found")


def test_later_leaves_it_to_the_table_and_the_desk_switches_it_off(app, db, floor, packer, orders):
    one = orders[1]
    posted(packer.single(MUG))
    client = client_of(app, floor.users["Packer"], floor.site)
    assert "Put it on the scales" not in client.get("/pack/singles").get_data(as_text=True)
    assert "Close carton 1" in client.get(f"/pack/orders/{one}").get_data(as_text=True)
    boss = client_of(app, floor.users["Supervisor"], floor.site)
    page = boss.get("/pack/types").get_data(as_text=True)
    assert 'name="weighs_all" checked' in page
    limits = {"tolerance_g": "50", "tolerance_percent": "10", "fill_percent": "85"}
    assert boss.post("/pack/types/limits", data=limits).status_code == 200
    packer.order = one
    posted(packer.press("undo", at=0))
    assert posted(packer.single(MUG))["packed"]


def test_the_pages_ask_for_the_weight(app, floor, orders, tote):
    client = client_of(app, floor.users["Packer"], floor.site)

    def page(kind, **fields):
        form = {"kind": kind, "event_id": str(new_event_id()), **fields}
        return client.post("/act", data=form).get_data(as_text=True)

    shown = page("pack.put", tote=tote, code=MUG)
    assert "It should weigh 100 g" in shown
    assert "Close carton 1" in shown
    assert f'name="weigh" value="{orders[1]}"' in shown
    shown = page("pack.weigh", order=orders[1], at=tote, weight_g="300", reason="")
    assert "Why the weight is right" in shown
    shown = page("pack.weigh", order=orders[1], at=tote, weight_g="100", reason="")
    assert "2 · B · blue is packed" in shown
    assert "Its label and slip" in shown
