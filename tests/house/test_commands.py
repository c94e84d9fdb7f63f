import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from warehouse.cli import main

ROOT = Path(__file__).parents[2]


def commands(group, *above):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_is_documented(words):
    text = (ROOT / "docs/operations.md").read_text()
    assert re.search(rf"^\| `warehouse {' '.join(words)}\b", text, re.MULTILINE)


def test_no_command_is_documented_that_is_not_there():
    text = (ROOT / "docs/operations.md").read_text()
    for line in re.findall(r"^\| `warehouse ((?:[a-z]+(?:-[a-z]+)* ?)+)", text, re.MULTILINE):
        assert tuple(line.split()) in COMMANDS


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_explains_itself(words):
    answer = CliRunner().invoke(main, [*words, "--help"])
    assert answer.exit_code == 0
    assert "Usage:" in answer.output


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert targets == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
