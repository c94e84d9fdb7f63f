"""Units beyond the order in its tote, which a put-back takes home, do not hold the order up."""

from sqlalchemy import select

from tests.support.builders import stock
from tests.support.packing import (
    MUG,
    TEA,
    channel_cancels,
    finished,
    posted,
    refused,
    state_of,
)
from warehouse.orders.models import OrderContainer
from warehouse.packing.queries.paper import carton_label


def test_a_surplus_in_the_tote_is_neither_packed_nor_waited_for(db, floor, packer, order):
    with db.command() as session:
        stock(session, floor, "MUG", "T-0001", 2)
    finished(packer)
    posted(packer.ship())
    assert state_of(db, order) == "shipped"
    with db.read() as session:
        assert session.execute(select(OrderContainer.order_id)).scalar_one() == order
    assert packer.inside(floor.places["T-0001"]) == {(floor.items["MUG"], floor.lots["MUG", ""]): 2}


def test_a_surplus_is_refused_by_its_number(db, floor, packer):
    with db.command() as session:
        stock(session, floor, "MUG", "T-0001", 2)
    for _ in range(3):
        posted(packer.scan(MUG))
    assert "3 were picked" in refused(packer.scan(MUG), "too_many")


def test_a_label_does_not_wait_for_what_the_channel_took_back(db, floor, packer, order):
    channel_cancels(db, floor, order, MUG=1)
    for code in (MUG, MUG, TEA):
        posted(packer.scan(code))
    posted(packer.close())
    with db.read() as session:
        label = carton_label(session, floor.site, packer.cartons()[0].place_id)
    assert (label.order_ref, label.carton_no, label.cartons) == ("111-1", 1, 1)
    assert state_of(db, order) == "picked"
