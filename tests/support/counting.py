"""Counters, and supervisors at the approval desk, through the doors that people use."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from tests.support.builders import capture
from tests.support.clock import NOON
from tests.support.orders import actor_of
from warehouse.counting import service
from warehouse.counting.models import CountResult, CountTask
from warehouse.counting.queries import count_screen
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import queries as stock
from warehouse.ledger import service as ledger
from warehouse.ledger.rules import Transfer
from warehouse.sync.rules import read_envelope, stamped
from warehouse.sync.service import take_in

RED, CASE, TEA, CAM = "2000000000015", "19521234000010", "09521234000020", "09521234000037"
MUG = "09521234000013"
WHY = {"reason": "mis_pick", "note": "counted twice"}


def ask_for_count(db, floor, bin_code, reason="plan", *, not_by=None, now=NOON):
    """Put a bin on the list; returns the task's id."""
    with db.command() as session:
        task = service.request_count(
            session, site_id=floor.site, place_id=floor.places[bin_code], reason=reason,
            not_by_user_id=not_by, now=now,
        )  # fmt: skip
        session.flush()
        return task.id


def move_mug(session, floor, to, *, user=None, captured_at=None):
    """Somebody takes a mug out of A-01-1, and perhaps tells of it much later."""
    made = replace(capture(floor, "transfer", user=user), captured_at=captured_at)
    turn = ledger.take_turn(session, made)
    mug, lot = floor.items["MUG"], floor.lots["MUG", ""]
    move = Transfer(mug, lot, floor.places["A-01-1"], floor.places[to], 1)
    ledger.post(session, turn, made, subject="test:1", moves=[move])


@dataclass
class Counter:
    """A person with a handheld who counts; online unless `seen` is held fast."""

    db: object
    floor: object
    name: str = "Counter"
    task: int = 0
    seen: int | None = None
    """The position that the device saw last, while it has no network."""
    now: object = NOON
    waiting: list = field(default_factory=list)

    @property
    def actor(self):
        return actor_of(self.floor, self.name, "counter")

    def position(self):
        with self.db.read() as session:
            return stock.position_of(session, self.floor.site)

    def envelope(self, kind, *, captured_at=None, event_id=None, **body):
        if kind not in ("count.claim", "count.spot"):
            body = {"task": self.task, **body}
            if kind not in ("count.undo", "count.pause"):
                body.setdefault("seen", self.position() if self.seen is None else self.seen)
        made = read_envelope(kind, str(event_id or new_event_id()), body)
        at = {"captured_at": captured_at.isoformat()} if captured_at else {}
        return stamped(made, at, offset_ms=None)

    def do(self, kind, **body):
        return take_in(self.db, self.envelope(kind, **body), self.actor, self.now)

    def claim(self, task):
        verdict = self.do("count.claim", task=task)
        self.task = task if verdict.status == "posted" else self.task
        return verdict

    def spot(self, code):
        verdict = self.do("count.spot", code=code)
        self.task = verdict.answer.get("task", self.task)
        return verdict

    def scan(self, code, **more):
        return self.do("count.scan", code=code, **more)

    def key(self, loose, *, packs="", pack_units=1, sku="MUG", lot="", **more):
        return self.do(
            "count.quantity", item=self.floor.items[sku], lot=lot, packs=str(packs),
            loose=str(loose), pack_units=pack_units, **more,
        )  # fmt: skip

    def screen(self):
        with self.db.read() as session:
            return count_screen(session, self.actor, self.task)

    def count(self, task, bin_code, units):
        """Do the whole of a count of mugs in one bin."""
        assert self.claim(task).status == "posted"
        self.scan(f"B-{bin_code}")
        if units == 0:
            return self.do("count.empty")
        self.scan(MUG)
        self.key(units)
        return self.do("count.done")


def code_of(verdict):
    """The code of a refusal, or None."""
    return verdict.answer.get("code")


def results(db, task=None, **wanted):
    with db.read() as session:
        rows = session.execute(select(CountResult).order_by(CountResult.id)).scalars()
        return [
            row
            for row in rows
            if task in (None, row.task_id)
            and all(getattr(row, name) == value for name, value in wanted.items())
        ]


def task_of(db, task_id):
    with db.read() as session:
        return session.get(CountTask, task_id)


def on_hand(db, floor, bin_code, sku="MUG", lot=""):
    with db.read() as session:
        key = (floor.places[bin_code], floor.items[sku], floor.lots[sku, lot])
        return stock.balance_of(session, key)[0]


def count_step(chance, db, actor):
    """What a sensible counter would do now: kind and body of an event."""
    with db.read() as session:
        task = session.execute(
            select(CountTask.id).where(
                CountTask.state == "claimed", CountTask.user_id == actor.user_id
            )
        ).scalar()
        waiting = session.execute(
            select(CountTask.id).where(CountTask.state.in_(("open", "paused")))
        ).scalars()
        waiting = waiting.all()
        screen = count_screen(session, actor, task) if task else None
    if screen is None:
        if waiting and chance.random() < 0.6:
            return "count.claim", {"task": chance.choice(waiting)}
        bins = ("B-A-01-1", "B-A-01-2", "B-A-02-1", "B-B-01-1")
        return "count.spot", {"code": chance.choice(bins)}
    here = {"task": task, "seen": screen.seen}
    if chance.random() < 0.08:
        return chance.choice((("count.undo", {"task": task}), ("count.pause", {"task": task})))
    now = screen.current
    item, lot = (now.item_id, now.lot) if now else (0, "")
    absent = screen.absent[0][0] if screen.absent else 0
    keyed = {"item": item, "lot": lot, "packs": "", "loose": "3", "pack_units": 1}
    things = [{**here, "code": code} for code in (MUG, TEA, CAM, "nobody knows")]
    choices = {
        "bin": [("count.scan", {**here, "code": f"B-{screen.bin_code}"})],
        "first": [("count.empty", here), *(("count.scan", thing) for thing in things)],
        "lot": [("count.scan", {**here, "code": chance.choice(("L1", "S-100"))})],
        "quantity": [("count.quantity", here | keyed)],
        "more": [("count.done", here), ("count.scan", chance.choice(things))],
        "absent": [("count.absent", here | {"item": absent}), ("count.more", here)],
    }
    return chance.choice(choices[screen.step])


@dataclass
class Boss:
    """A supervisor at the desk."""

    db: object
    floor: object
    name: str = "Supervisor"
    now: object = NOON + timedelta(hours=1)

    @property
    def actor(self):
        return actor_of(self.floor, self.name, "supervisor")

    def chosen(self, result_id):
        with self.db.read() as session:
            result = session.get(CountResult, result_id)
            return service.Chosen(result_id, result.variance_units - result.posted_units)

    def approve(self, *result_ids, part="", chosen=None, **why):
        picked = chosen or [self.chosen(one) for one in result_ids]
        self.db.decide(
            lambda session: service.approve(
                session, self.actor, picked, part=part, now=self.now, **(why or WHY)
            )
        )

    def reject(self, result_id, **why):
        self.db.decide(
            lambda session: service.reject(
                session, self.actor, result_id, now=self.now, **(why or WHY)
            )
        )

    def swap(self, one, other):
        pair = [self.chosen(one), self.chosen(other)]
        self.db.decide(
            lambda session: service.swap(session, self.actor, *pair, now=self.now, **WHY)
        )

    def take_back(self, decision_id):
        return self.db.decide(
            lambda session: service.take_back(session, self.actor, decision_id, now=self.now)
        )
