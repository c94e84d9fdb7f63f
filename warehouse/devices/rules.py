"""What a scanner made of a test symbol: right, or what has to be set, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GS = "\x1d"
TRIMMED = "\r\n\t "
_AIM_ID = re.compile(r"\][A-Za-z][0-9A-Za-z]")
LEAST_PART = 3
LONGEST_ALIAS = 6

LAYOUTS = {
    "German": ("yzYZ-/:", "zyZYß-Ö"),
    "Swiss": ("yzYZ-/:", "zyZY'-é"),
    "Czech": ("yzYZ1234567890-/:", 'zyZY+ěščřžýáíé=-"'),
    "Hungarian": ("yzYZ0-/:", "zyZYöü-É"),
    "French": ("aqzwAQZWmM1234567890-/:.", "qawzQAWZ,?&é\"'(-è_çà)!M:"),
    "Belgian": ("aqzwAQZWmM1234567890-/:.", "qawzQAWZ,?&é\"'(§è!çà)=M:"),
    "Spanish": ("-/:", "'-Ñ"),
    "Portuguese": ("-/:", "'-Ç"),
    "Italian": ("-/:", "'-ç"),
    "Swedish or Finnish": ("-/:", "+-Ö"),
    "Danish": ("-/:", "+-Æ"),
    "Norwegian": ("-/:", "+-Ø"),
}
"""What comes out where a US scanner types on a device with that layout: first as it was meant,
then as it arrives. Only keys that the test symbols need. Source: the layouts as Unicode's CLDR
lists them."""


@dataclass(frozen=True, slots=True)
class TestSymbol:
    """One symbol of the set-up page, and what of it a scanner may rightly send."""

    __test__ = False  # for pytest, which takes the name for its own

    kind: str
    data: str
    also: tuple[str, ...] = ()


GS1_128 = TestSymbol("GS1-128", f"10YZ-7/A{GS}21Q0")
CODE_128 = TestSymbol("Code 128", "B-YZ-01-AQ")
EAN_8 = TestSymbol("EAN-8", "96385074", also=("00000096385074", "0000096385074"))
UPC_E = TestSymbol("UPC-E", "01234565", also=("0012345000065", "012345000065"))
QR = TestSymbol("QR", "Scan:Yz/Aq-09.m")
SYMBOLS = (GS1_128, CODE_128, EAN_8, UPC_E, QR)
_CUT_SHORT = {"0123456": UPC_E, "1234565": UPC_E, "123456": UPC_E, "9638507": EAN_8}
"""What is left of the two where a scanner leaves out the check digit or the number system."""


@dataclass(frozen=True, slots=True)
class Received:
    """One scan as the page received it.

    Attributes:
        text: Every character, ends and control characters included.
        how: "keys", "text" (an input method's), "paste", "pressed", or "" without JavaScript.
        end: "Enter", "Tab", "none" (it was still), or "" without JavaScript.
        doubled: Whether the same came twice at once.
    """

    text: str
    how: str = ""
    end: str = ""
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell; the kinds are those of signals."""

    kind: str
    title: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Which test symbol it was, if any, and all there is to tell; the worst stands first."""

    symbol: TestSymbol | None
    findings: tuple[Finding, ...]

    @property
    def kind(self) -> str:
        """The signal that this deserves."""
        return self.findings[0].kind


def diagnose(received: Received, gs_aliases: Iterable[str]) -> Diagnosis:
    """Compare what arrived with every test symbol.

    Args:
        received: The scan.
        gs_aliases: What this warehouse takes for GS.
    """
    body = _without_aim(received.text.strip(TRIMMED))
    if not body:
        return Diagnosis(None, (Finding("refused", "Nothing arrived", "Scan again."),))
    known = [*gs_aliases]
    symbol, finding = next(_readings(body, known), (None, _UNKNOWN))
    found = dict.fromkeys((finding, *_about_the_way(received)))
    worst = {"refused": 0, "look": 1, "accepted": 2}
    return Diagnosis(symbol, tuple(sorted(found, key=lambda each: worst[each.kind])))


_UNKNOWN = Finding(
    "look",
    "Not a symbol of this page",
    "Compare it with what is printed. If it was one of these, the scanner changes too much to say"
    " how: set it to factory defaults, then to a US keyboard with Enter as suffix.",
)


def _without_aim(text: str) -> str:
    """Take the symbology mark off, which scanners may send and we read."""
    return text[3:] if _AIM_ID.match(text) else text


def _readings(body: str, aliases: list[str]) -> Iterator[tuple[TestSymbol, Finding]]:
    """Yield what the text can be, the likeliest first."""
    told = body
    for alias in aliases:
        told = told.replace(alias, GS)
    for symbol in SYMBOLS:
        if told in (symbol.data, *symbol.also):
            yield symbol, Finding("accepted", f"{symbol.kind} arrives right")
    if body in _CUT_SHORT:
        yield _CUT_SHORT[body], _cut_short(_CUT_SHORT[body])
    for symbol in SYMBOLS:
        yield from ((symbol, each) for each in _about_gs(body, symbol))
    for symbol in SYMBOLS:
        yield from ((symbol, each) for each in _about_keyboard(told, symbol))
    for symbol in SYMBOLS:
        yield from ((symbol, each) for each in _about_length(told, symbol))


def _cut_short(symbol: TestSymbol) -> Finding:
    advice = "Switch on “transmit check digit”, and for UPC-E “transmit number system”."
    return Finding("refused", f"{symbol.kind} arrives without all its digits", advice)


def _about_gs(body: str, symbol: TestSymbol) -> Iterator[Finding]:
    if GS not in symbol.data:
        return
    before, after = symbol.data.split(GS)
    if body == before + after:
        yield Finding(
            "refused",
            "The separator GS is lost",
            "Set the scanner to send FNC1 as GS: the control character, Ctrl+] or Alt+029."
            " Without it a lot cannot be told from the serial behind it.",
        )
    elif body.startswith(before) and body.endswith(after):
        alias = body[len(before) : -len(after)]
        if 0 < len(alias) <= LONGEST_ALIAS:
            yield Finding(
                "look",
                f"“{alias}” arrives in place of GS",
                f"Add {alias} to WAREHOUSE_GS_ALIASES, or set the scanner to send GS itself.",
            )


def _about_keyboard(body: str, symbol: TestSymbol) -> Iterator[Finding]:
    """Compare with the symbol as other keyboards would write it; GS may be lost on the way."""
    wanted, came = symbol.data.replace(GS, ""), body.replace(GS, "")
    if came != wanted and came.casefold() == wanted.casefold():
        advice = "Switch Caps Lock off, and “convert case” in the scanner."
        yield Finding("refused", "Capitals and small letters are changed", advice)
        return
    alike = [name for name in LAYOUTS if came == _typed(wanted, name) != wanted]
    if alike:
        advice = (
            f"The device's keyboard is {' or '.join(alike)}, the scanner types on a US one. Set"
            " both to the same: best US (English) for the device's physical keyboard."
        )
        yield Finding("refused", f"Keyboard layout: {' or '.join(alike)}", advice)
        return
    meant = [name for name in LAYOUTS if wanted == _typed(came, name) != came]
    if meant:
        advice = (
            f"The scanner is set to a {' or '.join(meant)} keyboard, the device to a US one."
            " Set the scanner's country to USA."
        )
        yield Finding("refused", f"Scanner's layout: {' or '.join(meant)}", advice)


def _typed(text: str, layout: str) -> str:
    """Write a text as a US scanner does on a device with that layout."""
    return text.translate(str.maketrans(*LAYOUTS[layout]))


def _about_length(body: str, symbol: TestSymbol) -> Iterator[Finding]:
    if body == symbol.data * 2:
        yield _TWICE
    elif symbol.data in body:
        before, after = body.split(symbol.data, 1)
        extra = " and ".join(f"“{each}”" for each in (before, after) if each)
        advice = "Take the prefix or suffix away; only Enter or Tab may follow a code."
        yield Finding("refused", f"{extra} is added to the code", advice)
    elif len(body) >= LEAST_PART and (symbol.data.startswith(body) or symbol.data.endswith(body)):
        advice = (
            "It came in parts, with a pause between. Set Enter as suffix: then the page waits for"
            " the end. Else raise WAREHOUSE_SCAN_IDLE_MS."
        )
        yield Finding("refused", f"Only a part of the {symbol.kind} arrived", advice)


_TWICE = Finding(
    "refused",
    "Arrives twice",
    "Two outputs are on: leave only “keystroke”, and switch “intent”, “clipboard” and a second"
    " profile off.",
)


def _about_the_way(received: Received) -> Iterator[Finding]:
    if received.doubled:
        yield _TWICE  # one of two, or both in one
    if received.end == "none" and received.how != "pressed":
        yield Finding(
            "look",
            "No suffix",
            "It works, but each scan waits to be sure of its end. Set Enter (CR) as suffix.",
        )
    if received.how == "paste":
        advice = "Set keystrokes as output: a paste needs the field to have the focus."
        yield Finding("look", "Arrives by the clipboard", advice)
