import threading

import pytest

from warehouse.printing.fonts import MISSING, Face, printable, vendor_fonts, width_of
from warehouse.printing.typesetting import block, fitted_size, shorten, wrap


def test_the_fonts_are_where_set_up_puts_them():
    assert {path.name for path in vendor_fonts().iterdir()} >= {f"{face}.ttf" for face in Face}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grüße, Łódź, ñandú, čeština, Ελλάδα, Москва", None),
        ("e\u0301", "é"),
        ("a\u00a0b\tc", "a b c"),
        ("日本", MISSING * 2),
        ("fox 🦊", f"fox {MISSING}"),
        ("\x07\x1d", MISSING * 2),
        ("so\u00adft\u200d\ufe0f\u202e", "soft"),
        ("\ud800", MISSING),
        ("", ""),
    ],
)
@pytest.mark.parametrize("face", list(Face))
def test_a_sign_is_drawn_or_its_gap_is_seen(text, shown, face):
    assert printable(text, face) == (text if shown is None else shown)


def test_what_has_been_made_printable_stays_as_it_is():
    text = printable("日 e\u0301 \u00a0 x")
    assert printable(text) == text


def test_loading_fonts_from_many_threads_registers_each_once():
    widths = []
    threads = [
        threading.Thread(target=lambda: widths.append(width_of("Wide", Face.BOLD, 10)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(widths) == 8
    assert len(set(widths)) == 1


@pytest.mark.parametrize("text", ["", "x", "Hello world", "W" * 300, "日本 " * 40])
@pytest.mark.parametrize("width", [5.0, 20.0, 90.0])
def test_no_line_is_wider_than_its_room_and_no_letter_gets_lost(text, width):
    lines = wrap(text, Face.BOLD, 3.0, width)
    assert all(width_of(line, Face.BOLD, 3.0) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text, Face.BOLD).replace(" ", "")


def test_a_long_code_breaks_behind_a_hyphen():
    assert wrap("SKU-WITH-A-LONG-NAME", Face.REGULAR, 3.0, 26.0)[0].endswith("-")


def test_line_breaks_and_empty_lines_are_kept():
    assert wrap("one\n\ntwo", Face.REGULAR, 3.0, 90.0) == ("one", "", "two")


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_what_is_cut_off_shows_an_ellipsis(limit):
    lines = wrap("many words " * 30, Face.REGULAR, 3.0, 40.0, limit)
    assert len(lines) == limit
    assert lines[-1].endswith("…")
    assert width_of(lines[-1], Face.REGULAR, 3.0) <= 40.0


def test_an_address_that_fits_is_not_touched():
    lines = ("Ana Pérez", "Calle Mayor 1", "SPAIN")
    assert block(lines, Face.REGULAR, 3.0, 90.0, 3) == lines
    assert block(lines, Face.REGULAR, 3.0, 90.0, 2) == ("Ana Pérez", "Calle Mayor 1 SPAIN…")


def test_a_size_that_was_fitted_fits():
    for text in ("T-000000123456789", "A", "114-3941689-8772232"):
        size = fitted_size(text, Face.BOLD, 50.0, largest=30.0, smallest=1.0)
        assert shorten(text, Face.BOLD, size, 50.0) == text
