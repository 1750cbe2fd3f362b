"""The stages of a deal's pipeline as a row of segments, with the name of the one where the deal stands. A click chooses
a stage; by the keyboard, arrows go along the line and Enter or Space chooses."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from crmdesk.operations.deals import Pipeline, Stage
from crmdesk.ui.kit.fonts import font
from crmdesk.ui.kit.look import Look

_BAR, _GAP = 4, 4
_BAR_TOP = 6
_NAME_TOP = 14
_NAME_HEIGHT = 20
_PASSED = 0.55
"""How much of the accent a stage has that the deal has left behind."""
_ROLES = {"won": "success", "lost": "danger"}
"""Of the stage where the deal stands; else the accent."""


class StageLine(QWidget):
    chosen = Signal(str)
    """Id of a stage, another than that of the deal."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card.stages")
        self._look = look
        self._stages: tuple[Stage, ...] = ()
        self._at = -1
        """Where the deal stands; -1: in no stage that is known here."""
        self._pointed: int | None = None
        """The stage under the pointer, or reached by the arrows."""
        self._plain = font(look.family, "small")
        self._strong = font(look.family, "small", QFont.Weight.Medium)
        self.setFixedHeight(_NAME_TOP + _NAME_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_stage(self, pipelines: list[Pipeline], pipeline_id: object, stage_id: object) -> None:
        """Out of sight while the pipeline is not known here."""
        stages = next((one.stages for one in pipelines if one.id == pipeline_id), ())
        self._stages = stages
        self._at = next((at for at, stage in enumerate(stages) if stage.id == stage_id), -1)
        self.setAccessibleName(self.tr("Stage: {0}").format(stages[self._at].name if self._at >= 0 else "—"))
        self.setVisible(bool(stages))
        self.update()

    @property
    def stage(self) -> str:
        """The name of the stage where the deal stands; "" if none is known."""
        return self._stages[self._at].name if self._at >= 0 else ""

    # -- what it is asked to do
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._at_place(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._point(None)
        super().focusOutEvent(event)  # type: ignore[arg-type] # Qt's stubs name the event's own class

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._at_place(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pointed = self._at if self._pointed is None else self._pointed
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._point(min(max(pointed + step, 0), len(self._stages) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._pointed)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._at_place(event.pos())
            if at is not None:
                QToolTip.showText(event.globalPos(), self._stages[at].name, self)
            return True
        return super().event(event)

    def _choose(self, at: int | None) -> None:
        if at is not None and at != self._at:
            self.chosen.emit(self._stages[at].id)

    def _point(self, at: int | None) -> None:
        if at != self._pointed:
            self._pointed = at
            self.update()

    def segment(self, at: int) -> QRect:
        """The place of a stage, with its name below."""
        step = (self.width() + _GAP) / len(self._stages)
        left = round(step * at)
        return QRect(left, 0, round(step * (at + 1)) - _GAP - left, self.height())

    def _at_place(self, place: QPoint) -> int | None:
        return next((at for at in range(len(self._stages)) if self.segment(at).contains(place)), None)

    # -- how it is painted
    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(self._stages)):
            self._paint_segment(painter, at)
        named = self._at if self._pointed is None else self._pointed
        if named >= 0:
            self._paint_name(painter, named)
        painter.end()

    def _paint_segment(self, painter: QPainter, at: int) -> None:
        theme = self._look.theme
        outcome = self._stages[self._at].outcome if self._at >= 0 else "open"
        passed = at < self._at and outcome != "lost"
        role = _ROLES.get(outcome, "accent") if at == self._at else "accent" if passed else "line"
        place = self.segment(at)
        bar = QRect(place.x(), _BAR_TOP, place.width(), _BAR)
        painter.setOpacity(_PASSED if passed else 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("control" if role == "line" and at == self._pointed else role))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setOpacity(1)
        if at == self._pointed and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar.adjusted(-1, -3, 1, 3), _BAR, _BAR)

    def _paint_name(self, painter: QPainter, at: int) -> None:
        """Under its segment, moved to the left where it would not fit."""
        stands_here = at == self._at
        name_font = self._strong if stands_here else self._plain
        name = QFontMetrics(name_font).elidedText(self._stages[at].name, Qt.TextElideMode.ElideRight, self.width())
        left = min(self.segment(at).x(), self.width() - QFontMetrics(name_font).horizontalAdvance(name) - 1)
        painter.setFont(name_font)
        painter.setPen(self._look.theme.colour("text" if stands_here else "muted"))
        painter.drawText(
            QRect(left, _NAME_TOP, self.width() - left, _NAME_HEIGHT),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            name,
        )
