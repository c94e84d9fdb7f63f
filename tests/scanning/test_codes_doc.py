"""docs/codes.md says what the program does."""

import re
from pathlib import Path

import pytest

from warehouse.kernel.errors import Refusal
from warehouse.scanning import errors
from warehouse.scanning.rules import Kind, parse
from warehouse.scanning.rules.own import LETTERS
from warehouse.scanning.rules.reading import GS1_AIM_IDS, LONGEST_SCAN, LONGEST_TEXT

DOC = (Path(__file__).parents[2] / "docs" / "codes.md").read_text(encoding="utf-8")
CODES = sorted(
    thing.code
    for thing in vars(errors).values()
    if isinstance(thing, type)
    and issubclass(thing, Refusal)
    and thing not in (Refusal, errors.Unreadable)
)


@pytest.mark.parametrize("word", [*CODES, *(kind.value for kind in Kind)])
def test_every_error_code_and_kind_has_its_row(word):
    assert f"| `{word}` |" in DOC


@pytest.mark.parametrize("word", [*GS1_AIM_IDS, *(f"`{letter}-`" for letter in LETTERS.values())])
def test_every_mark_and_prefix_is_named(word):
    assert word in DOC


def test_the_limits_are_named():
    assert f"{LONGEST_SCAN} characters" in DOC
    assert f"{LONGEST_TEXT} characters" in DOC


def test_every_flag_is_named():
    for flag in ("ambiguous_lot", "ambiguous_serial", "unmarked"):
        assert f"| `{flag}` |" in DOC


def test_the_examples_are_what_the_program_answers():
    examples = re.findall(r"^\| `([^`|]+)` \| `(\w+)` \| ([^|]*) \|$", DOC, re.MULTILINE)
    assert len(examples) >= 15
    for text, kind, said in examples:
        scan = parse(text.replace("␝", "\x1d"))
        assert scan.kind == kind, text
        for fact in re.findall(r"`([^`]+)`", said):
            known = [scan.gtin, scan.sscc, scan.code, scan.error and scan.error.code]
            known += [f"({ai}) {value}" for ai, value in scan.ais.items()]
            known += [*scan.flags, *scan.also, str(scan.expires_on)]
            assert fact in known, (text, fact)
