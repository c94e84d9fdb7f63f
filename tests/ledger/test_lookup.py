from datetime import date

from sqlalchemy import update

from tests.support.builders import build_bin, build_lot, build_site, build_user, post_moves, stock
from warehouse.ledger.queries import lookup
from warehouse.locations.models import Site


def item_screen(db, floor, sku="MUG", before_pos=None):
    with db.read() as session:
        return lookup.item_screen(session, floor.site, floor.items[sku], before_pos)


def place_screen(db, floor, place, before_pos=None):
    with db.read() as session:
        return lookup.place_screen(session, floor.site, floor.places[place], before_pos)


def test_an_item_tells_where_it_is_in_bins_and_totes(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        stock(session, floor, "MUG", "B-01-1", 2)
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 4), kind="pick")
    screen = item_screen(db, floor)
    assert [(line.place, line.figures.on_hand) for line in screen.stock] == [
        ("Bin A-01-1", 6),
        ("Bin B-01-1", 2),
        ("Tote T-0001", 4),
    ]
    assert (screen.figures.on_hand, screen.figures.available) == (12, 12)


def test_a_bin_tells_what_is_in_it_by_lot_with_its_expiry(db, floor):
    with db.command() as session:
        build_lot(session, floor, "TEA", "L1", expires_on=date(2026, 5, 1))
        stock(session, floor, "TEA", "A-01-1", 3, lot="L1")
        stock(session, floor, "MUG", "A-01-1", 1)
    screen = place_screen(db, floor, "A-01-1")
    assert [(line.sku, line.lot, line.expires) for line in screen.stock] == [
        ("MUG", "", ""),
        ("TEA", "L1", "2026-05-01"),
    ]
    assert screen.name == "Bin A-01-1"


def test_history_is_told_in_words_newest_first(db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 10)
        post_moves(session, floor, ("MUG", "", "A-01-1", "T-0001", 4), kind="pick")
    newest, oldest = place_screen(db, floor, "A-01-1").history.moves
    assert (newest.kind, newest.quantity, newest.origin, newest.target) == (
        "pick",
        4,
        "Bin A-01-1",
        "Tote T-0001",
    )
    assert (oldest.origin, oldest.at, oldest.who) == (
        "Supplier",
        "2026-03-02 12:00",
        "the system",
    )


def test_times_are_those_of_the_sites_clock(db, floor):
    with db.command() as session:
        session.execute(update(Site).values(time_zone="Asia/Tokyo"))
        stock(session, floor, "MUG", "A-01-1", 10)
    assert item_screen(db, floor).history.moves[0].at == "2026-03-02 21:00"


def walked(db, floor):
    """Return the positions of all moves of the mug, page by page."""
    pages, before_pos = [], None
    while True:
        page = item_screen(db, floor, before_pos=before_pos).history
        pages.append([move.pos for move in page.moves])
        if page.older is None:
            return pages
        before_pos = page.older


def test_paging_through_history_shows_every_move_once(db, floor):
    with db.command() as session:
        for _ in range(60):
            stock(session, floor, "MUG", "A-01-1", 1)
    pages = walked(db, floor)
    assert [len(page) for page in pages] == [50, 10]
    assert [pos for page in pages for pos in page] == list(range(60, 0, -1))


def test_an_event_of_many_moves_is_never_cut_by_a_page(db, floor):
    with db.command() as session:
        bins = [build_bin(session, floor, f"C-01-{n}") and f"C-01-{n}" for n in range(70)]
        many = [("MUG", "", "supplier", code, 1) for code in bins]
        post_moves(session, floor, *many[:30])
        post_moves(session, floor, *many[:30])
        post_moves(session, floor, *many)
    assert walked(db, floor) == [[3] * 70, [2] * 30, [1] * 30]


def test_pages_show_what_the_screens_say(client_as, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 7)
    desk = client_as("Supervisor")
    assert f'href="/stock/items/{floor.items["MUG"]}"' in desk.get("/stock/items?q=mug").text
    item = desk.get(f"/stock/items/{floor.items['MUG']}").text
    for words in ("Mug, red", "Bin A-01-1", "19521234000010", "Supplier", "100 g"):
        assert words in item
    assert f'href="/stock/bins/{floor.places["A-01-1"]}"' in desk.get("/stock/bins?zone=A").text
    bin_page = desk.get(f"/stock/bins/{floor.places['A-01-1']}").text
    for words in ("Zone A", "Mug, red", "Supplier", "receive"):
        assert words in bin_page
    assert "Tote T-0001" in desk.get(f"/stock/bins/{floor.places['T-0001']}").text


def test_numbers_in_the_address_that_cannot_be_meant_are_passed_over(client_as, floor):
    desk = client_as("Supervisor")
    for query in ("page=0", "page=-1", "page=x", "page=9999999999999999999999", "aisle=%D9%A3"):
        assert desk.get(f"/stock/bins?{query}").status_code == 200
    huge = f"/stock/items/{floor.items['MUG']}?before_pos=" + "9" * 5000
    assert desk.get(huge).status_code == 200
    assert desk.get("/stock/items?page=2000000000").status_code == 200


def test_nul_in_an_address_is_turned_away_before_any_database(client_as):
    desk = client_as("Supervisor")
    assert desk.get("/stock/items?q=%00").status_code == 400
    assert desk.get("/stock/bins?q=a&zone=%00").status_code == 400


def test_another_sites_stock_is_not_told(app, db, floor):
    with db.command() as session:
        stock(session, floor, "MUG", "A-01-1", 7)
        other = build_site(session, "TWO")
        build_user(session, other, "Boss", "supervisor")
    with db.read() as session:
        screen = lookup.item_screen(session, other.site, floor.items["MUG"], None)
    assert (screen.stock, screen.history.moves, screen.figures.on_hand) == ((), (), 0)
