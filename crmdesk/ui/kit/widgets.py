"""Small parts that several screens are made of."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from crmdesk.ui.kit.icons import STATE_ICONS
from crmdesk.ui.kit.look import Look

_DOT = 7
_GLYPH = 16
_BADGE = 18


def label(text: str, kind: str, parent: QWidget | None = None) -> QLabel:
    """A plain-text label in a type role of the style sheet."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", kind)
    return made


def badge(tone: str, text: str = "") -> QLabel:
    """A number that stands out; `tone`: warning, danger or info."""
    made = QLabel(text)
    made.setProperty("badge", tone)
    made.setFixedHeight(_BADGE)
    return made


def hairline() -> QFrame:
    """Between two parts of a page."""
    made = QFrame()
    made.setProperty("line", "top")
    made.setFixedHeight(1)
    return made


class ElidedLabel(QLabel):
    """One line that is cut with an ellipsis where there is no room; the whole text is its tooltip."""

    def __init__(self, text: str, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cut)
        painter.end()


def button(text: str, kind: str = "", name: str = "", *, small: bool = False) -> QPushButton:
    """`kind`: primary, quiet, link, danger, or plain; `name`: the object name."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    if small:
        made.setProperty("extent", "small")
    if name:
        made.setObjectName(name)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return made


def state_pixmap(state: str, look: Look, size: int = _GLYPH) -> QPixmap:
    """The sign of a record state; a null pixmap for a synchronised record: silence is the reward."""
    if state == "pending":
        return dot(look.theme.colour("accent"), size)
    if state not in STATE_ICONS:
        return QPixmap()
    name, role = STATE_ICONS[state]
    return look.icons.pixmap(name, size, role)


def dot(colour: QColor, size: int = _GLYPH) -> QPixmap:
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    made = QPixmap(QSize(size, size) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    edge = (size - _DOT) / 2
    painter.drawEllipse(QRectF(edge, edge, _DOT, _DOT))
    painter.end()
    return made


class Avatar(QWidget):
    """Initials in the colour of the record."""

    def __init__(self, look: Look, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._initials = ""
        self._record_id = ""
        self.setFixedSize(size, size)

    def show_record(self, initials: str, record_id: str) -> None:
        self._initials, self._record_id = initials, record_id
        self.update()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        paint_avatar(painter, self, self._initials, self._record_id, self._look)
        painter.end()


def paint_avatar(painter: QPainter, widget: QWidget, initials: str, record_id: str, look: Look) -> None:
    back, front = look.theme.avatar(record_id)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawEllipse(widget.rect())
    painter.setPen(front)
    font = widget.font()
    font.setPointSizeF(widget.height() * 0.27)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(widget.rect(), Qt.AlignmentFlag.AlignCenter, initials)


def initials_of(name: str) -> str:
    words = [word for word in name.replace("«", " ").replace('"', " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


class StateBar(QFrame):
    """How a record stands with the server, in words, and the verb that helps; the whole line is clickable."""

    clicked = Signal()

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self._glyph = QLabel(self)
        self._words = label("", "small", self)
        self._words.setWordWrap(True)
        self._verb = button("", "link", f"{name}.verb")
        self._verb.clicked.connect(self.clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 6, 4)
        line.setSpacing(8)
        line.addWidget(self._glyph)
        line.addWidget(self._words, 1)
        line.addWidget(self._verb)

    def say(self, state: str, words: str, verb: str = "") -> None:
        tones = {"conflict": "warning", "failed": "warning", "blocked": "danger"}
        self.setProperty("tone", tones.get(state, "info"))
        self.style().polish(self)
        glyph = state_pixmap(state, self._look)
        self._glyph.setPixmap(glyph)
        self._glyph.setHidden(glyph.isNull())
        self._words.setProperty("type", "body")
        self._words.style().polish(self._words)
        self._words.setText(words)
        self._verb.setText(verb)
        self._verb.setVisible(bool(verb))
        self.setVisible(bool(words))

    def text(self) -> str:
        return self._words.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        if self._verb.text():
            self.clicked.emit()
