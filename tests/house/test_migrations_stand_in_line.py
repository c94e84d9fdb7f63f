"""Migrations are one line: each has a number of its own and follows the one before it."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "warehouse" / "db" / "migrations" / "versions"


def test_each_migration_follows_the_one_before_it():
    found = []
    for path in sorted(VERSIONS.glob("[0-9]*.py")):
        text = path.read_text(encoding="utf-8")
        own, before = (
            re.search(rf'^{name} = (?:"(\d+)"|None)$', text, re.MULTILINE)[1]
            for name in ("revision", "down_revision")
        )
        found.append((path.name[:4], own, before))
    numbers = [f"{n:04}" for n in range(1, len(found) + 1)]
    assert found == list(zip(numbers, numbers, [None, *numbers[:-1]], strict=True))
