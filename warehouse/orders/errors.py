"""What is refused about orders."""

from warehouse.kernel.errors import LostRace, NotYours, Refusal


class NoSuchOrder(NotYours):
    """The order, line or exception is not this site's."""

    code = "no_such_order"
    sentence = "There is no such order at this site. Look it up in the list again."


class OnTheFloor(LostRace):
    """Someone is picking or packing it: what is in totes cannot be undone at a desk."""

    code = "order_on_the_floor"
    sentence = (
        "Order {order} is {state}: {picked} units are picked. "
        "Take it off the floor first, then cancel it."
    )


class AlreadyOver(LostRace):
    """It was shipped or cancelled in the meantime."""

    code = "order_over"
    sentence = "Order {order} is {state} already. Nothing was changed."


class WrongStep(LostRace):
    """The order is not where the asker saw it."""

    code = "order_wrong_step"
    sentence = "Order {order} is {state} and cannot become {wanted}. Look at the order again."


class NotThatMany(Refusal):
    """More units than are still wanted and not yet picked."""

    code = "not_that_many"
    sentence = "“{typed}” cannot be cancelled: {left} units of {sku} are wanted and not yet picked."


class PartOfAKit(Refusal):
    """A component of a kit was to be changed by itself."""

    code = "part_of_a_kit"
    sentence = "{sku} is a component of a kit, which is sold as one. Change the kit's line instead."


class NoSuchItem(Refusal):
    """The typed SKU is not one of ours."""

    code = "no_such_item"
    sentence = "No item has the SKU “{typed}”. Type it as it stands in the list of items."


class AlreadyRepaired(LostRace):
    """Somebody else has dealt with the exception."""

    code = "already_repaired"
    sentence = "That was repaired already. Look at the list again."


class WrongRepair(Refusal):
    """This exception needs another answer."""

    code = "wrong_repair"
    sentence = "“{title}” cannot be settled like that. Use the repair that stands beside it."


class IncompleteAddress(Refusal):
    """The address that was typed cannot be shipped to."""

    code = "incomplete_address"
    sentence = "The address is not complete: {what}"


class BadQuantity(Refusal):
    """Not a number of units that could be meant."""

    code = "bad_quantity"
    sentence = "“{typed}” is not a quantity. Type a whole number from {least} to {most}."


class NotAShelfLife(Refusal):
    """Terms for a customer that cannot be meant."""

    code = "not_a_shelf_life"
    sentence = "Type the channel, and the days that goods must still be good: 0 to 3650."
