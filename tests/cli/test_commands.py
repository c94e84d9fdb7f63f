import json

import pytest
from sqlalchemy import update

from tests.support.builders import stock
from tests.support.processes import warehouse
from warehouse.ledger.models import Balance


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_scan_answers_each_line_and_touches_no_database(home):
    lines = ["4006381333931", "]C10109521234543213\x1d10AB", "", "ünïcode"]
    answer = warehouse("scan", home=home, stdin="".join(json.dumps(x) + "\n" for x in lines))
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert answer.returncode == 0
    assert len(answers) == len(lines)
    assert answers[0]["gtin"] == "04006381333931"
    assert list(home.iterdir()) == []


def test_scan_goes_on_after_a_line_that_is_no_json_string(home):
    answer = warehouse("scan", home=home, stdin='nonsense\n12\n\n"4006381333931"\n')
    assert answer.returncode == 0
    assert [bool(json.loads(line)["error"]) for line in answer.stdout.splitlines()] == [
        True,
        True,
        True,
        False,
    ]


def test_scan_keeps_separators_that_other_programs_take_for_line_ends(home):
    answer = warehouse("scan", home=home, stdin='"a\u2028b\x1c"\r\n"c"\n')
    assert len(answer.stdout.splitlines()) == 2


def test_a_new_warehouse_verifies(home):
    answer = warehouse("verify", home=home)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "The ledger holds" in answer.stdout


def test_verify_names_what_was_tampered_with_and_fails(home, db, database_url, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 5)
    assert warehouse("verify", home=home, DATABASE_URL=database_url).returncode == 0
    with db.command() as session:
        session.execute(update(Balance).values(on_hand=Balance.on_hand + 1))
    db.broken_on_purpose = True
    answer = warehouse("verify", home=home, DATABASE_URL=database_url)
    assert answer.returncode == 1
    assert "shows 6, its moves give 5" in answer.stdout
    assert "broken" in answer.stderr


def test_backup_and_restore_from_the_command_line(home, tmp_path):
    warehouse("verify", home=home)
    assert warehouse("backup", str(tmp_path / "copy"), home=home).returncode == 0
    again = warehouse("backup", str(tmp_path / "copy"), home=home)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    asked = warehouse("restore", str(tmp_path / "copy"), home=home, stdin="n\n")
    assert asked.returncode == 1
    assert warehouse("restore", "--yes", str(tmp_path / "copy"), home=home).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "sentence"),
    [
        (["dance"], {}, 2, "No such command"),
        (["restore", "nowhere"], {}, 2, "nowhere"),
        (["verify"], {"PORT": "x"}, 2, "WAREHOUSE_PORT"),
        (["verify"], {"DATABASE_URL": "sqlite:////nowhere/x.sqlite3"}, 1, "WAREHOUSE_DATABASE_URL"),
        (["verify"], {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, 1, "WAREHOUSE_DATABASE_URL"),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_code(home, arguments, settings, code, sentence):
    answer = warehouse(*arguments, home=home, **settings)
    assert answer.returncode == code
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
