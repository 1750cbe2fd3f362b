"""The first page: try the example, or connect to a server. Also shown when a sign-in is over; nothing local is lost by
that."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.domain.errors import Wiped
from crmdesk.ui.kit.appearance import Appearance
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.widgets import button
from crmdesk.ui.welcome.form import SignIn, SignInForm, Typed
from crmdesk.ui.welcome.promise import Promise
from crmdesk.ui.welcome.start import StartChoices, StartDemo

_LANGUAGES = {"ru": "Русский", "en": "English"}
"""Each in its own words: whoever cannot read the present one finds theirs."""
_THEME_ICONS = {"light": "sun", "dark": "moon", None: "monitor"}
_LEFT = 528
_RIGHT = 720
_ABOVE = 88
_CONTROL = 32


class WelcomePage(QWidget):
    """Object names: welcome.demo, welcome.demo.stop, welcome.demo.error, welcome.server, welcome.address,
    welcome.email, welcome.password, each with .error, welcome.error, welcome.hint, welcome.connect, welcome.back,
    welcome.language.LANGUAGE, welcome.theme."""

    signed_in = Signal()
    wiped = Signal(Wiped)
    """This profile's data were removed."""
    language_chosen = Signal(str)
    theme_chosen = Signal(object)
    """light, dark, or None for the system's."""
    demo_opened = Signal()
    """The example's own window is up."""
    demo_closed = Signal()

    def __init__(
        self, sign_in: SignIn, start_demo: StartDemo, appearance: Appearance, errors: Errors, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("welcome.page")
        self.setProperty("ground", "surface")
        look = appearance.look
        self._appearance = appearance
        self.start = StartChoices(start_demo, appearance.language, look, errors, self)
        self.form = SignInForm(sign_in, look, errors, self)
        self._expired = False
        self.is_busy = False
        """The example is being prepared or runs, or a sign-in is under way."""
        self._choices = QStackedWidget(self)
        self._choices.addWidget(self.start)
        self._choices.addWidget(self.form)
        promise = Promise(look, self)
        promise.setMaximumWidth(_LEFT)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(promise, 11)
        page.addWidget(self._right(), 19)
        self.start.connect_asked.connect(self.open_form)
        self.start.demo_opened.connect(self.demo_opened)
        self.start.demo_closed.connect(self.demo_closed)
        self.form.left.connect(self.open_start)
        self.form.signed_in.connect(self.signed_in)
        self.form.wiped.connect(self.wiped)
        for part in (self.start, self.form):
            part.busy_changed.connect(self._on_busy)

    def _on_busy(self, busy: bool) -> None:
        self.is_busy = busy
        self._top.setDisabled(busy)

    def _right(self) -> QWidget:
        inside = QWidget(self)
        inside.setMaximumWidth(_RIGHT)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 32, 0, 32)
        column.addWidget(self._make_top(), 0, Qt.AlignmentFlag.AlignRight)
        column.addSpacing(_ABOVE)
        column.addWidget(self._choices, 1)
        around = QWidget(self)
        centre = QHBoxLayout(around)
        centre.setContentsMargins(40, 0, 40, 0)
        centre.addWidget(inside)
        return around

    def _make_top(self) -> QWidget:
        self._top = QWidget(self)
        line = QHBoxLayout(self._top)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._make_languages())
        theme = button("", "", "welcome.theme")
        theme.setFixedSize(_CONTROL, _CONTROL)
        theme.setIcon(self._appearance.look.icons.icon(_THEME_ICONS[self._appearance.theme], 16, "text_2"))
        theme.setAccessibleName(self.tr("Theme"))
        theme.clicked.connect(partial(self._offer_themes, theme))
        line.addWidget(theme)
        return self._top

    def _make_languages(self) -> QFrame:
        segments = QFrame(self)
        segments.setProperty("part", "segments")
        line = QHBoxLayout(segments)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(0)
        for at, (language, name) in enumerate(_LANGUAGES.items()):
            if at:
                between = QFrame(segments)
                between.setProperty("line", "right")
                between.setFixedWidth(1)
                line.addWidget(between)
            one = button(name, "segment", f"welcome.language.{language}")
            one.setCheckable(True)
            one.setChecked(language == self._appearance.language)
            one.clicked.connect(partial(self.language_chosen.emit, language))
            line.addWidget(one)
        return segments

    def _offer_themes(self, over: QPushButton) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        themes = {None: self.tr("Theme of the system"), "light": self.tr("Light theme"), "dark": self.tr("Dark theme")}
        for theme, words in themes.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(theme == self._appearance.theme)
            action.triggered.connect(partial(self.theme_chosen.emit, theme))
        menu.popup(over.mapToGlobal(over.rect().bottomLeft()))

    # -- where one is
    def fill(self, address: str, email: str) -> None:
        """A sign-in is over: the form, with what is known of it, at once."""
        self._expired = True
        self.form.say_expired()
        self._choices.setCurrentWidget(self.form)
        self.form.write(Typed(address, email))

    def open_form(self) -> None:
        self._choices.setCurrentWidget(self.form)
        self.form.focus_first()

    def open_start(self) -> None:
        self._choices.setCurrentWidget(self.start)

    def typed(self) -> tuple[bool, bool, Typed]:
        """What is carried into another look: whether the form is open, whether a sign-in is over, and what is typed."""
        return self._choices.currentWidget() is self.form, self._expired, self.form.typed()

    def write(self, opened: bool, expired: bool, typed: Typed) -> None:
        if expired:
            self.fill(typed.address, typed.email)
        if opened:
            self.open_form()
        self.form.write(typed)

    async def close_tasks(self) -> None:
        await self.start.close_tasks()
        await self.form.close_tasks()

    async def connect_to_server(self) -> bool:
        return await self.form.connect_to_server()
