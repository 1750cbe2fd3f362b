"""The parts of a list's head: a chip for a view, and the search field with its key."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look

_CHIP_HEIGHT = 24
_CHIP_PADDING = 12
_CAP_HEIGHT = 18
_CAP_PADDING = 5
_GAP = 8


def cap_width(text: str, look: Look) -> int:
    return max(QFontMetrics(font(look.family, "caption")).horizontalAdvance(text) + 2 * _CAP_PADDING, _CAP_HEIGHT)


def paint_cap(painter: QPainter, right: int, middle: int, text: str, look: Look, roles: tuple[str, str]) -> None:
    """A key cap that ends at `right`; `roles` of its text and its line."""
    width = cap_width(text, look)
    place = QRect(right - width, middle - _CAP_HEIGHT // 2, width, _CAP_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.theme.colour(roles[1]), 1))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(font(look.family, "caption"))
    painter.setPen(look.theme.colour(roles[0]))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class Chip(QAbstractButton):
    """A view of a list, with how many records it holds."""

    def __init__(self, text: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = ""
        self._shows_count = True
        self._plain = font(look.family)
        self._strong = font(look.family, weight=QFont.Weight.Medium)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_count(self, count: str) -> None:
        self._count = count
        self.setAccessibleName(f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    def let_count(self, *, shown: bool) -> None:
        """Whether there is room for it."""
        if shown != self._shows_count:
            self._shows_count = shown
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._strong).horizontalAdvance(self.text())
        number = QFontMetrics(self._plain).horizontalAdvance(self._count) if self._shows_count else 0
        return QSize(2 * _CHIP_PADDING + words + (_GAP - 2 + number if number else 0), _CHIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection" if self.isChecked() else "hover"))
            painter.drawRoundedRect(whole, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(whole, _CHIP_HEIGHT / 2, _CHIP_HEIGHT / 2)
        inside = self.rect().adjusted(_CHIP_PADDING, 0, -_CHIP_PADDING, 0)
        painter.setFont(self._strong if self.isChecked() else self._plain)
        painter.setPen(theme.colour("text" if self.isChecked() else "text_2"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._shows_count:
            painter.setFont(self._plain)
            painter.setPen(theme.colour("text_2" if self.isChecked() else "muted"))
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._count)
        painter.end()

    def enterEvent(self, event: QEvent) -> None:
        self.update()
        super().enterEvent(event)  # type: ignore[arg-type] # as above

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)


class SearchField(QLineEdit):
    """With its key at the right while nothing is typed."""

    left = Signal()
    """Esc, or arrow down: back to the list. Esc empties the field before."""

    def __init__(self, key: str, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._look = look
        self.addAction(look.icons.icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or self.hasFocus():
            return
        painter = QPainter(self)
        paint_cap(
            painter, self.width() - 7, self.rect().center().y() + 1, self._key, self._look, ("muted", "line_strong")
        )
        painter.end()
