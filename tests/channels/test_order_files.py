"""Order files of every channel as they come in: what becomes of states, lines and problems."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from warehouse.channels.formats.orders import divided
from warehouse.channels.formats.reading import READERS, read_orders
from warehouse.kernel.tabular import TableErrors

SAMPLES = Path("tests/samples")


def sample(name):
    return (SAMPLES / name).read_bytes()


def changed(name, row, column, value, sign="\t"):
    """Return a sample with one cell changed; `row` counts from 1, header included."""
    lines = [line.split(sign) for line in sample(name).decode().split("\r\n")]
    lines[row - 1][lines[0].index(column)] = value
    return "\r\n".join(sign.join(cells) for cells in lines).encode()


def unshipped(row, column, value):
    return read_orders("amazon", changed("unshipped_orders.txt", row, column, value))


def generic(column, value):
    raw = changed("generic_orders.csv", 2, column, value, sign=",")
    return read_orders("generic", raw)[0]


def codes(found):
    return [problem.code for problem in found]


def test_unshipped_orders_are_joined_from_their_rows_with_exact_titles_and_moments():
    first, second = read_orders("amazon", sample("unshipped_orders.txt"))
    assert (first.channel, first.channel_order_id) == ("amazon", "111-0000001-0000001")
    assert (first.source, first.state) == ("amazon_unshipped", "ready")
    assert [(line.channel_line_id, line.sku, line.quantity, line.row) for line in first.lines] == [
        ("10000000000001", "MUG-RED-11", 2, 2),
        ("10000000000002", "MUG-BLU-11", 1, 3),
    ]
    assert first.placed_at == datetime(2026, 3, 2, 18, 15, 30, tzinfo=UTC)
    assert first.ship_by == datetime(2026, 3, 5, 7, 59, 59, tzinfo=UTC)
    assert first.recipient.phone == "+1 555 0100"
    assert second.lines[0].title == 'Conjunto de chá "4 peças"'
    assert second.recipient.city == "São Paulo"
    assert second.lines[0].raw["purchase-order-number"] == "PO-77"
    assert not any(order.problems or order.lines[0].problems for order in (first, second))


@pytest.mark.parametrize("dress", ["bom", "cp1252"])
def test_the_same_report_in_another_encoding_says_the_same(dress):
    plain = read_orders("amazon", sample("unshipped_orders.txt"))
    assert read_orders("amazon", sample(f"unshipped_orders_{dress}.txt")) == plain


def test_a_japanese_report_is_read_below_its_template_and_localised_lines():
    (order,) = read_orders("amazon", sample("unshipped_orders_japan.txt"))
    assert order.recipient.name == "試験 太郎"
    assert order.recipient.region == "東京都"
    assert (order.lines[0].title, order.lines[0].row) == ("マグカップ 赤", 4)
    assert order.problems == ()


def test_the_long_report_tells_when_a_buyer_asks_to_cancel():
    first, second = read_orders("amazon", sample("unshipped_orders_extended.txt"))
    assert codes(first.lines[0].problems) == []
    assert codes(second.lines[0].problems) == ["buyer_asks_to_cancel"]
    assert "Row 4, column is-buyer-requested-cancellation" in second.lines[0].problems[0].sentence
    assert first.recipient.buyer_name == "Test Buyer One"


def test_a_line_shipped_already_is_kept_with_nothing_to_ship():
    raw = changed("unshipped_orders.txt", 3, "quantity-to-ship", "0")
    (first, _) = read_orders("amazon", raw.replace(b"\t1\t0\t0\t", b"\t1\t1\t0\t"))
    assert [(line.state, line.quantity) for line in first.lines] == [("open", 2), ("shipped", 0)]
    assert first.lines[1].ordered_quantity == 1


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("sku", "", "missing_sku"),
        ("quantity-to-ship", "10001", "absurd_quantity"),
        ("quantity-shipped", "1", "quantities_disagree"),
    ],
)
def test_a_doubtful_line_is_kept_with_its_problem_and_raw_row(column, value, problem):
    _, order = unshipped(4, column, value)
    (line,) = order.lines
    assert problem in codes(line.problems)
    assert line.raw[column] == value
    assert all(found.sentence.startswith("Row 4, column ") for found in line.problems)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("recipient-name", ""),
        ("ship-address-1", " "),
        ("ship-city", ""),
        ("ship-postal-code", ""),
        ("ship-country", ""),
        ("ship-country", "Ruritania"),
    ],
)
def test_a_bad_address_holds_the_order_and_names_the_cell(column, value):
    _, order = unshipped(4, column, value)
    assert codes(order.problems)[:1] == ["bad_address"]
    assert order.problems[0].sentence.startswith("Row 4, column ")
    assert column in [problem.column for problem in order.problems]


def test_countries_without_postal_codes_need_none():
    raw = changed("unshipped_orders.txt", 4, "ship-postal-code", "")
    _, order = read_orders("amazon", raw.replace(b"\tBR\t", b"\tHK\t"))
    assert order.problems == ()


def test_rows_of_one_order_with_two_addresses_hold_the_order():
    first, _ = unshipped(3, "ship-address-1", "2 Other St")
    assert codes(first.problems) == ["rows_disagree"]
    assert first.problems[0].sentence == (
        "Row 3, column ship-address-1: “2 Other St” differs from “1 Example St” in row 2 of the "
        "same order. Choose the right address."
    )


def test_new_orders_have_prices_and_wait_until_they_are_paid():
    first, _ = read_orders("amazon", sample("new_orders.txt"))
    assert (first.source, first.state, first.currency) == ("amazon_new", "ready", "USD")
    assert (first.lines[0].line_price_minor, first.lines[0].unit_price_minor) == (2590, 1295)
    raw = changed("new_orders.txt", 4, "payments-date", "")
    _, unpaid = read_orders("amazon", raw)
    assert (unpaid.state, unpaid.lines[0].quantity) == ("pending", 1)


def test_one_unpaid_row_keeps_the_whole_order_waiting():
    first, _ = read_orders("amazon", changed("new_orders.txt", 3, "payments-date", ""))
    assert first.state == "pending"


def test_an_unknown_currency_holds_the_order_and_its_price_is_unknown():
    _, order = read_orders("amazon", changed("new_orders.txt", 4, "currency", "XXQ"))
    assert codes(order.problems) == ["unknown_currency"]
    assert (order.currency, order.lines[0].line_price_minor) == ("", None)


def test_all_orders_tell_states_and_no_recipient():
    orders = read_orders("amazon", sample("all_orders_by_order_date.txt"))
    assert [(order.state, order.lines[0].state) for order in orders] == [
        ("ready", "shipped"),
        ("cancelled", "cancelled"),
        ("channel_fulfilled", "channel_fulfilled"),
        ("ready", "shipped"),
    ]
    assert {order.recipient for order in orders} == {None}
    assert not any(order.problems for order in orders)
    assert orders[0].lines[0].channel_line_id == "sku:MUG-RED-11"


def test_all_orders_pending_unshipped_and_unknown_states():
    def of(status, item_status="", channel="Merchant"):
        raw = sample("all_orders_by_order_date.txt").decode()
        old = "Pending\tAmazon\tAmazon.com\t\tStandard\tMug, red, 11 oz\tMUG-RED-11\tB000TEST01"
        new = old.replace("Pending\tAmazon\t", f"{status}\t{channel}\t")
        assert old + "\tUnshipped" in raw
        raw = raw.replace(old + "\tUnshipped", new + f"\t{item_status}")
        return read_orders("amazon", raw.encode())[2]

    assert of("Pending").state == "pending"
    assert of("Pending - Waiting for Pick Up").state == "pending"
    assert of("Unshipped", "Unshipped").lines[0].state == "open"
    assert codes(of("Unshipped", "Unshipped").problems) == ["no_recipient"]
    assert of("PartiallyShipped", "Shipped").lines[0].state == "shipped"
    assert of("Shipped - Delivered to Buyer").lines[0].state == "shipped"
    odd = of("Mislaid")
    assert (odd.state, codes(odd.problems)) == ("pending", ["unknown_status"])


def test_a_report_that_lost_quantity_to_ship_does_not_pass_for_new_orders():
    raw = (SAMPLES / "broken" / "amazon-no-quantity-to-ship-column.txt").read_bytes()
    with pytest.raises(TableErrors) as refused:
        read_orders("amazon", raw.replace(b"promise-date", b"promise-day"))
    missing = [error.column for error in refused.value.errors]
    assert missing == ["promise-date", "quantity-to-ship"]


def test_generic_orders_bring_their_own_channel_and_price_for_one_unit():
    (order,) = read_orders("generic", sample("generic_orders.csv"))
    assert (order.channel, order.channel_order_id, order.state) == ("phone", "P-1", "ready")
    assert order.ship_by == datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC)
    three = generic("quantity", "3").lines[0]
    assert (three.quantity, three.unit_price_minor, three.line_price_minor) == (3, 1295, 3885)
    assert generic("channel", "").channel == "generic"


def test_bare_dates_are_meant_in_the_sites_time_zone():
    zone = ZoneInfo("America/Chicago")
    (order,) = read_orders("generic", sample("generic_orders.csv"), zone=zone)
    assert order.ship_by == datetime(2026, 3, 4, 5, 59, 59, tzinfo=UTC)
    assert order.placed_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "state", "quantity"),
    [
        ("", "ready", 1),
        ("Paid", "ready", 1),
        ("unpaid", "pending", 1),
        ("cancelled", "cancelled", 0),
        ("channel_fulfilled", "channel_fulfilled", 0),
    ],
)
def test_generic_status_decides_what_is_to_be_shipped(status, state, quantity):
    order = generic("status", status)
    assert (order.state, order.lines[0].quantity) == (state, quantity)
    assert order.lines[0].ordered_quantity == 1


def test_a_generic_price_without_currency_is_a_problem():
    assert codes(generic("currency", "").problems) == ["unknown_currency"]


def test_a_cancelled_line_does_not_cancel_its_order():
    raw = sample("generic_orders.csv")
    second = raw.split(b"\r\n")[1].replace(b"P-1,1,", b"P-1,2,").replace(b"paid", b"cancelled")
    (order,) = read_orders("generic", raw + second + b"\r\n")
    assert order.state == "ready"
    assert [line.state for line in order.lines] == ["open", "cancelled"]


def test_shopify_rows_of_one_name_are_one_order():
    (order,) = read_orders("shopify", sample("shopify_orders_export.csv"))
    assert (order.channel_order_id, order.state, order.currency) == ("#1001", "ready", "EUR")
    assert order.recipient.postal_code == "2801AA"
    assert [(line.channel_line_id, line.quantity) for line in order.lines] == [
        ("MUG-RED-11", 2),
        ("MUG-BLU-11", 1),
    ]
    assert order.problems == ()


@pytest.mark.parametrize(
    ("status", "state", "problems"),
    [
        ("pending", "pending", []),
        ("authorized", "pending", []),
        ("voided", "cancelled", []),
        ("refunded", "cancelled", []),
        ("partially_refunded", "ready", ["partly_refunded"]),
        ("lent", "pending", ["unknown_status"]),
    ],
)
def test_shopify_orders_are_picked_only_once_paid(status, state, problems):
    raw = sample("shopify_orders_export.csv").replace(b",paid,", f",{status},".encode())
    (order,) = read_orders("shopify", raw)
    assert (order.state, codes(order.problems)) == (state, problems)


def test_shopify_lines_that_need_no_parcel_or_have_left_are_not_to_be_shipped():
    raw = sample("shopify_orders_export.csv")
    (order,) = read_orders("shopify", raw.replace(b"MUG-RED-11,true", b",false"))
    assert (order.lines[0].state, order.lines[0].problems) == ("no_shipping", ())
    (order,) = read_orders(
        "shopify", raw.replace(b"MUG-RED-11,true,,pending", b"X,true,,fulfilled")
    )
    assert [line.state for line in order.lines] == ["shipped", "open"]
    (order,) = read_orders("shopify", raw.replace(b"MUG-RED-11,true,,pending", b"X,true,,partial"))
    assert codes(order.lines[0].problems) == ["partly_shipped"]


def test_shopify_lines_of_one_sku_are_told_apart():
    raw = sample("shopify_orders_export.csv").replace(b"MUG-BLU-11", b"MUG-RED-11")
    (order,) = read_orders("shopify", raw)
    assert [line.channel_line_id for line in order.lines] == ["MUG-RED-11", "MUG-RED-11~2"]


def test_ebay_orders_have_country_names_and_prices_with_a_sign():
    (order,) = read_orders("ebay", sample("ebay_orders_report.csv"))
    assert (order.recipient.country, order.currency, order.state) == ("GB", "USD", "ready")
    assert order.ship_by == datetime(2026, 3, 4, 23, 59, 59, tzinfo=UTC)
    (line,) = order.lines
    assert (line.channel_line_id, line.unit_price_minor) == ("335000000001-2857301", 1295)


def test_an_unpaid_ebay_order_waits():
    raw = sample("ebay_orders_report.csv").replace(b"Mar-02-26,Mar-02-26", b"Mar-02-26,")
    assert read_orders("ebay", raw)[0].state == "pending"


def test_a_combined_ebay_order_takes_its_address_from_the_row_that_sums_it_up():
    (order,) = read_orders("ebay", sample("ebay_orders_report_with_footer.csv"))
    assert (order.recipient.name, order.currency) == ("Test Six", "GBP")
    assert [(line.sku, line.quantity, line.row) for line in order.lines] == [
        ("MUG-RED-11", 2, 5),
        ("MUG-BLU-11", 1, 6),
    ]
    assert order.problems == ()


def test_each_channel_has_a_reader_and_a_header_without_rows_is_no_fault():
    assert set(READERS) == {"amazon", "generic", "shopify", "ebay"}
    assert read_orders("amazon", sample("unshipped_orders.txt").split(b"\r\n")[0] + b"\r\n") == []


@pytest.mark.parametrize(
    ("total", "units", "one"), [(1000, 3, 333), (500, 3, 167), (5, 2, 3), (None, 2, None)]
)
def test_the_price_of_one_unit_is_rounded_half_up(total, units, one):
    assert divided(total, units) == one
