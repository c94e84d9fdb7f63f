"""Which bytes are which letters: the encodings that shops really export, told apart."""

from __future__ import annotations

import re

UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")

_KANJI = "\u3005\u3400-\u9fff"
_KANA = "\u3001-\u3004\u3006-\u30ff\uff01-\uff5e"
_SURE = re.compile(f"[{_KANA}]|[{_KANJI}]{{2,}}|[\uff61-\uff9f]{{5,}}")
_LONE = re.compile(f"(?<![{_KANJI}{_KANA}])[{_KANJI}](?![{_KANJI}{_KANA}])|[\ue000-\uf8ff]")
# Two to four bytes that are one letter in UTF-8 (RFC 3629), without the rarest corner cases.
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


class ByteFault(ValueError):  # noqa: N818 - the table turns it into a refusal with row and column
    """The bytes from `offset` on are not text that we can read."""

    def __init__(self, offset: int, code: str, what: str) -> None:
        """Keep where it went wrong, a stable code, and what to do."""
        super().__init__(what)
        self.offset = offset
        self.code = code
        self.what = what


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    The order is: UTF-8 with a byte-order mark; UTF-8; Shift_JIS (in Microsoft's form, cp932) if
    the letters that come out look like Japanese; else Windows' cp1252. Nearly any bytes can be
    read as cp1252, so it comes last and is not believed where most of the accented letters are
    well-formed UTF-8: such a file was glued together from two, and would import as "SÃ£o Paulo".

    Raises:
        ByteFault: UTF-16, NUL bytes, or bytes that fit none of the above. Checked in that order.
    """
    if raw.startswith(UTF16_BOMS):
        raise ByteFault(0, "utf16", "the file is saved as UTF-16. Save it as UTF-8 text.")
    if (nul := raw.find(b"\0")) >= 0:
        raise ByteFault(nul, "nul_byte", "a NUL byte stands here, so this is not a text file.")
    marked = raw.startswith(UTF8_BOM)
    try:
        return raw.decode("utf-8-sig"), "utf-8-sig" if marked else "utf-8"
    except UnicodeDecodeError as error:
        # With a byte-order mark Python counts the offset from after the mark.
        start = error.start + (len(UTF8_BOM) if marked else 0)
        is_cut = error.reason == "unexpected end of data"
    if is_cut and _HIGH_BYTE.search(raw, 0, start):
        raise ByteFault(start, "cut_off", "the file ends inside a letter: it is cut off.")
    if not marked:
        japanese = _strictly(raw, "cp932")
        if japanese is not None and _looks_japanese(japanese):
            return japanese, "shift_jis"
        if not _is_mostly_utf8(raw):
            try:
                return raw.decode("cp1252"), "cp1252"
            except UnicodeDecodeError as error:
                start = error.start
    raise ByteFault(
        start,
        "undecodable",
        f"the byte {raw[start]:02X} fits neither UTF-8 nor Shift_JIS nor Windows cp1252 text here. "
        "Export the file again as UTF-8.",
    )


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _looks_japanese(text: str) -> bool:
    """Tell Japanese from Western letters misread as Japanese.

    A misread "São" gives one kanji between Latin letters; Japanese comes in runs, or with kana
    and full-width signs, whose bytes are rarities in cp1252.
    """
    sure = sum(len(found) for found in _SURE.findall(text))
    return sure > len(_LONE.findall(text))


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether more of the accented letters are well-formed UTF-8 than are not."""
    rest, letters = _UTF8_LETTER.subn(b"", raw)
    return letters > len(_HIGH_BYTE.findall(rest))
