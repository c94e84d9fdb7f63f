"""What counting refuses, in the words that the counter or the supervisor reads."""

from warehouse.kernel.errors import LostRace, Refusal


class UnknownCode(Refusal):
    """Nothing at this site has that code."""

    code = "unknown_code"
    sentence = "“{scanned}” is not a code we know. {todo}"


class WrongKind(Refusal):
    """A known code, but another kind of thing is awaited now."""

    code = "wrong_kind"
    sentence = "That is {what}. {todo}"


class AnotherBin(Refusal):
    """A bin, but not the one that this count is about."""

    code = "another_bin"
    sentence = "You are at {scanned}. This count is of {wanted}: go there and scan it."


class KitCounted(Refusal):
    """A kit has no stock of its own."""

    code = "kit_counted"
    sentence = "{item} is a kit, which is never stocked. Scan the pieces that it is made of."


class HowMany(Refusal):
    """One scan says what lies there, not how many; the number is still missing."""

    code = "how_many"
    sentence = "How many of {item} are there? Key the number, or scan each piece, then go on."


class LotMissing(Refusal):
    """The item is tracked, and its lot or serial was not seen."""

    code = "lot_missing"
    sentence = "{item} is tracked. Scan or type the lot or serial of what you hold first."


class NotALot(Refusal):
    """The text cannot be a lot or serial."""

    code = "not_a_lot"
    sentence = "“{typed}” cannot be a lot or serial. Scan it again, or type up to 40 characters."


class SerialTwice(Refusal):
    """The same serial was scanned before in this count."""

    code = "serial_twice"
    sentence = "Serial {serial} is counted already: there is one of each. Scan the next one."


class NotACount(Refusal):
    """The keyed number cannot be a quantity."""

    code = "not_a_count"
    sentence = "“{typed}” is not a number of pieces. Key whole numbers, up to {most} in all."


class NotCountedYet(Refusal):
    """A number came for something that was not scanned in this count."""

    code = "not_counted_yet"
    sentence = "Nothing of that was scanned here. Scan the item first, then key its number."


class BinFirst(Refusal):
    """The bin was not scanned, so nothing can be said about it."""

    code = "bin_first"
    sentence = "Scan the bin {wanted} first, so that the count is of the right one."


class NotEmpty(Refusal):
    """Something was counted in a bin that is now said to be empty."""

    code = "not_empty_bin"
    sentence = "You have counted {item} here. Undo that first, if the bin is empty after all."


class NothingMissing(Refusal):
    """There is no such question to answer in this count."""

    code = "nothing_missing"
    sentence = "Nobody asked about that here. Look at the screen and go on from there."


class NothingToUndo(Refusal):
    """There is nothing of this count to take back."""

    code = "nothing_to_undo"
    sentence = "There is nothing to take back here."


class CountTaken(LostRace):
    """Somebody else has this count."""

    code = "count_taken"
    sentence = "{who} is counting this bin. Here is what else there is."


class NotYourCount(LostRace):
    """The count is not, or no longer, this person's."""

    code = "not_your_count"
    sentence = "This count is with {who} now. Choose another one."


class CountOver(LostRace):
    """The count is finished, or lies on the supervisor's desk."""

    code = "count_over"
    sentence = "This bin is counted already. Choose another one."


class SomebodyElse(Refusal):
    """A count checks what somebody did, so another person counts."""

    code = "somebody_else"
    sentence = "{bin} has to be counted by somebody else: {why}. Choose another one."


class NoSuchBin(Refusal):
    """The code names no bin of this site."""

    code = "no_such_bin"
    sentence = "“{typed}” is no bin of this site. Type the code as it stands on the bin's label."


class NothingToCount(Refusal):
    """No bin fits what was asked for."""

    code = "nothing_to_count"
    sentence = "No bin fits that. Look at the words again, or name a bin."


class DecidedAlready(LostRace):
    """Two supervisors decided one variance; the first one won."""

    code = "decided_already"
    sentence = "{who} has decided this a moment ago. Here is how it stands now."


class FourEyes(Refusal):
    """Who counted does not approve."""

    code = "four_eyes"
    sentence = "You counted {bin} yourself, so somebody else has to decide about it."


class NothingChosen(Refusal):
    """No variance was marked."""

    code = "nothing_chosen"
    sentence = "No variance is marked. Mark at least one, then approve."


class NoReason(Refusal):
    """A decision needs a reason from the list and a note."""

    code = "no_reason"
    sentence = "Choose a reason and write a short note, so that others understand it later."


class NotThatMuch(Refusal):
    """More than is left of the variance, or in the other direction."""

    code = "not_that_much"
    sentence = (
        "“{typed}” cannot be booked: {left} units of this variance are left. Type 1 to {most}."
    )


class CameLate(Refusal):
    """A device brought a move from before the count after it, so the variance is not certain."""

    code = "came_late"
    sentence = (
        "Something that was moved before the count of {bin} reached us after it. "
        "Have it counted again; the variance may be gone."
    )


class NoSwap(Refusal):
    """The two variances do not cancel each other."""

    code = "no_swap"
    sentence = "These two do not belong together any more. Look at the variance again."


class NewerCount(Refusal):
    """The bin is being counted again, so the old decision stays until that is over."""

    code = "newer_count"
    sentence = "{bin} is being counted again. Decide about that count first."


class NotALimit(Refusal):
    """A limit cannot be meant as it was typed."""

    code = "not_a_limit"
    sentence = "“{typed}” is not a limit. Type whole numbers, percent up to 100."


class AlreadyPlanned(Refusal):
    """The site's day has its plan; a second one would pass the day's minutes."""

    code = "already_planned"
    sentence = "The counts of {day} are planned: {bins} bins. The next plan is tomorrow's."
    status = 409


class BadPlanSetting(Refusal):
    """A figure of the plan's settings is no whole number, or out of its bounds."""

    code = "bad_plan_setting"
    sentence = "“{typed}” does not fit {what}: give a whole number from {least} to {most}."


class SharesPassTheDay(Refusal):
    """Flagged bins, control group and coverage would take more than the whole day."""

    code = "shares_pass_the_day"
    sentence = (
        "Flagged bins, control group and coverage are {percent} % together. Lower one of them: "
        "they share one day."
    )


class StockTakeRuns(Refusal):
    """A stock-take of these bins is open already."""

    code = "stock_take_runs"
    sentence = "A stock-take of {what} is open since {since}. Close it first."
    status = 409


class StockTakeNotDone(Refusal):
    """Bins of the stock-take are not counted, or their variances not decided."""

    code = "stock_take_not_done"
    sentence = "Bins not counted: {uncounted}; to be decided: {undecided}. Then close it."


class NothingOnPaper(Refusal):
    """No bin waits for a counter there, so that a sheet would be empty."""

    code = "nothing_on_paper"
    sentence = "No bin waits to be counted there. Ask for counts first, then print them."


class BadEntry(Refusal):
    """A row of a paper sheet lacks its item or its number."""

    code = "bad_entry"
    sentence = "Row {row}: {why}."


class PhotosEnough(Refusal):
    """A count has its most photos."""

    code = "photos_enough"
    sentence = "This count has {most} photos, which is all that are kept. Tell the supervisor."


def refusal_words() -> dict[str, str]:
    """Return code → sentence with its fields in braces, of every refusal of this room."""
    return {
        refusal.code: refusal.sentence
        for refusal in globals().values()
        if isinstance(refusal, type) and issubclass(refusal, Refusal)
    }
