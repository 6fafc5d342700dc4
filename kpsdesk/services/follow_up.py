"""The follow-up in numbers: now, month by month, how reports were worked with; and the list behind each number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kpsdesk.domain import follow_up as f
from kpsdesk.domain.follow_up import Behind, Flow, Months, Now, Scope
from kpsdesk.domain.lateness import DIMENSIONS
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import ActionLine, CaseQuery
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_, _
from kpsdesk.services import follow_up_flow, follow_up_late, follow_up_words
from kpsdesk.services.overdue import NOBODY, WHOLE, called
from kpsdesk.services.session import Session
from kpsdesk.store import flow, lateness
from kpsdesk.store.engine import Cancel

ACTIONS = ("actions", "follow_ups")  # the series whose lists are of actions, not of cases


@dataclass(frozen=True)
class FollowUpService:
    """Counts for the Follow-up page. Units: empty for all. A number always equals the length of the list `behind` it."""

    session: Session

    def now(self, by: str = "manager", units: tuple[int, ...] = (), as_of: date | None = None) -> Now:
        """What is late on a day (today), and the change since the end of the month before.

        Raises:
            UserError: `by` is none of manager, unit, area, organisation.
        """
        self._may_count(by)
        day = as_of or self.session.today
        before = day.replace(day=1) - timedelta(days=1)
        with self.session.read() as connection:
            counted = list(lateness.late_counts(connection, [before, day]))
        return follow_up_late.now(counted, self._owners(by, units, day), day, before)

    def months(
        self,
        by: str = "manager",
        year: int | None = None,
        units: tuple[int, ...] = (),
        as_of: date | None = None,
        cancel: Cancel | None = None,
    ) -> Months:
        """Each month of a year (this one) that has begun by a day (today): late at its end, became late, accumulated.

        Raises:
            UserError: `by` is none of manager, unit, area, organisation.
            Cancelled: it was stopped.
        """
        self._may_count(by)
        day = as_of or self.session.today
        counted = year or day.year
        with self.session.read(cancel) as connection:
            told = follow_up_late.read_months(connection, counted, day)
        return follow_up_late.months(told, self._owners(by, units, day), counted, day)

    def flow(
        self,
        first: date,
        last: date,
        units: tuple[int, ...] = (),
        series: str = "cases",
        cancel: Cancel | None = None,
    ) -> Flow:
        """How reports were worked with from `first` to `last`, as known at the end of `last`.

        `series`: cases, complaints or all (both). Reports by kind and risks are always told of all kinds.

        Raises:
            UserError: the span ends before it begins.
            Cancelled: it was stopped.
        """
        self.session.actor.require(Permission.STATISTICS_READ)
        if last < first:
            raise UserError(N_("The last day lies before the first. Choose another span."), field="last")
        with self.session.read(cancel) as connection:
            return follow_up_flow.read(connection, first, last, units, series)

    def behind(self, behind: Behind) -> list[int] | list[ActionLine]:
        """The cases (keys of the store) that a number counts, or the actions, found by the number's own statement."""
        self.session.actor.require(Permission.STATISTICS_READ)
        self.session.actor.require(Permission.CASE_READ)
        with self.session.read() as connection:
            if behind.measure in flow.MEASURES:
                return flow.keys(connection, behind)
            find = lateness.late_keys if behind.measure == f.LATE else lateness.became_keys
            found = find(connection, behind)
            if behind.series in ACTIONS:
                return flow.action_lines(connection, [str(action) for _seq, action in found])
            return [seq for seq, _action in found]

    def case_query(self, behind: Behind) -> CaseQuery:
        """For the page of cases: the cases that a number counts; those that late actions hang on."""
        found = self.behind(behind)
        with self.session.read() as connection:
            keys = [line if isinstance(line, int) else line.case_id for line in found]
            seqs = flow.case_keys(connection, keys)
        late = behind.measure in (f.LATE, f.BECAME_LATE)
        words = follow_up_words.of(behind, self.session)
        sort = "due" if late else "reported"
        return CaseQuery(among=tuple(seqs), among_words=words, sort=sort, descending=not late)

    def words(self, behind: Behind) -> str:
        """What a number counts, in words: the heading of its list."""
        self.session.actor.require(Permission.STATISTICS_READ)
        return follow_up_words.of(behind, self.session)

    def scopes(self) -> list[Scope]:
        """What the page can be opened on: the actor's own units first, then all, areas, managers with their units."""
        self.session.actor.require(Permission.STATISTICS_READ)
        organisation, day = self.session.organisation, self.session.today
        active = organisation.active_units(day)
        found = []
        person = self.session.person_id
        own = organisation.units_of(person, day) & {unit.id for unit in active} if person is not None else ()
        if own:
            found.append(Scope("own", person, _("My units"), tuple(sorted(own))))
        found.append(Scope("all", None, _(WHOLE), ()))
        for kind in ("area", "manager"):
            units: dict[int | None, list[int]] = {}
            for unit in active:
                key = unit.on(day).area_id if kind == "area" else organisation.manager_of(unit.id, day)
                units.setdefault(key, []).append(unit.id)
            named = [
                Scope(kind, key, called(organisation, kind, key, day)[1] or _(NOBODY), tuple(sorted(own)))
                for key, own in units.items()
            ]
            found += sorted(named, key=lambda scope: scope.name.casefold())
        return found

    def _may_count(self, by: str) -> None:
        self.session.actor.require(Permission.STATISTICS_READ)
        if by not in DIMENSIONS:
            raise UserError(N_("Count by manager, unit, area or organisation."), field="by")

    def _owners(self, by: str, units: tuple[int, ...], day: date) -> follow_up_late.Owners:
        return follow_up_late.Owners(self.session.organisation, by, units, day)
