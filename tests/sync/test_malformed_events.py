"""Whatever a device sends: it cannot be read, it is refused and written down, or it is booked."""

import random
import string
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.support.builders import build_lot, build_place, stock
from tests.support.clock import NOON, TODAY
from tests.support.counting import count_step
from tests.support.orders import Hand, actor_of, build_order, release
from tests.support.packing import build_carton_types
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerEvent, Move
from warehouse.orders.models import OrderContainer
from warehouse.picking.models import PickTask
from warehouse.picking.queries import pick_screen
from warehouse.putback import service as putback
from warehouse.putback.models import PutBackTask
from warehouse.putback.queries import put_back_screen
from warehouse.sync.rules import FIELDS, BadEvent, read_envelope
from warehouse.sync.service import take_in

GS = "\x1d"
CODES = (
    "T-0001", "T-0002", "B-A-01-1", "B-B-01-1", "B-PACK-1", "09521234000013", "19521234000010",
    "09521234000020", "09521234000037", "L1", "S-100", "MUG", "", "0", "1", "3", "-1", "none",
    "too_few", "B-", "T-", "]C1", f"]C10109521234000020{GS}10L1", "00095212340000000018",
)  # fmt: skip
SOME_TEXT = st.one_of(
    st.sampled_from(CODES),
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Co"]), max_size=5),
)
ANYTHING = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), SOME_TEXT, st.just("x" * 5_000)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(SOME_TEXT, inner)),
    max_leaves=4,
)
SMALL = st.one_of(st.integers(0, 4), st.sampled_from(["0", "1", "2", "999999999"]))
ORDERS = 30
PUT_BACKS = 40
PACKED = ("T-0001", "T-0002", "T-0003", "09521234000013", "09521234000020", "L1", "S-100")
AT_THE_BENCH = (
    ("pack.open", {}),
    ("pack.scan", {}),
    ("pack.scan", {}),
    ("pack.scan", {}),
    ("pack.take_back", {}),
    ("pack.take_back", {}),
    ("pack.undo", {}),
    ("pack.new_carton", {}),
    ("pack.put", {}),
    ("pack.single", {}),
    ("pack.box", {}),
    ("pack.close", {"weight_g": "", "reason": "the scales are off"}),
    ("pack.finish", {"partial": 0}),
    ("pack.finish", {"partial": 1}),
    ("ship.confirm", {"carrier": "UPS", "tracking": "1Z9999999999999999", "method": "Ground"}),
)
REASONABLE = {int: SMALL, str: SOME_TEXT}


def build_put_back(session, floor, tote, order):
    build_place(session, floor, "tote", tote)
    event = stock(session, floor, "MUG", tote, 2)
    mugs = putback.Goods(floor.items["MUG"], floor.lots["MUG", ""], floor.places["A-02-1"], 2)
    putback.ask(
        session, site_id=floor.site, order_id=order, container_id=floor.places[tote],
        goods=[mugs], reason="-", event_id=event.id, for_user_id=None, now=NOON,
    )  # fmt: skip


@pytest.fixture
def begun(db, floor):
    """Orders on the floor, the first one claimed; a person who may do everything."""
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1", expires_on=TODAY.replace(month=9))
        build_lot(session, floor, "CAM", "S-100", serial=True)
        stock(session, floor, "MUG", "A-01-1", 2 * ORDERS)
        stock(session, floor, "MUG", "A-02-1", 9)
        stock(session, floor, "TEA", "B-01-1", 9, lot="L1")
        stock(session, floor, "CAM", "A-01-2", 1, lot="S-100")
        orders = [build_order(session, floor, ("MUG", 2), ("TEA", 1), ("CAM", 1))]
        orders += [
            build_order(session, floor, ("MUG", 1 if n % 6 == 0 else 2)) for n in range(1, ORDERS)
        ]
        build_carton_types(session, floor)
        release(session, floor, *orders)
        for n in range(4, 4 + ORDERS):
            build_place(session, floor, "tote", f"T-{n:04}")
        for n in range(PUT_BACKS):
            build_put_back(session, floor, f"T-1{n:03}", orders[0])
    actor = actor_of(floor, "Supervisor", "supervisor", "picker", "packer", "counter")
    hand = Hand(db, actor)
    with db.read() as session:
        task = session.execute(select(func.min(PickTask.id))).scalar_one()
    hand.claim(task)
    return hand


def unhurried(examples):
    """One fixture serves all examples: what one leaves behind is the next one's world."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@unhurried(400)
@given(kind=st.one_of(st.sampled_from(sorted(FIELDS)), SOME_TEXT), event=SOME_TEXT, body=ANYTHING)
def test_no_event_is_read_that_is_not_one(kind, event, body):
    given_body = body if isinstance(body, dict) else {"task": body, "line": body, "code": body}
    with pytest.raises(BadEvent) as refused:
        read_envelope(kind, event, given_body)
    assert "Reload the page" in str(refused.value)


@unhurried(600)
@given(st.data())
def test_what_is_read_has_exactly_the_fields_of_its_kind_in_their_types(data):
    kind = data.draw(st.sampled_from(sorted(FIELDS)))
    body = {name: data.draw(ANYTHING | REASONABLE[kind_]) for name, kind_ in FIELDS[kind].items()}
    try:
        envelope = read_envelope(kind, str(new_event_id()), body | {"more": 1})
    except BadEvent:
        return
    assert {name: type(value) for name, value in envelope.body.items()} == FIELDS[kind]
    for value in envelope.body.values():
        if isinstance(value, str):
            assert "\x00" not in value
            value.encode()  # no half characters are left
        else:
            assert 0 <= value < 10**9


def ask(hand, kind, body):
    """Send one event; it must be judged, and judged the same again."""
    try:
        envelope = read_envelope(kind, str(new_event_id()), body)
    except BadEvent:
        return None
    verdict = take_in(hand.database, envelope, hand.actor, NOON)
    assert verdict.status in {"posted", "rejected"}
    if verdict.status == "rejected":
        assert verdict.answer["code"]
        assert verdict.answer["sentence"]
        assert verdict.answer["status"] in {403, 404, 409, 422}
    assert take_in(hand.database, envelope, hand.actor, NOON) == verdict
    return verdict


def test_no_body_of_any_kind_makes_the_intake_stumble(db, begun):
    on_sqlite = db.engine.dialect.name == "sqlite"

    @unhurried(1_500 if on_sqlite else 300)
    @given(st.data())
    def send(data):
        kind = data.draw(st.sampled_from(sorted(FIELDS)))
        ask(begun, kind, {name: data.draw(REASONABLE[t]) for name, t in FIELDS[kind].items()})

    send()


def now_at(hand):
    """Return the first task that is not done; orders are numbered as tasks are."""
    with hand.database.read() as session:
        left = select(func.min(PickTask.id)).where(PickTask.state != "done")
        return session.execute(left).scalar_one() or ORDERS


def tote_of(hand, order):
    """Return a tote of an order; any place, where it has none."""
    with hand.database.read() as session:
        found = select(OrderContainer.place_id).where(OrderContainer.order_id == order).limit(1)
        return session.execute(found).scalar_one_or_none() or 1


def right_step(chance, hand):
    """What a sensible person would do now with some task, or at the packing bench."""
    began = now_at(hand)
    if chance.random() < 0.6:
        body = {
            "order": max(1, began - chance.choice((1, 1, 1, 2, 0))),
            "carton": chance.choice((1, 1, 2)),
            "box": chance.choice((1, 2, 3)),
        }
        # Most orders go the way of the table, which takes more steps than the put wall.
        body["tote"] = tote_of(hand, body["order"]) if body["order"] % 5 == 0 else 1
        kind, more = chance.choice(AT_THE_BENCH)
        return kind, {name: (body | more).get(name, chance.choice(PACKED)) for name in FIELDS[kind]}
    if chance.random() < 0.15:
        return back_step(chance, hand)
    return pick_step(chance, hand, min(began + chance.choice((0, 0, 0, 1)), ORDERS))


def pick_step(chance, hand, task):
    """What the picker of a task would do now."""
    with hand.database.read() as session:
        screen = pick_screen(session, hand.actor, task, show_codes=True)
    if screen.template == "picking/tasks.html":
        return "pick.claim", {"task": task}
    line = screen.line_id
    if screen.step == "empty":
        empty = chance.choice(("yes", "no"))
        return "pick.empty", {"task": task, "line": line, "empty": empty}
    if screen.step == "tote" and chance.random() < 0.15:
        return "pick.tote_full", {"task": task, "line": line}
    if chance.random() < 0.15:
        kind = chance.choice(
            ("pick.undo", "pick.skip", "pick.quantity", "pick.short", "pick.pause")
        )
        body = {"task": task, "line": line, "quantity": "1", "reason": "too_few"}
        return kind, {name: body[name] for name in FIELDS[kind]}
    return "pick.scan", {"task": task, "line": line, "code": chance.choice(screen.codes)[1]}


def back_step(chance, hand):
    """What whoever puts back would do now with the first task that is not done."""
    with hand.database.read() as session:
        left = select(func.min(PutBackTask.id)).where(PutBackTask.state != "done")
        task = session.execute(left).scalar_one() or PUT_BACKS
        screen = put_back_screen(session, hand.actor, task, show_codes=True)
    if screen is None:
        return "back.claim", {"task": task}
    body = {"task": task, "line": screen.line_id, "quantity": "1"}
    kind = "back.finish" if screen.step == "finish" else "back.scan"
    if chance.random() < 0.4:
        kind = chance.choice(("back.undo", "back.quantity", "back.missing", "back.pause"))
    if kind == "back.scan":
        return kind, body | {"code": chance.choice(screen.codes)[1]}
    return kind, {name: body[name] for name in FIELDS[kind]}


def any_step(chance):
    kind = chance.choice(sorted(FIELDS))
    body = {
        name: chance.randint(0, ORDERS) if t is int else chance.choice(CODES)
        for name, t in FIELDS[kind].items()
    }
    return kind, body


def test_random_walks_through_all_kinds_never_stumble(db, floor, begun):
    """Sense and nonsense mixed, as from stale screens, double taps and a queue sent late."""
    chance, done, sent = random.Random(20260302), Counter(), []
    counters = [Hand(db, actor_of(floor, name, "counter")) for name in ("Counter", "Packer")]
    everywhere = db.engine.dialect.name == "sqlite"
    for _ in range(1_500 if everywhere else 300):
        hand = chance.choice(counters) if chance.random() < 0.15 else begun
        if sent and chance.random() < 0.05:
            kind, body = chance.choice(sent[-20:])
        elif hand is not begun:
            kind, body = count_step(chance, db, hand.actor)
        else:
            kind, body = right_step(chance, begun) if chance.random() < 0.8 else any_step(chance)
        sent.append((kind, body))
        verdict = ask(hand, kind, body)
        done[kind, verdict.status] += 1
    if everywhere:  # that each kind can be posted, its own room's tests show
        posted = {kind for kind, status in done if status == "posted"}
        assert {kind for kind, _ in done} == set(FIELDS)
        assert len(posted) > len(FIELDS) / 2


def test_ten_thousand_strings_as_scanned_codes_never_stumble(db, begun):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the reading is the same; a tenth of it runs through the walks above")
    chance = random.Random(1)
    alphabet = string.printable + GS + "äß中😀\u0660²\ud800\x00]()<>"
    line = begun.screen().line_id
    sent = 0
    for n in range(10_000):
        code = "".join(chance.choices(alphabet, k=chance.choice((0, 1, 3, 8, 13, 14, 20, 60))))
        if n % 3 == 0:
            code = chance.choice(("B-", "T-", "]C1", "01", "(01)", "https://x/01/")) + code
        if n % 50 == 0:
            line = begun.screen().line_id
        verdict = begun.scan(code, line=line)
        assert verdict.status in {"posted", "rejected"}
        sent += 1
    with db.read() as session:
        events = select(func.count()).where(LedgerEvent.kind == "pick.scan")
        assert session.execute(events).scalar_one() == sent


def test_a_person_without_the_role_moves_nothing(db, begun):
    with db.read() as session:
        before = session.execute(select(func.count(Move.id))).scalar_one()
    for kind in FIELDS:
        body = {name: 1 if t is int else "1" for name, t in FIELDS[kind].items()}
        envelope = read_envelope(kind, str(new_event_id()), body)
        role = "picker" if kind.startswith("count.") else "counter"
        stranger = replace(begun.actor, roles=frozenset({role}))
        verdict = take_in(db, envelope, stranger, NOON)
        assert (verdict.status, verdict.http_status) == ("rejected", 403)
        assert verdict.answer["code"] == "not_your_job"
    with db.read() as session:
        assert session.execute(select(func.count(Move.id))).scalar_one() == before
