"""The clocks of the law over all cases: what is due, soon or already (domain 3.4-3.7)."""

from __future__ import annotations

from dataclasses import dataclass

from kpsdesk.domain.legal import ClockState, TrackRule, clock_state, read_day, read_track
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.rows import CaseRow
from kpsdesk.services.session import Session
from kpsdesk.store import case_list, legal, program
from kpsdesk.store.work import Connection

SOON = 7  # days left from which a clock is shown although no warning of its own has come


@dataclass(frozen=True, slots=True)
class LegalLine:
    """One clock that needs somebody: on which case, by which rule, and where it stands."""

    row: CaseRow
    rule: TrackRule
    clock: ClockState


@dataclass(frozen=True)
class LegalService:
    """Reads legal tracks."""

    session: Session

    def rules(self, connection: Connection) -> dict[str, TrackRule]:
        """Every version of every legal track, by code@version."""
        found = (
            read_track(d["body"], d["version"], d["valid_from"], d["valid_to"])
            for d in program.documents(connection, "legal_track")
        )
        return {rule.key: rule for rule in found}

    def due(self, units: tuple[int, ...] = ()) -> list[LegalLine]:
        """Clocks that are late, warned of, or end within a week; the most urgent first."""
        self.session.actor.require(Permission.CASE_READ)
        today, organisation = self.session.today, self.session.organisation
        with self.session.read() as connection:
            tracks = legal.open_tracks(connection, units)
            if not tracks:
                return []
            rules = self.rules(connection)
            rows = {
                row.seq: row for row in case_list.fetch(connection, sorted({one.case_seq for one in tracks}))
            }
        lines = []
        for one in tracks:
            is_free = self.session.rules.free_days(organisation.units[one.unit_id].country)
            discovered = read_day(one.report_values.get("discovered_on"))
            dates = {
                "occurred_at": one.occurred_day,
                "reported_at": one.reported_day,
                "discovered_at": discovered,
            }
            for clock in rules[one.track].clocks:
                state = clock_state(clock, one.values, dates, today, is_free)
                if state.state in ("late", "warned") or (
                    state.days_left is not None and state.days_left <= SOON
                ):
                    lines.append(LegalLine(rows[one.case_seq], rules[one.track], state))
        return sorted(lines, key=lambda line: (line.clock.days_left or 0, line.row.seq))
