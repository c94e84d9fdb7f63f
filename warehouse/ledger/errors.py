"""What the ledger refuses."""

from warehouse.kernel.errors import LostRace, Refusal


class IdReuse(Refusal):
    """The same event id came with other content: a fault of the device, never of the person."""

    code = "id_reuse"
    sentence = (
        "This device sent two different entries under one number. The second was not booked; "
        "reload the page and scan again."
    )
    status = 409


class NotEnoughHere(Refusal):
    """A move would take a place below zero."""

    code = "not_enough_here"
    sentence = "The book does not hold that many units there. Count the place, then try again."


class SerialElsewhere(Refusal):
    """A serial would be in two places, or twice in one."""

    code = "serial_elsewhere"
    sentence = (
        "There is one unit of each serial, and the book has this one already. "
        "Look the serial up to see where, then try again."
    )


class AlreadyUndone(LostRace):
    """An event is reversed at most once."""

    code = "already_undone"
    sentence = "That was taken back already. Look at the screen again."


class SameFileAgain(Refusal):
    """The very same file of stock was imported before; twice, it would double the stock."""

    code = "same_file_again"
    sentence = (
        "This very file was imported before, on {day}. Importing it again would receive the same "
        "units twice. If that is meant, say so and import it once more."
    )


class NotAPolicy(Refusal):
    """A way to give stock that there is not."""

    code = "not_a_policy"
    sentence = "That is no way to give stock. Choose from the lists, then save again."


class NoSuchSku(Refusal):
    """A rule was to be made for an item that nobody knows."""

    code = "no_such_sku"
    sentence = "No item has the SKU {sku}. Look it up under Items, then save again."
    status = 404
