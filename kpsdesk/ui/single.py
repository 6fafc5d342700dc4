"""One window for each store: a lock beside the store, and a local socket by which a second start raises the first window."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_RAISE: Final = b"raise\n"
_WAIT_MS: Final = 1_000


class OneWindow(QObject):
    """Held by the window that has a store. `called`: another start wants this window to come forward."""

    called = Signal()

    def __init__(self, store: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._lock = QLockFile(str(store.with_name(store.name + ".lock")))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, not after a time
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Whether the store's window is ours now. A folder that takes no lock file cannot have two windows either way."""
        if self._lock.isLocked():
            return True
        self.store.parent.mkdir(parents=True, exist_ok=True)
        return self._lock.tryLock(0) or self._lock.error() == QLockFile.LockError.PermissionError

    def holder(self) -> str:
        """The computer on which the other window is, or ""."""
        _pid, computer, _program = self._lock.getLockInfo()
        return str(computer)

    def listen(self) -> None:
        """Be ready to be called, from now on."""
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer  # not before the first paint

        name = self._name()
        QLocalServer.removeServer(
            name
        )  # left by a run that was killed; the lock says that nobody else listens
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(name)

    def call(self) -> bool:
        """Ask the window that has the store to come forward; False if it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(_RAISE)
        answered = socket.waitForReadyRead(_WAIT_MS)
        socket.disconnectFromServer()
        return answered

    def release(self) -> None:
        """The window is gone."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _answer(self) -> None:
        if self._server is None:
            return
        socket = self._server.nextPendingConnection()
        socket.write(b"ok\n")
        socket.flush()
        socket.disconnected.connect(socket.deleteLater)
        self.called.emit()

    def _name(self) -> str:
        digest = hashlib.sha256(str(self.store.absolute()).encode()).hexdigest()
        return f"kpsdesk-{digest[:24]}"
