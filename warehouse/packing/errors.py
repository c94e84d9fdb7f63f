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
    sentence = "“{typed}” is not a weight. Type whole grams from 1 to {most}, or leave it empty."


class WrongWeight(Refusal):
    """The scales and the items disagree by more than they may."""

    code = "wrong_weight"
    sentence = (
        "Carton {number} weighs {weighed} g; what was scanned into it weighs {expected} g. "
        "Look again: is something missing, or too much? If it is right, say why and close it."
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
