"""Tables handed in as files: encodings, delimiters, headers, quotes, and cells read one by one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.kernel import tabular
from warehouse.kernel.gtin import as_gtin14
from warehouse.kernel.tabular import table as table_module
from warehouse.kernel.tabular.codes import COUNTRIES, DECIMALS

TWO = ("sku", "quantity")


def read(raw, delimiter="comma", required=TWO, **more):
    raw = raw.encode() if isinstance(raw, str) else raw
    return tabular.read_table(raw, delimiter=delimiter, required=required, **more)


def refusal_of(raw, **more):
    with pytest.raises(tabular.TableErrors) as refused:
        read(raw, **more)
    return refused.value.errors[0]


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        ("utf-8", "utf-8", "Conjunto de chá"),
        ("utf-8-sig", "utf-8-sig", "Conjunto de chá"),
        ("cp1252", "cp1252", "Conjunto de chá “4 peças”, São Paulo, Ação, STRAßE, Müller, 9 €"),
        ("cp932", "shift_jis", "見本町1丁目 試験 太郎"),
        ("cp932", "shift_jis", "マグカップ, Tokyo"),
        ("cp932", "shift_jis", "ﾏｸﾞｶｯﾌﾟ ｱｶ"),
        ("utf-8", "utf-8", "マグカップ 😀"),
    ],
)
def test_encodings_are_told_apart(encoding, name, text):
    raw = f'sku,quantity\r\n"{text}",1\r\n'.encode(encoding)
    table = read(raw)
    assert table.encoding == name
    assert table.header == TWO
    assert table.rows[0]["sku"] == text


@given(st.lists(st.sampled_from("äöüÄÖÜßéèêçñãõáíóúåøæ"), min_size=1, max_size=8))
def test_western_letters_between_latin_ones_are_never_taken_for_japanese(letters):
    text = " ".join(f"m{letter}n" for letter in letters)
    assert read(f"sku,quantity\n{text},1\n".encode("cp1252")).rows[0]["sku"] == text


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", ["tab", "comma"])
def test_any_line_end_is_read_and_rows_are_counted_as_a_spreadsheet_does(end, delimiter):
    sign = {"tab": "\t", "comma": ","}[delimiter]
    lines = [f"sku{sign}quantity", f"A{sign}1", "", f"B{sign}2", ""]
    table = read(end.join(lines), delimiter=delimiter)
    assert [(row.number, row["sku"], row["quantity"]) for row in table.rows] == [
        (2, "A", "1"),
        (4, "B", "2"),
    ]


def test_line_signs_of_unicode_do_not_end_a_row():
    assert read("sku\tquantity\nA\u2028B\x0bC\x85D\t1\n", delimiter="tab").rows[0]["sku"] == (
        "A\u2028B\x0bC\x85D"
    )


def test_quotes_are_letters_in_tab_files_and_quoting_in_comma_files():
    tabs = read('sku\tquantity\r\n"4 peças"\t1\r\n', delimiter="tab")
    assert tabs.rows[0]["sku"] == '"4 peças"'
    commas = read('sku,quantity\r\n"4 ""peças"", red\r\nblue",1\r\n')
    assert commas.rows[0]["sku"] == '4 "peças", red\r\nblue'


def test_column_names_are_matched_without_case_and_with_any_blanks():
    table = read("SKU , Lineitem  Quantity\nA,1\n", required=("sku", "lineitem quantity"))
    assert table.header == ("sku", "lineitem quantity")


def test_unknown_columns_are_kept_and_cells_stay_as_written_in_the_row():
    row = read("sku,colour,quantity\n A , red ,1\n").rows[0]
    assert row.cells == {"sku": " A ", "colour": " red ", "quantity": "1"}
    assert row["sku"] == "A"
    assert row["not in the file"] == ""


def test_a_group_separator_inside_a_cell_survives():
    assert read("sku\tquantity\n\x1dA\x1d\t1\n", delimiter="tab").rows[0]["sku"] == "\x1dA\x1d"


def test_a_template_line_and_a_localised_header_above_the_header_are_passed_over():
    raw = "TemplateType=Orders\tVersion=1\n商品\t数量\nsku\tquantity\nA\t1\n".encode("cp932")
    table = read(raw, delimiter="tab")
    assert [(row.number, row["sku"]) for row in table.rows] == [(4, "A")]


def test_missing_cells_at_a_rows_end_are_blank():
    table = read("sku,quantity,note\nA,1\nB,2,x\n", optional=("note",))
    assert [row["note"] for row in table.rows] == ["", "x"]


def test_auto_takes_the_delimiter_that_shows_the_most_columns():
    for sign in ",;\t":
        assert read(f"sku{sign}quantity\nA{sign}1\n", delimiter="auto").delimiter == sign


def test_bars_are_refused_even_where_the_delimiter_is_open():
    error = refusal_of("sku|quantity\nA|1\n", delimiter="auto")
    assert error.code == "wrong_delimiter"
    assert "vertical bars" in error.sentence


def test_footers_are_skipped_where_the_format_has_some():
    table = read(
        "sku,quantity\nA,1\nSeller ID : x\n",
        skip=lambda cells: cells[0].startswith("Seller ID"),
    )
    assert len(table.rows) == 1


def test_a_row_too_short_for_a_needed_column_is_refused_anywhere():
    error = refusal_of("sku,quantity\nA\nB,2\n")
    assert (error.code, error.row, error.column) == ("cut_off", 2, "quantity")


def test_a_last_line_without_end_is_fine_if_it_is_whole():
    assert len(read("sku,quantity\nA,1\nB,2").rows) == 2


def test_a_last_line_without_end_is_fine_if_other_rows_lack_cells_too():
    assert len(read("sku,quantity,note\nA,1\nB,2", optional=("note",)).rows) == 2


def test_filled_cells_beyond_the_header_are_refused_and_blank_ones_are_not():
    assert len(read("sku,quantity\nA,1,,\n").rows) == 1
    error = refusal_of("sku,quantity\nA,1,,x\n")
    assert (error.row, error.column, error.code) == (2, "column 4", "too_many_cells")
    assert error.sentence.startswith("Row 2, column 4: ")


def test_an_open_quote_is_named_where_it_opens_though_later_rows_have_quotes_too():
    error = refusal_of('sku,quantity\n"A",1\n"B,2\n"C",3\n')
    assert (error.row, error.column, error.code) == (3, "sku", "broken_quotes")


def test_an_unknown_column_may_stand_twice_and_the_first_counts():
    assert read("sku,x,x,quantity\nA,1,2,3\n").rows[0].cells["x"] == "1"


def test_a_file_over_the_limits_is_refused(monkeypatch):
    monkeypatch.setattr(table_module, "MAX_BYTES", 20)
    assert refusal_of("sku,quantity\nA,1\nB,2\n").code == "file_too_large"
    monkeypatch.setattr(table_module, "MAX_BYTES", 1000)
    monkeypatch.setattr(table_module, "MAX_ROWS", 2)
    error = refusal_of("sku,quantity\nA,1\nB,2\n")
    assert (error.code, error.row) == ("too_many_rows", 3)


def test_a_row_of_millions_of_cells_is_refused_without_reading_them_all():
    error = refusal_of(b"sku\tquantity\n" + b"a\t" * 2_000_000, delimiter="tab")
    assert (error.code, error.row, error.column) == ("huge_cell", 2, "column 1001")


def test_a_damaged_utf8_file_with_a_mark_is_not_read_as_something_else():
    error = refusal_of(b"\xef\xbb\xbfsku,quantity\nA\xe9B,1\n")
    assert (error.code, error.row, error.column) == ("undecodable", 2, "sku")


def test_excerpts_are_short_and_show_unprintable_signs():
    error = refusal_of("sku,quantity\nA,1,\x07" + "x" * 90 + "\n")
    assert error.value_excerpt == "\\x07" + "x" * 36 + "…"


def fault(reader, value):
    with pytest.raises(tabular.CellFault) as found:
        reader(value)
    return found.value.code


def test_whole_numbers_are_plain_digits():
    read_number = tabular.whole(least=0, most=100)
    assert [read_number(value) for value in ("0", "007", "100")] == [0, 7, 100]
    for value in ("1.0", "1,0", "1 000", "+1", "１", "٢", "²", "1e3", "", "-", "9" * 19):
        assert fault(read_number, value) == "not_a_whole_number"
    assert fault(read_number, "-1") == "too_small"
    assert fault(read_number, "101") == "too_large"


@pytest.mark.parametrize(
    ("value", "code", "minor"),
    [
        ("12.95", "USD", 1295),
        ("12.9", "EUR", 1290),
        ("12.9500", "EUR", 1295),
        ("1200", "JPY", 1200),
        ("5.00", "JPY", 5),
        ("1.234", "KWD", 1234),
        ("0", "EUR", 0),
        ("-0.00", "EUR", 0),
    ],
)
def test_money_is_read_into_minor_units_of_its_currency(value, code, minor):
    assert tabular.minor_units(value, code) == minor


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12,95", "not_an_amount"),
        ("1,234.50", "not_an_amount"),
        ("$5", "not_an_amount"),
        (".5", "not_an_amount"),
        ("12.955", "too_many_decimals"),
        ("-1", "negative_amount"),
    ],
)
def test_money_is_not_guessed(value, code):
    assert fault(lambda text: tabular.minor_units(text, "USD"), value) == code


def test_prices_with_a_sign_tell_their_currency():
    assert tabular.priced("$12.95") == ("USD", 1295)
    assert tabular.priced("£1,234.50") == ("GBP", 123450)
    assert tabular.priced("AU $5.00") == ("AUD", 500)
    assert tabular.priced("EUR 5.00") == ("EUR", 500)
    assert fault(tabular.priced, "12.95") == "unknown_currency"
    assert fault(tabular.priced, "$12,95") == "not_an_amount"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-02T10:15:30-08:00", datetime(2026, 3, 2, 18, 15, 30, tzinfo=UTC)),
        ("2026-03-02T10:15:30.250Z", datetime(2026, 3, 2, 10, 15, 30, tzinfo=UTC)),
        ("2026-03-02 10:00:00 +0000", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("2026-03-02 10:00:00 +0530", datetime(2026, 3, 2, 4, 30, tzinfo=UTC)),
        ("2026-03-02T10:00", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("Mar-02-26", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("Mar-02-2026", datetime(2026, 3, 1, 23, tzinfo=UTC)),
    ],
)
def test_moments_come_out_in_utc_and_without_offset_are_the_sites(value, expected):
    assert tabular.moment(zone=ZoneInfo("Europe/Berlin"))(value) == expected


def test_a_bare_date_of_a_deadline_is_the_end_of_the_day():
    deadline = tabular.moment(zone=UTC, at=tabular.LAST_MOMENT)
    assert deadline("2026-03-04") == datetime(2026, 3, 4, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "3/2/2026",
        "02.03.2026",
        "2026-02-30",
        "20260302",
        "Mrz-02-26",
        "0001-01-01",
        "46083",
        "2026-03-02T25:00:00Z",
        "2026-03-02T10:00:00+99:99",
        "２０２６-03-02",
        "2026-03-02Tnoon",
    ],
)
def test_dates_are_not_guessed(value):
    assert fault(tabular.moment(zone=UTC), value) in {"not_a_date", "not_a_moment"}


def test_days_are_read_as_iso_and_as_ebay_writes_them():
    assert tabular.day("2026-03-02") == tabular.day("Mar-02-26") == date(2026, 3, 2)


def test_countries_are_read_by_code_and_by_name():
    assert [tabular.country(value) for value in ("gb", "United Kingdom", "UK", "Türkiye")] == [
        "GB",
        "GB",
        "GB",
        "TR",
    ]
    assert fault(tabular.country, "Ruritania") == "unknown_country"
    assert len(COUNTRIES) == 249


def test_currencies_are_known_by_code_with_their_decimals():
    assert tabular.currency("eur") == "EUR"
    assert fault(tabular.currency, "EURO") == "unknown_currency"
    assert (DECIMALS["USD"], DECIMALS["JPY"], DECIMALS["KWD"]) == (2, 0, 3)


def test_flags_words_and_codes():
    assert [tabular.flag(value) for value in ("true", "N", "1", "no", "")] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert fault(tabular.flag, "perhaps") == "not_yes_or_no"
    assert tabular.choice(("pick", "reserve"))("PICK") == "pick"
    assert fault(tabular.choice(("pick",)), "dock") == "unknown_word"
    assert fault(tabular.code(longest=40), "4.00638E+12") == "rewritten_number"
    assert fault(tabular.code(longest=4), "12345") == "too_long"
    assert fault(tabular.text(longest=4), "a\x1db") == "unprintable"


def test_gtins_are_kept_as_14_digits_if_their_check_digit_is_right():
    assert as_gtin14("2000000000015") == "02000000000015"
    assert as_gtin14("96385074") == "00000096385074"
    assert as_gtin14("2000000000012") is None
    assert as_gtin14("²000000000015") is None
    assert as_gtin14("123456789") is None
