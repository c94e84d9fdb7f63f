"""How often one token may ask: a bucket of requests that refills steadily."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from datetime import datetime

MOST_BUCKETS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Buckets:
    """One bucket a token, in the memory of one process.

    It protects the process against one caller who asks without end; a wrong figure costs nothing
    but patience. So it need not be exact over all processes, and no request pays a write for it.
    """

    def __init__(self, a_minute: int) -> None:
        """Allow so many requests a minute, and as many at once after a quiet minute."""
        self._a_minute = a_minute
        self._buckets: dict[int, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: int, now: datetime) -> int:
        """Take one request out of a bucket; returns 0, or the seconds until there is one."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                if len(self._buckets) >= MOST_BUCKETS:
                    self._buckets.clear()  # all are full again, which harms nobody
                bucket = self._buckets[key] = _Bucket(self._a_minute, now)
            passed = max((now - bucket.at).total_seconds(), 0.0)
            bucket.left = min(bucket.left + passed * self._a_minute / 60, self._a_minute)
            bucket.at = now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return max(math.ceil((1 - bucket.left) * 60 / self._a_minute), 1)
