"""The one tree of refusals: what a person may be told, with a stable code and a status."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """Something that a person or system asked for and may not have, with the reason.

    Subclasses set `code` (stable, for machines and docs/errors.md), `sentence` (for the person
    on the floor: what was scanned or typed, what it belongs to, what to do; a format string over
    the fields) and `status` (HTTP: 422 refused, 409 lost a race, 404 not yours to see).
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "That cannot be done."
    status: ClassVar[int] = 422
    stops: ClassVar[bool] = False
    """Whether goods that were moved all the same must go no further until somebody decides."""

    def __init__(self, **fields: Any) -> None:
        """Keep the fields; the sentence is filled in when it is asked for."""
        super().__init__(self.code)
        self.fields = fields

    def __str__(self) -> str:
        """Return the sentence for the person."""
        return self.sentence.format(**self.fields)


class LostRace(Refusal):
    """Somebody else was quicker; what the asker saw is no longer so."""

    code = "lost_race"
    sentence = "Somebody else was quicker. Look at the screen again."
    status = 409


class NotYours(Refusal):
    """It does not exist, or not for this user at this site: the answer is the same."""

    code = "not_found"
    sentence = "There is nothing here for you under that address."
    status = 404
