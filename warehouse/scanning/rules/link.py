"""GS1 Digital Link: `https://id.gs1.org/01/09506000134352/10/ABC?17=251231`.

Read here and not by biip, which fills any number of digits up to a GTIN, lets the web's
form rules turn a `+` into a blank, and hands values to patterns that can run for hours.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from warehouse.scanning.errors import NotADigitalLink, Unreadable
from warehouse.scanning.rules.elements import collected, whole_value

PRIMARY_KEYS: dict[str, tuple[str, ...]] = {
    "00": (),
    "01": ("22", "10", "21", "235"),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
    "414": ("254", "7040"),
    "415": ("8020",),
    "417": ("7040",),
    "8003": (),
    "8004": ("7040",),
    "8006": ("22", "10", "21"),
    "8010": ("8011",),
    "8013": (),
    "8017": ("8019",),
    "8018": ("8019",),
}
"""Identifiers that a link may be about → those that may follow it in the path, in this order."""

_WEB_ADDRESS = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://")


def is_web_address(text: str) -> bool:
    """Tell whether the text says that it is a web address."""
    return _WEB_ADDRESS.match(text) is not None


def read_link(address: str) -> dict[str, str]:
    """Return the elements in a Digital Link; a GTIN in its path is filled up to 14 digits.

    Raises:
        NotADigitalLink: A web address without a primary key of GS1, or not in GS1's order.
        Unreadable: It is one, and a value in it is wrong; see `read_elements`.

    Source: GS1 Digital Link Standard, URI syntax, 4.
    """
    not_a_link = NotADigitalLink(scanned=address)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise not_a_link from error
    pairs = _path_pairs(parts.path)
    if not parts.netloc or not pairs:
        raise not_a_link
    (key, number), *qualifiers = pairs
    if key == "01":
        if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", number):
            raise not_a_link
        number = number.zfill(14)
    try:
        found = [(key, whole_value(key, number))]
    except Unreadable as error:
        raise not_a_link from error
    allowed = list(PRIMARY_KEYS[key])
    for ai, value in qualifiers:
        if ai not in allowed:
            raise not_a_link
        del allowed[: allowed.index(ai) + 1]
        found.append((ai, whole_value(ai, value)))
    return collected(found + _query_elements(parts.query))


def _path_pairs(path: str) -> list[tuple[str, str]]:
    """Return identifier and value by twos, from the last primary key on.

    Shops put what they like before it. Counting from the end tells an identifier from a
    value that looks like one, as both come in pairs.
    """
    segments = path.rstrip("/").split("/")
    for start in range(len(segments) - 2, -1, -2):
        if segments[start] in PRIMARY_KEYS:
            rest = [unquote(segment) for segment in segments[start:]]
            return list(zip(rest[::2], rest[1::2], strict=True))
    return []


def _query_elements(query: str) -> list[tuple[str, str]]:
    """Return the elements among a link's parameters; other parameters are the shop's own."""
    found = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if re.fullmatch(r"[0-9]{2,4}", name):
            found.append((name, whole_value(name, unquote(value))))
    return found
