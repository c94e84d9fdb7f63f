"""Whoever counts gets no expected number: every answer that a counter's session can get is read."""

import re

import pytest

from tests.support.app import client_of
from tests.support.builders import build_lot, build_user, stock
from tests.support.counting import MUG, TEA, ask_for_count
from tests.support.orders import build_order, release
from warehouse.kernel.ids import new_event_id
from warehouse.web.guard import roles_of

BOOK = 48_731
OTHER = 39_517
PICKED = 3
LEFT = [BOOK, OTHER, BOOK - 5, BOOK - PICKED]
SECRET = re.compile("|".join(f"{units}|{units:,}" for units in LEFT))


@pytest.fixture(params=[("counter",), ("counter", "picker", "packer")], ids="+".join)
def crawler(request, app, db, floor):
    """A counter who reads every byte of every answer, headers too; one also picks from the bin."""
    with db.command() as session:
        build_lot(session, floor, "TEA", "L-1")
        stock(session, floor, "MUG", "A-01-1", BOOK)
        stock(session, floor, "TEA", "A-01-1", OTHER, lot="L-1")
        build_user(session, floor, "Cora", *request.param)
        release(session, floor, build_order(session, floor, ("MUG", PICKED)))
    client = client_of(app, floor.users["Cora"], floor.site)
    return Crawler(app, client, ask_for_count(db, floor, "A-01-1"), floor, set(request.param))


class Crawler:
    def __init__(self, app, client, task, floor, roles):
        self.app, self.client, self.task, self.floor = app, client, task, floor
        self.roles = roles
        self.answers = 0

    def read(self, answer):
        assert answer.status_code < 500
        told = f"{answer.headers}\n{answer.get_data(as_text=True)}"
        assert not SECRET.search(told), told
        self.answers += 1
        return answer

    def everywhere(self):
        """Open and post every address of ours, with every id that there might be."""
        adapter = self.app.url_map.bind("localhost")
        for rule in self.app.url_map.iter_rules():
            method = "GET" if "GET" in rule.methods else "POST"
            ends_the_session = method == "POST" and rule.endpoint.startswith("people.")
            if ends_the_session or rule.endpoint in ("static", "people.sign_out"):
                continue
            allowed = roles_of(self.app, rule.endpoint)
            for number in (1, 2, 3) if rule.arguments else (1,):
                values = {
                    name: "x" if "device" in name or name == "code" else number
                    for name in rule.arguments
                }
                try:
                    address = adapter.build(rule.endpoint, values, method=method)
                except Exception:  # noqa: BLE001 - an address that takes no number
                    continue
                for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
                    answer = self.client.open(address, method=method, headers=headers)
                    self.read(answer)
                    if allowed and self.roles.isdisjoint(allowed):
                        assert answer.status_code in (403, 404), rule.endpoint

    def act(self, kind, **body):
        body = {"kind": kind, "event_id": str(new_event_id()), "task": self.task, "seen": 9, **body}
        answer = self.read(self.client.post("/act", data=body, headers={"HX-Request": "true"}))
        event = {"id": body.pop("event_id"), "kind": body.pop("kind"), "body": body}
        again = self.client.post("/events", json={"events": [event]})  # its stored answer
        self.read(again)
        return answer


def test_no_answer_during_a_count_has_an_expected_number(crawler):
    mug, tea = crawler.floor.items["MUG"], crawler.floor.items["TEA"]
    crawler.everywhere()
    if "picker" in crawler.roles:
        for kind, body in (
            ("pick.claim", {}),
            ("pick.scan", {"line": 1, "code": "T-0001"}),
            ("pick.scan", {"line": 1, "code": "B-A-01-1"}),
            ("pick.scan", {"line": 1, "code": MUG}),
            ("pick.quantity", {"line": 1, "quantity": str(PICKED)}),
        ):
            crawler.act(kind, **body)
        assert crawler.read(crawler.client.get("/pick/1/trip")).json["lines"][0]["in_hand"] == 3
        crawler.everywhere()
    for kind, body in (
        ("count.claim", {}),
        ("count.done", {}),
        ("count.scan", {"code": "B-A-01-2"}),
        ("count.scan", {"code": "B-A-01-1"}),
        ("count.scan", {"code": "nobody knows"}),
        ("count.scan", {"code": MUG}),
        ("count.quantity", {"item": mug, "lot": "", "packs": "", "loose": "3", "pack_units": 1}),
        ("count.scan", {"code": TEA}),
        ("count.scan", {"code": "another"}),
        ("count.quantity",
         {"item": tea, "lot": "another", "packs": "", "loose": "1", "pack_units": 1}),
        ("count.done", {}),
    ):  # fmt: skip
        crawler.act(kind, **body)
    crawler.everywhere()
    assert "None there" in crawler.read(crawler.client.get(f"/counts/{crawler.task}")).text
    for kind, body in (
        ("count.more", {}),
        ("count.undo", {}),
        ("count.absent", {"item": tea}),
        ("count.claim", {}),
        ("count.spot", {"code": "B-A-01-1"}),
    ):
        crawler.act(kind, **body)
    crawler.everywhere()
    assert crawler.answers > 100
