"""What the settings do with the password, the recovery code and a backup, on a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpsdesk.clock import FixedClock
from kpsdesk.services.everything import Services
from kpsdesk.services.vault import Vault
from kpsdesk.store.engine import Store
from kpsdesk.ui.pages.settings.security import CodeDialog, SecretDialog
from tests.ui.settings_bench import Stage, let_go, report


@pytest.fixture
def locked_stage(
    qtbot: QtBot, qapp: QApplication, clock: FixedClock, tmp_path: Path
) -> Iterator[tuple[Stage, Store]]:
    """A store with a password of its own."""
    from kpsdesk.domain.ids import Ids
    from kpsdesk.services.founding import Founding, found
    from kpsdesk.store import keys

    vault = Vault(clock, cost=keys.Cost(1, 8192))
    store = vault.create_store(tmp_path / "own.kps", "en lång hemlig mening").opened.store
    session = found(
        store, Founding("Norr", "Avdelning 3", "AVD3", "SE", "elderly_care", "Anna"), clock, Ids()
    )
    made = Stage(Services(session), qapp, tmp_path / "profile")
    made.page.context.__dict__["vault"] = vault
    qtbot.addWidget(made.page)
    made.page.resize(1100, 760)
    made.page.show()
    yield made, store
    let_go(made.page)
    made.page.close()
    assert made.tasks.drain()
    store.close()
    assert made.errors == []


def _secret(stage: Stage, qtbot: QtBot, old: str, new: str = "") -> None:
    dialog = stage.dialog()
    assert isinstance(dialog, SecretDialog)
    dialog.old.setText(old)
    dialog.first.setText(new)
    dialog.again.setText(new)
    dialog.main_button.click()
    stage.settle(qtbot)


def test_the_password_is_changed_and_a_wrong_one_told_at_its_field(
    locked_stage: tuple[Stage, Store], qtbot: QtBot
) -> None:
    stage, store = locked_stage
    stage.page.shown({"section": "security"})
    section: Any = stage.page.section()
    section.password_button.click()
    _secret(stage, qtbot, "fel", "en helt ny lång mening")
    assert stage.dialog().old_row.error()

    _secret(stage, qtbot, "en lång hemlig mening", "en helt ny lång mening")

    assert stage.page.context.vault is not None
    stage.page.context.vault.verify(store.path, "en helt ny lång mening")


def test_a_new_recovery_code_is_shown_once(locked_stage: tuple[Stage, Store], qtbot: QtBot) -> None:
    stage, _store = locked_stage
    stage.page.shown({"section": "security"})
    section: Any = stage.page.section()
    section.code_button.click()
    _secret(stage, qtbot, "en lång hemlig mening")
    shown = stage.dialog()
    assert isinstance(shown, CodeDialog)
    assert "-" in shown.code.label.text()
    assert not shown.main_button.isEnabled()

    shown.reject()
    assert shown.isVisible()  # Esc by mistake: it says that the code is not shown again
    assert "visas inte igen" in shown.notice.text()
    shown.code.saved.setChecked(True)
    shown.main_button.click()
    assert not shown.isVisible()


def test_restoring_shows_what_would_be_lost_before_it_is_asked_for(
    locked_stage: tuple[Stage, Store], qtbot: QtBot
) -> None:
    stage, _store = locked_stage
    stage.page.shown({"section": "backups"})
    stage.settle(qtbot)
    section: Any = stage.page.section()
    section.now_button.click()
    qtbot.waitUntil(lambda: len(section.table.rows()) == 1, timeout=5000)
    report(stage.desk.services)
    asked: list[tuple[Path, str]] = []
    stage.page.restore_requested.connect(lambda path, secret: asked.append((path, secret)))

    section.restore_button.click()
    _secret(stage, qtbot, "en lång hemlig mening")
    assert asked == []
    stage.dialog().main_button.click()

    assert asked == [(section.table.rows()[0].path, "en lång hemlig mening")]
