import pytest

from tests.support.builders import build_user, stock
from tests.support.counting import Counter, ask_for_count


@pytest.fixture
def ten_mugs(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    return ask_for_count(db, floor, "A-01-1")


@pytest.fixture
def emil(db, floor):
    return Counter(db, floor)


@pytest.fixture
def cora(db, floor):
    if "Cora" not in floor.users:
        with db.command() as session:
            build_user(session, floor, "Cora", "counter")
    return Counter(db, floor, "Cora")
