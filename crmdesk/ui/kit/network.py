"""What the system says of the network. Silent where it says nothing: containers, and systems without such a service."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_Reachability = QNetworkInformation.Reachability


class Network(QObject):
    reachable_changed = Signal(bool)

    def __init__(self, server_is_local: Callable[[], bool], parent: QObject | None = None) -> None:
        """`server_is_local`: whether the server is this computer's own, which needs no network."""
        super().__init__(parent)
        self._server_is_local = server_is_local
        self._reachable = True
        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            return
        system = QNetworkInformation.instance()
        system.reachabilityChanged.connect(self.hear)
        self.hear(system.reachability())

    @property
    def reachable(self) -> bool:
        return self._reachable

    def hear(self, said: QNetworkInformation.Reachability) -> None:
        """A network without the internet may hold the server, so that only having none at all counts."""
        reachable = said != _Reachability.Disconnected or self._server_is_local()
        if reachable != self._reachable:
            self._reachable = reachable
            self.reachable_changed.emit(reachable)
