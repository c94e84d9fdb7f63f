"""docs/errors.md says of every refusal what the program says."""

import importlib
import pkgutil
import re
import string
from pathlib import Path

import warehouse
from warehouse.kernel.errors import Refusal

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "errors.md").read_text(encoding="utf-8")
CODES = (DOCS / "codes.md").read_text(encoding="utf-8")
SHARED = {
    # The rooms of the floor say the same thing under the same code, each in its own words.
    "unknown_code",
    "wrong_kind",
    "wrong_lot",
    "nothing_to_undo",
    "wrong_bin",
    "wrong_item",
    "not_a_quantity",
    "nothing_in_hand",
    "line_done",
    "lines_left",
    "task_taken",
    "not_your_task",
    "task_over",
    # No site to work at: none was made, or none is this person's.
    "no_site",
}


def every_refusal():
    """Return all classes of refusals in the program, found by loading every module."""
    for module in pkgutil.walk_packages(warehouse.__path__, "warehouse."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, left = set(), [Refusal]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("warehouse."):
            found.add(kind)
    return sorted(found - {Refusal}, key=lambda kind: (kind.__module__, kind.code))


REFUSALS = every_refusal()


def row_of(kind):
    when = kind.__doc__.splitlines()[0]
    return f"| `{kind.code}` | {kind.sentence} | {when} | {kind.status} |"


def room_of(kind):
    return kind.__module__.split(".")[1]


def test_every_refusal_has_its_row():
    """What is missing is listed as it has to be written."""
    missing = [
        f"{room_of(kind)}: {row_of(kind)}"
        for kind in REFUSALS
        if row_of(kind) not in PAGE and f"\n| `{kind.code}` |" not in CODES
    ]
    assert missing == []


def test_no_refusal_is_documented_that_is_not_there():
    rows = set(re.findall(r"^\| `.*$", PAGE, re.MULTILINE))
    assert rows - {row_of(kind) for kind in REFUSALS} == set()


def test_a_code_names_one_refusal():
    rooms = {}
    for kind in REFUSALS:
        rooms.setdefault(kind.code, []).append(room_of(kind))
    twice_in_a_room = {code for code, where in rooms.items() if len(set(where)) < len(where)}
    in_two_rooms = {code for code, where in rooms.items() if len(where) > 1}
    assert twice_in_a_room == set()
    assert in_two_rooms <= SHARED


def test_a_refusal_has_a_code_of_its_own_and_is_a_sentence():
    for kind in REFUSALS:
        assert "code" in vars(kind), f"{kind.__name__} says its parent's code"
        assert re.fullmatch(r"[a-z][a-z0-9_]*", kind.code)
        assert kind.sentence[0] in "“{" + string.ascii_uppercase, kind
        assert kind.sentence[-1] in ".?!}", kind
        assert 400 <= kind.status < 500
