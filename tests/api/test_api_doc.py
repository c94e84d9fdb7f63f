"""The examples of docs/api.md, sent as they stand there, one after the other."""

import json
import re
from pathlib import Path

from tests.support.builders import post_moves, stock
from warehouse.api.rules.tokens import SCOPES

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\n(GET|POST) (\S+)\n(.*?)```\n```json\n(.*?)```", PAGE, re.DOTALL)


def like(told, shown):
    """Tell whether an answer is as the page shows it; “…” stands for anything."""
    if shown == "…":
        return True
    if isinstance(shown, dict):
        return isinstance(told, dict) and told.keys() == shown.keys() and all(
            like(told[name], shown[name]) for name in shown
        )  # fmt: skip
    if isinstance(shown, list):
        return len(told) == len(shown) and all(map(like, told, shown))
    return told == shown


def test_every_example_answers_as_the_page_says(api, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 7)
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 2), kind="pick")
    assert len(EXAMPLES) == PAGE.count("```http")
    for method, path, body, shown in EXAMPLES:
        answer = api.client.open(path, method=method, headers=api.headers, data=body or None)
        assert like(answer.json, json.loads(shown)), f"{method} {path}\n{answer.text}"


def test_the_page_lists_the_scopes_as_they_are():
    rows = re.findall(r"^\| `([a-z]+:[a-z]+)` \| (.*) \|$", PAGE, re.MULTILINE)
    assert dict(rows) == SCOPES
