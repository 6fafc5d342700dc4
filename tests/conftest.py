"""What every test stands on: no screen, no network, no silent warning, no window left behind, Swedish."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

import pytest
from typing_extensions import override

from kpsdesk import i18n
from kpsdesk.clock import FixedClock
from kpsdesk.domain.ids import Ids

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kpsdesk.services.everything import Services
    from kpsdesk.services.session import Session
    from kpsdesk.store.engine import Store

RAW_KEY = bytes(range(32))


@pytest.fixture
def clock() -> FixedClock:
    """Friday 20 November 2026, 10 in Stockholm, 11 in Helsinki."""
    return FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _swedish() -> Iterator[None]:
    """Each test begins in Swedish, whatever the one before it chose."""
    i18n.use(i18n.DEFAULT)
    yield
    i18n.use(i18n.DEFAULT)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def log_warnings() -> Iterator[list[logging.LogRecord]]:
    """The warnings and errors logged so far; a test that asks for them may cause some, and judges them."""
    collector = _Collector()
    logger = logging.getLogger("kpsdesk")
    logger.addHandler(collector)
    yield collector.records
    logger.removeHandler(collector)


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the program's log fails the test that did not expect it."""
    if "log_warnings" in request.fixturenames:
        yield
        return
    collector = _Collector()
    logger = logging.getLogger("kpsdesk")
    logger.addHandler(collector)
    yield
    logger.removeHandler(collector)
    told = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in collector.records]
    assert not told, "logged without being expected:\n" + "\n".join(told)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program has no business on the network; sockets within the machine's file system may be used."""

    def guarded(name: str) -> None:
        original = getattr(socket.socket, name)

        def call(self: socket.socket, *arguments: Any) -> Any:
            if self.family != getattr(socket, "AF_UNIX", None):
                raise AssertionError(f"a test reached for the network: {name}{arguments}")
            return original(self, *arguments)

        monkeypatch.setattr(socket.socket, name, call)

    for name in ("connect", "connect_ex", "bind", "sendto"):
        guarded(name)

    def lookup(host: object, *_arguments: object, **_more: object) -> None:
        raise AssertionError(f"a test asked for the address of {host!r}")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def _open_windows() -> list[QWidget]:
    """The top-level widgets that are on the (imagined) screen."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [widget for widget in widgets.QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.fixture(autouse=True)
def _no_garbage_left() -> Iterator[None]:
    """Once a window has been at work, garbage waits for its thread; a test without a window lets none pile up."""
    yield
    garbage = sys.modules.get("kpsdesk.ui.garbage")
    if garbage is not None and not gc.isenabled():
        garbage.sweep()


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    """A window or dialog that a test left open is told, and closed so that the next test is not hurt."""
    before = {id(widget) for widget in _open_windows()}
    yield
    left = [widget for widget in _open_windows() if id(widget) not in before]
    told = [f"{type(widget).__name__} {widget.objectName()!r} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.hide()
        widget.deleteLater()
    if told:
        gc.collect()
    assert not told, "windows left open: " + ", ".join(told)


# -- a store with a unit, for everything above the store


@pytest.fixture(scope="session")
def founded_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one Swedish unit (AVD3) and its manager, made once; tests get copies."""
    from kpsdesk.services.founding import Founding, found
    from kpsdesk.store.engine import Store

    path = tmp_path_factory.mktemp("founded") / "unit.kps"
    store = Store.create(path, RAW_KEY)
    founding = Founding(
        "Äldreomsorg Norr", "Avdelning 3", "AVD3", "SE", "elderly_care", "Anna Berg", "Enhetschef"
    )
    found(store, founding, FixedClock(datetime(2026, 1, 7, 8, tzinfo=UTC)), Ids(Random(1).randbytes))
    store.close()
    return path


@pytest.fixture
def store(founded_store: Path, tmp_path: Path) -> Iterator[Store]:
    """An open copy of the founded store."""
    from kpsdesk.store.engine import Store

    path = tmp_path / "unit.kps"
    shutil.copyfile(founded_store, path)
    opened = Store.open(path, RAW_KEY)
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store, clock: FixedClock) -> Session:
    """The unit manager at work in the founded store; ids come from a seed."""
    from kpsdesk.services.founding import open_session

    return open_session(store, clock, Ids(Random(2).randbytes))


@pytest.fixture
def services(session: Session) -> Services:
    """Every use case over that session."""
    from kpsdesk.services.everything import Services

    return Services(session)
