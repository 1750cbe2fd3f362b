"""A button that shows its key in a cap (tokens 7)."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look

_CAP_HEIGHT = 18
_CAP_PADDING = 6
_GAP = 8
_EDGE = 12
_RADIUS = 4


class KeyButton(QPushButton):
    """`key` is the shortcut as Qt writes it; whoever owns the window listens for it."""

    def __init__(
        self, text: str, key: str, look: Look, name: str, parent: QWidget | None = None, *, kind: str = "primary"
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self._cap_role = "on_accent" if kind == "primary" else "muted"
        self.setProperty("key", "true")
        self.setObjectName(name)
        self._look = look
        self._shows_key = True
        self._key = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "⏎")
        self._cap_font = font(look.family, "caption")

    def show_key(self, *, shown: bool) -> None:
        """Where there is little room, the cap goes first."""
        if shown != self._shows_key:
            self._shows_key = shown
            self.setProperty("key", "true" if shown else "false")
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()

    def _cap_width(self) -> int:
        return QFontMetrics(self._cap_font).horizontalAdvance(self._key) + 2 * _CAP_PADDING

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the style sheet's weight makes the words wider
        return super().sizeHint() + QSize(self._cap_width() + _GAP if self._shows_key else 0, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cap stands in the room that the style sheet's padding would leave; the words move to the left of it."""
        super().paintEvent(event)
        if not self._shows_key:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._cap_width()
        cap = QRectF(self.width() - _EDGE - width, (self.height() - _CAP_HEIGHT) / 2, width, _CAP_HEIGHT)
        colour = self._look.theme.colour(self._cap_role if self.isEnabled() else "muted")
        painter.setOpacity(0.8)
        painter.setPen(QPen(colour, 1))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.setFont(self._cap_font)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()
