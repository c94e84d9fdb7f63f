"""What the handheld decides and what the server decides are the same, case by case.

The cases are data: tests/cases/scans.json (what a text names) and tests/cases/picking.json (what
an event does to a trip). Each runs against Python and, in a real browser, against our scripts.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.support.builders import build_lot, stock
from tests.support.orders import Hand, actor_of, build_order, release
from warehouse.picking import service as picking
from warehouse.picking.errors import refusal_words
from warehouse.picking.models import PickTask
from warehouse.picking.queries import trip
from warehouse.scanning.errors import visible
from warehouse.scanning.rules import parse

CASES = Path(__file__).parents[1] / "cases"
SCRIPTS = Path(__file__).parents[2] / "static" / "js"
SCANS = json.loads((CASES / "scans.json").read_text(encoding="utf-8"))
PICKING = json.loads((CASES / "picking.json").read_text(encoding="utf-8"))
READS = ("kind", "gtin", "lot", "serial", "code", "container", "sscc")
FIELDS = {"scan": "code", "quantity": "quantity", "short": "reason", "empty": "empty"}
ON_A_LINE = ("scan", "quantity", "short", "skip", "empty", "tote_full")

IN_THE_BROWSER = """async ({ snapshot, words, events }) => {
  const { decide, view } = await import("/trip.js");
  let trip = { ...snapshot, words };
  return events.map(({ kind, body, bin }) => {
    const before = JSON.stringify(trip);
    const line = bin === undefined
      ? (view(trip).line?.line ?? 0)
      : (trip.lines.find((one) => one.bin === bin)?.line ?? 0);
    const { trip: after, told } = decide(trip, kind, { ...body, task: trip.task, line });
    if (JSON.stringify(trip) !== before) throw new Error("the trip given in was changed");
    trip = after;
    const { step } = view(trip);
    const totes = trip.totes.map((tote) => tote.code);
    return { told, step, totes, lines: trip.lines, undo: trip.undo.length };
  });
}"""


@pytest.fixture(scope="module")
def page(chromium):
    """A page on which our modules can be imported, served from their files alone."""

    def serve(route):
        path = SCRIPTS / route.request.url.rsplit("/", 1)[1]
        text = path.read_text(encoding="utf-8") if path.is_file() else "<!doctype html>"
        route.fulfill(body=text, content_type="text/javascript" if path.is_file() else "text/html")

    made = chromium.new_page()
    made.route("**/*", serve)
    made.goto("http://scripts.test/")
    yield made
    made.close()


@pytest.mark.parametrize("case", SCANS, ids=lambda case: ascii(case["scan"])[:40])
def test_the_server_reads_a_scan_as_the_cases_say(case):
    scan = parse(case["scan"])
    found = {name: getattr(scan, name) for name in READS} | {"kind": scan.kind.value}
    found |= {"also": list(scan.also), "text": scan.text}
    wanted = {"also": [], "text": case["scan"]} | dict.fromkeys(READS) | case["reads"]
    assert found == wanted


@pytest.mark.browser
def test_the_handheld_reads_scans_as_the_cases_say(page):
    read = page.evaluate(
        "async (texts) => { const { read } = await import('/read.js'); return texts.map(read); }",
        [case["scan"] for case in SCANS],
    )
    for case, found in zip(SCANS, read, strict=True):
        wanted = {"also": [], "text": case["scan"]} | dict.fromkeys(READS) | case["reads"]
        assert {"also": [], **dict.fromkeys(READS), **found} == wanted, case


@pytest.mark.browser
def test_the_handheld_shows_a_code_as_the_server_shows_it(page):
    texts = [case["scan"] for case in SCANS] + ["\U0001f600" * 3, "a" * 41, "\u00a0\u200b\x00"]
    shown = page.evaluate(
        "async (texts) => { const { visible } = await import('/read.js');"
        " return texts.map(visible); }",
        texts,
    )
    assert shown == [visible(text) for text in texts]


@pytest.fixture
def task(db, floor):
    """Thirteen mugs (packed in sixes), a camera by its serial, a tea of one lot."""
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1", expires_on=date(2026, 9, 1))
        build_lot(session, floor, "CAM", "S-100", serial=True)
        stock(session, floor, "MUG", "A-01-1", 20)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S-100")
        stock(session, floor, "TEA", "B-01-1", 5, lot="L1")
        order = build_order(session, floor, ("MUG", 13), ("TEA", 1), ("CAM", 1), ref="111-1")
        return release(session, floor, order)[0]


@pytest.fixture
def cart(db, floor):
    """Two orders on one cart: three mugs and a camera in slot 1, two mugs in slot 2."""
    with db.command() as session:
        build_lot(session, floor, "CAM", "S-100", serial=True)
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S-100")
        stock(session, floor, "MUG", "B-01-1", 2)
        first = build_order(session, floor, ("MUG", 3), ("CAM", 1), ref="111-1")
        second = build_order(session, floor, ("MUG", 2), ref="111-2")
        return release(session, floor, first, second, method="cluster")[0]


@pytest.fixture
def batch(db, floor):
    """Two orders picked in sum: five mugs of one bin, and a camera."""
    with db.command() as session:
        build_lot(session, floor, "CAM", "S-100", serial=True)
        stock(session, floor, "MUG", "A-01-1", 9)
        stock(session, floor, "CAM", "A-02-1", 1, lot="S-100")
        first = build_order(session, floor, ("MUG", 3), ("CAM", 1), ref="111-1")
        second = build_order(session, floor, ("MUG", 2), ref="111-2")
        return release(session, floor, first, second, method="batch")[0]


@pytest.fixture
def last(db, floor):
    """Five mugs: the last three of A-01-1, and two of the four in A-02-1; the site asks."""
    with db.command() as session:
        picking.ask_if_empty(session, floor.site, asks=True)
        stock(session, floor, "MUG", "A-01-1", 3)
        stock(session, floor, "MUG", "A-02-1", 4)
        order = build_order(session, floor, ("MUG", 3), ("MUG", 2), ref="111-1")
        return release(session, floor, order)[0]


def snapshot(db, floor, task):
    with db.read() as session:
        return json.loads(json.dumps(trip(session, actor_of(floor), task)))


def events_of(case):
    """What to do, as (kind, body, the bin of the screen that it comes from)."""
    events = []
    for given in case.get("given", ()):
        pressed = given[1:] if given.startswith("~") else "scan"
        value = {"scan": given, "short": "none"}.get(pressed, "")
        events.append(event(pressed, value))
    return events + [event(*step[:2], *step[5:]) for step in case["steps"]]


def event(name, value="", bin_code=None):
    body = {FIELDS[name]: value} if name in FIELDS else {}
    return {"kind": f"pick.{name}", "body": body} | ({} if bin_code is None else {"bin": bin_code})


def by_the_server(db, floor, task, events):
    hand = Hand(db, actor_of(floor))
    hand.task = task
    lines = {line["bin"]: line["line"] for line in snapshot(db, floor, task)["lines"]}
    outcome = []
    for made in events:
        screen, body = hand.screen(), {"task": task, **made["body"]}
        if made["kind"].removeprefix("pick.") in ON_A_LINE:
            drawn = getattr(screen, "line_id", 0)
            body["line"] = lines.get(made["bin"], 0) if "bin" in made else drawn
        told = hand.do(made["kind"], **body).answer
        with db.read() as session:
            state = session.get(PickTask, task).state
        step = state if state != "claimed" else str(hand.screen().step)
        outcome.append((told, step, progress(db, floor, task) if state == "claimed" else None))
    return outcome


def progress(db, floor, task):
    return progress_of(snapshot(db, floor, task))


def progress_of(taken):
    fields = ("picked", "short", "at_bin", "lot_seen", "in_hand", "asks_empty")
    lines = {line["bin"]: [line[field] for field in fields] for line in taken["lines"]}
    taken = {"totes": [{"code": t} if isinstance(t, str) else t for t in taken["totes"]]}
    return [tote if tote is None else tote["code"] for tote in taken["totes"]], lines


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", PICKING, ids=lambda case: case["case"])
def test_the_handheld_and_the_server_decide_alike(db, floor, request, page, case):
    task = request.getfixturevalue(case.get("trip", "task"))
    Hand(db, actor_of(floor)).claim(task)
    events = events_of(case)
    asked = {"snapshot": snapshot(db, floor, task), "words": refusal_words(), "events": events}
    device = page.evaluate(IN_THE_BROWSER, asked)
    server = by_the_server(db, floor, task, events)
    expected = [None] * len(case.get("given", ())) + case["steps"]
    for wanted, here, (told, step, there) in zip(expected, device, server, strict=True):
        said = here["told"]
        agreed = (
            ("signal", "title", "sentence") if told["title"] != "Noted" else ("signal", "title")
        )
        assert [said[part] for part in agreed] == [told[part] for part in agreed], wanted
        assert said.get("code") == told.get("code"), wanted
        assert here["step"] == step, wanted
        if there is not None:
            assert progress_of(here) == there, wanted
        if wanted is not None:
            assert [said["signal"], said["title"], here["step"]] == wanted[2:5]
