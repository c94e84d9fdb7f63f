"""A site and its central ledger: made, filled with a random but sound history, and compared."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select, update

from tests.support.builders import build_floor, capture
from tests.support.clock import NOON
from tests.support.tokens import token_for
from warehouse.central.models import FarBalance, FarEvent, FarMove, FarSite, PostingTarget
from warehouse.central.queries.verify import verify_far
from warehouse.central.service.posting import drain
from warehouse.central.service.targets import TargetWish, add_target, open_far_site, target_named
from warehouse.ledger import service as ledger
from warehouse.ledger.models import Balance, LedgerEvent, Move
from warehouse.ledger.queries import verify
from warehouse.ledger.queries.feed import head_of
from warehouse.ledger.rules import Transfer
from warehouse.settings import Settings

LOOPBACK = ("127.0.0.0/8",)


def settings_of(url, home, **more):
    return Settings(
        home_dir=home, database_url=url, secret_key="x" * 32, private_targets=LOOPBACK, **more
    )


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


@dataclass
class Walk:
    """Random moves that never take a place below zero; a fifth of the events move nothing."""

    floor: object
    chance: random.Random
    stock: dict = field(default_factory=dict)

    def post(self, session, events, *, now=NOON):
        mug, lot = self.floor.items["MUG"], self.floor.lots["MUG", ""]
        bins = [self.floor.places[name] for name in ("A-01-1", "A-01-2", "A-02-1", "T-0001")]
        outside = self.floor.places["supplier"]
        for _ in range(events):
            made = capture(self.floor, "walk", {"n": self.chance.randrange(10**6)}, now=now)
            turn = ledger.take_turn(session, made)
            source, target = self.chance.sample([outside, *bins], 2)
            most = 9 if source == outside else min(self.stock.get(source, 0), 9)
            moves = []
            if most and self.chance.random() > 0.2:
                units = self.chance.randint(1, most)
                moves = [Transfer(mug, lot, source, target, units)]
                self.stock[source] = self.stock.get(source, 0) - units
                self.stock[target] = self.stock.get(target, 0) + units
            ledger.post(session, turn, made, subject="walk:1", moves=moves)


def build_site_with_target(db, address, token, *, settings, kind="central", code="NORTH"):
    """Make a site with a target; returns the floor and the target's number."""
    with db.command() as session:
        floor = build_floor(session, code)
        target_id = add_a_target(session, floor.site, address, token, settings, kind)
    return floor, target_id


def add_a_target(session, site_id, address, token, settings, kind="central", name="HQ ledger"):
    wish = TargetWish(kind=kind, name=name, address=address, secret=token)
    add_target(session, site_id, wish, secret_key=settings.secret_key, now=NOON)
    return target_named(session, name)


def open_central(db, code="NORTH"):
    """Let a site post to a ledger; returns its token."""
    with db.command() as session:
        open_far_site(session, code, f"Site {code}", now=NOON)
    return token_for(db, "central:post", "central:read", sites=(code,))


def post_all(db, settings, target_id, clock, *, tries=400):
    """Post until the target has everything, waiting as long as it takes by the test's clock."""
    for _ in range(tries):
        drain(db, settings, target_id, tell_time=clock)
        with db.read() as session:
            row = session.get(PostingTarget, target_id)
            if row.state != "on":
                return row.last_error
            if row.pos == head_of(session, row.site_id)[0]:
                return ""
            clock.now = max(clock.now, row.run_after)
    raise AssertionError(f"not done after {tries} tries: {row.last_error}")


def history(session, event, move, *where):
    """Return what each position did: position → {(place, item, lot): units}, in order."""
    flows = {pos: {} for pos in session.execute(select(event.pos).where(*where[:1])).scalars()}
    rows = session.execute(
        select(move.pos, move.from_id, move.to_id, move.item_id, move.lot_id, move.quantity)
        .where(*where[1:])
        .order_by(move.pos)
    )
    for pos, source, target, item, lot, units in rows:
        for place, sign in ((source, -1), (target, 1)):
            key = (place, item, lot)
            flows[pos][key] = flows[pos].get(key, 0) + sign * units
    return flows


def assert_ledgers_agree(site_db, central_db, site_id, code="NORTH"):
    """Equal at every position, both chains whole, nothing twice, and the balances the same."""
    with site_db.read() as session:
        assert verify(session) == []
        ours = history(session, LedgerEvent, Move, LedgerEvent.site_id == site_id)
        links = dict(
            session.execute(
                select(LedgerEvent.pos, LedgerEvent.hash).where(LedgerEvent.site_id == site_id)
            ).all()
        )
        balances = {
            (row.place_id, row.item_id, row.lot_id): row.on_hand
            for row in session.execute(select(Balance)).scalars()
            if row.on_hand
        }
    with central_db.read() as session:
        assert verify_far(session) == []
        far = session.execute(select(FarSite).where(FarSite.code == code)).scalar_one()
        theirs = history(
            session, FarEvent, FarMove, FarEvent.far_site_id == far.id,
            FarMove.far_site_id == far.id,
        )  # fmt: skip
        their_links = dict(
            session.execute(
                select(FarEvent.pos, FarEvent.hash).where(FarEvent.far_site_id == far.id)
            ).all()
        )
        their_balances = {
            (row.place_id, row.item_id, row.lot_id): row.on_hand
            for row in session.execute(
                select(FarBalance).where(FarBalance.far_site_id == far.id)
            ).scalars()
            if row.on_hand
        }
    assert their_links == links
    assert theirs == ours  # what each position did, hence the balances at every position
    assert their_balances == balances
    assert far.pos == max(links)


def make_due(db, target_id):
    """Let a target be tried at once."""
    with db.command() as session:
        session.execute(
            update(PostingTarget)
            .where(PostingTarget.id == target_id)
            .values(run_after=NOON, leased_by="", leased_until=None)
        )
