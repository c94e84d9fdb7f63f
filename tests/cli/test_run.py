import os
import signal
import socket

import pytest

from tests.support.processes import running_warehouse, warehouse


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_opens_over_https_and_leaves_nobody_behind_when_stopped(tmp_path, number):
    with running_warehouse(tmp_path, "--no-demo") as running:
        running.get("/sign-in")
        # A terminal's Ctrl-C reaches every process of the group at once.
        os.killpg(running.process.pid, number)
        said = running.last_words()
        assert running.process.returncode == 0, said
    assert "Traceback" not in said


def test_a_second_start_keeps_the_database_the_key_and_the_certificate(tmp_path):
    kept = ("warehouse.sqlite3", "secret-key", "tls/authority.pem", "tls/server.pem")
    with running_warehouse(tmp_path, "--no-demo") as running:
        running.get("/sign-in")
    before = [(tmp_path / name).stat().st_ino for name in kept]
    with running_warehouse(tmp_path, "--no-demo") as running:
        running.get("/sign-in")
    assert [(tmp_path / name).stat().st_ino for name in kept] == before


def test_killing_it_takes_its_children_along(tmp_path):
    with running_warehouse(tmp_path, "--no-demo") as running:
        running.process.kill()
        running.last_words()


def test_a_taken_port_is_said_at_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        answer = warehouse("run", "--host", "127.0.0.1", "--port", port, home=tmp_path)
    assert answer.returncode == 1
    assert f"Port {port}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_certificate_that_is_not_there_is_said_at_once(tmp_path):
    answer = warehouse("run", home=tmp_path, TLS="files", TLS_CERT=tmp_path / "none.pem")
    assert answer.returncode == 2
    assert "none.pem is not there" in answer.stderr
