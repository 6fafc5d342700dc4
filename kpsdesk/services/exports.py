"""Cases out of the store, whole (json) or as a sheet (csv, xlsx), so that anyone can count again what the program says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from kpsdesk.clock import local_time
from kpsdesk.domain.permission import Permission
from kpsdesk.errors import UserError
from kpsdesk.exchange import out
from kpsdesk.exchange.headings import field_of
from kpsdesk.exchange.notes import Note
from kpsdesk.i18n import N_, _, language
from kpsdesk.services.session import Session
from kpsdesk.store import case_files, export_rows

# What the export copies as it stands in the case's row and report.
COPIED: Final = (
    "event_type",
    "subcategory",
    "severity_actual",
    "severity_potential",
    "probability",
    "matrix",
    "score",
    "level",
    "harm",
    "anonymity",
    "title",
    "description",
    "suggestion",
    "went_well",
    "immediate_text",
)
Local = Callable[[datetime | None], str | None]
FORMATS: Final = ("json", "csv", "xlsx")
OUR_NUMBER: Final = re.compile(r"\d{4}-\d{6}")
# Headings are those that `import cases` reads, so that what goes out can come in elsewhere.
SHEET: Final = (
    ("number", N_("Case number"), 15),
    ("reference", N_("Reference number"), 15),
    ("unit", N_("Unit"), 24),
    ("area", N_("Area"), 20),
    ("kind", N_("Kind"), 16),
    ("event_type", N_("Event type"), 22),
    ("occurred", N_("Date of event"), 12),
    ("reported", N_("Reported"), 12),
    ("status", N_("Status"), 16),
    ("owner", N_("Responsible"), 20),
    ("handler", N_("Handler"), 20),
    ("closed", N_("Closed"), 12),
    ("harm", N_("Harm"), 22),
    ("level", N_("Risk level"), 12),
    ("score", N_("Risk score"), 8),
    ("next_step", N_("Next step"), 16),
    ("due", N_("Due"), 12),
    ("place", N_("Place"), 20),
    ("description", N_("Description"), 60),
    ("immediate", N_("Immediate action"), 40),
    ("suggestion", N_("Proposal"), 40),
    ("factors", N_("Contributing factors"), 40),
    ("decision", N_("Decision"), 40),
)


@dataclass(frozen=True)
class ExportService:
    """Writes files of cases. Patients' references and hidden reporters are in none of them."""

    session: Session

    def write(self, path: Path, case_ids: Sequence[str] | None = None, fmt: str = "") -> tuple[Note, ...]:
        """Write all cases, or some; the format by the ending. What had to be cut in a sheet is returned.

        Raises:
            UserError: no known format.
            OutsideError: the disk or the folder is in the way; an older file is left as it was.
        """
        self.session.actor.require(Permission.CASE_EXPORT)
        fmt = fmt or path.suffix.lstrip(".").lower()
        if fmt not in FORMATS:
            raise UserError(N_("Choose a file name that ends with .json, .csv or .xlsx."), field="output")
        notes: tuple[Note, ...] = ()
        columns = [out.Column(_(heading), width) for _key, heading, width in SHEET]
        if fmt == "json":
            out.write_json(path, "cases", self.items(case_ids))
        elif fmt == "csv":
            out.write_csv(path, columns, self._lines(case_ids), language())
        else:
            notes = out.write_xlsx(path, columns, self._lines(case_ids), _("Cases"))
        with self.session.write() as work:
            count = len(case_ids) if case_ids is not None else None
            work.note("cases.exported", "store:", format=fmt, cases=count)
        return notes

    def items(self, case_ids: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Each case as plain data, histories included; instants carry the unit's own UTC offset."""
        self.session.actor.require(Permission.CASE_EXPORT)
        with self.session.read() as connection:
            for batch in export_rows.batches(connection, self._keys(connection, case_ids)):
                for head, rows in batch:
                    yield self._item(head, rows)

    def _keys(self, connection: Any, case_ids: Sequence[str] | None) -> list[int] | None:
        if case_ids is None:
            return None
        found = (case_files.seq_of(connection, case_id) for case_id in case_ids)
        return [seq for seq in found if seq is not None]

    def _item(self, head: dict[str, Any], rows: export_rows.CaseRows) -> dict[str, Any]:
        organisation = self.session.organisation
        at = self._local(rows)
        return (
            {
                "id": head["id"],
                "number": head["number"],
                "kind": head["kind"],
                "kind_history": [
                    {"kind": k["kind"], "at": at(k["at"])} for k in rows.get("kind_history", ())
                ],
                "unit": organisation.units[head["unit_id"]].code,
                "area": organisation.areas[head["area_id"]].code,
                "reported_at": at(head["reported_at"]),
                "occurred_at": _day(head["occurred_day"]),
                "status": head["status"],
                "owner_history": [self._owner(one, at) for one in rows.get("owner_history", ())],
                "status_history": [
                    {"status": s["status"], "at": at(s["at"])} for s in rows.get("status_history", ())
                ],
                "steps": _steps(rows, at),
            }
            | {key: head[key] for key in COPIED}
            | self._work(head, rows, at)
        )

    def _work(self, head: dict[str, Any], rows: export_rows.CaseRows, at: Local) -> dict[str, Any]:
        return {
            "closed_on": _day(head["closed_day"]),
            "report": head["values"] or {},
            "unknown": head["unknown"] or {},
            "values": {v["key"]: v["value"] for v in rows.get("case_values", ())},
            "causes": [
                {"text": c["text"], "factor": c["factor"]}
                for c in rows.get("causes", ())
                if not c["removed_at"]
            ],
            "actions": [self._action(a, rows, at) for a in rows.get("actions", ())],
            "feedback": [
                {"at": at(f["at"]), "text": f["text"], "no_feedback_reason": f["no_feedback_reason"]}
                for f in rows.get("feedback", ())
            ],
            "legal_tracks": [
                {"track": one["track"], "state": one["state"], "values": one["values"] or {}}
                for one in rows.get("legal_tracks", ())
            ],
        }

    def _local(self, rows: export_rows.CaseRows) -> Local:
        """Instants in the time of the unit that owned the case then, so that their date is the day that was counted."""
        units = self.session.organisation.units
        since = [(row["from_at"], units[row["unit_id"]].country) for row in rows.get("owner_history", ())]

        def at(instant: datetime | None) -> str | None:
            if instant is None:
                return None
            country = next((c for start, c in reversed(since) if start <= instant), since[0][1])
            return local_time(instant, country).isoformat(timespec="milliseconds")

        return at

    def _owner(self, row: dict[str, Any], at: Local) -> dict[str, Any]:
        organisation = self.session.organisation
        manager = organisation.persons.get(row["manager_id"])
        return {
            "manager": manager.uid if manager else None,
            "unit": organisation.units[row["unit_id"]].code,
            "area": organisation.areas[row["area_id"]].code,
            "from": at(row["from_at"]),
            "to": at(row["to_at"]),
        }

    def _action(self, row: dict[str, Any], rows: export_rows.CaseRows, at: Local) -> dict[str, Any]:
        """An action with how it stood over time; one taken away too, since it may have been late before."""
        history = [
            {
                "at": at(one["at"]),
                "status": one["status"],
                "due": _day(one["due"]),
                "follow_up_due": _day(one["follow_up_due"]),
                "effect": one["effect"],
            }
            for one in rows.get("action_history", ())
            if one["action_id"] == row["id"]
        ]
        owner = self.session.organisation.persons.get(row["owner_id"])
        kept = (
            "text",
            "type",
            "strength",
            "level",
            "status",
            "reason",
            "measure",
            "effect",
            "evidence",
            "origin",
        )
        days = ("due", "done_day", "follow_up_due", "followed_up_day")
        told = {"id": row["id"], "owner": owner.uid if owner else None} | {key: row[key] for key in kept}
        told |= {key: _day(row[key]) for key in days} | {"history": history}
        return told | ({"status": "removed"} if row["removed_at"] else {})

    def _lines(self, case_ids: Sequence[str] | None) -> Iterator[list[out.Value]]:
        word, organisation = self.session.vocabulary.word, self.session.organisation
        with self.session.read() as connection:
            for batch in export_rows.batches(connection, self._keys(connection, case_ids)):
                for head, rows in batch:
                    values = {v["key"]: v["value"] for v in rows.get("case_values", ())}
                    immediate = (head["values"] or {}).get("immediate_actions") or []
                    told = [word("immediate_action", code) for code in immediate] + [
                        head["immediate_text"] or ""
                    ]
                    line: dict[str, out.Value] = {
                        "number": head["number"],
                        "reference": _reference(head["unknown"] or {}),
                        "unit": organisation.units[head["unit_id"]].on(head["reported_day"]).name,
                        "area": organisation.areas[head["area_id"]].name,
                        "kind": word("kind", head["kind"]),
                        "event_type": word("event_type", head["subcategory"] or head["event_type"]),
                        "occurred": head["occurred_day"],
                        "reported": head["reported_day"],
                        "status": word("status", head["status"]),
                        "owner": organisation.name_of(head["owner_id"]),
                        "handler": organisation.name_of(head["handler_id"]),
                        "closed": head["closed_day"],
                        "harm": word("harm", head["harm"]),
                        "level": self._level(head),
                        "score": head["score"],
                        "next_step": word("step", head["next_step"]),
                        "due": head["next_due"],
                        "place": word("place", values.get("place") or (head["values"] or {}).get("place")),
                        "description": head["description"],
                        "immediate": "; ".join(part for part in told if part),
                        "suggestion": head["suggestion"] or "",
                        "factors": "; ".join(word("factor", code) for code in _factors(rows, values)),
                        "decision": values.get("decision_text") or "",
                    }
                    yield [line[key] for key, _heading, _width in SHEET]

    def _level(self, head: dict[str, Any]) -> str:
        matrix = self.session.rules.matrices.get(head["matrix"] or "")
        return str(matrix.level(head["level"]).text) if matrix and head["level"] else ""


def _factors(rows: export_rows.CaseRows, values: dict[str, Any]) -> list[str]:
    """The factors ticked on the case, then those that only a cause names."""
    of_causes = [c["factor"] for c in rows.get("causes", ()) if c["factor"] and not c["removed_at"]]
    return list(dict.fromkeys([*(values.get("factors") or ()), *of_causes]))


def _reference(unknown: dict[str, str]) -> str:
    """The number that an imported case had where it came from, rather than one of a store like this on the way."""
    found = [text for heading, text in unknown.items() if field_of(heading) == "number"]
    return min(found, key=lambda text: bool(OUR_NUMBER.fullmatch(text)), default="")


def _steps(rows: export_rows.CaseRows, at: Local) -> list[dict[str, Any]]:
    dues: dict[int, list[dict[str, Any]]] = {}
    for row in rows.get("due_history", ()):
        one = {"due": _day(row["due"]), "set_at": at(row["set_at"]), "reason": row["reason"]}
        dues.setdefault(row["step_n"], []).append(one)
    return [
        {"step": row["step"], "done_at": at(row["done_at"]), "due_history": dues.get(row["n"], [])}
        for row in rows.get("steps", ())
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
