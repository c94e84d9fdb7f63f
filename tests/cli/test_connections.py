"""Tokens and comparisons from the machine itself."""

import csv
import json

from tests.support.builders import build_floor, stock
from tests.support.processes import warehouse
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database


def made_site(home):
    return warehouse(
        "init", "--site", "HQ", "--name", "Headquarters", "--admin", "Ada", "--username", "ada",
        "--pin", "2342", "--password", "long enough", home=home,
    )  # fmt: skip


def test_a_token_is_made_listed_and_revoked(tmp_path):
    assert made_site(tmp_path).returncode == 0
    made = warehouse("token", "new", "Shop", "--scope", "stock:read", "--site", "HQ", home=tmp_path)
    text = made.stdout.strip("\n")
    assert text.startswith("wft_")
    listed = warehouse("token", "list", home=tmp_path).stdout
    assert f"1  Shop  {text[:12]}…  in use  at HQ  stock:read" in listed
    assert text not in listed
    assert warehouse("token", "revoke", "1", home=tmp_path).stdout == "Token 1 is revoked.\n"
    assert "revoked" in warehouse("token", "list", home=tmp_path).stdout
    unknown = warehouse("reconcile", "HQ", home=tmp_path)
    assert unknown.returncode == 1
    assert "no such target" in unknown.stderr.lower()


def test_events_are_written_on_demand_from_a_position_on(tmp_path):
    url = f"sqlite:///{tmp_path}/warehouse.sqlite3"
    upgrade(url)
    database = Database(url)
    with database.command() as session:
        floor = build_floor(session)
        for units in (1, 2, 3):
            stock(session, floor, "MUG", "A-01-1", units)
    database.dispose()

    def export(*more):
        return warehouse("export", "events", *more, home=tmp_path, DATABASE_URL=url)

    lines = [json.loads(line) for line in export("--after", "1").stdout.splitlines()]
    assert [line["pos"] for line in lines] == [2, 3]
    assert export("--format", "csv", "-o", "moves.csv").returncode == 0
    with (tmp_path / "moves.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["sku"], row["to_code"], row["quantity"]) for row in rows] == [
        ("MUG", "A-01-1", "1"), ("MUG", "A-01-1", "2"), ("MUG", "A-01-1", "3"),
    ]  # fmt: skip
