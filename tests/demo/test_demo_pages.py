import pytest

from tests.support.app import make_app
from tests.support.clock import NOON
from warehouse import demo
from warehouse.db.uow import Database
from warehouse.kernel.errors import NotYours
from warehouse.locations.models import Place
from warehouse.people.models import User
from warehouse.picking.models import PickLine, PickTask

ADDRESS = "https://warehouse.example:8443/"


@pytest.fixture
def client(loaded, tmp_path):
    app = make_app(loaded.url, tmp_path, demo=True)
    yield app.test_client()
    app.extensions["database"].dispose()


def test_the_sheet_holds_what_the_next_trips_ask_for(loaded, session):
    sheet = demo.try_it_sheet(session, ADDRESS)
    assert sheet.address == ADDRESS
    assert [badge.code for badge in sheet.badges] == [b.code for b in loaded.access.badges]
    assert sheet.totes == ("T-0001", "T-0002", "T-0003", "T-0004", "T-0005", "T-0006")
    assert sheet.bins[0] == "PACK-1"
    first = session.query(PickTask).order_by(PickTask.id).first()
    for line in session.query(PickLine).filter_by(task_id=first.id):
        assert session.get(Place, line.place_id).code in sheet.bins
    texts = [item.barcode_text for item in sheet.items]
    assert len(texts) == len(set(texts))
    assert any(item.name.startswith("Case of 6") for item in sheet.items)
    assert any(item.name.startswith("Lot ") for item in sheet.items)
    assert any(item.name.startswith("Serial ") for item in sheet.items)


def test_the_sheet_tells_only_those_who_still_work_here(migrated_sqlite, tmp_path):
    path = tmp_path / "warehouse.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    demo.load(database, now=NOON)
    with database.command() as session:
        session.query(User).filter_by(badge="BEN").update({"is_active": False})
    with database.read() as session:
        codes = [badge.code for badge in demo.try_it_sheet(session, ADDRESS).badges]
    database.dispose()
    assert "U-BEN" not in codes
    assert "U-ANNA" in codes


def test_a_warehouse_that_is_no_demo_has_no_sheet(floor, db):
    with db.read() as session, pytest.raises(NotYours):
        demo.try_it_sheet(session, ADDRESS)


def test_the_first_page_says_what_to_do_and_whom_to_play(client, loaded):
    page = client.get("/demo")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    for badge in loaded.access.badges:
        assert badge.code in text
        assert badge.pin in text
    assert "200 are open" in text
    assert "12 trips wait" in text
    assert "/demo/try-it.pdf" in text


@pytest.mark.parametrize(
    ("base", "warned"), [("https://127.0.0.1:8443", True), ("https://floor.example", False)]
)
def test_the_first_page_says_where_an_address_leads_nobody_else(client, base, warned):
    text = client.get("/demo", base_url=base).get_data(as_text=True)
    assert ("from this machine only" in text) == warned


@pytest.mark.parametrize("query", ["", "?paper=Letter", "?paper=A0"])
def test_the_sheet_is_printed(client, query):
    answer = client.get(f"/demo/try-it.pdf{query}")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/demo", "/demo/try-it.pdf"])
def test_a_real_warehouse_has_no_such_pages(loaded, tmp_path, path):
    app = make_app(loaded.url, tmp_path, demo=False)
    assert app.test_client().get(path).status_code == 404
    app.extensions["database"].dispose()
