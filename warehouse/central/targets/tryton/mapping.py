"""What our items, lots, places and moves are in Tryton. The next ERP is a second such module.

| here | in Tryton |
|---|---|
| a site | the warehouse (`stock.location`) with the site's code |
| an item | the active product with the SKU as its code; Tryton is master of products |
| base units | the product's default unit |
| a lot or serial | the lot of that number; not told where Tryton has no module stock_lot |
| a bin, dock, lane, table | a storage location of its own, such as HQ/bin/A-01-1 |
| a tote, cart, carton, pallet | one location for all of a kind, such as HQ/tote: they come and go |
| supplier, customer, … | a location of Tryton's type for it, such as HQ/customer |
| a move | a stock move that is done, on the event's day at the site |

Lots and locations are made where they lack; warehouses and products never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from warehouse.central.targets import TryLater
from warehouse.central.targets.tryton.session import WAIT_FOR_ADMINISTRATOR, Rejected, Session
from warehouse.ledger.wire import WireMove

TOGETHER = frozenset({"tote", "cart", "carton", "pallet"})
OUTSIDE = {
    "supplier": "supplier",
    "customer": "customer",
    "discrepancy": "lost_found",
    "scrap": "lost_found",
    "assembly": "production",
}
BY_COST = frozenset({"supplier", "assembly"})
"""Moves from and to these are told with Tryton's own cost price, so that its value stays."""
NOTHING = {"__class__": "Decimal", "decimal": "0"}
ALL = {"active_test": False}

Record = dict[str, Any]


def location_code(site: str, kind: str, code: str) -> str:
    """Return the code of the location that stands for a place."""
    return f"{site}/{kind}" if kind in TOGETHER or kind in OUTSIDE else f"{site}/{kind}/{code}"


class Mapped:
    """Finds what a site's items, lots and places are in Tryton, and makes what may be made."""

    def __init__(self, session: Session, site: str) -> None:
        """Begin with nothing known: what was repaired over there is found again."""
        self._session = session
        self._site = site
        self._products: dict[str, Record] = {}
        self._locations: dict[str, int] = {}
        self._lots: dict[tuple[int, str], int] = {}
        self._currency: int | None = None
        self._keeps_lots: bool | None = None

    def moves(self, moves: Mapping[str, tuple[WireMove, date]]) -> dict[str, Record]:
        """Return the stock move for each of our moves; none where it stays in one location.

        Args:
            moves: Our mark of each move → the move and its day.

        Raises:
            Rejected: Tryton lacks a product, or refuses a location or lot.
            TryLater: It lacks the warehouse, or does not answer.
        """
        kept = {mark: one for mark, one in moves.items() if self._from(one[0]) != self._to(one[0])}
        told = [move for move, _ in kept.values()]
        self._find_products({move.sku for move in told})
        self._find_locations(told)
        self._find_lots(told)
        return {mark: self._move(move, day) for mark, (move, day) in kept.items()}

    def _from(self, move: WireMove) -> str:
        return location_code(self._site, move.from_kind, move.from_code)

    def _to(self, move: WireMove) -> str:
        return location_code(self._site, move.to_kind, move.to_code)

    def _move(self, move: WireMove, day: date) -> Record:
        product = self._products[move.sku]
        values = {
            "company": self._session.company,
            "product": product["id"],
            "unit": product["default_uom"],
            "quantity": move.quantity,
            "from_location": self._locations[self._from(move)],
            "to_location": self._locations[self._to(move)],
            "effective_date": written_date(day),
            **self._price(move, product),
        }
        lot = self._lots.get((product["id"], move.lot))
        return values if lot is None else {**values, "lot": lot}

    def _price(self, move: WireMove, product: Record) -> Record:
        """Tryton asks for a price where goods come in or leave; it is its own, not ours."""
        ends = {move.from_kind, move.to_kind}
        if not ends & (BY_COST | {"customer"}) or move.to_kind == "assembly":
            return {}
        if self._currency is None:
            [company] = self._session.call(
                "company.company.read", [self._session.company], ["currency"]
            )
            self._currency = company["currency"]
        price = product["cost_price" if ends & BY_COST else "list_price"]
        return {"unit_price": price or NOTHING, "currency": self._currency}

    def _find_products(self, skus: set[str]) -> None:
        wanted = sorted(skus - self._products.keys())
        fields = ["code", "default_uom", "list_price", "cost_price"]
        for sku, found in self._by("product.product", "code", wanted, fields).items():
            self._products[sku] = only(found, f"product with the code “{sku}”")
        for sku in wanted:
            if sku not in self._products:
                raise Rejected(f"Tryton has no active product with the code “{sku}”.")

    def _find_locations(self, moves: Iterable[WireMove]) -> None:
        wanted = {}
        for move in moves:
            wanted[self._from(move)] = (move.from_kind, move.from_code)
            wanted[self._to(move)] = (move.to_kind, move.to_code)
        missing = self.locations(sorted(wanted))
        if missing:
            storage = self._storage()
            made = [_location(code, *wanted[code], storage) for code in missing]
            ids = self._session.call("stock.location.create", made)
            self._locations.update(zip(missing, ids, strict=True))

    def locations(self, codes: Iterable[str]) -> list[str]:
        """Look locations up; returns the codes that Tryton does not know yet."""
        wanted = [code for code in codes if code not in self._locations]
        for code, found in self._by("stock.location", "code", wanted, ["code"], **ALL).items():
            self._locations[code] = found[0]["id"]  # a doubled request makes two: the older holds
        return [code for code in wanted if code not in self._locations]

    def _storage(self) -> int:
        [*found] = self._session.call(
            "stock.location.search_read",
            [("type", "=", "warehouse"), ("code", "=", self._site)], 0, None, None,
            ["storage_location"],
        )  # fmt: skip
        if not found:
            why = f"Tryton has no warehouse with the code “{self._site}”"
            raise TryLater(why, wait=WAIT_FOR_ADMINISTRATOR)
        storage: int = only(found, f"warehouse with the code “{self._site}”")["storage_location"]
        return storage

    def _find_lots(self, moves: Iterable[WireMove]) -> None:
        wanted = {(self._products[move.sku]["id"], move.lot) for move in moves if move.lot}
        wanted -= self._lots.keys()
        if not wanted or not self.keeps_lots():
            return
        numbers = sorted({number for _, number in wanted})
        found: dict[tuple[int, str], list[Record]] = {}
        for alike in self._by(
            "stock.lot", "number", numbers, ["number", "product"], **ALL
        ).values():
            for lot in alike:
                found.setdefault((lot["product"], lot["number"]), []).append(lot)
        for key in wanted & found.keys():
            self._lots[key] = found[key][0]["id"]
        missing = sorted(wanted - found.keys())
        if missing:
            made = [{"product": product, "number": number} for product, number in missing]
            ids = self._session.call("stock.lot.create", made)
            self._lots.update(zip(missing, ids, strict=True))

    def keeps_lots(self) -> bool:
        """Tell whether Tryton has the module for lots and serial numbers."""
        if self._keeps_lots is None:
            self._keeps_lots = bool(
                self._session.call("ir.model.search_count", [("name", "=", "stock.lot")])
            )
        return self._keeps_lots

    def _by(
        self, model: str, field: str, values: list[str], fields: list[str], **context: Any
    ) -> dict[str, list[Record]]:
        """Return the records whose field has one of the values, by that value."""
        found: dict[str, list[Record]] = {}
        if values:
            domain = [(field, "in", values)]
            for record in self._session.call(
                f"{model}.search_read", domain, 0, None, [("id", "ASC")], fields, **context
            ):
                found.setdefault(record[field], []).append(record)
        return found


def _location(code: str, kind: str, name: str, storage: int) -> Record:
    if kind in OUTSIDE:
        return {"code": code, "name": code, "type": OUTSIDE[kind]}
    named = f"{kind.capitalize()}s" if kind in TOGETHER else f"{kind.capitalize()} {name}"
    return {"code": code, "name": named, "type": "storage", "parent": storage}


def only(found: list[Record], what: str) -> Record:
    """Return the one record there is; two that could be meant are for people to sort out."""
    if len(found) > 1:
        raise Rejected(f"Tryton has more than one {what}.")
    return found[0]


def written_date(day: date) -> Record:
    """Write a day as Tryton's JSON has it."""
    return {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}


def read_date(told: Record) -> date:
    """Read a day of Tryton's."""
    return date(told["year"], told["month"], told["day"])
