"""Connect to a server: address, e-mail, password. Also shown when a sign-in is over; nothing local is lost by that."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crmdesk.domain.errors import Hindrance
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import button, label

_FORM_WIDTH = 420


class WelcomePage(QWidget):
    """Object names: welcome.address, welcome.email, welcome.password, welcome.connect, welcome.error."""

    signed_in = Signal()

    def __init__(
        self, sign_in: Callable[[str, str, str], Awaitable[None]], look: Look, errors: Errors, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("welcome.page")
        self.setProperty("ground", "surface")
        self._sign_in = sign_in
        self._look = look
        self._errors = errors
        self._tasks = Tasks(self, errors.present)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._promise(), 3)
        page.addWidget(self._form(), 5)

    def _promise(self) -> QFrame:
        side = QFrame(self)
        side.setProperty("ground", "window")
        side.setProperty("line", "right")
        column = QVBoxLayout(side)
        column.setContentsMargins(56, 56, 40, 40)
        column.setSpacing(16)
        column.addWidget(label("crmdesk", "title"))
        column.addStretch(1)
        promise = label(self.tr("Works where there is no network"), "display")
        promise.setWordWrap(True)
        column.addWidget(promise)
        for icon, text in (
            ("laptop", self.tr("Everything lies on this computer and opens at once")),
            ("arrows-clockwise", self.tr("Edits go out by themselves when the network is back")),
            ("shield-check", self.tr("Nothing you typed is lost or silently overwritten")),
        ):
            line = QHBoxLayout()
            line.setSpacing(12)
            glyph = QLabel()
            glyph.setPixmap(self._look.icons.pixmap(icon, 18, "accent"))
            said = label(text, "second")
            said.setWordWrap(True)
            line.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(said, 1)
            column.addLayout(line)
        column.addStretch(3)
        return side

    def _form(self) -> QWidget:
        inside = QWidget(self)
        inside.setFixedWidth(_FORM_WIDTH)
        column = QVBoxLayout(inside)
        column.setSpacing(4)
        column.addStretch(2)
        column.addWidget(label(self.tr("Connect to your server"), "display"))
        hint = label(self.tr("The address, your e-mail and your password come from the administrator."), "label")
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addSpacing(16)
        self._address = self._field(column, "welcome.address", self.tr("Server address"), "https://crm.example.com")
        self._email = self._field(column, "welcome.email", self.tr("E-mail"), "name@example.com")
        self._password = self._field(column, "welcome.password", self.tr("Password"), "")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._error = label("", "error")
        self._error.setObjectName("welcome.error")
        self._error.setWordWrap(True)
        self._error.setMinimumHeight(36)
        column.addWidget(self._error)
        self._connect = button(self.tr("Connect"), "primary", "welcome.connect")
        self._connect.clicked.connect(self.start)
        self._password.returnPressed.connect(self.start)
        column.addWidget(self._connect, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(3)
        around = QWidget(self)
        centre = QHBoxLayout(around)
        centre.addStretch(1)
        centre.addWidget(inside)
        centre.addStretch(2)
        return around

    def _field(self, column: QVBoxLayout, name: str, title: str, example: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setObjectName(name)
        made.setPlaceholderText(example)
        made.setAccessibleName(title)
        column.addWidget(label(title, "label"))
        column.addWidget(made)
        column.addSpacing(8)
        return made

    def fill(self, address: str, email: str) -> None:
        """What is known of an earlier sign-in."""
        self._address.setText(address)
        self._email.setText(email)

    def start(self) -> None:
        """Once at a time, however often Enter is pressed."""
        if self._connect.isEnabled():
            self._tasks.start(self.connect_to_server())

    async def close_tasks(self) -> None:
        await self._tasks.close()

    async def connect_to_server(self) -> bool:
        """Sign in with what is typed; False, with the reason shown, if it is refused or nobody answers."""
        address, email, password = self._address.text().strip(), self._email.text().strip(), self._password.text()
        if not (address and email and password):
            self._error.setText(self.tr("Fill in the address, the e-mail and the password."))
            return False
        self._error.clear()
        self._connect.setEnabled(False)
        try:
            await self._sign_in(address, email, password)
        except Hindrance as hindrance:
            self._error.setText(self._errors.sentence(hindrance))
            return False
        finally:
            self._connect.setEnabled(True)
        self._password.clear()
        self.signed_in.emit()
        return True
