"""Three mugs and one tea of lot L1, picked into T-0001 at PACK-1; and a packer."""

from datetime import date

import pytest

from tests.support.builders import build_lot, build_user, stock
from tests.support.orders import actor_of
from tests.support.packing import Packer, build_picked


@pytest.fixture
def order(db, floor):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1", expires_on=date(2026, 9, 1))
        stock(session, floor, "MUG", "A-01-1", 20)
        stock(session, floor, "TEA", "B-01-1", 5, lot="L1")
        return build_picked(session, floor, ("MUG", 3), ("TEA", 1), ref="111-1")


@pytest.fixture
def packer(db, floor, order):
    return Packer(db, actor_of(floor, "Packer"), order)


@pytest.fixture
def colleague(db, floor, order):
    with db.command() as session:
        build_user(session, floor, "Paula", "packer")
    return Packer(db, actor_of(floor, "Paula", "packer"), order)
