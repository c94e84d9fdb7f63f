"""What packing refuses, in the words that the packer reads. See docs/errors.md."""

from warehouse.kernel.errors import LostRace, Refusal


class UnknownCode(Refusal):
    """Nothing at this site has that code."""

    code = "unknown_code"
    sentence = "“{scanned}” is not a code we know. {todo}"


class WrongKind(Refusal):
    """A known code, but another kind of thing is awaited now."""

    code = "wrong_kind"
    sentence = "That is {what}. {todo}"


class NothingHere(Refusal):
    """A tote or place behind which no order waits."""

    code = "nothing_here"
    sentence = "No picked order stands in {what}. Scan a tote that a picker has put down."


class OrderCancelled(Refusal):
    """The order was cancelled while it was being packed: nothing of it may leave."""

    code = "order_cancelled"
    sentence = (
        "STOP. Order {order} was cancelled. Do not ship it: leave its goods in the tote "
        "and give them to a supervisor."
    )


class NotPickedYet(Refusal):
    """Packing begins when the tote is put down, not before."""

    code = "not_picked_yet"
    sentence = "Order {order} is {state}: it is not picked yet. Pack another one."


class PackedAlready(LostRace):
    """The order was finished meanwhile, perhaps by a colleague."""

    code = "packed_already"
    sentence = "Order {order} is packed already. Nothing was changed; it waits to be shipped."


class ShippedAlready(LostRace):
    """What left once does not leave again."""

    code = "shipped_already"
    sentence = "Order {order} has left already. Nothing was shipped twice."


class WrongOrder(Refusal):
    """An item that this order did not ask for."""

    code = "wrong_order"
    sentence = "This is {scanned}. It is not in order {order}. {whose}"


class TooMany(Refusal):
    """More than was picked for the order."""

    code = "too_many"
    sentence = (
        "That would make {units} × {item}; {wanted} were picked for this order. Put the rest back."
    )


class NotInThere(Refusal):
    """The place that the units are to come from does not hold as many."""

    code = "not_in_there"
    sentence = "{where} holds {have} × {item} by the book; {units} were scanned. Count again."


class WrongLot(Refusal):
    """The right item, a lot or serial that was not picked for this order."""

    code = "wrong_lot"
    sentence = "“{scanned}” is no lot or serial of {item} in {where}. There should be {lots}."


class TwoItemsOneLot(Refusal):
    """Two items in the tote carry the same lot number."""

    code = "two_items_one_lot"
    sentence = "Lot {scanned} is on {items}. Scan the item first, then its lot."


class PackedLot(Refusal):
    """A serial or lot that is in a carton already and not in the tote any more."""

    code = "packed_lot"
    sentence = "{scanned} of {item} is in a carton already. It was not counted twice."


class NoSuchCarton(LostRace):
    """The carton that the screen was drawn for is not there, or has left."""

    code = "no_such_carton"
    sentence = "Order {order} has no open carton {number}. Look at the screen again."


class CartonClosed(LostRace):
    """Nothing goes into or out of a closed carton."""

    code = "carton_closed"
    sentence = "Carton {number} is closed. Undo its closing first, or go on with the next carton."


class CartonEmpty(Refusal):
    """An empty carton is neither closed nor followed by another one."""

    code = "carton_empty"
    sentence = "Carton {number} is still empty. Scan something into it first."


class AllIn(Refusal):
    """No further carton is needed."""

    code = "all_in"
    sentence = "Every unit is in a carton already. Close the cartons and finish."


class NotAWeight(Refusal):
    """The typed weight cannot be meant."""

    code = "not_a_weight"
    sentence = (
        "“{typed}” is not a weight. Type whole grams from 1 to {most}, scan what the scales say, "
        "or leave it empty."
    )


class WrongWeight(Refusal):
    """The scales and the items disagree by more than they may."""

    code = "wrong_weight"
    sentence = (
        "Carton {number} weighs {weighed} g; with what was scanned into it, it should weigh "
        "{expected} g. Look again: is something missing, or too much? If it is right, a supervisor "
        "or a colleague says why and closes it."
    )


class SecondLook(Refusal):
    """Whoever packed a carton does not decide alone that its weight is right."""

    code = "second_look"
    sentence = (
        "Carton {number} weighs {weighed} g, not {expected} g, and you packed it yourself. "
        "A supervisor or a colleague looks into it, says why, and closes it."
    )


class TooHeavy(Refusal):
    """More than this kind of carton carries."""

    code = "too_heavy"
    sentence = (
        "Carton {number} weighs {weight} g; its kind, {box}, carries at most {most} g. "
        "Take something out, or choose another carton."
    )


class NoSuchBox(Refusal):
    """A carton type that the site does not have, or does not use any more."""

    code = "no_such_box"
    sentence = "There is no carton {box} here. Choose one of the list."


class BoxForbidden(Refusal):
    """A carton that the order's service does not take."""

    code = "box_forbidden"
    sentence = (
        "Carton {box} is {longest} mm long inside; {service} takes up to {most} mm. "
        "Choose a smaller one."
    )


class OneCarton(Refusal):
    """A second carton, where the order's service takes one."""

    code = "one_carton"
    sentence = (
        "Order {order} goes by {service}, which takes one carton an order. Put all of it into "
        "carton {number}: undo its closing, or take a larger one. If it does not fit, ask a "
        "supervisor."
    )


class NotInParts(Refusal):
    """A part of an order, where its service takes it all at once or not at all."""

    code = "not_in_parts"
    sentence = (
        "{service} takes one carton an order, so {units} units of order {order} cannot follow "
        "later. Pack them too, or ask a supervisor."
    )


class SeveralCartons(Refusal):
    """Several cartons are given to a carrier or service that takes one an order."""

    code = "several_cartons"
    sentence = (
        "{service} takes one carton an order, and order {order} has {cartons}. Choose another "
        "carrier or service; nothing was shipped."
    )


class NoSingle(Refusal):
    """No order waits for just one unit of an item."""

    code = "no_single"
    sentence = "No picked order waits for one {item} alone. {whose}"


class NothingOnWall(Refusal):
    """A tote that stands for no order has no put wall."""

    code = "nothing_on_wall"
    sentence = "No order waits for what is in tote {tote}. Scan another one under Pack."


class NotOnWall(Refusal):
    """An item that no order of the tote asked for."""

    code = "not_on_wall"
    sentence = "This is {scanned}. No order of tote {tote} asked for it. {whose}"


class SurplusOnWall(Refusal):
    """More units of an item than the orders of the tote wait for."""

    code = "surplus_on_wall"
    sentence = (
        "No order of tote {tote} waits for {units} more × {item}. Leave it in the tote; what is "
        "over at the end goes back to {home}."
    )


class ToteTaken(LostRace):
    """What is to be taken back would go into a tote that stands for other goods by now."""

    code = "tote_taken"
    sentence = "Tote {tote} is used for another order by now. Nothing was taken back."


class WeighFirst(Refusal):
    """Something is scanned while the carton that was filled last waits for the scales."""

    code = "weigh_first"
    sentence = (
        "Order {order} is not closed yet: put its carton on the scales, or press Later. What you "
        "scanned was not packed."
    )


class NoCompanyPrefix(Refusal):
    """Without a GS1 company prefix there is no SSCC."""

    code = "no_company_prefix"
    sentence = (
        "This site has no GS1 company prefix, so its cartons cannot be numbered. "
        "An administrator must enter it first."
    )


class NumbersUsedUp(Refusal):
    """All serial references under the prefix were given out."""

    code = "numbers_used_up"
    sentence = (
        "All SSCCs under the prefix {prefix} are used up. An administrator must enter another."
    )


class CartonsOpen(Refusal):
    """An order is finished once its cartons are closed."""

    code = "cartons_open"
    sentence = "Carton {numbers} is still open. Close it, then finish."


class NotAllVerified(Refusal):
    """Picked units are not in a closed carton."""

    code = "not_all_verified"
    sentence = "{units} picked units are not in a closed carton: {items}."


class BoxedInVain(Refusal):
    """Units are in a carton that the channel has taken back."""

    code = "boxed_in_vain"
    sentence = (
        "The channel takes {items} back. Take it out of carton {number} before the order is"
        " finished; Undo opens a closed carton."
    )


class NothingPacked(Refusal):
    """A shipment without a unit."""

    code = "nothing_packed"
    sentence = "Nothing of order {order} is in a closed carton. There is nothing to ship."


class NoLabelYet(Refusal):
    """No label and no slip before everything is verified."""

    code = "no_label_yet"
    sentence = "There is no {paper} for order {order} yet: {why}."


class NothingToUndo(Refusal):
    """There is nothing of this order to take back."""

    code = "nothing_to_undo"
    sentence = "There is nothing to take back here."


class NotPackedYet(Refusal):
    """Only a finished order ships."""

    code = "not_packed_yet"
    sentence = "Order {order} is {state}. Pack and finish it first."


class NotATrackingNumber(Refusal):
    """The tracking number cannot be one."""

    code = "not_a_tracking_number"
    sentence = "“{typed}” is not a tracking number. Scan it again; it has 4 to 40 characters."


class NoCarrier(Refusal):
    """Who carries it must be said."""

    code = "no_carrier"
    sentence = "Say who carries it: a carrier's name of at most 40 characters."


class BadMethod(Refusal):
    """The shipping method cannot be printed or told."""

    code = "bad_method"
    sentence = "The service must be at most 40 characters on one line."


class NoTote(Refusal):
    """Units are taken back into the order's tote, and it has none any more."""

    code = "no_tote"
    sentence = "Order {order} has no tote left to take things back into. Ask a supervisor."
