"""Builders: a small warehouse, in the words that tests speak."""

from dataclasses import dataclass, field
from datetime import date

from tests.support.clock import NOON
from warehouse.catalog.models import Barcode, Item, KitComponent, Lot, Pack
from warehouse.kernel.ids import new_event_id
from warehouse.ledger import service as ledger
from warehouse.ledger.models import LedgerHead
from warehouse.ledger.rules import Capture, Transfer
from warehouse.locations.models import VIRTUAL, Bin, Place, Site, Zone
from warehouse.people.models import Membership, User


@dataclass
class Floor:
    """Ids by the names that tests use."""

    site: int = 0
    places: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    lots: dict[tuple[str, str], int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)


def build_site(session, code="HQ", *, asks_if_empty=False):
    """Nobody is asked whether a bin is empty, unless a test is about that."""
    site = Site(code=code, name=f"Site {code}", gs1_prefix="9521234", asks_if_empty=asks_if_empty)
    session.add(site)
    session.flush()
    session.add(LedgerHead(site_id=site.id, pos=0, hash=""))
    floor = Floor(site=site.id)
    for kind in VIRTUAL:
        floor.places[kind] = build_place(session, floor, kind, kind.upper())
    return floor


def build_place(session, floor, kind, code):
    place = Place(site_id=floor.site, kind=kind, code=code)
    session.add(place)
    session.flush()
    floor.places[code] = place.id
    return place.id


def build_bin(session, floor, code, *, x_cm=0, y_cm=0, zone=None):
    place_id = build_place(session, floor, "bin", code)
    letter, aisle, bay_level = [*code.split("-"), "01", "1"][:3]
    zone_id = zone or build_zone(session, floor, letter)
    session.add(
        Bin(place_id=place_id, zone_id=zone_id, aisle=int(aisle), bay=int(bay_level), level=1,
            x_cm=x_cm, y_cm=y_cm)
    )  # fmt: skip
    session.flush()
    return place_id


def build_zone(session, floor, letter):
    key = f"zone {letter}"
    if key not in floor.places:
        zone = Zone(site_id=floor.site, code=letter, name=f"Zone {letter}")
        session.add(zone)
        session.flush()
        floor.places[key] = zone.id
    return floor.places[key]


def build_item(session, floor, sku, *, name=None, tracking="none", barcode=None, packs=()):
    """`packs` are (name, units, barcode)."""
    item = Item(sku=sku, name=name or sku.title(), tracking=tracking, weight_g=100)
    session.add(item)
    session.flush()
    floor.items[sku] = item.id
    build_lot(session, floor, sku, "")
    for pack_name, units, code in (("each", 1, barcode), *packs):
        pack = Pack(item_id=item.id, name=pack_name, units=units)
        session.add(pack)
        session.flush()
        if code:
            session.add(Barcode(code=code, pack_id=pack.id))
    session.flush()
    return item.id


def build_kit(session, floor, sku, *parts, name=None):
    """An item that is sold as one and picked as its `parts`: (SKU, units per kit)."""
    kit_id = build_item(session, floor, sku, name=name)
    session.add_all(
        KitComponent(kit_id=kit_id, item_id=floor.items[part], units=units) for part, units in parts
    )
    session.flush()
    return kit_id


def build_lot(session, floor, sku, code, *, expires_on: date | None = None, serial=False):
    lot = Lot(item_id=floor.items[sku], code=code, expires_on=expires_on, is_serial=serial)
    session.add(lot)
    session.flush()
    floor.lots[sku, code] = lot.id
    return lot.id


def build_user(session, floor, name, *roles, badge=None):
    user = User(name=name, badge=badge or name.upper(), pin_hash="-")
    session.add(user)
    session.flush()
    session.add(Membership(user_id=user.id, site_id=floor.site, roles=",".join(sorted(roles))))
    session.flush()
    floor.users[name] = user.id
    return user.id


def build_floor(session, code="HQ"):
    floor = build_site(session, code)
    for n, bin_code in enumerate(("A-01-1", "A-01-2", "A-02-1", "B-01-1")):
        build_bin(session, floor, bin_code, x_cm=n * 300, y_cm=100)
    for tote in ("T-0001", "T-0002", "T-0003"):
        build_place(session, floor, "tote", tote)
    build_place(session, floor, "packing", "PACK-1")
    build_item(session, floor, "MUG", name="Mug, red", barcode="09521234000013",
               packs=[("case", 6, "19521234000010")])  # fmt: skip
    build_item(session, floor, "TEA", name="Tea, green", tracking="lot_expiry",
               barcode="09521234000020")  # fmt: skip
    build_item(session, floor, "CAM", name="Camera", tracking="serial", barcode="09521234000037")
    for role in ("picker", "packer", "counter", "supervisor", "administrator"):
        build_user(session, floor, role.title(), role)
    return floor


def capture(floor, kind="test", body=None, *, event_id=None, user=None, now=NOON):
    return Capture(
        id=event_id or new_event_id(), site_id=floor.site, kind=kind, body=body or {},
        received_at=now, user_id=floor.users.get(user) if user else None,
    )  # fmt: skip


def post_moves(session, floor, *moves, kind="test", body=None, event_id=None):
    """Post one event with moves given as (sku, lot code, from, to, units)."""
    made = capture(floor, kind, body, event_id=event_id)
    turn = ledger.take_turn(session, made)
    assert turn.known is None
    transfers = [
        Transfer(floor.items[sku], floor.lots[sku, lot], floor.places[a], floor.places[b], units)
        for sku, lot, a, b, units in moves
    ]
    ledger.post(session, turn, made, subject="test:1", moves=transfers)
    return made


def stock(session, floor, sku, place, units, lot=""):
    """Receive units straight into a place."""
    return post_moves(session, floor, (sku, lot, "supplier", place, units), kind="receive")
