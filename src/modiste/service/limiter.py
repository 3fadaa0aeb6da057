"""Rate limits: one token bucket per caller, in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from modiste.service.problems import RateLimitedError

_MOST_BUCKETS = 10_000


class Limiter:
    """Token buckets that fill evenly; the least recently used are forgotten first.

    Args:
        now: a clock in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._lock = now, threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, per_minute: int) -> None:
        """Count one request.

        Args:
            who: the caller.
            per_minute: how many a minute may bring, all at once too.

        Raises:
            RateLimitedError: the bucket is empty; it says when to come back.
        """
        rate = per_minute / 60
        with self._lock:
            now = self._now()
            tokens, at = self._buckets.pop(who, (float(per_minute), now))
            tokens = min(per_minute, tokens + (now - at) * rate)
            enough = tokens >= 1.0
            self._buckets[who] = (tokens - enough, now)
            while len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        if not enough:
            raise RateLimitedError((1.0 - tokens) / max(rate, 1e-9))
