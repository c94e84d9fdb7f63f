"""What a handheld decides about a count without network is what the server decides later.

The cases are data, tests/cases/counting.json: each is run by the server, and by our scripts in a
real browser, from the same screen and the same book of codes.
"""

import json
from pathlib import Path

import pytest

from tests.picking.test_shared_cases import page  # noqa: F401 - the fixture
from tests.support.builders import build_lot
from tests.support.counting import Counter, ask_for_count
from warehouse.counting.queries import item_book

CASES = json.loads((Path(__file__).parents[1] / "cases/counting.json").read_text(encoding="utf-8"))
IN_THE_BROWSER = """async ({ count, book, events }) => {
  const { currentOf, decide, stepOf } = await import("/count.js");
  return events.map(([kind, typed]) => {
    const before = JSON.stringify(count);
    const row = currentOf(count) ?? count.rows.at(-1);
    const number = { item: row?.item, lot: row?.lot, packs: "", loose: typed, pack_units: 1 };
    const { count: after, told } = decide(count, book, `count.${kind}`, { code: typed, ...number });
    if (JSON.stringify(count) !== before) throw new Error("the count given in was changed");
    count = after;
    return { told, step: stepOf(count).split("-")[0], rows: count.rows };
  });
}"""


def by_the_server(counter, kind, typed):
    if kind == "scan":
        return counter.scan(typed).answer
    if kind != "quantity":
        return counter.do(f"count.{kind}").answer
    screen = counter.screen()
    row = screen.current or screen.rows[-1]
    return counter.do(
        "count.quantity", item=row.item_id, lot=row.lot.lower(), packs="", loose=typed, pack_units=1
    ).answer


def where_it_stands(counter):
    screen = counter.screen()
    step = getattr(screen, "step", "over")
    rows = [(row.item_id, row.lot.upper(), row.units, row.is_settled) for row in screen.rows] if (
        step != "over"
    ) else []  # fmt: skip
    return str(step), rows


@pytest.mark.browser
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_handheld_and_the_server_decide_alike(db, floor, page, case):  # noqa: F811
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1")
    counter = Counter(db, floor)
    counter.claim(ask_for_count(db, floor, case.get("bin", "A-01-1")))
    with db.read() as session:
        book = item_book(session)
    given = [["scan", code] for code in case.get("given", ())]
    events = given + [step[:2] for step in case["steps"]]
    asked = {"count": counter.screen().offline, "book": book, "events": events}
    device = page.evaluate(IN_THE_BROWSER, json.loads(json.dumps(asked)))
    wanted = [None] * len(given) + case["steps"]
    for (kind, typed), here, step in zip(events, device, wanted, strict=True):
        told = by_the_server(counter, kind, typed)
        at, rows = where_it_stands(counter)
        said = here["told"]
        assert here["step"] == at, step
        if at == "over":
            assert said["signal"] == told["signal"], step
        else:
            assert {**told, **said, "sentence": ""} == {**told, "sentence": ""}, step
            assert said["sentence"].upper() == told["sentence"].upper(), step  # lots as scanned
            assert [
                (row["item"], row["lot"].upper(), row["units"], row["settled"])
                for row in here["rows"]
            ] == rows, step
        if step is not None:
            assert [told["signal"], at] == [step[2], step[4]]
            assert step[3] in told["title"]
