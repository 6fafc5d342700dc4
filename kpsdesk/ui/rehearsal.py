"""For the self-test: every page is shown once, in each language, without anybody looking."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication

from kpsdesk.clock import Clock
from kpsdesk.i18n import LANGUAGES
from kpsdesk.services.vault import Opened, Vault
from kpsdesk.ui.look import Look
from kpsdesk.ui.pages import PAGES
from kpsdesk.ui.shell import Shell
from kpsdesk.ui.workplace import Setting, Where, Workplace

LONGEST_MS = 10_000


def rehearse(app: QApplication, profile: Path, opened: Opened, clock: Clock) -> list[str]:
    """Show each page in each language and wait until it has what it asked for; the pages shown, as `page-language`.

    Raises:
        RuntimeError: a page was empty, or did not come to rest.
    """
    look = Look(app, profile)
    shown: list[str] = []
    for language in LANGUAGES:
        look.set_language(language)
        shell = Shell()
        work = Workplace(opened, Setting(profile, clock, look, Vault(clock)))
        shell.show_view(work.window)
        shell.show()
        for spec in PAGES:
            if spec.there:
                work.begin(Where(spec.key))
                _settle(app, work)
                if work.window.current() != spec.key or shell.grab().toImage().allGray():
                    raise RuntimeError(f"{spec.key} was not shown")
                shown.append(f"{spec.key}-{language}")
        work.upkeep.stop()
        _settle(app, work)
        work.tasks.drain()
        shell.close()
        shell.deleteLater()
    opened.store.close()
    return shown


def _settle(app: QApplication, work: Workplace) -> None:
    """Let the background answer; this is no window that anybody waits at, so the events may be pumped here."""
    timer = QElapsedTimer()
    timer.start()
    app.processEvents()
    while not work.tasks.idle():
        app.processEvents()
        if timer.elapsed() > LONGEST_MS:
            raise RuntimeError("a page does not come to rest")
    app.processEvents()
