"""Lists of cases on paper, for whoever leads the work: as the list is shown, or what is late per manager (domain 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kpsdesk import words
from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import CaseQuery, CaseRow
from kpsdesk.errors import UserError
from kpsdesk.i18n import LANGUAGES, N_, _, language, speaking
from kpsdesk.services import reminder_words
from kpsdesk.services.lists import ListService
from kpsdesk.services.reminders import CaseReminder, ReminderService
from kpsdesk.services.session import Session
from kpsdesk.store import reminders as reminder_store

if TYPE_CHECKING:
    from kpsdesk.reports.case_list_paper import ListLine, ListPart

MOST: Final = 500
SHOWN, LATE = "cases", "late"
_STATES: Final = (
    ("open_only", N_("Open cases")),
    ("closed_only", N_("Closed cases")),
    ("new", N_("New cases")),
    ("overdue", N_("Overdue cases")),
    ("due_within", N_("Due within 7 days")),
    ("serious", N_("Serious cases")),
    ("feedback_owed", N_("Feedback owed")),
    ("escalated", N_("Escalated cases")),
    ("mine", N_("My cases")),
)
_PERIODS: Final = {
    "last_7": N_("Last 7 days"),
    "last_30": N_("Last 30 days"),
    "this_month": N_("This month"),
    "last_month": N_("Last month"),
    "this_year": N_("This year"),
    "last_year": N_("Last year"),
}


@dataclass(frozen=True, slots=True)
class ListOrder:
    """Which paper: SHOWN (the list of `query`) or LATE (what of it is late, per manager); with the cases' headings or not."""

    query: CaseQuery
    kind: str = SHOWN
    headings: bool = False
    language: str = ""  # of the paper; '' for that of the window


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A list that was made: the PDF, and how many of all cases found are on it."""

    order: ListOrder
    title: str
    file_name: str
    pdf: bytes = field(repr=False)
    cases: int = 0
    count: int = 0


@dataclass(frozen=True)
class ListPaperService:
    """Makes lists. Looking at one writes nothing; one that is saved or printed is noted in the audit."""

    session: Session

    def make(self, order: ListOrder) -> ListPaper:
        """The paper, to be looked at; at most MOST cases, and it says so when there are more.

        The same cases on the same day give the same bytes. Names of handlers are on it, and the reasons for more time on
        the one of late cases: it is for whoever leads the work. No other free text is, unless headings are asked for.
        """
        self.session.actor.require(Permission.CASE_EXPORT)
        from kpsdesk.reports import case_list_paper

        order = replace(order, language=order.language if order.language in LANGUAGES else language())
        query = order.query
        if order.kind == LATE:
            query = replace(
                query, overdue=True, open_only=True, closed_only=False, sort="due", descending=False
            )
        with speaking(order.language):
            lists = ListService(self.session)
            rows, count = lists.page(query, 0, MOST), lists.count(query)
            writer = _Writer(self.session, order, ReminderService(self.session), rows)
            title = _("Overdue cases per manager") if order.kind == LATE else _("List of cases")
            content = case_list_paper.ListContent(
                title=title,
                asked=self._asked(query),
                count=count,
                parts=writer.parts(rows),
                language=order.language,
                footer=f"{_('Working paper')} · {words.exact(self.session.today)}",
                reasons=order.kind == LATE,
            )
            name = (
                f"{_('overdue') if order.kind == LATE else _('cases')}-{self.session.today.isoformat()}.pdf"
            )
            return ListPaper(order, title, name, case_list_paper.make(content), len(rows), count)

    def write(self, paper: ListPaper, path: Path) -> Changes:
        """Save the paper, and note in the audit that it was made.

        Raises:
            UserError: the name does not end with .pdf.
            OutsideError: the disk or the folder is in the way; an older file is left as it was.
        """
        self.session.actor.require(Permission.CASE_EXPORT)
        from kpsdesk.exchange import out

        if path.suffix.lower() != ".pdf":
            raise UserError(N_("Choose a file name that ends with .pdf."), field="output")
        with out.new_file(path) as beside:
            beside.write_bytes(paper.pdf)
        return self._note(paper, "file")

    def printed(self, paper: ListPaper) -> Changes:
        """Note in the audit that the paper went to a printer."""
        self.session.actor.require(Permission.CASE_EXPORT)
        return self._note(paper, "printer")

    def _note(self, paper: ListPaper, to: str) -> Changes:
        order = paper.order
        told: dict[str, Any] = {
            "kind": f"list_{order.kind}",
            "language": order.language,
            "cases": paper.cases,
        }
        with self.session.write() as work:
            work.note("paper.made", "store:", to=to, headings=order.headings, **told)
        return work.changes

    def _asked(self, query: CaseQuery) -> str:
        """What the list was asked for, in words; the words searched for are not repeated, since they may name somebody."""
        vocabulary, organisation = self.session.vocabulary, self.session.organisation
        parts = [_(text) for key, text in _STATES if getattr(query, key) not in (False, None)]
        if query.among is not None:
            parts = [query.among_words]
        if not parts:
            parts.append(_("All cases"))
        if query.text.strip():
            parts.append(_("found by words"))
        for name, given in (
            ("kind", query.kinds),
            ("event_type", query.event_types),
            ("status", query.statuses),
        ):
            parts += [", ".join(vocabulary.word(name, code) for code in given)] if given else []
        units = [organisation.units[unit].name for unit in query.units if unit in organisation.units]
        people = [organisation.name_of(person) for person in query.owners]
        parts += [", ".join(some) for some in (units, people) if some]
        if query.levels:
            matrix = self.session.matrix
            found = sorted(
                (one for one in matrix.levels if one.rank in query.levels), key=lambda one: one.rank
            )
            parts.append(_("risk level {levels}").format(levels=", ".join(str(one.text) for one in found)))
        if query.period:
            parts.append(_(_PERIODS[query.period]))
        span = _span(query.reported_from, query.reported_to)
        parts += [_("reported {days}").format(days=span)] if span else []
        span = _span(query.closed_from, query.closed_to)
        parts += [_("closed {days}").format(days=span)] if span else []
        asked = " · ".join(parts)
        return _("{asked}. As of {day}.").format(asked=asked, day=words.long_day(self.session.today))


def _span(first: date | None, last: date | None) -> str:
    return f"{words.exact(first)}–{words.exact(last)}" if first or last else ""


class _Writer:
    """Puts rows into the words of the paper."""

    def __init__(
        self, session: Session, order: ListOrder, reminders: ReminderService, rows: Sequence[CaseRow]
    ) -> None:
        self._session, self._order = session, order
        ids = [row.id for row in rows]
        self._reminders: Mapping[str, CaseReminder] = reminders.for_list(ids)
        self._extended: Mapping[str, tuple[str, date]] = {}
        if order.kind == LATE:
            with session.read() as connection:
                self._extended = reminder_store.last_extensions(connection, ids)

    def parts(self, rows: Iterable[CaseRow]) -> list[ListPart]:
        """All rows in one part; of what is late a part for each manager, by name."""
        from kpsdesk.reports.case_list_paper import ListPart

        if self._order.kind != LATE:
            lines = [self._line(row) for row in rows]
            return [ListPart("", lines)] if lines else []
        by_owner: dict[str, list[ListLine]] = {}
        for row in rows:
            name = self._session.organisation.name_of(row.owner_id) or _("Nobody responsible")
            by_owner.setdefault(name, []).append(self._line(row))
        return [ListPart(name, by_owner[name]) for name in sorted(by_owner, key=str.casefold)]

    def _line(self, row: CaseRow) -> ListLine:
        from kpsdesk.reports.case_list_paper import ListLine

        session = self._session
        organisation, vocabulary, today = session.organisation, session.vocabulary, session.today
        unit, late = organisation.units.get(row.unit_id), row.days_over(today)
        return ListLine(
            number=row.number,
            kind=vocabulary.word("kind", row.kind),
            heading=row.title if self._order.headings else "",
            unit=unit.name if unit else "",
            handler=organisation.name_of(row.handler_id),
            status=vocabulary.word("status", row.status),
            step=vocabulary.word("step", row.next_step) if row.is_open and row.next_step else "",
            due=words.exact(row.next_due) if row.is_open else "",
            days_late=str(late) if late else "",
            to_know=reminder_words.short(self._reminders.get(row.id), vocabulary, today),
            reason=self._extended.get(row.id, ("", today))[0],
        )
