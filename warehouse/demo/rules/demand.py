"""The demo's orders: on three channels, most of them ready to be picked, a few not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from warehouse.demo.rules.goods import EXPIRY, NONE, SERIAL
from warehouse.demo.rules.items import CURRENCY, DemoItem
from warehouse.demo.rules.luck import dice, weighted
from warehouse.demo.rules.recipients import DemoRecipient, recipient

OPEN_ORDERS = 200
FIRST_TASKS = 12
PENDING_ORDERS = 6
AMAZON, SHOPIFY, EBAY = "amazon", "shopify", "ebay"

_CHANNELS = ((AMAZON, 50), (SHOPIFY, 30), (EBAY, 20))
_LINES = ((1, 46), (2, 26), (3, 14), (4, 7), (5, 4), (6, 3))
_UNITS = ((1, 72), (2, 17), (3, 6), (4, 3), (6, 2))
_DUE_HOURS = ((-14, 5), (5, 30), (29, 40), (53, 15), (77, 10))
"""(hours from now to the ship-by, weight): a few are late already."""
_SCARCE_LINE = 0.04
_PLENTY_UNITS = 15


@dataclass(frozen=True, slots=True)
class DemoLine:
    """Units of one SKU, as the channel asks for them; the price of one is in euro cents."""

    sku: str
    quantity: int
    price_cents: int


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """One order. `status` is a word of the generic orders file."""

    channel: str
    order_id: str
    placed_at: datetime
    ship_by: datetime
    recipient: DemoRecipient
    lines: tuple[DemoLine, ...]
    status: str = "paid"
    service_level: str = "standard"
    gift_message: str = ""
    note: str = ""
    currency: str = CURRENCY


@dataclass(frozen=True, slots=True)
class Supply:
    """SKU → units that orders can be given, and the most of them that lie together in a bin."""

    units: dict[str, int]
    together: dict[str, int]


class Market:
    """What can be bought, and how much people want it."""

    def __init__(self, luck: random.Random, items: Sequence[DemoItem], supply: Supply) -> None:
        """Make a few items liked by many."""
        self.luck = luck
        self.items = items = [item for item in items if not item.is_sample]
        self.likes = [min(luck.paretovariate(1.1), 12.0) for _ in items]
        self.scarce = [item for item in items if supply.units.get(item.sku, 0) <= 2]
        self.plenty = [item for item in items if supply.together.get(item.sku, 0) >= _PLENTY_UNITS]
        self.serials = [
            item for item in items if item.tracking == SERIAL and supply.units.get(item.sku, 0) > 2
        ]

    def basket(self, lines: int) -> list[DemoItem]:
        """Draw different items, now and then one that is hardly there."""
        drawn: dict[str, DemoItem] = {}
        while len(drawn) < lines:
            rare = self.luck.random() < _SCARCE_LINE
            item = (
                self.luck.choice(self.scarce)
                if rare
                else self.luck.choices(self.items, weights=self.likes)[0]
            )
            drawn.setdefault(item.sku, item)
        return list(drawn.values())


def orders(seed: int, items: Sequence[DemoItem], supply: Supply, now: datetime) -> list[DemoOrder]:
    """Return all orders; the first `FIRST_TASKS` are those that are on the floor already.

    Args:
        supply: What the shelves can give.
        now: When the doors open; orders came in before and are due around it.
    """
    luck = dice(seed, "orders")
    market = Market(luck, items, supply)
    now = now.replace(minute=0, second=0, microsecond=0)
    made = [_order(luck, lines, now, due_hours=4) for lines in _first_baskets(market)]
    for _ in range(OPEN_ORDERS):
        lines = [_line(luck, item) for item in market.basket(weighted(luck, _LINES))]
        made.append(_order(luck, lines, now))
    for _ in range(PENDING_ORDERS):
        lines = [_line(luck, item) for item in market.basket(weighted(luck, _LINES))]
        made.append(_order(luck, lines, now, status="pending", channel=AMAZON))
    made.extend(_doubtful(luck, market, now))
    return made


def orders_table(made: Sequence[DemoOrder]) -> Iterator[dict[str, object]]:
    """Yield the rows of a generic orders file, as docs/files.md describes it."""
    for order in made:
        address = asdict(order.recipient)
        address["recipient_name"] = address.pop("name")
        digits = "".join(sign for sign in order.order_id if sign not in "-#")
        for number, line in enumerate(order.lines, start=1):
            yield {
                "channel": order.channel,
                "order_id": order.order_id,
                "order_line_id": f"{digits}{number:02d}",
                "order_date": order.placed_at.isoformat(),
                "ship_by": order.ship_by.isoformat(),
                "service_level": order.service_level,
                "status": order.status,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": f"{line.price_cents // 100}.{line.price_cents % 100:02d}",
                "currency": order.currency,
                **address,
                "gift_message": order.gift_message,
                "note": order.note,
            }


def _first_baskets(market: Market) -> Iterator[list[DemoLine]]:
    """Yield what the first trips collect: each kind of stop is among them, all of it in stock."""
    luck, plenty = market.luck, market.plenty
    plain = [item for item in plenty if item.tracking == NONE]
    cased = [item for item in plain if item.case_units == 6 and item.picture in {"bowl", "glass"}]
    dated = [item for item in plenty if item.tracking == EXPIRY]

    def one(choices: Sequence[DemoItem], units: int = 1) -> DemoLine:
        return _line(luck, luck.choice(choices), units)

    yield [one(plain)]
    yield [one(plain, 2), one(dated)]
    yield [one(cased, 13)]
    yield [one(dated, 3), one(plain)]
    yield [one(market.serials)]
    yield [_line(luck, item) for item in luck.sample(plain, 4)]
    for _ in range(FIRST_TASKS - 6):
        lines = luck.randint(1, 3)
        yield [_line(luck, item, luck.randint(1, 2)) for item in luck.sample(plenty, lines)]


def _doubtful(luck: random.Random, market: Market, now: datetime) -> Iterator[DemoOrder]:
    """Yield orders that somebody at the desk must look at first."""

    def made(line: DemoLine, channel: str) -> DemoOrder:
        return _order(luck, [line], now, channel=channel)

    sold = [_line(luck, luck.choice(market.plenty), 1) for _ in range(3)]
    yield made(DemoLine("MUG-GRN-11", 2, 990), AMAZON)
    yield made(DemoLine("TEA-SAMPLER", 1, 1490), EBAY)
    order = made(sold[0], SHOPIFY)
    yield _with_recipient(order, city="", postal_code="")
    order = made(sold[1], EBAY)
    yield _with_recipient(order, country="Atlantis")
    yield made(DemoLine(sold[2].sku, 12_000, sold[2].price_cents), SHOPIFY)


def _with_recipient(order: DemoOrder, **changed: str) -> DemoOrder:
    who = DemoRecipient(**(asdict(order.recipient) | changed))
    return DemoOrder(
        order.channel, order.order_id, order.placed_at, order.ship_by, who, order.lines
    )


def _line(luck: random.Random, item: DemoItem, units: int = 0) -> DemoLine:
    quantity = units or (1 if item.tracking == SERIAL else weighted(luck, _UNITS))
    return DemoLine(item.sku, quantity, item.cost_cents * 2 // 10 * 10 + 99)


def _order(  # noqa: PLR0913 - what an order is made of
    luck: random.Random,
    lines: Sequence[DemoLine],
    now: datetime,
    *,
    channel: str = "",
    status: str = "paid",
    due_hours: int | None = None,
) -> DemoOrder:
    channel = channel or weighted(luck, _CHANNELS)
    placed_at = now - timedelta(hours=luck.randint(2, 40), minutes=luck.randrange(60))
    hours = weighted(luck, _DUE_HOURS) if due_hours is None else due_hours
    is_gift = luck.random() < 0.06
    return DemoOrder(
        channel=channel,
        order_id=_order_id(luck, channel),
        placed_at=placed_at,
        ship_by=now + timedelta(hours=hours),
        recipient=recipient(luck),
        lines=tuple(lines),
        status=status,
        service_level="expedited" if luck.random() < 0.12 else "standard",
        gift_message="Happy birthday! Herzlichen Glückwunsch! Joyeux anniversaire !"
        if is_gift
        else "",
        note="Please ring at the back door." if luck.random() < 0.04 else "",
    )


def _order_id(luck: random.Random, channel: str) -> str:
    if channel == AMAZON:
        return f"902-{luck.randrange(10**7):07d}-{luck.randrange(10**7):07d}"
    if channel == EBAY:
        return f"27-{luck.randrange(10**5):05d}-{luck.randrange(10**5):05d}"
    return f"#{luck.randrange(1000, 10**6)}"
