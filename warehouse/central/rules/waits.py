"""How long a target that fails is left alone."""

from __future__ import annotations

import random
from datetime import timedelta

WEBHOOK_WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Standard Webhooks' recommended schedule, more than three days in all."""
LONGEST_WAIT = timedelta(minutes=5)
"""Another instance that is back should have caught up soon."""


def next_wait(attempts: int, *, gives_up: bool) -> timedelta | None:
    """Return how long to wait after so many tries in a row; None to give up and tell somebody.

    The waits are jittered, so that many senders do not come back at one moment.

    Args:
        gives_up: As for a webhook, where nobody may be listening any more.
    """
    if gives_up:
        if attempts > len(WEBHOOK_WAITS):
            return None
        wait = WEBHOOK_WAITS[attempts - 1]
        return wait * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    wait = min(timedelta(seconds=2 ** min(attempts, 16)), LONGEST_WAIT)
    return wait * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
