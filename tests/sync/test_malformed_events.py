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
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.kernel.ids import new_event_id
from warehouse.ledger.models import LedgerEvent, Move
from warehouse.picking.models import PickTask
from warehouse.picking.queries import pick_screen
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
PACKED = ("T-0001", "T-0002", "T-0003", "09521234000013", "09521234000020", "L1", "S-100")
AT_THE_BENCH = (
    ("pack.open", {}),
    ("pack.scan", {}),
    ("pack.scan", {}),
    ("pack.scan", {}),
    ("pack.take_back", {}),
    ("pack.undo", {}),
    ("pack.new_carton", {}),
    ("pack.close", {"weight_g": "", "reason": "the scales are off"}),
    ("pack.finish", {"partial": 0}),
    ("pack.finish", {"partial": 1}),
    ("ship.confirm", {"carrier": "UPS", "tracking": "1Z9999999999999999", "method": "Ground"}),
)
REASONABLE = {int: SMALL, str: SOME_TEXT}


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
        orders += [build_order(session, floor, ("MUG", 2)) for _ in range(1, ORDERS)]
        release(session, floor, *orders)
        for n in range(4, 4 + ORDERS):
            build_place(session, floor, "tote", f"T-{n:04}")
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


def right_step(chance, hand):
    """What a sensible person would do now with some task, or at the packing bench."""
    began = now_at(hand)
    if chance.random() < 0.6:
        body = {
            "order": max(1, began - chance.choice((1, 1, 1, 2, 0))),
            "carton": chance.choice((1, 1, 2)),
        }
        kind, more = chance.choice(AT_THE_BENCH)
        return kind, {name: (body | more).get(name, chance.choice(PACKED)) for name in FIELDS[kind]}
    task = min(began + chance.choice((0, 0, 0, 1)), ORDERS)
    with hand.database.read() as session:
        screen = pick_screen(session, hand.actor, task, show_codes=True)
    if screen.template == "picking/tasks.html":
        return "pick.claim", {"task": task}
    line = screen.line_id
    if chance.random() < 0.15:
        kind = chance.choice(
            ("pick.undo", "pick.skip", "pick.quantity", "pick.short", "pick.pause")
        )
        body = {"task": task, "line": line, "quantity": "1", "reason": "too_few"}
        return kind, {name: body[name] for name in FIELDS[kind]}
    return "pick.scan", {"task": task, "line": line, "code": chance.choice(screen.codes)[1]}


def any_step(chance):
    kind = chance.choice(sorted(FIELDS))
    body = {
        name: chance.randint(0, ORDERS) if t is int else chance.choice(CODES)
        for name, t in FIELDS[kind].items()
    }
    return kind, body


def test_random_walks_through_all_kinds_never_stumble(db, begun):
    """Sense and nonsense mixed, as from stale screens, double taps and a queue sent late."""
    chance, done, sent = random.Random(20260302), Counter(), []
    for _ in range(2_000 if db.engine.dialect.name == "sqlite" else 400):
        if sent and chance.random() < 0.05:
            kind, body = chance.choice(sent[-20:])
        else:
            kind, body = right_step(chance, begun) if chance.random() < 0.8 else any_step(chance)
        sent.append((kind, body))
        verdict = ask(begun, kind, body)
        done[kind, verdict.status] += 1
    if db.engine.dialect.name == "sqlite":  # the walk is long enough to go everywhere
        assert {kind for kind, status in done if status == "posted"} == set(FIELDS)


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
    stranger = replace(begun.actor, roles=frozenset({"counter"}))
    with db.read() as session:
        before = session.execute(select(func.count(Move.id))).scalar_one()
    for kind in FIELDS:
        body = {name: 1 if t is int else "1" for name, t in FIELDS[kind].items()}
        envelope = read_envelope(kind, str(new_event_id()), body)
        verdict = take_in(db, envelope, stranger, NOON)
        assert (verdict.status, verdict.http_status) == ("rejected", 403)
        assert verdict.answer["code"] == "not_your_job"
    with db.read() as session:
        assert session.execute(select(func.count(Move.id))).scalar_one() == before
