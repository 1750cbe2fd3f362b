import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from crmdesk.domain.errors import DeviceRevoked, FieldError, Hindrance, Offline, Refused, SlowDown, StorageFault, Wiped
from crmdesk.ui.toast import Toast
from crmdesk.ui.window import DeskWindow
from tests.ui.waiting import turns, until


@pytest.fixture
async def first(place, appearance, qapp):
    """The window of a profile that was never signed in."""
    place.signed_in = False
    made = DeskWindow(place.workplace(), appearance)
    made.show()
    await made.start()
    yield made
    await made.close_tasks()
    made.hide()
    made.deleteLater()


def press(window, name):
    window.findChild(QPushButton, name).click()


def said(window, name=""):
    return window.findChild(QLabel, f"welcome.{name}.error" if name else "welcome.error").text()


def type_in(window, address="crm.example.com", email="anna@example.com", password="correct horse"):
    for name, text in (("address", address), ("email", email), ("password", password)):
        window.findChild(QLineEdit, f"welcome.{name}").setText(text)


async def connected(window):
    return await window._welcome.connect_to_server()


async def test_the_example_opens_by_enter_and_the_window_steps_aside_while_it_runs(first, place):
    QTest.keyClick(first._welcome.start, Qt.Key.Key_Return)
    await until(lambda: place.demos == ["en"])
    assert first.isVisible()
    assert "Preparing" in first.findChild(QPushButton, "welcome.demo").text()
    place.demo_ready.set()
    await until(lambda: not first.isVisible())
    place.demo_over.set()
    await until(first.isVisible)
    assert first.findChild(QPushButton, "welcome.demo").isEnabled()


async def test_an_example_that_is_stopped_ends_and_can_be_opened_again(first, place):
    press(first, "welcome.demo")
    await until(lambda: place.demos)
    press(first, "welcome.demo.stop")
    await until(lambda: not place.demos)
    assert first.isVisible()
    assert first.findChild(QPushButton, "welcome.demo").isEnabled()


async def test_why_the_example_does_not_open_is_told(first, place):
    place.demo_error = Hindrance("the disk is full")
    place.demo_ready.set()
    press(first, "welcome.demo")
    await until(lambda: "the disk is full" in said(first, "demo"))


async def test_what_lacks_is_told_at_its_field_and_nobody_is_asked(first, place):
    press(first, "welcome.server")
    type_in(first, address=" ", password="")
    assert not await connected(first)
    assert (said(first, "address"), said(first, "email"), said(first, "password")) == (
        "Fill this in",
        "",
        "Fill this in",
    )
    assert not place.sign_ins


@pytest.mark.parametrize(
    ("error", "field", "words"),
    [
        (Refused([FieldError("url", "not_an_address", "")]), "address", "no server address"),
        (Refused([FieldError("url", "insecure", "")]), "address", "https"),
        (Refused([FieldError("password", "wrong_password", "")]), "password", "not right"),
        (Refused([FieldError("profile", "taken", "")]), "", "--profile"),
        (Offline("", reason="no_network"), "address", "whether there is a network"),
        (Offline("", reason="no_answer"), "address", "does not answer"),
        (Offline("", reason="not_our_server"), "address", "not a crmdesk server"),
        (Offline("", reason="not_trusted"), "address", "certificate"),
        (Offline("", reason="server_fault"), "", "has a fault"),
        (SlowDown("", 30), "", "Too many tries"),
        (DeviceRevoked(""), "", "shut this computer out"),
    ],
)
async def test_each_reason_is_told_in_its_own_words_where_it_is_mended(first, place, error, field, words):
    place.sign_in_error = error
    press(first, "welcome.server")
    type_in(first)
    assert not await connected(first)
    assert words in said(first, field)
    others = {"address", "email", "password", ""} - {field}
    assert not any(said(first, other) for other in others)
    assert first.findChild(QPushButton, "welcome.connect").isEnabled()


async def test_a_sign_in_that_succeeds_opens_the_desk_and_forgets_the_password(first, place):
    type_in(first, address="  crm.example.com ")
    assert await connected(first)
    await until(first.signed_in.is_set)
    assert place.sign_ins == [("crm.example.com", "anna@example.com", "correct horse")]
    assert not first.findChild(QLineEdit, "welcome.password").text()


async def test_a_sign_in_that_meets_the_end_of_this_profile_shows_the_end(first, place):
    place.sign_in_error = Wiped("/home/anna/unsent-1.sealed")
    press(first, "welcome.server")
    type_in(first)
    assert not await connected(first)
    assert "were removed" in first.findChild(Toast, "toast").text()
    assert not first.findChild(QPushButton, "welcome.connect").isEnabled()
    first.show_error(StorageFault("the database is closed"))
    assert "were removed" in first.findChild(Toast, "toast").text()
    assert await first.leave()


async def test_a_sign_in_that_hangs_is_broken_off_by_back(first, place):
    hanging = place.hang_sign_in()
    press(first, "welcome.server")
    type_in(first)
    press(first, "welcome.connect")
    await until(lambda: place.sign_ins)
    press(first, "welcome.back")
    await until(hanging.done)
    await turns()
    assert first.findChild(QPushButton, "welcome.connect").isEnabled()
    assert first.findChild(QLineEdit, "welcome.password").text() == "correct horse"
    press(first, "welcome.back")
    assert first.findChild(QPushButton, "welcome.demo").isVisible()


async def test_what_is_typed_stands_in_another_language_too(first):
    press(first, "welcome.server")
    type_in(first)
    await first.speak("ru")
    typed = first.findChild(QLineEdit, "welcome.address")
    assert typed.isVisible()
    assert typed.text() == "crm.example.com"
    await first.speak("en")


async def test_an_expired_sign_in_opens_the_form_and_says_that_nothing_is_lost(first):
    first._welcome.fill("https://crm.example.com", "anna@example.com")
    assert first.findChild(QLineEdit, "welcome.email").text() == "anna@example.com"
    assert first.findChild(QPushButton, "welcome.connect").isVisible()
    assert "stays" in first.findChild(QLabel, "welcome.hint").text()
