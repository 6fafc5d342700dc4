"""A reporter who types until the program is killed: python report_writer.py STORE. Each word is printed when typed."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kpsdesk.clock import SystemClock
from kpsdesk.services.everything import Services
from kpsdesk.services.founding import open_session
from kpsdesk.store.engine import Store
from kpsdesk.ui.desk import Desk
from kpsdesk.ui.pages.report.page import ReportPage
from kpsdesk.ui.tasks import Tasks
from tests.conftest import RAW_KEY


def main(path: Path) -> None:
    """Type a word every 100 ms."""
    app = QApplication([])
    store = Store.open(path, RAW_KEY)
    tasks = Tasks()
    page = ReportPage(Desk(Services(open_session(store, SystemClock())), tasks))
    page.show()
    page.shown({})
    page.form.kind.tiles.button("near_miss").click()
    numbers = count(1)

    def type_on() -> None:
        page.form.story.text.field.insertPlainText(f"ord{next(numbers)} ")
        sys.stdout.write(page.form.story.text.text().strip() + "\n")
        sys.stdout.flush()

    timer = QTimer()
    timer.timeout.connect(type_on)
    timer.start(100)
    app.exec()
    tasks.drain()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
