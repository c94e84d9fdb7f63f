from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import dialect

from warehouse.settings import BadSetting, Settings, demo_marker, environment


@pytest.fixture
def env(tmp_path):
    return {"WAREHOUSE_HOME": str(tmp_path / "home")}


def test_nothing_need_be_set(env):
    settings = Settings.from_env(env)
    assert settings.port == 8443
    assert settings.tls == "auto"
    assert settings.database_url == f"sqlite:///{settings.home_dir}/warehouse.sqlite3"


def test_an_empty_variable_means_its_default(env):
    assert Settings.from_env(env | {"WAREHOUSE_PORT": "  "}).port == 8443


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "8443 or so"),
        ("PORT", "٨٤٤٣"),
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("THREADS", "1.5"),
        ("TLS", "maybe"),
        ("TLS", "files"),
        ("DEMO", "perhaps"),
        ("BEHIND_PROXY", "2"),
        ("LOG_LEVEL", "loud"),
        ("ENROL", "perhaps"),
        ("SCAN_IDLE_MS", "1"),
        ("DATABASE_URL", "mysql://root@localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "warehouse.sqlite3"),
        ("PROT", "8443"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(env, name, value):
    with pytest.raises(BadSetting, match=f"WAREHOUSE_{name}"):
        Settings.from_env(env | {f"WAREHOUSE_{name}": value})


def test_a_bad_database_address_is_not_repeated_with_its_password(env):
    with pytest.raises(BadSetting) as refusal:
        Settings.from_env(env | {"WAREHOUSE_DATABASE_URL": "mysql://me:hunter2@host/x"})
    assert "hunter2" not in str(refusal.value)


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(BadSetting, match=str(in_the_way)):
        Settings.from_env({"WAREHOUSE_HOME": str(in_the_way / "home")})


def test_the_secret_key_is_made_once_for_its_owner_only_and_never_shown(env):
    first, second = Settings.from_env(env), Settings.from_env(env)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 48
    assert (first.home_dir / "secret-key").stat().st_mode & 0o777 == 0o600
    assert first.secret_key not in repr(first)


def test_a_database_password_is_never_shown(env):
    url = "postgres://me:hunter2@host/warehouse"
    settings = Settings.from_env(env | {"WAREHOUSE_DATABASE_URL": url})
    assert settings.database_url == "postgresql+psycopg://me:hunter2@host/warehouse"
    assert "hunter2" not in repr(settings)


def test_several_servers_are_named_as_libpq_names_them(env):
    url = "postgresql://me:hunter2@one:5433,two/warehouse?target_session_attrs=read-write"
    settings = Settings.from_env(env | {"WAREHOUSE_DATABASE_URL": url})
    _, words = dialect().create_connect_args(make_url(settings.database_url))
    assert (words["host"], words["port"]) == ("one,two", "5433,")
    assert words["target_session_attrs"] == "read-write"
    assert (words["user"], words["dbname"]) == ("me", "warehouse")


def test_a_child_process_sees_exactly_the_same_settings(env):
    settings = replace(
        Settings.from_env(env),
        port=9000,
        names=("floor.example", "10.0.0.7"),
        demo=True,
        load_demo=False,
        gs_aliases=("#", "<GS>"),
    )
    assert Settings.from_env(environment(settings)) == settings


def test_the_demo_shows_codes_only_on_the_database_that_holds_it(env):
    settings = Settings.from_env(env)
    demo_marker(settings.home_dir, settings.database_url).touch()
    real = env | {"WAREHOUSE_DATABASE_URL": "postgresql://host/real"}
    assert Settings.from_env(env).demo
    assert not Settings.from_env(real).demo
    assert not Settings.from_env(env | {"WAREHOUSE_DEMO": "no"}).demo


def test_devices_must_be_enrolled_where_it_is_not_a_demo(env):
    real = Settings.from_env(env)
    demo = Settings.from_env(env | {"WAREHOUSE_DEMO": "yes"})
    assert (real.must_enrol, demo.must_enrol) == (True, False)
    assert replace(demo, enrol="required").must_enrol
    assert not replace(real, enrol="open").must_enrol


def test_who_refuses_the_demo_is_not_given_one(env):
    assert Settings.from_env(env).load_demo
    assert not Settings.from_env(env | {"WAREHOUSE_DEMO": "no"}).load_demo


def test_every_setting_is_documented_with_its_default():
    text = (Path(__file__).parents[2] / "docs/settings.md").read_text()
    rows = {
        cells[1].strip(" `"): cells[2].strip(" `")
        for cells in (line.split("|") for line in text.splitlines())
        if len(cells) > 3
    }
    for setting in fields(Settings):
        name = {"home_dir": "HOME"}.get(setting.name, setting.name.upper())
        assert f"WAREHOUSE_{name}" in rows, f"docs/settings.md lacks WAREHOUSE_{name}"
        if isinstance(setting.default, int | str) and not isinstance(setting.default, bool):
            assert rows[f"WAREHOUSE_{name}"] == str(setting.default)
