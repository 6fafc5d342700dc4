"""Language, theme and text size of this computer; each shows at once."""

from __future__ import annotations

from typing import Final

from typing_extensions import override

from kpsdesk import i18n
from kpsdesk.i18n import _
from kpsdesk.ui.pages.settings.section import Context, SettingsSection
from kpsdesk.ui.widgets import Card, ChoiceRow, FormRow, InlineNotice

NAMES: Final = (("sv", "Svenska"), ("fi", "Suomi"), ("en", "English"))  # each in its own words
SIZES: Final = (100, 110, 125, 150, 175, 200)  # per cent


class LookSection(SettingsSection):
    """Choices are used and remembered at once."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context, _("Look and language"), _("These choices are for this computer and are used at once.")
        )
        self._look = context.desk.look
        self.language = ChoiceRow(NAMES, _("Language"))
        self.look_choice = ChoiceRow(
            (("light", _("Light")), ("dark", _("Dark")), ("system", _("As the computer"))), _("Theme")
        )
        self.text_size = ChoiceRow([(str(n), _percent(n)) for n in SIZES], _("Text size"))
        card = Card(
            FormRow(_("&Language"), self.language),
            FormRow(_("&Theme"), self.look_choice),
            FormRow(_("Text &size"), self.text_size, _("Everything grows along: text, buttons and tables.")),
            gap=20,
        )
        self.column.addWidget(card)
        if self._look is None:
            self.column.addWidget(InlineNotice(_("The window decides about the look here."), "info"))
        self.column.addStretch(1)
        self.language.chosen.connect(self._speak)
        self.look_choice.chosen.connect(lambda code: self._look.set_theme(code) if self._look else None)
        self.text_size.chosen.connect(
            lambda size: self._look.set_text_size(int(size)) if self._look else None
        )

    @override
    def load(self) -> None:
        """Show what is in use."""
        self.language.set_value(i18n.language())
        if self._look is not None:
            self.look_choice.set_value(self._look.settings.theme)
            size = self._look.settings.text_size
            self.text_size.set_value(str(min(SIZES, key=lambda one: abs(one - size))))
        for widget in (self.language, self.look_choice, self.text_size):
            widget.setEnabled(self._look is not None)

    def _speak(self, language: str) -> None:
        if self._look is not None:
            self._look.set_language(language)


def _percent(size: int) -> str:
    return f"{size} %"
