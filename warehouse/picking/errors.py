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


class LotNotInstead(Refusal):
    """The right item in another lot that must not go before the allocated one."""

    code = "lot_not_instead"
    sentence = (
        "This is lot {scanned}, and {why}. Wanted is lot {wanted}: put it back and take that one."
    )


class BinNotInstead(Refusal):
    """Another bin that has the item, and may not give it."""

    code = "bin_not_instead"
    sentence = "{scanned} has {item} too, but {why}. Go to {wanted} and scan it."


class PromisedMeanwhile(LostRace):
    """What a swap set free was promised to somebody else, so that the swap stays."""

    code = "promised_meanwhile"
    sentence = "{units} units in {bin} were promised to another order meanwhile: go on as it is."


class OverPick(Refusal):
    """More than the line wants."""

    code = "over_pick"
    sentence = "That would make {units}; only {wanted} more are wanted. Put the rest back."


class WrongTote(Refusal):
    """A tote of another order, or not the one of this trip."""

    code = "wrong_tote"
    sentence = "Tote {scanned} is not yours for this order: {why}. {todo}"


class ToteEmpty(Refusal):
    """A tote without a unit cannot be full."""

    code = "tote_empty"
    sentence = "Nothing is in tote {tote} yet, so it is not full. Put the units into it."


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


class StillAtWork(LostRace):
    """The picker who was asked for a task is at work on it."""

    code = "still_at_work"
    sentence = (
        "{who} is at work on it and was asked. Take it over once {who} presses Pause, or has done "
        "nothing for {minutes} minutes."
    )


class NotAPicker(Refusal):
    """A task can be handed only to somebody who may pick at this site."""

    code = "not_a_picker"
    sentence = "Choose somebody who may pick here."


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


class OrderCalledOff(Refusal):
    """The order was cancelled while it was on the floor: nothing of it may leave."""

    code = "order_called_off"
    sentence = "STOP. Order {order} was cancelled: do not ship it. {todo}"
    stops = True


class LotBlocked(Refusal):
    """The lot was blocked after it was promised: nothing of it may leave."""

    code = "lot_blocked"
    sentence = (
        "STOP. Lot {lot} of {item} is blocked: do not ship it. Keep it aside and show it to a "
        "supervisor."
    )
    stops = True


class PickedAlready(Refusal):
    """An order of which units were picked cannot simply leave the floor."""

    code = "picked_already"
    sentence = "{units} units are in the tote or in hand. Undo them, or finish the trip first."


class LinesLeft(Refusal):
    """A task cannot end while lines are open."""

    code = "lines_left"
    sentence = "{open} lines are still open. Pick them, or say why they are short."


class AnswerFirst(Refusal):
    """A question about the bin before is open."""

    code = "answer_first"
    sentence = "First say whether {bin} is empty now: press Yes or No."


class NotAnAnswer(Refusal):
    """The question takes yes or no."""

    code = "not_an_answer"
    sentence = "Is {bin} empty now? Press Yes or No."


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


class NotADecision(Refusal):
    """A shortage is decided in one of the known ways."""

    code = "not_a_decision"
    sentence = (
        "Choose what happens to the missing units: wait, ship the rest, cancel them, or send "
        "another item."
    )


class NoSubstitutes(Refusal):
    """The customer's terms do not allow another item."""

    code = "no_substitutes"
    sentence = (
        "The terms of order {order} do not allow another item. Say so under Customers' terms "
        "first, or decide otherwise."
    )


class NotASubstitute(Refusal):
    """No other item of that name, or too few of it."""

    code = "not_a_substitute"
    sentence = "“{typed}” cannot be sent instead: it is not known, the same item, or {units} lack."


class ShortageDecided(LostRace):
    """Two supervisors decided one shortage."""

    code = "shortage_decided"
    sentence = "Somebody decided this shortage a moment ago: {decision}. Nothing was done twice."


class NothingToRelease(LostRace):
    """Of the orders that were shown none waits any more."""

    code = "nothing_to_release"
    sentence = "None of these orders waits any more: somebody released them, or nothing is due."


class BadRule(Refusal):
    """A rule of release that could never run, or that could not be told from another."""

    code = "bad_rule"
    sentence = (
        "Give the rule a name of its own, and either the minutes between its runs or a carrier and "
        "how many minutes before its cut-off it runs."
    )


class BadCutOff(Refusal):
    """A cut-off without a carrier or without a time of the day."""

    code = "bad_cut_off"
    sentence = "Say which carrier, and when its lorry is loaded, such as 16:30."


def refusal_words() -> dict[str, str]:
    """Return code → sentence with its fields in braces, of every refusal of this room."""
    return {
        refusal.code: refusal.sentence
        for refusal in globals().values()
        if isinstance(refusal, type) and issubclass(refusal, Refusal)
    }
