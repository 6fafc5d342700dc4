"""What the parts of the case page share: the case as it was read, one way to save, and words for codes and people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from kpsdesk import words
from kpsdesk.domain.matrix import Matrix
from kpsdesk.domain.permission import ANONYMOUS, PROGRAM
from kpsdesk.errors import KpsError
from kpsdesk.i18n import Words, _
from kpsdesk.services.case_view import CaseView
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.case.unsent import Unsent

Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class CaseContext(QObject):
    """Handed to every part of the page.

    Signals:
        said: ask for a banner (text, action text, action, tone).
        jump_requested: go to a field or section by its key.
        go_requested: ask for another page (key, arguments).
        reload_requested: read the case again.
        flush_requested: save now what was written anywhere on the page, before the case moves on.
    """

    said = Signal(str, str, object, str)
    jump_requested = Signal(str)
    go_requested = Signal(str, object)
    reload_requested = Signal()
    flush_requested = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.services = desk.services
        self.unsent = Unsent(desk, self)
        self._view: CaseView | None = None

    @property
    def view(self) -> CaseView:
        """The case as it was read last."""
        assert self._view is not None, "no case is shown"
        return self._view

    def take(self, view: CaseView | None) -> None:
        """Another picture of the case."""
        self._view = view

    @property
    def has_case(self) -> bool:
        """Whether a case is shown."""
        return self._view is not None

    @property
    def case_id(self) -> str:
        """The id of the case that is shown."""
        return self.view.row.id

    # -- saving

    def act(
        self,
        work: Callable[[], Any],
        said: str = "",
        undo: Callable[[], Any] | None = None,
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Do something to the case; then a banner, with «Undo» when `undo` is given (a service call, too)."""

        def ended(more: Any) -> None:
            if said:
                back = (lambda: self.act(undo)) if undo is not None else None
                self.said.emit(said, _("Undo") if back else "", back, "ok")
            if done is not None:
                done(more)

        self.desk.write(self, work, ended, failed or self.tell)

    def tell(self, error: Exception) -> None:
        """Say what went wrong at the bottom of the window; a fault of ours goes to the window."""
        if isinstance(error, KpsError):
            self.said.emit(error.sentence(), "", None, "danger")
        else:
            self.desk.tasks.report(error)

    def change(
        self,
        values: Mapping[str, Any],
        seen: Mapping[str, Any],
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Save fields of the handler."""
        case_id, given, before = self.case_id, dict(values), dict(seen)
        self.act(lambda: self.services.cases.change(case_id, given, before), done=done, failed=failed)

    # -- words

    def word(self, name: str, code: str | None) -> str:
        """A code of a list in words."""
        return self.desk.session.vocabulary.word(name, code)

    def choices(self, name: str, parent: str | None = None) -> list[tuple[str, str]]:
        """The choices of a list."""
        return self.desk.session.vocabulary.choices(name, parent=parent)

    def today(self) -> date:
        """The local day."""
        return self.desk.session.today

    def day(self, value: date | None) -> str:
        """A day as people say it."""
        return words.day(value, self.today())

    def instant(self, value: datetime) -> str:
        """A moment as people say it; a day only where no time is kept."""
        return words.instant(value, self.today(), self.view.file.country)

    def exact(self, value: date | datetime | None) -> str:
        """The exact form, for tips."""
        return words.exact(value, self.view.file.country)

    def person(self, person_id: int | None) -> str:
        """Somebody's name, or ''."""
        return self.desk.session.organisation.name_of(person_id)

    def actor(self, uid: str) -> str:
        """Who did something, by uid."""
        if uid == ANONYMOUS:
            return _("Anonymous")
        if uid == PROGRAM:
            return _("KPSdesk")
        person = self.desk.session.organisation.person(uid)
        return person.name if person else _("Somebody who is no longer here")

    def people(self) -> list[tuple[str, str]]:
        """Everybody who works here now, (id, name), by name."""
        persons = self.desk.session.organisation.persons.values()
        here = [p for p in persons if p.left_on is None or p.left_on > self.today()]
        return [(str(p.id), p.name) for p in sorted(here, key=lambda p: p.name.casefold())]

    def unit(self, unit_id: int) -> str:
        """A unit's name."""
        unit = self.desk.session.organisation.units.get(unit_id)
        return unit.name if unit else ""

    def matrix(self) -> Matrix:
        """The matrix of the case: the one it was scored with, else the one in force."""
        rules = self.desk.session.rules
        return rules.matrices[self.view.file.head.matrix or rules.matrix]

    def affected(self) -> str:
        """What the unit calls those it is there for: patient, brukare, klient."""
        unit = self.desk.session.organisation.units.get(self.view.row.unit_id)
        item = self.desk.session.vocabulary.get("unit_setting", unit.setting if unit else None)
        texts = item.extra.get("person") if item else None
        return str(Words.of(texts)) if texts else _("patient")
