"""Tab as one reads, and the keyboard's place in a list that is drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QLayout, QScrollArea, QSplitter, QWidget

from kpsdesk.ui.widgets.surfaces import Card


def tab(ground: QWidget, *, forward: bool) -> bool:
    """Tab within a part of the window as one reads: by how things lie, not by when they were made.

    False at its end: the window then goes on outside.
    """
    holder: QWidget | None = ground.window().focusWidget()
    if holder is None:
        return False
    leaves = list(_leaves(ground))
    at = next((n for n, one in enumerate(leaves) if one is holder or one.isAncestorOf(holder)), None)
    if at is None:
        return False
    order = leaves[at + 1 :] if forward else leaves[:at][::-1]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    for one in order:
        if _takes_tab(one, ground):
            one.setFocus(reason)
            return True
    return False


def enter(ground: QWidget, *, forward: bool) -> bool:
    """Go to the first place, or to the last."""
    leaves = [one for one in _leaves(ground) if _takes_tab(one, ground)]
    if not leaves:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    leaves[0 if forward else -1].setFocus(reason)
    return True


def leave(ground: QWidget, *, forward: bool) -> bool:
    """Go on to what can have the keyboard outside."""
    window = ground.window()
    start: QWidget | None = window.focusWidget()
    if start is None:
        return False
    here = _beside(start, forward=forward)
    while here is not start:
        outside = here.window() is window and here is not window and not ground.isAncestorOf(here)
        if outside and here.focusProxy() is None and _takes_tab(here, window):
            here.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            return True
        here = _beside(here, forward=forward)
    return False


def _beside(widget: QWidget, *, forward: bool) -> QWidget:
    beside = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    return beside or widget


def _takes_tab(widget: QWidget, ground: QWidget) -> bool:
    tab_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab_stop and widget.isEnabled() and widget.isVisibleTo(ground)


def _leaves(ground: QWidget) -> Iterator[QWidget]:
    """What can have the keyboard, as it lies."""
    if isinstance(ground, QScrollArea):
        inner = ground.widget()
        yield from _leaves(inner) if inner is not None else ()
    elif isinstance(ground, QSplitter):
        for part in (ground.widget(number) for number in range(ground.count())):
            yield from _leaves(part) if part is not None else ()
    elif ground.focusPolicy() != Qt.FocusPolicy.NoFocus and ground.focusProxy() is None:
        yield ground
    elif (layout := ground.layout()) is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _leaves(widget)
        elif inner is not None:
            yield from _laid_out(inner)


@contextmanager
def same_place(ground: QWidget) -> Iterator[None]:
    """While its parts are made anew, the keyboard stays at the same thing, or at the one that takes its place."""
    holder: QWidget | None = ground.window().focusWidget()
    if holder is None or not ground.isAncestorOf(holder):
        yield
        return
    before, at = _named(holder), next((n for n, one in enumerate(_stops(ground)) if one is holder), 0)
    yield
    # what was just put there is shown a moment later, and only then can it have the keyboard
    QTimer.singleShot(0, ground, lambda: _take_place(ground, before, at))


def _take_place(ground: QWidget, before: tuple[str, str], at: int) -> None:
    stops = _stops(ground)
    same = [one for one in stops if _named(one) == before]
    near = [one for one in stops if before[0] and _named(one)[0] == before[0]]
    for one in (*same, *near, *stops[at : at + 1], *stops[-1:]):
        one.setFocus(Qt.FocusReason.OtherFocusReason)
        return


def _named(widget: QWidget) -> tuple[str, str]:
    """What it is called, and the card that it stands in."""
    card = widget.parentWidget()
    while card is not None and not isinstance(card, Card):
        card = card.parentWidget()
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return (card.accessibleName() if card is not None else "", widget.accessibleName() or text)


def _stops(ground: QWidget) -> list[QWidget]:
    """Where Tab stops within it, as far as it is to be seen."""
    return [one for one in _leaves(ground) if _takes_tab(one, ground) and not isinstance(one, QLabel)]
