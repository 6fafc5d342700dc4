"""Language, theme and text size of this computer: read at the start, changed at any time, remembered in the profile."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from kpsdesk import i18n, settings
from kpsdesk.settings import Settings
from kpsdesk.ui import theme

log = logging.getLogger("kpsdesk.ui.look")

_TERRITORY = {"sv": "sv_SE", "fi": "fi_FI", "en": "en_GB"}


class Look(QObject):
    """How the window speaks and looks.

    Signals:
        worded: language or text size changed; whoever shows words makes itself anew. The theme changes by itself.
    """

    worded = Signal()

    def __init__(
        self, app: QApplication, profile: Path, language: str | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._profile = profile
        self._given = language  # by --lang: for this run, not remembered
        self._settings = settings.load(profile)
        self._translator: QTranslator | None = None
        self._speak()
        self._dress()

    @property
    def settings(self) -> Settings:
        """What is remembered."""
        return self._settings

    @property
    def language(self) -> str:
        """The language in use."""
        return i18n.language()

    def set_language(self, language: str) -> None:
        """Speak another language from now on."""
        self._given = None
        self.remember(language=language)
        if language != i18n.language():
            self._speak()
            self.worded.emit()

    def set_theme(self, choice: str) -> None:
        """Light, dark, or as the system has it."""
        self.remember(theme=choice)
        self._dress()

    def set_text_size(self, percent: int) -> None:
        """Text from 100 to 200 per cent."""
        if percent != self._settings.text_size:
            self.remember(text_size=percent)
            self._dress()
            self.worded.emit()

    def remember(self, **changed: object) -> None:
        """Write choices to the profile; a profile that cannot be written to costs the memory, not the choice."""
        before, self._settings = self._settings, replace(self._settings, **changed)  # type: ignore[arg-type]
        if self._settings != before:
            try:
                settings.save(self._profile, self._settings)
            except OSError:
                log.warning("The settings could not be written")

    def _speak(self) -> None:
        language = self._given or self._settings.language or i18n.DEFAULT
        i18n.use(language)
        QLocale.setDefault(QLocale(_TERRITORY[i18n.language()]))
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        if language != "en":  # Qt's own dialogs are in English without help
            translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if translator.load(f"qtbase_{language}", folder):
                self._app.installTranslator(translator)
                self._translator = translator

    def _dress(self) -> None:
        choice = self._settings.theme if self._settings.theme in ("light", "dark") else "system"
        theme.apply(self._app, cast("theme.Choice", choice), self._settings.text_size / 100)
