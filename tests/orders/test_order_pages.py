"""The desk's pages about orders and files, as a supervisor's browser gets them."""

import io
import re
from pathlib import Path

import pytest

from tests.support.builders import stock
from tests.support.demand import (
    figures,
    find_order,
    open_exceptions,
    problem,
    take_in,
    told_line,
    told_order,
)

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture
def desk(client_as):
    return client_as("Supervisor")


@pytest.fixture
def mugs(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
    return floor


def words(response):
    """What a person reads of a page."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def upload(client, name, channel="amazon"):
    raw = (SAMPLES / name).read_bytes()
    return client.post(
        "/orders/upload", data={"channel": channel, "file": (io.BytesIO(raw), Path(name).name)}
    )


def test_the_list_counts_states_and_shows_what_ships_first(db, mugs, desk):
    take_in(
        db, mugs,
        told_order("111-2", told_line(units=2), days=2), told_order("111-1", days=1),
        told_order("111-3", state="pending"), told_order("111-4", told_line(units=50), days=3),
    )  # fmt: skip
    seen = words(desk.get("/orders"))
    assert "All 4" in seen
    assert "Open 3" in seen
    assert "Not paid yet 1" in seen
    assert seen.index("111-1") < seen.index("111-2") < seen.index("111-4")
    open_only = words(desk.get("/orders?state=open"))
    assert "111-3" not in open_only
    assert "43" in open_only  # units that lack stock


def test_an_order_is_found_by_a_part_of_its_number_or_recipient(db, mugs, desk):
    take_in(db, mugs, told_order("111-1234"), told_order("222-9"))
    assert "222-9" not in words(desk.get("/orders?q=1-12"))
    assert "222-9" in words(desk.get("/orders?q=anna"))
    assert "No orders" in words(desk.get("/orders?q=100%25"))


@pytest.mark.parametrize("address", ["?page=0", "?page=x", "?page=99", "?state=nope", "?q=%01%ff"])
def test_odd_addresses_show_a_page(mugs, desk, address):
    assert desk.get("/orders" + address).status_code == 200


def test_an_orders_page_tells_lines_address_and_story(db, mugs, desk):
    take_in(db, mugs, told_order("111-1", told_line(units=3), told_line("2", "TEA", 2)))
    seen = words(desk.get(f"/orders/{find_order(db).id}"))
    for said in ("Anna Example", "62701 Springfield IL", "3 units allocated", "Supervisor"):
        assert said in seen
    assert "Release to the floor" in seen


def test_an_order_of_nowhere_is_not_found(mugs, desk):
    assert desk.get("/orders/999").status_code == 404
    assert desk.post("/orders/999/cancel").status_code == 404


def test_a_desk_cancels_a_part_and_then_the_whole(db, mugs, desk):
    take_in(db, mugs, told_order("111-1", told_line(units=3)))
    order_id = find_order(db).id
    page = desk.get(f"/orders/{order_id}").get_data(as_text=True)
    (action,) = re.findall(r'action="(/orders/[0-9]+/lines/[0-9]+/cancel)"', page)
    refused = desk.post(action, data={"units": "4"})
    assert refused.status_code == 422
    assert "3 units of MUG are wanted" in words(refused)
    assert desk.post(action, data={"units": "1"}).status_code == 303
    assert figures(db) == {"1": (2, 2, 0)}
    assert desk.post(f"/orders/{order_id}/cancel").status_code == 303
    assert find_order(db).state == "cancelled"
    again = desk.post(f"/orders/{order_id}/cancel")
    assert again.status_code == 422
    assert "cancelled already" in words(again)


def test_exceptions_show_the_raw_row_and_are_repaired_in_one_step(db, mugs, desk):
    take_in(db, mugs, told_order("111-1", told_line(sku="AMZ-MUG", note="<b>wrap</b>")))
    page = desk.get("/orders/exceptions")
    assert "AMZ-MUG" in words(page)
    assert "&lt;b&gt;wrap&lt;/b&gt;" in page.get_data(as_text=True)
    (row,) = open_exceptions(db)
    wrong = desk.post(f"/orders/exceptions/{row.id}/item", data={"item": "NOPE"})
    assert wrong.status_code == 422
    assert "NOPE" in words(wrong)
    right = desk.post(
        f"/orders/exceptions/{row.id}/item", data={"item": "MUG"}, follow_redirects=True
    )
    assert "Nothing to repair" in words(right)
    assert find_order(db).state == "open"


def test_every_kind_of_exception_has_its_form(db, mugs, desk):
    take_in(
        db, mugs,
        told_order("1", told_line(problems=[problem("absurd_quantity", "quantity")])),
        told_order("2", problems=[problem("bad_address", "ship-city")]),
        told_order("3", problems=[problem("unknown_currency", "currency")]),
        told_order("4", told_line(sku="", problems=[problem("missing_sku")])),
    )  # fmt: skip
    ids = {ref: open_exceptions(db, ref)[0].id for ref in "1234"}
    address = {
        "name": "Anna", "address1": "1 Main St", "city": "Peoria", "postal_code": "61525",
        "country": "us",
    }  # fmt: skip
    for path, form in (
        (f"exceptions/{ids['1']}/quantity", {"units": "2"}),
        (f"{find_order(db, '2').id}/address", address),
        (f"exceptions/{ids['3']}/dismiss", {}),
        (f"exceptions/{ids['4']}/item", {"item": "MUG"}),
    ):
        assert f'action="/orders/{path}"' in desk.get("/orders/exceptions").get_data(as_text=True)
        assert desk.post(f"/orders/{path}", data=form).status_code == 303
    assert {find_order(db, ref).state for ref in "1234"} == {"open"}
    assert find_order(db, "2").country == "US"


def test_an_uploaded_file_tells_what_was_taken_in(db, mugs, desk):
    seen = words(upload(desk, "unshipped_orders.txt"))
    assert "New orders" in seen
    assert "wait for a repair" in seen
    assert "111-0000001-0000001" in seen


def test_a_broken_file_names_every_row_and_column(db, mugs, desk):
    answer = upload(desk, "broken/amazon-quantity-zero.txt")
    assert answer.status_code == 422
    assert "quantity-purchased" in words(answer) or "quantity-to-ship" in words(answer)
    assert "Nothing of this file was imported" in words(answer)


@pytest.mark.parametrize("form", [{}, {"channel": "amazon"}, {"channel": "fax"}])
def test_an_upload_without_a_file_is_refused_in_a_sentence(mugs, desk, form):
    answer = desk.post("/orders/upload", data=form)
    assert answer.status_code == 422
    assert "No file was chosen" in words(answer)


def test_the_files_page_says_when_there_is_nothing_to_tell(mugs, desk):
    assert "No files yet" in words(desk.get("/channels/files"))
    told = desk.post("/channels/files", follow_redirects=True)
    assert "no file was made" in words(told)
    assert desk.get("/channels/files/1").status_code == 404


@pytest.mark.parametrize("path", ["/orders", "/orders/exceptions", "/orders/upload",
                                  "/channels/files"])  # fmt: skip
def test_pages_are_whole_or_their_main_part_and_closed_to_pickers(mugs, desk, client_as, path):
    assert "<html" in desk.get(path).get_data(as_text=True)
    part = desk.get(path, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.get_data(as_text=True)
    assert client_as("Picker").get(path).status_code == 403
