"""The clocks of the law over all cases: what is due, soon or already (domain 3.4-3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
        today = self.session.today
        with self.session.read() as connection:
            tracks = legal.open_tracks(connection, units)
            if not tracks:
                return []
            rules = self.rules(connection)
            found = [
                (one.case_seq, rules[one.track], state)
                for one in tracks
                for state in self._urgent(one, rules[one.track], today)
            ]
            seqs = sorted({seq for seq, _rule, _state in found})
            rows = {row.seq: row for row in case_list.fetch(connection, seqs)}
        lines = [LegalLine(rows[seq], rule, state) for seq, rule, state in found]
        return sorted(lines, key=lambda line: (line.clock.days_left or 0, line.row.seq))

    def _urgent(self, track: legal.OpenTrack, rule: TrackRule, today: date) -> list[ClockState]:
        """The clocks of one track that are late, warned of, or end within a week."""
        is_free = self.session.rules.free_days(self.session.organisation.units[track.unit_id].country)
        dates = {
            "occurred_at": track.occurred_day,
            "reported_at": track.reported_day,
            "discovered_at": read_day(track.report_values.get("discovered_on")),
        }
        states = (clock_state(clock, track.values, dates, today, is_free) for clock in rule.clocks)
        return [
            state
            for state in states
            if state.state in ("late", "warned") or (state.days_left is not None and state.days_left <= SOON)
        ]
