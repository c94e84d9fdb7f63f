"""Every transition of docs/scenarios names the test that walks it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
PAGES = sorted((ROOT / "docs/scenarios").glob("*.md"))
NAMES = re.compile(r"`(test_\w+)`")


def tables(page):
    """Return each table as rows of cells; those of what is refused change nothing, and are left."""
    for found in TABLE.findall(page.read_text("utf-8")):
        head, _, *rows = (
            [cell.strip() for cell in line.strip("|").split(" |")] for line in found.splitlines()
        )
        if head[1] != "refused with" and head[0]:
            yield head, rows


@pytest.fixture(scope="module")
def written():
    texts = [file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py")]
    return {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_transition_names_a_test_that_walks_it(page, written):
    found = list(tables(page))
    assert found, "a scenario without a transition"
    for head, rows in found:
        assert head[-1] == "walked by", head
        for row in rows:
            names = NAMES.findall(row[-1])
            assert names, row
            assert set(names) <= written, set(names) - written
