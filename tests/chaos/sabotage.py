"""Three promises, each broken on purpose: a run that stays green with one of them proves nothing.

The product has no hooks for it. The server's two are sawn off in the process that a run starts;
the device's is a script that the radio alters on its way to the browser.
"""

from warehouse.kernel.ids import new_event_id
from warehouse.ledger import service as ledger
from warehouse.sync.service import intake

BREAKS = ("dedupe", "ordering", "write-ahead")
LATE_MS = 400


def forget_ids():
    """Break dedupe: take an event that is known for a new one, as a server without ids does."""
    honest = ledger.take_turn

    def take_turn(session, capture):
        turn = honest(session, capture)
        if turn.known is None:
            return turn
        object.__setattr__(capture, "id", new_event_id())
        object.__setattr__(capture, "device_seq", None)
        return honest(session, capture)

    ledger.take_turn = take_turn


def forget_order():
    """Break ordering: judge events as they come, whatever number they carry."""
    intake.check_sequence = lambda *_: None


SERVER_BREAKS = {"dedupe": forget_ids, "ordering": forget_order}

# The number and the trip are kept before the tone, the event itself a moment after it.
WRITTEN_AHEAD = "events.add(entry);"
WRITTEN_LATER = (
    f'setTimeout(() => within("strict", (later) => later.events.add(entry)), {LATE_MS});'
)


def write_later(path, script):
    """Break write-ahead: alter the device's store on its way to the browser."""
    if not path.endswith("/js/store.js"):
        return script
    altered = script.replace(WRITTEN_AHEAD.encode(), WRITTEN_LATER.encode())
    assert altered != script, "the store writes events in other words now; say them here"
    return altered


SCRIPT_BREAKS = {"write-ahead": write_later}
