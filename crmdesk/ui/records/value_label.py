"""A value of the card at rest: text or tags, reached by Tab; a click, Enter, E or F2 asks to edit it."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from crmdesk.ui.kit.fonts import font, tight
from crmdesk.ui.kit.look import Look

_FADE_MS = 1200
_RADIUS = 6
_TAG_HEIGHT, _TAG_PADDING, _TAG_GAP, _TAG_RADIUS = 20, 6, 4, 4
_LEFT, _TOP = 4, 4
"""Of the tags: where a text would begin, in a row as high as one line of it."""


_LONG = re.compile(r"\S{25,}")
_PARTS = re.compile(r"[^\W_]+[\W_]*|[\W_]+")
_FITS = 24
"""Letters, in a line of the narrowest card."""
_BREAK = "\N{ZERO WIDTH SPACE}"


def _breakable(word: re.Match[str]) -> str:
    """A word wider than a line goes on in the next one: after a sign if it has one, else anywhere."""
    return _BREAK.join(part if len(part) <= _FITS else _BREAK.join(part) for part in _PARTS.findall(word[0]))


class ValueLabel(QLabel):
    asked = Signal()

    def __init__(self, look: Look, *, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tags: Sequence[str] = ()
        self._tag_font = font(look.family, "small")
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_FADE_MS)
        self._fade.valueChanged.connect(self.update)
        # figures of phones and sums stand under each other
        self.setFont(font(look.family))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # of its own accord a label adds to its height for this alignment
        self.setIndent(0)
        # one long word must not widen the card
        self.setMinimumWidth(1)
        self.setProperty("part", "value")
        self._editable = editable
        if editable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.IBeamCursor)

    def show_text(self, text: str) -> None:
        self._tags = ()
        self.setText(_LONG.sub(_breakable, tight(text)))

    def show_tags(self, tags: Sequence[str]) -> None:
        """Instead of the text, which still says them."""
        self._tags = tags
        self.updateGeometry()
        self.update()

    def highlight(self) -> None:
        """Draw the eye to a value that has just arrived; fades by itself."""
        self._fade.start()

    @property
    def is_highlighted(self) -> bool:
        return self._fade.state() is QVariantAnimation.State.Running

    # -- how it is painted
    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._tags:
            return super().heightForWidth(width)
        return self._tag_places(width)[-1].bottom() + 1 + _TOP

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width())) if self._tags else super().sizeHint()

    def _tag_places(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(self._tag_font)
        places, x, y = [], _LEFT, _TOP
        for tag in self._tags:
            wide = min(metrics.horizontalAdvance(tag) + 2 * _TAG_PADDING, width - _LEFT)
            if x > _LEFT and x + wide > width:
                x, y = _LEFT, y + _TAG_HEIGHT + _TAG_GAP
            places.append(QRect(x, y, wide, _TAG_HEIGHT))
            x += wide + _TAG_GAP
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_highlighted:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(float(self._fade.currentValue()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.colour("accent_soft"))
            painter.drawRoundedRect(self.rect(), _RADIUS, _RADIUS)
            painter.end()
        if self._tags:
            self._paint_tags()
        else:
            super().paintEvent(event)

    def _paint_tags(self) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._tag_font)
        for tag, place in zip(self._tags, self._tag_places(self.width()), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("line" if self.underMouse() or self.hasFocus() else "hover"))
            painter.drawRoundedRect(place, _TAG_RADIUS, _TAG_RADIUS)
            painter.setPen(theme.colour("text_2"))
            room = place.width() - 2 * _TAG_PADDING
            cut = painter.fontMetrics().elidedText(tag, Qt.TextElideMode.ElideRight, room + 1)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cut)
        painter.end()

    # -- what asks for the editor
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._editable and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by_key = event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        # the key of E types у with a Russian layout
        if self._editable and (by_key or event.text().lower() in ("e", "у")):
            self.asked.emit()
        else:
            super().keyPressEvent(event)
