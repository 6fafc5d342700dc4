"""What a page is given: the services, background work, and one signal that says what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from kpsdesk.domain.changes import Changes
from kpsdesk.services.everything import Services
from kpsdesk.services.session import Session
from kpsdesk.ui.look import Look
from kpsdesk.ui.tasks import Tasks

T = TypeVar("T")


class Desk(QObject):
    """Pages read and write through here, never on the UI thread.

    Signals:
        changed: a write has ended; carries `Changes`. Pages that show the nouns load again.
    """

    changed = Signal(object)

    def __init__(
        self, services: Services, tasks: Tasks, parent: QObject | None = None, *, look: Look | None = None
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.tasks = tasks
        self.look = look  # language, theme and text size of this computer; None where a page is shown alone

    @property
    def session(self) -> Session:
        """The store at work: vocabulary, organisation, rules, settings, clock."""
        return self.services.session

    def read(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a reading service call in the background; `done` on the UI thread if `owner` still lives."""
        self.tasks.read(owner, work, done, failed)

    def write(
        self,
        owner: QObject,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a writing service call, which returns `Changes` or `(Changes, more)`.

        `changed` is emitted first, then `done` gets what more there was (or the Changes).
        """

        def ended(result: Any) -> None:
            changes, more = result if isinstance(result, tuple) else (result, result)
            if isinstance(changes, Changes):
                self.services.lists.forget()
                self.changed.emit(changes)
            if done is not None:
                done(more)

        self.tasks.write(owner, work, ended, failed)
