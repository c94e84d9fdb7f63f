"""The primary dies under load, its standby takes over, and nothing that was acknowledged is lost.

The servers are set up and promoted with the commands of docs/operations.md.
"""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bench import demand
from tests.support.app import client_of, make_app
from tests.support.builders import build_floor
from tests.support.handhelds import Handhelds, event_of, lost_or_doubled
from tests.support.manual import commands
from tests.support.processes import running_warehouse
from warehouse.db.migrate import upgrade
from warehouse.db.uow import Database

pytestmark = pytest.mark.xdist_group("growing")
PICKERS = 4
SECRET = "x" * 32
CAUGHT_UP = "SELECT pg_current_wal_lsn() = replay_lsn FROM pg_stat_replication"
ROLE, COPY, WAIT_FOR_IT, WHO_FOLLOWS, PROMOTE = range(5)


@pytest.fixture
def standby(clusters):
    """Two servers, `first` and `second`; returns the commands of the page about them."""
    pages = commands("A standby")
    places = {"primary": clusters.host("first"), "standby_data": clusters.data("second")}
    clusters.new("first")
    clusters.sh("createdb warehouse", host=clusters.host("first"))
    clusters.sh(pages[ROLE], host=clusters.host("first"))
    clusters.sh(pages[COPY], **places)
    clusters.furnish("second")
    clusters.start("second")
    return pages


def prepare(url, pickers, picks):
    upgrade(url)
    database = Database(url)
    ready = demand.prepare(database, demand.build(database), pickers, picks)
    database.dispose()
    return ready


def promote(clusters, pages):
    clusters.sh(pages[PROMOTE], standby_data=clusters.data("second"))


def findings(url, acknowledged):
    """Look with connections of one's own: a page that is read just then says 503 once."""
    database = Database(url)
    found = lost_or_doubled(database, acknowledged)
    database.dispose()
    return found


def family(pid):
    """Return the ids of a process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {pid}.union(*(family(int(child)) for child in children))


def test_a_standby_takes_over_under_load_and_no_acknowledged_scan_is_lost(
    clusters, standby, tmp_path
):
    url = clusters.url("first", "second")
    clusters.sh(standby[WAIT_FOR_IT], host=clusters.host("first"))
    said = clusters.sh(standby[WHO_FOLLOWS], host=clusters.host("first"))
    assert said == "second|quorum\n"
    pickers = prepare(url, PICKERS, 500)
    with ExitStack() as stack:
        nodes = [
            stack.enter_context(
                running_warehouse(
                    tmp_path / name, "--no-tls", "--no-demo",
                    DATABASE_URL=url, SECRET_KEY=SECRET, WORKERS=1, LOG_LEVEL="critical",
                )
            )
            for name in ("north", "south")
        ]  # fmt: skip
        before = [family(node.process.pid) for node in nodes]
        handhelds = Handhelds([node.port for node in nodes])
        handhelds.start(pickers)
        stack.callback(handhelds.stop)
        handhelds.wait_for(100)
        clusters.kill("first")
        promote(clusters, standby)
        handhelds.wait_for(100)
        handhelds.stop()
        assert [family(node.process.pid) for node in nodes] == before, "a process was started anew"
    assert handhelds.troubles, "nobody noticed"
    assert findings(url, handhelds.acknowledged) == []


def test_reports_are_read_from_the_standby(clusters, standby, tmp_path):
    url = clusters.url("first")
    upgrade(url)
    database = Database(url)
    with database.command() as session:
        floor = build_floor(session)
    clusters.wait_until("first", CAUGHT_UP)
    app = make_app(url, tmp_path, load_demo=False, reports_url=clusters.url("second"))
    who = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'warehouse'"
    asked = [clusters.sh(f'psql -Atc "{who}" postgres', host=clusters.host("second"))]
    answer = client_of(app, floor.users["Supervisor"], floor.site).get("/counts/accuracy")
    assert answer.status_code == 200
    asked.append(clusters.sh(f'psql -Atc "{who}" postgres', host=clusters.host("second")))
    assert asked == ["0\n", "1\n"]
    upgrade(clusters.url("second"))  # as `warehouse verify` does first: there is nothing to do
    assert findings(clusters.url("second"), set()) == []
    for opened in (database, app.extensions["database"], app.extensions["reports"]):
        opened.dispose()


def test_without_a_synchronous_standby_acknowledged_scans_are_found_to_be_lost(
    clusters, standby, tmp_path
):
    """What the test above rests on: one whose standby is behind and not waited for fails it."""
    url = clusters.url("first", "second")
    (picker,) = prepare(url, 1, 3)
    clusters.wait_until("first", CAUGHT_UP)
    clusters.sh(
        "psql -c \"ALTER SYSTEM SET primary_conninfo = ''\" postgres\n"
        "psql -c 'SELECT pg_reload_conf()' postgres",
        host=clusters.host("second"),
    )
    clusters.wait_until("second", "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_wal_receiver)")
    app = make_app(url, tmp_path, load_demo=False)
    acknowledged = set()
    for request in picker.requests[:3]:
        assert demand.send(app, request).status_code == 200
        acknowledged.add(event_of(request))
    clusters.kill("first")
    promote(clusters, standby)
    assert findings(url, acknowledged) == [f"{event} is lost" for event in sorted(acknowledged)]
    app.extensions["database"].dispose()
