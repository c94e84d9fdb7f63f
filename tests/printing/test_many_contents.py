"""Random contents of every symbology, read back; `make labels` reads two thousand of each."""

import random
import string

import pytest
from zxingcpp import BarcodeFormat

from tests.support.paper import burnt, decoded, read
from warehouse.printing import gs1, symbols
from warehouse.printing.labels import BinLabel, CartonLabel, ItemLabel, labels_zpl
from warehouse.scanning.rules import parse

PRINTABLE = string.ascii_letters + string.digits + "-./ $%+_#@:;,()[]<>&^~\\"
NASTY = "^~_\\{}%\"'<>&🦊日\u202eéß\x00\x1d\n ()"
COUNTS = [120, pytest.param(2000, marks=pytest.mark.long)]


def code128_contents(chance):
    digits = string.digits
    while True:
        yield "99" + "".join(chance.choices(digits, k=chance.randint(1, 17)))
        yield "99" + "".join(chance.choices(PRINTABLE, k=chance.randint(1, 16)))
        yield "".join(chance.choices(digits, k=2 * chance.randint(1, 9) + 1))
        yield "".join(
            "".join(chance.choices(chance.choice((digits, PRINTABLE)), k=chance.randint(1, 7)))
            for _ in range(3)
        )
        yield "".join(chr(chance.randrange(128)) for _ in range(chance.randint(2, 14)))
        yield chance.choice(("B-", "T-", "U-", "X-")) + "".join(chance.choices(PRINTABLE, k=9))


def numbers(length):
    def of(chance):
        while True:
            payload = "".join(chance.choices(string.digits, k=length - 1))
            yield payload + gs1.check_digit(payload)

    return of


def element_lists(chance):
    """Yield element strings with and without a separator between the elements."""
    gtins = numbers(14)(chance)
    letters = string.ascii_uppercase + string.digits + "-/."
    while True:
        lot = "".join(chance.choices(letters, k=chance.randint(1, 6)))
        count = str(chance.randint(1, 99999))
        yield [("01", next(gtins)), ("17", "270131"), ("10", lot)]
        yield [("10", lot), ("37", count), ("01", next(gtins))]
        yield [("37", count), ("10", "99" + lot)]
        yield [("10", lot), ("21", lot[::-1])]


def upce_numbers(chance):
    while True:
        number = chance.choice("01") + "".join(chance.choices(string.digits, k=6))
        for check in string.digits:
            try:
                symbols.upce(number + check)
            except symbols.CannotEncode:
                continue
            yield number + check


def qr_contents(chance):
    while True:
        yield "99" + "".join(chance.choices(string.digits, k=chance.randint(1, 30)))
        yield "".join(chance.choices(PRINTABLE, k=chance.randint(1, 60)))
        yield "".join(chance.choices("éßłŁ日本語🦊م", k=chance.randint(1, 20)))


def as_is(content):
    return content.encode()


def written_out(upce):
    return parse(f"]E0{upce}").gtin.encode()[1:]


SYMBOLOGIES = {
    "Code 128": (symbols.code128, code128_contents, as_is, BarcodeFormat.Code128),
    "EAN-13": (symbols.ean13, numbers(13), as_is, BarcodeFormat.EAN13),
    "EAN-8": (symbols.ean8, numbers(8), as_is, BarcodeFormat.EAN8),
    "UPC-A": (symbols.upca, numbers(12), lambda n: b"0" + n.encode(), BarcodeFormat.UPCA),
    "UPC-E": (symbols.upce, upce_numbers, written_out, BarcodeFormat.UPCE),
    "ITF-14": (symbols.itf14, numbers(14), as_is, BarcodeFormat.ITF),
    "SSCC": (symbols.sscc, numbers(18), lambda n: b"00" + n.encode(), BarcodeFormat.Code128),
    "QR": (symbols.qr, qr_contents, as_is, BarcodeFormat.QRCode),
    "GS1-128": (
        symbols.gs1_128,
        element_lists,
        lambda elements: gs1.element_string(elements).encode(),
        BarcodeFormat.Code128,
    ),
    "GS1 DataMatrix": (
        symbols.gs1_datamatrix,
        element_lists,
        lambda elements: gs1.element_string(elements).encode(),
        BarcodeFormat.DataMatrix,
    ),
}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", SYMBOLOGIES)
def test_random_contents_read_back_as_what_was_asked_for(name, count):
    make, contents, said, form = SYMBOLOGIES[name]
    source = contents(random.Random(name))
    wrong = []
    for _ in range(count):
        content = next(source)
        found = decoded(make(content), form)
        wanted = said(content)
        # Kanji in a QR code have bytes of their own; a UPC-A comes with a zero or without.
        if found.text != content and found.bytes not in {wanted, wanted.removeprefix(b"0")}:
            wrong.append((content, found.bytes))
    assert wrong == []


@pytest.mark.parametrize("make", [symbols.gs1_128, symbols.gs1_datamatrix])
def test_a_gs1_symbol_announces_itself_and_is_written_out_in_brackets(make):
    source = element_lists(random.Random(7))
    for _ in range(8):
        elements = next(source)
        found = decoded(make(elements))
        assert found.symbology_identifier in {"]C1", "]d2"}
        assert found.text == gs1.human_readable(elements)


@pytest.mark.parametrize("count", [25, pytest.param(2000, marks=pytest.mark.long)])
def test_no_name_reaches_the_printers_parser(count):
    """Whatever a name holds, the ZPL is bitmaps (`burnt` accepts nothing else), codes unharmed."""
    chance = random.Random(7)
    for number in range(count):
        name = "".join(chance.choices(NASTY + string.ascii_letters, k=chance.randint(0, 60)))
        code = f"{chance.choice(('99', 'A-', 'S'))}{number}"
        item = ItemLabel(name, name, code)
        shelf = BinLabel(code, name, name[:7], chance.choice(("up", "down", None)), name[:4])
        (picture,) = burnt(labels_zpl([item], size="57x32", dpi=chance.choice((203, 300))))
        assert read(picture) == [code]
        (picture,) = burnt(labels_zpl([shelf], size="100x50"))
        assert read(picture) == ["B-" + code]


def test_a_carton_for_a_name_made_of_commands_prints_nothing_but_a_picture():
    label = CartonLabel("0" * 18, ("^XZ^XA^JUS~JR^MMT", "^FD🦊^FS"), "^XA^PQ999^XZ", 1, 1, None)
    zpl = labels_zpl([label], size="4x6in")
    assert (zpl.count(b"^XA"), zpl.count(b"~"), zpl.count(b"^PQ1^XZ")) == (1, 0, 1)
    (picture,) = burnt(zpl)
    assert read(picture) == ["00" + "0" * 18]
