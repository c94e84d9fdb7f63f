"""What goes wrong between us and a printer, and how long we wait for it."""

from __future__ import annotations

from dataclasses import dataclass


class Trouble(Exception):  # noqa: N818 - an answer about a printer, not a bug
    """A printer did not do what it was sent; the text is a sentence for people.

    `nothing_sent` says that no page can have been printed: whoever tries again makes no copies.
    """

    def __init__(self, sentence: str, *, nothing_sent: bool) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.nothing_sent = nothing_sent


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that are waited.

    Attributes:
        connect: For a connection.
        answer: For an answer, and for each piece to be taken.
        finish: For the printer to have printed what it took.
        look: Between two looks at whether it has.
    """

    connect: float = 5.0
    answer: float = 8.0
    finish: float = 90.0
    look: float = 0.3
