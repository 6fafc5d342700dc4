"""Language, theme and text size of this computer; each shows at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider
from typing_extensions import override

from kpsdesk import i18n
from kpsdesk.i18n import _
from kpsdesk.ui import theme
from kpsdesk.ui.pages.settings.section import Context, SettingsSection
from kpsdesk.ui.widgets import Card, ChoiceRow, FormRow, InlineNotice, Label, hbox

NAMES: Final = (("sv", "Svenska"), ("fi", "Suomi"), ("en", "English"))  # each in its own words
STEP = 10


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
        self.text_size = QSlider(Qt.Orientation.Horizontal)
        self.text_size.setRange(100 // STEP, 200 // STEP)
        self.text_size.setPageStep(5)
        self.text_size.setMinimumWidth(theme.px(240))
        self.text_size.setAccessibleName(_("Text size"))
        self._percent = Label("", "strong")
        size_row = hbox(self.text_size, self._percent, gap=12)
        size_row.setStretch(0, 1)
        holder = Card(margin=0, role="plain")
        holder.body.addLayout(size_row)
        holder.setFocusProxy(self.text_size)
        card = Card(
            FormRow(_("&Language"), self.language),
            FormRow(_("&Theme"), self.look_choice),
            FormRow(_("Text &size"), holder, _("Everything grows along: text, buttons and tables.")),
            gap=20,
        )
        self.column.addWidget(card)
        if self._look is None:
            self.column.addWidget(InlineNotice(_("The window decides about the look here."), "info"))
        self.column.addStretch(1)
        self.language.chosen.connect(self._speak)
        self.look_choice.chosen.connect(lambda code: self._look.set_theme(code) if self._look else None)
        self.text_size.valueChanged.connect(lambda step: self._percent.setText(f"{step * STEP} %"))
        # text grows when the slider is let go: the page is made anew then
        self.text_size.sliderReleased.connect(self._grow)
        self.text_size.actionTriggered.connect(self._stepped)

    @override
    def load(self) -> None:
        """Show what is in use."""
        self.language.set_value(i18n.language())
        self._percent.setText(f"{self.text_size.value() * STEP} %")
        if self._look is not None:
            self.look_choice.set_value(self._look.settings.theme)
            self.text_size.setValue(self._look.settings.text_size // STEP)
        for widget in (self.language, self.look_choice, self.text_size):
            widget.setEnabled(self._look is not None)

    def _speak(self, language: str) -> None:
        if self._look is not None:
            self._look.set_language(language)

    def _stepped(self, _action: int) -> None:
        if not self.text_size.isSliderDown():
            self.text_size.setValue(self.text_size.sliderPosition())
            self._grow()

    def _grow(self) -> None:
        if self._look is not None:
            self._look.set_text_size(self.text_size.value() * STEP)
