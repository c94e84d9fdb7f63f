"""What picking refuses, in the words that the picker reads. See docs/errors.md."""

from warehouse.kernel.errors import LostRace, Refusal


class UnknownCode(Refusal):
    """Nothing at this site has that code."""

    code = "unknown_code"
    sentence = "“{scanned}” is not a code we know. {todo}"


class WrongKind(Refusal):
    """A known code, but another kind of thing is awaited now."""

    code = "wrong_kind"
    sentence = "That is {what}. {todo}"


class WrongBin(Refusal):
    """A bin, but not the one on the screen."""

    code = "wrong_bin"
    sentence = "You are at {scanned}. Go to {wanted} and scan it."


class WrongItem(Refusal):
    """An item, but not the one on the screen."""

    code = "wrong_item"
    sentence = "This is {scanned}; it lives in {home}. Wanted is {wanted}, from {bin}: put it back."


class WrongLot(Refusal):
    """The right item, another lot or serial."""

    code = "wrong_lot"
    sentence = "This is lot {scanned}. Wanted is lot {wanted}: put it back and take that one."


class OverPick(Refusal):
    """More than the line wants."""

    code = "over_pick"
    sentence = "That would make {units}; only {wanted} more are wanted. Put the rest back."


class WrongTote(Refusal):
    """A tote of another order, or not the one of this trip."""

    code = "wrong_tote"
    sentence = "Tote {scanned} is not yours for this order: {why}. {todo}"


class NothingInHand(Refusal):
    """A tote was scanned before any unit was."""

    code = "nothing_in_hand"
    sentence = "No unit has been scanned yet. Scan the item first, then the tote."


class UnitsInHand(Refusal):
    """A line cannot be left while its units are in the picker's hand."""

    code = "units_in_hand"
    sentence = "{units} units are in your hand. Scan the tote first."


class NotAQuantity(Refusal):
    """The keyed quantity is not a whole number that can be meant."""

    code = "not_a_quantity"
    sentence = "“{typed}” is not a quantity. Key a whole number from 0 to {wanted}."


class TaskTaken(LostRace):
    """Another picker claimed the task first."""

    code = "task_taken"
    sentence = "{who} took this task a moment ago. Here is what else there is."


class NotYourTask(LostRace):
    """The task is not, or no longer, this picker's."""

    code = "not_your_task"
    sentence = "This task is with {who} now. Choose another one."


class LineDone(LostRace):
    """The screen was drawn for a line that is finished."""

    code = "line_done"
    sentence = "{item} from {bin} is finished already. Nothing was booked twice; go on here."


class TaskOver(LostRace):
    """The task is finished or was cancelled."""

    code = "task_over"
    sentence = "This task is over. Choose another one."


class PickedAlready(Refusal):
    """An order of which units were picked cannot simply leave the floor."""

    code = "picked_already"
    sentence = "{units} units are in the tote or in hand. Undo them, or finish the trip first."


class LinesLeft(Refusal):
    """A task cannot end while lines are open."""

    code = "lines_left"
    sentence = "{open} lines are still open. Pick them, or say why they are short."


class NothingToUndo(Refusal):
    """There is nothing of this task to take back."""

    code = "nothing_to_undo"
    sentence = "There is nothing to take back here."


class BadReason(Refusal):
    """A short pick needs one of the known reasons."""

    code = "bad_reason"
    sentence = "Choose why it is short: too few, none, damaged or cannot reach."


class AlreadyReleased(LostRace):
    """Two supervisors released the same order."""

    code = "already_released"
    sentence = "Order {order} is on the floor already, or cannot go there. Nothing was done twice."


class NothingAllocated(Refusal):
    """An order without any allocated unit has nothing to pick."""

    code = "nothing_allocated"
    sentence = "Order {order} has no stock allocated. It stays a backorder until stock arrives."


def refusal_words() -> dict[str, str]:
    """Return code → sentence with its fields in braces, of every refusal of this room."""
    return {
        refusal.code: refusal.sentence
        for refusal in globals().values()
        if isinstance(refusal, type) and issubclass(refusal, Refusal)
    }
