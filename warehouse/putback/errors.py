"""What putting back refuses, in the words that the picker reads. See docs/errors.md."""

from warehouse.kernel.errors import LostRace, Refusal


class UnknownCode(Refusal):
    """Nothing at this site has that code."""

    code = "unknown_code"
    sentence = "“{scanned}” is not a code we know. {todo}"


class WrongKind(Refusal):
    """A known code, but another kind of thing is awaited now."""

    code = "wrong_kind"
    sentence = "That is {what}. {todo}"


class WrongContainer(Refusal):
    """Another tote or carton than the one that holds the goods."""

    code = "wrong_container"
    sentence = "That is {scanned}. The goods are in {wanted}: find it and scan it."


class WrongItem(Refusal):
    """An item, but not the one on the screen."""

    code = "wrong_item"
    sentence = "This is {scanned}. {wanted} is to be put back now: leave this in {container}."


class WrongLot(Refusal):
    """The right item, another lot or serial."""

    code = "wrong_lot"
    sentence = "This is lot {scanned}. Lot {wanted} is to be put back now: leave this one."


class WrongBin(Refusal):
    """A bin, but not the one on the screen."""

    code = "wrong_bin"
    sentence = "You are at {scanned}. Go to {wanted} and scan it."


class TooManyBack(Refusal):
    """More than is to be put back."""

    code = "too_many_back"
    sentence = "That would make {units}; only {wanted} are to be put back. Leave the rest."


class NothingInHand(Refusal):
    """A bin was scanned, or a number keyed, before any unit was scanned."""

    code = "nothing_in_hand"
    sentence = "No unit has been scanned yet. Scan the item first."


class NotAQuantity(Refusal):
    """The keyed quantity is not a whole number that can be meant."""

    code = "not_a_quantity"
    sentence = "“{typed}” is not a quantity. Key a whole number from 0 to {wanted}."


class LineDone(LostRace):
    """The screen was drawn for a line that is finished."""

    code = "line_done"
    sentence = "{item} is back in {bin} already. Nothing was booked twice; go on here."


class LinesLeft(Refusal):
    """The task cannot end while something is still to be put back."""

    code = "lines_left"
    sentence = "{open} lines are still open. Put them back, or say that they are not there."


class TaskTaken(LostRace):
    """Somebody else claimed the task first."""

    code = "task_taken"
    sentence = "{who} took this task a moment ago. Here is what else there is."


class NotYourTask(LostRace):
    """The task is not, or no longer, this person's."""

    code = "not_your_task"
    sentence = "This task is with {who} now. Choose another one."


class TaskOver(LostRace):
    """The task is finished or was cancelled."""

    code = "task_over"
    sentence = "This task is over. Choose another one."


class NothingToUndo(Refusal):
    """There is nothing of this task to take back."""

    code = "nothing_to_undo"
    sentence = "There is nothing to take back here."
