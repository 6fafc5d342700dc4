"""Settings of the store, which hold for everybody who works in it; each declared with its default and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kpsdesk.domain.changes import Changes
from kpsdesk.domain.permission import Permission
from kpsdesk.domain.text import clean
from kpsdesk.errors import UserError
from kpsdesk.i18n import N_
from kpsdesk.services.known import LINE, demand_code
from kpsdesk.services.session import DEFAULT_MATRIX, Session
from kpsdesk.store import program


@dataclass(frozen=True, slots=True)
class Preference:
    """One setting; `label` and `help` are msgids, `least` and `most` bound a number, `list` names a code list."""

    key: str
    default: Any
    label: str
    help: str
    least: int = 0
    most: int = 0
    list: str = ""


PREFERENCES: Final[Mapping[str, Preference]] = {
    one.key: one
    for one in (
        Preference(
            "attachment_limit_mb",
            20,
            N_("Largest attachment (MB)"),
            N_("A larger file is refused with an explanation. Attachments lie encrypted in the store."),
            1,
            200,
        ),
        Preference(
            "follow_up_days",
            90,
            N_("Follow up an action after (days)"),
            N_("Counted from the day when the action is done. Each action can have a day of its own."),
            1,
            730,
        ),
        Preference(
            "auto_lock_minutes",
            10,
            N_("Lock after (minutes)"),
            N_("When nobody touches keyboard or mouse, the window locks and asks for the password."),
            1,
            240,
        ),
        Preference(
            "backup_hours",
            4,
            N_("Back up every (hours)"),
            N_("Only when something has changed. Older backups are thinned out by themselves."),
            1,
            168,
        ),
        Preference(
            "backup_folder",
            "",
            N_("Folder for backups"),
            N_("Choose another disk or a network folder. Empty: beside the settings of this computer."),
        ),
        Preference(
            "matrix",
            DEFAULT_MATRIX,
            N_("Risk matrix"),
            N_("New scores use it. A case keeps the matrix that it was scored with."),
        ),
        Preference(
            "patient_word",
            "",
            N_("Word for the person concerned"),
            N_("Empty: the word of each unit's kind of care, such as patient or service user."),
            list="person_word",
        ),
        Preference(
            "feedback_default",
            True,
            N_("Reporters get feedback unless they decline"),
            N_("The tick in the report form is set from the start."),
        ),
    )
}


@dataclass(frozen=True)
class PreferenceService:
    """Reads and changes the settings of the store."""

    session: Session

    def get(self, key: str) -> Any:
        """The value in force. Raises KeyError for a key that is not declared."""
        return self.session.settings.get(key, PREFERENCES[key].default)

    def all(self) -> dict[str, Any]:
        """Every declared setting with its value in force."""
        return {key: self.get(key) for key in PREFERENCES}

    def set(self, key: str, value: Any) -> Changes:
        """Change one; noted in the audit with the value before.

        Raises:
            UserError: a number out of bounds, a text that cannot be kept, a word or matrix that is not on offer.
        """
        self.session.actor.require(Permission.SETTINGS_EDIT)
        wanted = PREFERENCES[key]
        if isinstance(value, str):
            value = clean(value, LINE, field=key)
        if wanted.list:
            demand_code(self.session, wanted.list, value, key)
        if key == "matrix" and value not in {each.code for each in self.session.rules.matrices.values()}:
            raise UserError(N_("There is no such risk matrix."), field=key)
        if wanted.most and not (isinstance(value, int) and wanted.least <= value <= wanted.most):
            raise UserError(
                N_("Choose a number from {least} to {most}."), least=wanted.least, most=wanted.most, field=key
            )
        before = self.get(key)
        with self.session.write() as work:
            program.set_setting(work.connection, key, None if value == wanted.default else value)
            work.note("settings.changed", f"settings:{key}", before=before, after=value)
        return work.changes
