"""Ids that never collide, made on any machine: UUIDv7 in order of time, UUIDv4 where time must not show (design 5)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

_MANY: Final = 4096


class SystemChance:
    """Random bytes of the system, fetched many at a time.

    Each call of the system lets the interpreter go and takes it back at once. Called for each of many ids, that keeps a
    waiting window from ever getting it.
    """

    def __init__(self) -> None:
        self._lock, self._kept = Lock(), b""

    def __call__(self, many: int) -> bytes:
        """So many bytes, each given out once."""
        with self._lock:
            if len(self._kept) < many:
                self._kept = os.urandom(max(_MANY, many))
            given, self._kept = self._kept[:many], self._kept[many:]
        return given


@dataclass(frozen=True)
class Ids:
    """Makes ids from a source of random bytes; the demo gives a seeded one."""

    random_bytes: Callable[[int], bytes] = field(default_factory=SystemChance)

    def timed(self, at: datetime) -> str:
        """A UUIDv7: sorts by the millisecond of `at`."""
        milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
        chance = int.from_bytes(self.random_bytes(10), "big")
        high, low = chance >> 62 & 0xFFF, chance & ((1 << 62) - 1)
        return str(UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low))

    def random(self) -> str:
        """A UUIDv4: says nothing of when it was made."""
        return str(UUID(bytes=self.random_bytes(16), version=4))
