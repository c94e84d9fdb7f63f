"""What changed while a handheld was away: told so that nobody misses it, and put right."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from tests.e2e.test_offline_pick import (  # noqa: F401 - fixtures that tests ask for
    MUGS,
    all_sent,
    home,
    outcomes,
    pia,
    release,
    server,
    take,
    url,
    verified,
)
from tests.support.journey import PIN, RED
from warehouse.db.uow import Database
from warehouse.kernel import clock
from warehouse.locations.queries import site_id_of
from warehouse.orders.models import Order
from warehouse.people.models import Membership
from warehouse.picking import service as picking
from warehouse.picking.models import PickTask
from warehouse.sync.models import FloorCase
from warehouse.sync.service import decide
from warehouse.web.guard import SESSION_COOKIE, Actor

pytestmark = pytest.mark.browser


def meanwhile(url, use_case):  # noqa: F811 - the fixture's value
    database = Database(url)
    with database.command() as session:
        use_case(session, site_id_of(session, "HQ"))
    database.dispose()


def call_off(session, site_id):
    order = session.execute(select(Order.id).where(Order.channel_order_id == MUGS)).scalar_one()
    picking.call_off(session, site_id, order, now=clock.now(), user_id=None)


def have_it_put_back(session, site_id):
    boss = session.execute(select(Membership.user_id)).scalars().first()
    actor = Actor(boss, "", site_id, "HQ", "", frozenset({"supervisor"}), "desk")
    case = session.execute(select(FloorCase.id)).scalar_one()
    decide(session, actor, case, "reverse", now=clock.now())


def test_goods_of_an_order_called_off_stop_in_red_and_are_put_back(pia, home, url):  # noqa: F811
    task = release(url, MUGS)
    take(pia, task, MUGS)
    pia.scan("T-0001", reads="Tote T-0001 is yours")
    all_sent(pia)
    pia.context.set_offline(True)
    for code in ("B-A-01-01", RED, RED, "T-0001"):
        pia.scan(code)
    meanwhile(url, call_off)
    pia.context.set_offline(False)
    pia.page.wait_for_url("**/pick")
    stop = pia.page.locator("[data-told=refused]").filter(has_text="STOP")
    expect(stop.first).to_contain_text("was cancelled: do not ship it")
    assert ("pick.scan", "quarantined") in outcomes(url, task)[0]
    meanwhile(url, have_it_put_back)
    pia.open("/pick")
    expect(stop.first).to_be_visible()  # the next page has not wiped it away
    while stop.count():
        stop.first.get_by_role("button").click()
    pia.open("/pick")
    expect(stop).to_have_count(0)
    pia.sees("Put back from T-0001", "was cancelled: put 2")
    pia.press("Put back")
    pia.page.wait_for_url("**/back/*")
    pia.scan("T-0001", reads="This is T-0001")
    pia.scan(RED, reads="1 of 2 in hand")
    pia.press("Undo")
    pia.sees("Taken back", "Take out")
    pia.scan(RED, reads="1 of 2 in hand")
    pia.scan(RED, reads="2 in hand")
    pia.scan("B-A-01-01", reads="2 in A-01-01")
    pia.press("Finish")
    pia.sees("Everything is back")
    verified(home, url)


def test_sent_scans_are_taken_back_on_the_device_after_a_reload(pia, home, url):  # noqa: F811
    task = release(url, MUGS)
    take(pia, task, MUGS)
    for code in ("T-0001", "B-A-01-01", RED):
        pia.scan(code)
    all_sent(pia)
    take(pia, task, MUGS)  # the page anew, with what the server knows
    pia.page.wait_for_timeout(500)
    pia.context.set_offline(True)
    for said in ("Take", "Go to", "Take an empty tote"):
        pia.press("Undo")
        expect(pia.page.locator("[data-signal=accepted]")).to_contain_text("Taken back")
        pia.sees(said)
        pia.page.wait_for_timeout(400)  # two presses at once are one
    pia.context.set_offline(False)
    all_sent(pia)
    assert [kind for kind, _ in outcomes(url, task)[0]].count("pick.undo") == 3
    verified(home, url)


def test_a_trip_goes_on_without_network_with_nobody_else(pia, url):  # noqa: F811
    task = release(url, MUGS)
    take(pia, task, MUGS)
    pia.scan("T-0001")
    all_sent(pia)
    paused = update(PickTask).values(state="paused")
    meanwhile(url, lambda session, _: session.execute(paused))
    pia.context.clear_cookies(name=SESSION_COOKIE)
    pia.badge_in("U-PAUL", PIN)
    pia.page.route("**/pick/*/trip", lambda route: route.abort())
    pia.open("/pick")
    pia.page.get_by_role("listitem").filter(has_text=MUGS).get_by_role("button").click()
    pia.page.wait_for_url(f"**/pick/{task}")
    pia.sees("This trip is Pia", "hand the device back")
    expect(pia.page.locator("#scan")).to_have_count(0)
    pia.page.unroute("**/pick/*/trip")
    pia.page.reload()  # the server is there, and says that the trip is Paul's now
    pia.scan("B-A-01-01", reads="You are at A-01-01")
