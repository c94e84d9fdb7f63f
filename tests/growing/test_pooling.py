"""A pooler may give each transaction another connection: nothing that is said outlives one."""

import re

import pytest

from tests.house.test_limits import OURS, name_of

OUTLIVES = re.compile(
    r"pg_(try_)?advisory_(?!xact)|\b(UN)?LISTEN\b|\bNOTIFY\b|\bWITH HOLD\b|\bPREPARE\b|\bDISCARD\b"
    r"|\bCREATE (LOCAL )?TEMP|\bSET (?!LOCAL |TRANSACTION )[a-z_]+ *(=|TO)\b|set_config\("
)


def test_nothing_that_is_said_outlives_its_transaction():
    saying = [name_of(path) for path in OURS if OUTLIVES.search(path.read_text(encoding="utf-8"))]
    assert saying == []


@pytest.mark.parametrize(
    "said",
    ["SELECT pg_advisory_lock(1)", "LISTEN jobs", "CREATE TEMP TABLE x", "SET role TO floor",
     "DECLARE c CURSOR WITH HOLD FOR"],
)  # fmt: skip
def test_what_would_is_found(said):
    assert OUTLIVES.search(said)
