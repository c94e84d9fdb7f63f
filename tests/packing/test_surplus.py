"""Units beyond the order in its tote, which a put-back takes home, do not hold the order up."""

import pytest
from sqlalchemy import select

from tests.support.builders import stock
from tests.support.packing import (
    MUG,
    TEA,
    channel_cancels,
    finished,
    pack_all,
    posted,
    refused,
    state_of,
)
from warehouse.orders.models import OrderContainer
from warehouse.packing.queries.paper import carton_label, packing_slip


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


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_the_channel_takes_back_after_it_was_boxed_is_taken_out_first(
    db, floor, packer, order, is_closed
):
    pack_all(packer)
    if is_closed:
        posted(packer.close())
    channel_cancels(db, floor, order, TEA=1)
    if not is_closed:
        posted(packer.close())
    said = refused(packer.finish(), "boxed_in_vain")
    assert "1 × Tea, green back. Take it out of carton 1" in said
    posted(packer.do("pack.undo", order=packer.order))
    posted(packer.take_back(TEA))
    posted(packer.close())
    posted(packer.finish())
    with db.read() as session:
        slip = packing_slip(session, floor.site, order)
    assert [(line.sku, line.shipped) for line in slip.lines] == [("MUG", 3)]


def test_a_slip_names_what_the_channel_took_back_from_a_packed_order(db, floor, packer, order):
    finished(packer)
    channel_cancels(db, floor, order, TEA=1)
    with db.read() as session:
        slip = packing_slip(session, floor.site, order)
    assert [(line.sku, line.ordered, line.shipped) for line in slip.lines] == [
        ("MUG", 3, 3),
        ("TEA", 0, 1),
    ]
