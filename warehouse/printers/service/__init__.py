"""Use cases of printers: the list, where to print, and the life of a print job."""

from warehouse.printers.service.asking import (
    ask,
    ask_at,
    cancel,
    chosen_printer,
    reprint,
    retry,
    withdraw,
)
from warehouse.printers.service.listing import (
    choose_here,
    make_agent,
    print_own_label,
    revoke_agent,
    save_printer,
)
from warehouse.printers.service.sending import (
    Attempt,
    begin,
    claim,
    is_due,
    known_agent,
    note_seen,
    report,
)

__all__ = [
    "Attempt", "ask", "ask_at", "begin", "cancel", "choose_here", "chosen_printer", "claim",
    "is_due", "known_agent", "make_agent", "note_seen", "print_own_label", "report", "reprint",
    "retry", "revoke_agent", "save_printer", "withdraw",
]  # fmt: skip
