"""One window a profile: whoever starts a second one rings at the first, which comes forward instead."""

import logging
import time
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

_LOG = logging.getLogger(__name__)
_COMING = b"coming\n"
_STEP_MS = 20


class Doorbell(QObject):
    """Answers whoever rings. Only for the holder of the profile's instance lock, and only this user may ring."""

    rung = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(_name(folder))  # of a process that was killed: the lock says that nobody listens
        if not self._server.listen(_name(folder)):
            _LOG.warning("a second start cannot bring this window forward: %s", self._server.errorString())

    def _answer(self) -> None:
        caller = self._server.nextPendingConnection()
        caller.disconnected.connect(caller.deleteLater)
        caller.write(_COMING)
        caller.flush()
        caller.disconnectFromServer()
        self.rung.emit()


def ring(folder: Path, within: float = 2.0) -> bool:
    """Whether the window of this profile answers, in another process; blocks for that many seconds at most."""
    caller = QLocalSocket()
    until = time.monotonic() + within
    while time.monotonic() < until:
        if caller.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            caller.connectToServer(_name(folder))
        elif caller.waitForReadyRead(_STEP_MS):
            return caller.readAll().data() == _COMING
        time.sleep(_STEP_MS / 1000)  # the other one may still be starting
    return False


def bring_forward(window: QWidget) -> None:
    if window.windowState() & Qt.WindowState.WindowMinimized:
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()


def _name(folder: Path) -> str:
    """Short, for a socket's path has an end after some hundred characters."""
    return f"crmdesk-{sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"
