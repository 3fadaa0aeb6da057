"""A small cache in memory whose entries can be dropped by what they belong to."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Keeps the entries that were used last; safe for threads.

    Args:
        size: most entries.
    """

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._entries: OrderedDict[str, Value] = OrderedDict()

    def get(self, key: str, make: Callable[[], Value]) -> Value:
        """The entry of ``key``, made when it is missing; two threads may make it at once."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        value = make()
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return value

    def drop(self, gone: Callable[[str], bool]) -> None:
        """Forget every entry whose key ``gone`` says yes to."""
        with self._lock:
            for key in [key for key in self._entries if gone(key)]:
                del self._entries[key]

    def values(self) -> list[Value]:
        """All entries."""
        with self._lock:
            return list(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
