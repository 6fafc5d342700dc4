"""Ids that never collide, made on any machine: UUIDv7 in order of time, UUIDv4 where time must not show (design 5)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Ids:
    """Makes ids from a source of random bytes; the demo gives a seeded one."""

    random_bytes: Callable[[int], bytes] = os.urandom

    def timed(self, at: datetime) -> str:
        """A UUIDv7: sorts by the millisecond of `at`."""
        milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
        chance = int.from_bytes(self.random_bytes(10), "big")
        high, low = chance >> 62 & 0xFFF, chance & ((1 << 62) - 1)
        return str(UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low))

    def random(self) -> str:
        """A UUIDv4: says nothing of when it was made."""
        return str(UUID(bytes=self.random_bytes(16), version=4))
