"""Which flow stands where on which page, found out without drawing; drawn afterwards, page by page.

The rules: a heading stays with the beginning of what follows it; what belongs together moves to a new page as a whole when it fits there;
anything else is cut where the page ends; and what cannot be cut and is higher than a page is made smaller, never lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from kpsdesk.reports.flow import Flow, Flows, Space

_TOLERANCE: Final = 1e-6
_HEADS_AT_LEAST: Final = 0.12  # of a page: less room after a heading is no beginning
_LEFT_EMPTY: Final = 0.25  # of a page: so much may stay empty for what fits on the next as a whole


class NewPage(Flow):
    """What follows begins on a new page."""

    @override
    def wrap(self, width: float) -> float:
        return 0.0


class Kept(Flow):
    """Flows that stay on one page; they are placed one by one."""

    def __init__(self, flows: Flows) -> None:
        self.flows = list(flows)

    @override
    def wrap(self, width: float) -> float:
        return sum(flow.wrap(width) for flow in self.flows)


@dataclass(frozen=True, slots=True)
class Placed:
    """A flow, the height of its foot over the page's foot line, and how much it had to be shrunk (1: not at all)."""

    flow: Flow
    foot: float
    shrunk: float = 1.0


class Pages:
    """Flows placed on pages of one size; `whole` is false when something had to be shrunk, `left` is free on the last."""

    def __init__(self, flows: Flows, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.pages: list[list[Placed]] = [[]]
        self.whole = True
        self.left, self._after = height, 0.0  # of the last page
        for group, whole in _groups(flows):
            self._place(group, whole=whole)

    def _place(self, group: list[Flow], *, whole: bool) -> None:
        if isinstance(group[0], NewPage):
            self._turn()
            return
        if len(group) > 1 and self.pages[-1] and not self._may_stand(group, whole=whole):
            self._turn()
        for flow in group:
            self._put(flow)

    def _may_stand(self, group: list[Flow], *, whole: bool) -> bool:
        """Whether a group has room here: all of it, or its heads with the beginning of what they head."""
        high, room = self._high(group), self._room_for(group[0])
        if high <= room:
            return True
        if high <= self.height and (whole or room < self.height * _LEFT_EMPTY):
            return False
        rest = room - self._high(group[:-1]) - max(group[-1].before, group[-2].after)
        return rest > self.height * _HEADS_AT_LEAST and len(group[-1].split(self.width, rest)) > 1

    def _high(self, group: Flows) -> float:
        high, after = 0.0, 0.0
        for n, flow in enumerate(group):
            high += flow.wrap(self.width) + (max(flow.before, after) if n else 0.0)
            after = flow.after
        return high

    def _gap(self, flow: Flow) -> float:
        return max(flow.before, self._after) if self.pages[-1] else 0.0

    def _room_for(self, flow: Flow) -> float:
        return self.left - self._gap(flow) + _TOLERANCE

    def _put(self, flow: Flow) -> None:
        to_put = [flow]  # the next one last
        while to_put:
            to_put += reversed(self._put_some(to_put.pop()))

    def _put_some(self, flow: Flow) -> list[Flow]:
        """What of it could not be put, and waits for a page that is begun."""
        room = self._room_for(flow)
        high = flow.wrap(self.width)
        if high <= room:
            self._stand(flow, high)
            return []
        parts = flow.split(self.width, room) if room > 0 else []
        if len(parts) > 1:
            self._stand(parts[0], parts[0].wrap(self.width))
            self._turn()
            return parts[1:]
        if not self.pages[-1]:
            self.whole = False
            self.pages[-1].append(Placed(flow, 0.0, self.height / high))
            self.left = 0.0
            return []
        self._turn()
        return [] if isinstance(flow, Space) else [flow]  # room between blocks is none at the top of a page

    def _stand(self, flow: Flow, high: float) -> None:
        self.left -= self._gap(flow) + high
        self.pages[-1].append(Placed(flow, self.left))
        self._after = flow.after

    def _turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
        self.left, self._after = self.height, 0.0


def _groups(flows: Flows) -> Iterator[tuple[list[Flow], bool]]:
    """What is placed together: a heading with what follows it, the parts of what is kept together (true: as a whole)."""
    group: list[Flow] = []
    whole = False
    for flow in flows:
        if isinstance(flow, NewPage):
            if group:
                yield group, whole
            yield [flow], False
            group, whole = [], False
            continue
        if isinstance(flow, Kept):
            group += flow.flows
            whole = True
        else:
            group.append(flow)
            if isinstance(flow, Space) and len(group) > 1:  # between a heading and what it heads
                continue
        if group and not group[-1].with_next:
            yield group, whole
            group, whole = [], False
    if group:
        yield group, whole
