"""What Tryton says it has in a site's locations, by its own computation, and what moved it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from warehouse.central.targets.tryton.mapping import ALL, Mapped
from warehouse.central.targets.tryton.session import Session

Key = tuple[str, str, str]
"""Location's code, SKU, lot's number or ""."""
_MARK = re.compile(r"(\S+) ([0-9]+)/[0-9]+ (\S+) \S+")


@dataclass(frozen=True, slots=True)
class Moved:
    """Units that a stock move brought (+) or took (−); `pos` is our event, 0 for their own."""

    pos: int
    kind: str
    units: float


class Figures:
    """Asks for stock; nothing of it changes anything."""

    def __init__(self, session: Session, site: str) -> None:
        """Remember the site's code, which its locations begin with."""
        self._session = session
        self._site = site
        self._places: dict[int, str] = {
            one["id"]: one["code"]
            for one in self._read(
                "stock.location",
                [("code", "like", f"{site}/%"), ("type", "=", "storage")],
                ["code"],
                **ALL,
            )
            if one["code"].startswith(f"{site}/")
        }
        self.keeps_lots = Mapped(session, site).keeps_lots()

    def quantities(self, skus: Iterable[str], lots: Iterable[tuple[str, str]]) -> dict[Key, float]:
        """Return what is there of the items, and of it in each lot; zeros are left out.

        Args:
            lots: SKU and number of each lot that may be there.
        """
        found: dict[Key, float] = {}
        products = self._products(skus)
        numbers = sorted({number for _, number in lots}) if self.keeps_lots else []
        in_lots = self._read(
            "stock.lot", [("number", "in", numbers)], ["number", "product"], **ALL
        ) if numbers else []  # fmt: skip
        for product, sku in products.items():
            for code, units in self._in_places(product=product):
                found[code, sku, ""] = found.get((code, sku, ""), 0) + units
            for lot in in_lots:
                if lot["product"] != product:
                    continue
                for code, units in self._in_places(product=product, lot=lot["id"]):
                    key = (code, sku, lot["number"])
                    found[key] = found.get(key, 0) + units
                    found[code, sku, ""] = found.get((code, sku, ""), 0) - units
        return {key: units for key, units in found.items() if units}

    def moves(self, key: Key) -> list[Moved]:
        """Return the stock moves that are done and changed one figure, in no order."""
        code, sku, lot = key
        places = [one for one, known in self._places.items() if known == code]
        wanted: list[Any] = [
            ("state", "=", "done"),
            ("product", "in", list(self._products([sku]))),
            ["OR", ("from_location", "in", places), ("to_location", "in", places)],
        ]
        if self.keeps_lots:
            wanted.append(("lot.number", "=", lot) if lot else ("lot", "=", None))
        rows = self._read("stock.move", wanted, ["internal_quantity", "to_location"])
        marks = self._marks([one["id"] for one in rows])
        return [
            Moved(
                *marks.get(one["id"], (0, "")),
                (1 if one["to_location"] in places else -1) * whole(one["internal_quantity"]),
            )
            for one in rows
        ]

    def _marks(self, moves: list[int]) -> dict[int, tuple[int, str]]:
        notes = self._read(
            "ir.note",
            [("resource", "in", [f"stock.move,{one}" for one in moves])],
            ["message", "resource"],
        ) if moves else []  # fmt: skip
        found = {}
        for note in notes:
            mark = _MARK.fullmatch(note["message"] or "")
            if mark and mark[1] == self._site:
                found[int(note["resource"].partition(",")[2])] = (int(mark[2]), mark[3])
        return found

    def _products(self, skus: Iterable[str]) -> dict[int, str]:
        rows = self._read("product.product", [("code", "in", sorted(skus))], ["code"], **ALL)
        return {one["id"]: one["code"] for one in rows}

    def _in_places(self, **context: int) -> list[tuple[str, float]]:
        rows = self._session.call(
            "stock.location.read", list(self._places), ["quantity"], with_childs=False, **context
        )
        return [
            (self._places[one["id"]], whole(one["quantity"])) for one in rows if one["quantity"]
        ]

    def _read(
        self, model: str, domain: list[Any], fields: list[str], **context: Any
    ) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._session.call(
            f"{model}.search_read", domain, 0, None, None, fields, **context
        )
        return rows


def whole(units: float) -> float:
    """Return whole units as the whole number that they are."""
    return int(units) if units == int(units) else units
