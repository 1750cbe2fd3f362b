"""A painted cell of the conflict table: the version before, a version to choose, or the result. Painted, not made of
labels: forty fields open at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look

_LONGEST = 400
"""Characters that a cell shows; the whole text is its tooltip."""
_EDGE = 10
_TOP = 8
_SIGN = 16
_GAP = 8
_RADIUS = 6
_CAP = 18
_CAP_GAP = 6
_LEADING = 2
_LEAST_TEXT = 40
TALL = 120
"""A row that is higher begins at its top: its middle may be out of sight."""


@dataclass(frozen=True, slots=True)
class Tone:
    """How a cell looks: colour roles, or None for nothing."""

    back: str | None = None
    edge: str | None = None
    text: str = "text"
    weight: QFont.Weight = QFont.Weight.Normal
    dashed: bool = False
    least: int = 32


TONES = {
    "before": Tone(text="muted"),
    "choice": Tone("raised", "line_strong", least=56),
    "chosen": Tone("selection", "accent", least=56),
    "undecided": Tone(edge="warning_glyph", text="warning", dashed=True, least=56),
    "decided": Tone(weight=QFont.Weight.Medium, least=56),
    "offered": Tone(),
    "merged": Tone(),
}


class Cell(QWidget):
    """Words beside the text stand under it where both do not fit on a line, and keys leave their room to it."""

    clicked = Signal()
    entered = Signal()
    """It has the focus now."""

    def __init__(self, look: Look, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self._spoken = spoken
        self._tone = TONES["before"]
        self._text = ""
        self._cut = ""
        self._marks: Sequence[tuple[int, int]] = ()
        self._sign = ""
        self._beside = ""
        self._caps: Sequence[str] = ()
        self._widest = 0.0
        """Of the lines of the text, unbroken."""
        self._heights: dict[int, int] = {}
        """By width: a layout asks many times."""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def become_clickable(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_text(
        self,
        text: str,
        tone: str,
        *,
        marks: Sequence[tuple[int, int]] = (),
        sign: str = "",
        beside: str = "",
        caps: Sequence[str] = (),
    ) -> None:
        """`tone`: one of TONES; `sign`: radio, on, both or "gap" for the room of one; `beside`: words at the right, or
        else `caps`: keys there."""
        self._text, self._tone, self._marks = text, TONES[tone], marks
        self._sign, self._beside, self._caps = sign, beside, caps
        self._cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        metrics = QFontMetricsF(self._font())
        self._widest = max(map(metrics.horizontalAdvance, self._cut.split("\n")))
        self.setToolTip(text if self._cut != text else "")
        self.setAccessibleName(f"{self._spoken}: {text}")
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def beside(self) -> str:
        return self._beside

    # -- size
    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            height = self._text_height(width) + (self._under_height() if self._is_under(width) else 0)
            self._heights[width] = max(int(height + 0.99) + 2 * _TOP, self._tone.least)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(160, self._tone.least)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_TEXT, self._tone.least)

    def _left(self) -> int:
        return _EDGE + (_SIGN + _GAP if self._sign else 0)

    def _text_room(self, width: int) -> float:
        return max(width - self._left() - _EDGE, _LEAST_TEXT)

    def _is_under(self, width: int) -> bool:
        """Whether what belongs beside the text has no room there."""
        if self._beside:
            taken = QFontMetricsF(self._small()).horizontalAdvance(self._beside) + _GAP
        else:
            taken = len(self._caps) * (_CAP + _CAP_GAP)
        return taken > 0 and self._widest + taken > self._text_room(width)

    def _under_height(self) -> float:
        return self._small_height() + _LEADING if self._beside else 0

    def _small_height(self) -> float:
        return QFontMetricsF(self._small()).height()

    def _text_height(self, width: int) -> float:
        if self._widest <= self._text_room(width):
            lines = self._cut.count("\n") + 1
            return lines * (QFontMetricsF(self._font()).height() + _LEADING)
        return self._laid_out(width).boundingRect().height()

    def _font(self) -> QFont:
        return font(self._look.family, "body", self._tone.weight)

    def _small(self) -> QFont:
        return font(self._look.family, "small")

    def _laid_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self._cut.replace("\n", "\u2028"), self._font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._mark(*one) for one in self._marks])
        layout.beginLayout()
        top = 0.0
        room = self._text_room(width)
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0, top))
            top += line.height() + _LEADING
        layout.endLayout()
        return layout

    def _mark(self, start: int, length: int) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start, made.length = start, length
        look = QTextCharFormat()
        look.setBackground(self._colour("warning_soft"))
        look.setForeground(self._colour("warning"))
        made.format = look
        return made

    # -- painting
    def _colour(self, role: str) -> QColor:
        return self._look.theme.colour(role)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        if self._sign not in ("", "gap"):
            paint_sign(painter, QRectF(_EDGE, self._upper(_SIGN), _SIGN, _SIGN), self._sign, self._look)
        laid_out = self._laid_out(self.width())
        is_under = self._is_under(self.width())
        high = laid_out.boundingRect().height()
        top = self._upper(high + (self._under_height() if is_under else 0))
        painter.setPen(self._colour(self._tone.text))
        laid_out.draw(painter, QPointF(self._left(), top))
        if self._beside:
            from_top = top + high if is_under else self._upper(self._small_height())
            place = QRectF(self._left(), from_top, self._text_room(self.width()), self._small_height())
            self._paint_beside(painter, place, is_under=is_under)
        elif not is_under:
            self._paint_caps(painter)
        painter.end()

    def _paint_beside(self, painter: QPainter, place: QRectF, *, is_under: bool) -> None:
        painter.setFont(self._small())
        painter.setPen(self._colour("muted"))
        side = Qt.AlignmentFlag.AlignLeft if is_under else Qt.AlignmentFlag.AlignRight
        painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), self._beside)

    def _upper(self, height: float) -> float:
        """Where something so high begins."""
        return float(_TOP) if self.height() > TALL else (self.height() - height) / 2

    def _paint_caps(self, painter: QPainter) -> None:
        right = float(self.width() - _EDGE)
        for cap in reversed(self._caps):
            paint_cap(painter, QRectF(right - _CAP, self._upper(_CAP), _CAP, _CAP), cap, self._look)
            right -= _CAP + _CAP_GAP

    def _paint_frame(self, painter: QPainter) -> None:
        tone = self._tone
        back, edge, width = tone.back, tone.edge, 1
        if self.hasFocus():
            edge, width = "accent", 2
        elif self.focusPolicy() != Qt.FocusPolicy.NoFocus and self.underMouse() and tone.back != "selection":
            back = "hover"
        if back is None and edge is None:
            return
        painter.setBrush(self._colour(back) if back else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colour(edge), width) if edge else Qt.PenStyle.NoPen)
        if edge and tone.dashed and not self.hasFocus():
            painter.setPen(QPen(self._colour(edge), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    # -- keys and pointer
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def paint_sign(painter: QPainter, place: QRectF, sign: str, look: Look) -> None:
    """A radio, empty or on; or a checked box where both versions stay."""
    colour = look.theme.colour
    inside = place.adjusted(1, 1, -1, -1)
    if sign == "both":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_fill"))
        painter.drawRoundedRect(inside, 4, 4)
        painter.setPen(QPen(colour("on_accent"), 1.6))
        centre = inside.center()
        painter.drawPolyline([centre + QPointF(x, y) for x, y in ((-3, 0), (-1, 2.5), (3.5, -2.5))])
        return
    painter.setBrush(colour("raised"))
    painter.setPen(QPen(colour("accent" if sign == "on" else "control"), 1.3))
    painter.drawEllipse(inside)
    if sign == "on":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent"))
        painter.drawEllipse(inside.adjusted(3.5, 3.5, -3.5, -3.5))


def paint_cap(painter: QPainter, place: QRectF, key: str, look: Look) -> None:
    painter.setBrush(look.theme.colour("raised"))
    painter.setPen(QPen(look.theme.colour("line_strong"), 1))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(look.theme.colour("muted"))
    painter.setFont(font(look.family, "caption"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, key)
