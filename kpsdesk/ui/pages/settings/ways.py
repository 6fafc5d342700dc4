"""Settings of the store that everybody in it shares: numbers, words, what is ticked from the start."""

from __future__ import annotations

from typing import Any, Final

from typing_extensions import override

from kpsdesk.i18n import _
from kpsdesk.services.preferences import PREFERENCES, Preference
from kpsdesk.ui.pages.settings.section import Context, SettingsSection, save_button, toolbar
from kpsdesk.ui.widgets import Card, DeclaredForm, FormField

KEYS: Final = ("feedback_default", "patient_word", "follow_up_days", "attachment_limit_mb")


def preference_field(one: Preference, choices: list[tuple[str, str]]) -> FormField:
    """The question that a setting is asked by."""
    if isinstance(one.default, bool):
        return FormField(one.key, "check", _(one.label), _(one.help))
    if one.most:
        return FormField(
            one.key, "number", _(one.label), _(one.help), least=one.least, most=one.most, required=True
        )
    return FormField(
        one.key,
        "choice",
        _(one.label),
        _(one.help),
        choices=choices,
        none_text=_("As each unit's kind of care"),
    )


class PreferenceSection(SettingsSection):
    """A form over some settings, saved together; for subclasses and by itself."""

    nouns = ("settings",)
    keys: tuple[str, ...] = KEYS

    def make_form(self) -> DeclaredForm:
        """The form over `keys`."""
        vocabulary = self.desk.session.vocabulary
        fields = [
            preference_field(PREFERENCES[k], vocabulary.choices(PREFERENCES[k].list)) for k in self.keys
        ]
        self.form = DeclaredForm(fields, lambda: self.desk.session.today)
        return self.form

    @override
    def load(self) -> None:
        kept = self.desk.services.preferences
        self.form.set_values({key: kept.get(key) or None for key in self.keys})

    def save(self) -> None:
        """Write what differs; the banner takes it back."""
        if not self.form.check():
            return
        kept = self.desk.services.preferences
        values = {key: self._plain(key, value) for key, value in self.form.values().items()}
        before = {key: kept.get(key) for key in values}
        changed = {key: value for key, value in values.items() if value != before[key]}
        if not changed:
            self.context.say(_("Nothing was changed."), "", None, "info")
            return

        def put(chosen: dict[str, Any]) -> Any:
            changes = [kept.set(key, value) for key, value in chosen.items()]
            return type(changes[0]).all(changes)

        def undo() -> None:
            self.write(lambda: put({key: before[key] for key in changed}))

        self.write(lambda: put(changed), lambda _more: self.context.say(_("Saved."), _("Undo"), undo, "ok"))

    @staticmethod
    def _plain(key: str, value: Any) -> Any:
        return "" if value is None and isinstance(PREFERENCES[key].default, str) else value


class WaysSection(PreferenceSection):
    """Feedback, words, follow-up, attachments."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, _("Ways of working"), _("These hold for everybody who works in this store.")
        )
        self.put(Card(self.make_form()), toolbar([save_button(self.save)]))
        self.column.addStretch(1)
