"""The short form of the chaos run, and that each promise's breach turns it red.

`make chaos` is the long form. Each is a process of its own, as it kills what it starts.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LONGEST_S = 600


def chaos(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--seed", "7", *arguments],
        capture_output=True, encoding="utf-8", cwd=ROOT, check=False, timeout=LONGEST_S,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_accepted_scan_is_lost_or_counted_twice(database):
    code, said = chaos("--short", "--database", database)
    assert code == 0, said
    assert "Nothing lost, nothing twice, no gap" in said


@pytest.mark.parametrize(
    ("promise", "shows"),
    [
        ("dedupe", "counted twice: "),
        ("ordering", "answered otherwise: accepted "),
        ("write-ahead", "lost: "),
    ],
)
def test_a_broken_promise_turns_the_run_red(promise, shows):
    code, said = chaos("--break", promise, "--database", "sqlite")
    assert code == 1, said
    assert f"\n{shows}" in said
