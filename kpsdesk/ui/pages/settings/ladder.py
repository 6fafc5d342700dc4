"""Who is to know that a case waits, and when: the ladder of reminders, in one form (domain 3.3)."""

from __future__ import annotations

from typing import Any, Final

from kpsdesk.domain.reminders import AT_ONCE, EARLIEST, LATEST, RECEIVERS, SPECIALIST, Ladder, Rung
from kpsdesk.i18n import N_, _
from kpsdesk.ui.pages.settings.section import FormDialog, SettingsSection, Values
from kpsdesk.ui.widgets import FormField

AT_ONCE_WORDS: Final = {
    "level": N_("At once, when the risk level asks for the head of operations"),
    "top_level": N_("At once, at the highest risk level"),
    "serious": N_("At once, when the injury or irregularity is judged as serious"),
}


class LadderDialog(FormDialog):
    """Days and receivers of each step; the banner brings the earlier ones back."""

    def __init__(self, section: SettingsSection, ladder: Ladder) -> None:
        self._page_section, self._old = section, ladder
        note = _(
            "Days are counted from the due date of the next step. No mail is sent: reminders are shown on Today, in the "
            "list of cases, on the case and on paper."
        )
        super().__init__(
            section,
            _("Reminders"),
            _("Save"),
            _fields(section, ladder),
            self._put,
            values=_values(ladder),
            note=note,
            done=self._told,
        )

    def ladder(self) -> Ladder:
        """What the form says; a step without anybody is kept, and reminds nobody."""
        values = self.form.values()
        rungs = tuple(
            Rung(_number(values[f"days{n}"]), _in_order(values[f"who{n}"]))
            for n in range(len(self._old.rungs))
        )
        return Ladder(rungs, {when: _in_order(values[when]) for when in AT_ONCE})

    def _put(self, _values: Values) -> Any:
        return self._page_section.desk.services.reminders.set_ladder(self.ladder())

    def _told(self, _changes: Any) -> None:
        section, before = self._page_section, self._old
        reminders = section.desk.services.reminders

        def undo() -> None:
            section.write(lambda: reminders.set_ladder(before))

        section.context.say(_("The reminders were changed."), _("Undo"), undo, "ok")


def _fields(section: SettingsSection, ladder: Ladder) -> list[FormField]:
    vocabulary = section.desk.session.vocabulary
    receivers = [(who, vocabulary.word("role", who)) for who in RECEIVERS if who != SPECIALIST]
    receivers.append((SPECIALIST, _("Chief medical officer or the like")))
    fields = []
    for n in range(len(ladder.rungs)):
        label = _("Reminder {n}: days").format(n=n + 1)
        help_text = _("After the due date; with a minus sign before it.") if n == 0 else ""
        fields.append(
            FormField(f"days{n}", "number", label, help_text, least=EARLIEST, most=LATEST, required=True)
        )
        fields.append(
            FormField(
                f"who{n}", "multi", _("Reminder {n}: who is to know").format(n=n + 1), choices=receivers
            )
        )
    return fields + [FormField(when, "multi", _(AT_ONCE_WORDS[when]), choices=receivers) for when in AT_ONCE]


def _values(ladder: Ladder) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for n, rung in enumerate(ladder.rungs):
        values |= {f"days{n}": rung.days, f"who{n}": frozenset(rung.who)}
    return values | {when: frozenset(ladder.at_once.get(when, ())) for when in AT_ONCE}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _in_order(codes: object) -> tuple[str, ...]:
    chosen = codes if isinstance(codes, frozenset) else frozenset()
    return tuple(who for who in RECEIVERS if who in chosen)
