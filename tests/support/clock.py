"""The moment at which tests take place."""

from datetime import UTC, datetime

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
