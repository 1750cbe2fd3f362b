"""Changes as signals: operations and the engine announce, every screen looks whether it is concerned."""

from PySide6.QtCore import QObject, Signal

from crmdesk.domain.changes import Changes


class Feed(QObject):
    changed = Signal(object)
    """Changes, whoever made them."""
    edited = Signal()
    """A person changed something here: it is to be sent soon."""

    def announce(self, changes: Changes) -> None:
        """What the engine or another process changed."""
        if changes:
            self.changed.emit(changes)

    def announce_edit(self, changes: Changes) -> None:
        """What a person changed in this window."""
        if changes:
            self.changed.emit(changes)
            self.edited.emit()
