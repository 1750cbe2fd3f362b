"""Sign in to a server: address, e-mail, password."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crmdesk.domain.errors import Hindrance, Wiped
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.look import Look
from crmdesk.ui.kit.tasks import Tasks
from crmdesk.ui.kit.widgets import button, label
from crmdesk.ui.welcome.refusals import SignInRefusals

SignIn = Callable[[str, str, str], Awaitable[None]]
_WIDTH = 420


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, to be carried into another language or theme."""

    address: str = ""
    email: str = ""
    password: str = ""


class SignInForm(QWidget):
    signed_in = Signal()
    wiped = Signal(Wiped)
    """Instead this profile's data were removed: a sentence says so."""
    left = Signal()
    busy_changed = Signal(bool)

    def __init__(self, sign_in: SignIn, look: Look, errors: Errors, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign_in = sign_in
        self._refusals = SignInRefusals(errors, look.locale, self)
        self._tasks = Tasks(self, errors.present)
        self._fields: dict[str, QLineEdit] = {}
        self._said: dict[str, QLabel] = {}
        self.setMaximumWidth(_WIDTH)
        self._lay_out()
        leaving = QShortcut(QKeySequence("Esc"), self)
        leaving.activated.connect(self.leave)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(self.tr("Connect to your server"), "display"))
        self._hint = label(self.tr("The address, your e-mail and your password come from the administrator."), "label")
        self._hint.setObjectName("welcome.hint")
        self._hint.setWordWrap(True)
        column.addWidget(self._hint)
        column.addSpacing(16)
        self._add_field(column, "address", self.tr("Server address"), "https://crm.example.com")
        self._add_field(column, "email", self.tr("E-mail"), "name@example.com")
        self._add_field(column, "password", self.tr("Password"), "")
        self._fields["password"].setEchoMode(QLineEdit.EchoMode.Password)
        self._said[""] = self._error_line("welcome.error")
        column.addWidget(self._said[""])
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        self._connect = button(self.tr("Connect"), "primary", "welcome.connect")
        self._connect.setAutoDefault(True)
        self._connect.clicked.connect(self.start)
        self._back = button(self.tr("Back"), "", "welcome.back")
        self._back.setAutoDefault(True)
        self._back.clicked.connect(self.leave)
        verbs.addWidget(self._connect)
        verbs.addWidget(self._back)
        verbs.addStretch(1)
        column.addLayout(verbs)
        column.addStretch(1)

    def _add_field(self, column: QVBoxLayout, name: str, title: str, example: str) -> None:
        made = QLineEdit(self)
        made.setObjectName(f"welcome.{name}")
        made.setPlaceholderText(example)
        made.setAccessibleName(title)
        made.returnPressed.connect(self.start)
        made.textEdited.connect(lambda: self._say(name, ""))
        column.addWidget(label(title, "label"))
        column.addWidget(made)
        self._fields[name] = made
        self._said[name] = self._error_line(f"welcome.{name}.error")
        column.addWidget(self._said[name])

    def _error_line(self, name: str) -> QLabel:
        """Its room is kept, so that nothing jumps."""
        made = label("", "error", self)
        made.setObjectName(name)
        made.setWordWrap(True)
        made.setMinimumHeight(20)
        return made

    # -- what stands in it
    def typed(self) -> Typed:
        return Typed(*(self._fields[name].text() for name in ("address", "email", "password")))

    def write(self, typed: Typed) -> None:
        for name, text in zip(
            ("address", "email", "password"), (typed.address, typed.email, typed.password), strict=True
        ):
            self._fields[name].setText(text)
        self.focus_first()

    def say_expired(self) -> None:
        self._hint.setText(self.tr("The sign-in has expired: sign in again. Everything on this computer stays."))

    def focus_first(self) -> None:
        """The first field that is still empty."""
        empty = [field for field in self._fields.values() if not field.text()]
        first = empty[0] if empty else self._fields["password"]
        QTimer.singleShot(0, first, first.setFocus)

    # -- signing in
    def start(self) -> None:
        """Once at a time, however often Enter is pressed."""
        if self._connect.isEnabled():
            self._tasks.start(self.connect_to_server())

    def leave(self) -> None:
        """Back; what is under way is broken off first."""
        if not self._connect.isEnabled():
            self._tasks.cancel()
            return
        self.left.emit()

    async def close_tasks(self) -> None:
        await self._tasks.close()

    async def connect_to_server(self) -> bool:
        """Sign in with what is typed; False, with the reason shown, if it is refused or nobody answers."""
        typed = self.typed()
        lacking = {name: self.tr("Fill this in") for name, field in self._fields.items() if not field.text().strip()}
        self._show(lacking)
        if lacking:
            return False
        self._set_busy(busy=True)
        try:
            await self._sign_in(typed.address.strip(), typed.email.strip(), typed.password)
        except Wiped as wiped:
            self.wiped.emit(wiped)
            return False
        except Hindrance as hindrance:
            self._set_busy(busy=False)
            self._show(self._refusals.of(hindrance))
            return False
        finally:
            self._set_busy(busy=False)
        self._fields["password"].clear()
        self.signed_in.emit()
        return True

    def _set_busy(self, *, busy: bool) -> None:
        self._connect.setEnabled(not busy)
        self._connect.setText(self.tr("Connecting…") if busy else self.tr("Connect"))
        self._back.setText(self.tr("Stop") if busy else self.tr("Back"))
        for field in self._fields.values():
            field.setReadOnly(busy)
        self.busy_changed.emit(busy)

    def _show(self, sentences: dict[str, str]) -> None:
        for name in self._said:
            self._say(name, sentences.get(name, ""))
        wrong = [field for name, field in self._fields.items() if name in sentences]
        if wrong:
            wrong[0].setFocus()

    def _say(self, name: str, sentence: str) -> None:
        self._said[name].setText(sentence)
        field = self._fields.get(name)
        if field is not None:
            field.setProperty("wrong", bool(sentence))
            field.style().polish(field)
