"""What the central ledger refuses, and what is refused about targets; see docs/errors.md."""

from __future__ import annotations

from typing import Any

from warehouse.kernel.errors import NotYours, Refusal


class HowFar:
    """Tells the sender, besides the sentence, how far the site's ledger is known."""

    fields: dict[str, Any]

    @property
    def more(self) -> dict[str, Any]:
        """Members of the problem document: position and link of the last event that is known."""
        return {"pos": self.fields["pos"], "hash": self.fields["hash"]}


class LedgerGap(HowFar, Refusal):
    """An event came before the one that precedes it."""

    code = "ledger_gap"
    sentence = "The ledger of {site} is known here up to {pos}; send {next} next, not {sent}."
    status = 409


class LedgerFork(HowFar, Refusal):
    """An event does not follow the chain that is known."""

    code = "ledger_fork"
    sentence = (
        "Event {sent} of {site} is not the one that this ledger knows, or does not follow it. Two "
        "databases write one ledger, or one was restored: reconcile before anything else is sent."
    )
    status = 409


class BrokenEvent(HowFar, Refusal):
    """An event is not what its own hashes prove."""

    code = "event_broken"
    sentence = "Event {sent} of {site} was refused: {why}. Nothing after it is taken in."
    status = 422


class NoSuchSite(NotYours):
    """No site of that code posts to this ledger."""

    code = "no_such_far_site"
    sentence = "No site “{site}” posts to this ledger. Open it on the page Connections first."


class SiteKnown(Refusal):
    """Two sites cannot post under one code."""

    code = "far_site_known"
    sentence = "A site “{site}” posts here already. Give the other one another code."
    status = 409


class SiteIncomplete(Refusal):
    """A site that is to post here needs a code and a name."""

    code = "far_site_incomplete"
    sentence = "Give the site's code, as it is called there, without spaces, and its name."


class NoSuchTarget(NotYours):
    """The target is not there, or not this site's."""

    code = "no_such_target"
    sentence = "There is no such target at this site. Look it up in the list again."


class TargetIncomplete(Refusal):
    """A target lacks something, or it cannot be meant."""

    code = "target_incomplete"
    sentence = "The target was not saved: {why}."


class TargetNameTaken(Refusal):
    """Commands and lists call a target by its name."""

    code = "target_name_taken"
    sentence = "Another target is called {name} already. Choose another name."
    status = 409


class NothingToSkip(Refusal):
    """Only an event that a target refuses, or fails to take, can be skipped."""

    code = "nothing_to_skip"
    sentence = "{name} takes its events at present, so there is nothing to skip. Look again."
    status = 409


class ReasonMissing(Refusal):
    """Whoever skips an event says why."""

    code = "reason_missing"
    sentence = "Say in a few words why the event is skipped; others will read it."


class CannotReconcile(Refusal):
    """The target has no balances to compare with."""

    code = "cannot_reconcile"
    sentence = "{name} cannot be reconciled: {why}."


class CentralIsMaster(Refusal):
    """What the central side is master of is not changed here."""

    code = "central_is_master"
    sentence = "The central ledger is master of {what} here. Change it there: {which}."
    status = 409


class HereIsMaster(Refusal):
    """What this warehouse is master of is not changed by the central side."""

    code = "here_is_master"
    sentence = "This warehouse is master of its {what}, so nothing was changed: {which}."
    status = 409
