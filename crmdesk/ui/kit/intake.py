"""Changes gathered until a screen takes them up: what a person did here at once, what a sync brings at most twice a
second, for a download announces every page."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crmdesk.domain.changes import Changes
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.tasks import Tasks

_REST_MS = 500


class Intake(QObject):
    def __init__(
        self,
        feed: Feed,
        take_up: Callable[[Changes], Coroutine[Any, Any, None]],
        tasks: Tasks,
        parent: QObject,
        rest_ms: int = _REST_MS,
    ) -> None:
        super().__init__(parent)
        self._take_up = take_up
        self._tasks = tasks
        self._due = Changes()
        self._is_urgent = False
        self._is_taking = False
        self._is_closed = False
        self.rest = QTimer(self, singleShot=True, interval=rest_ms)
        """Runs after changes of a sync were taken up."""
        self.rest.timeout.connect(self._begin)
        feed.changed.connect(self._on_changed)
        feed.edited.connect(self._on_edited)

    def close(self) -> None:
        """Take up nothing more. No timer is left running: whoever is collected with one may be so in another thread."""
        self._is_closed = True
        self.rest.stop()

    def _on_changed(self, changes: Changes) -> None:
        self._due |= changes
        self._begin()

    def _on_edited(self) -> None:
        """Follows the changes that it tells of."""
        self._is_urgent = True
        self._begin()

    def _begin(self) -> None:
        if self._is_wanted() and not self._is_taking:
            self._is_taking = True
            self._tasks.start(self._take())

    def _is_wanted(self) -> bool:
        return bool(self._due) and not self._is_closed and (self._is_urgent or not self.rest.isActive())

    async def _take(self) -> None:
        """What comes meanwhile is taken up together afterwards."""
        try:
            while self._is_wanted():
                changes, self._due = self._due, Changes()
                by_person, self._is_urgent = self._is_urgent, False
                await self._take_up(changes)
                if not by_person and not self._is_closed:
                    self.rest.start()
        finally:
            self._is_taking = False
