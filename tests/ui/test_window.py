"""The window as a whole: sections, status line, sync page, signing in, leaving."""

import asyncio
import os
import signal

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import FieldError, Offline, Refused, StorageFault, Wiped
from crmdesk.domain.records import EntryState, FieldConflict
from crmdesk.operations.records import add_record, set_fields
from crmdesk.sync import status as states
from crmdesk.sync.status import Report, Status
from crmdesk.ui.app import opened_window, run_window
from crmdesk.ui.toast import Toast
from crmdesk.ui.window import DeskWindow
from tests.ui.places import HandSyncer
from tests.ui.waiting import turns, until


async def edited(place, number=1, **fields):
    ref = await place.synced("contact", number, last_name=f"Petrov{number}")
    await set_fields(place.desk, ref, fields or {"job_title": "boss"})
    return ref


async def test_each_section_shows_its_list(window, place):
    await place.synced("deal", 1, title="Pumps")
    await window.start()
    for section in ("companies", "deals", "tasks", "communications", "products", "contacts"):
        window.findChild(QPushButton, f"sidebar.{section}").click()
        await until(lambda wanted=section: window.section == wanted and window.page is not None)
    assert window.page.model.kind == "contact"
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: window.section == "deals")
    await until(lambda: window.page.model.rowCount() == 1)


async def test_the_sync_button_runs_a_cycle_and_says_what_it_brought(window, place):
    await window.start()
    window.findChild(QPushButton, "sync.now").click()
    await until(lambda: window.findChild(QLabel, "status.fact").text() == "Sent: 2 · received: 3")
    assert window.status_text().startswith("Up to date · ")
    place.syncer.report = Report(states.OFFLINE)
    assert (await window.sync_now()).state == states.OFFLINE
    assert window.findChild(QLabel, "status.fact").text() == ""


async def test_the_status_line_follows_the_engine_and_the_outbox(window, place):
    await window.start()
    await edited(place)
    await edited(place, 2)
    place.syncer.say(Status(states.OFFLINE))
    await until(lambda: window.status_text() == "2 changes waiting · no network")
    QTest.mouseClick(window.findChild(QLabel, "status.sentence"), Qt.MouseButton.LeftButton)
    await until(lambda: window.section == "sync")


async def test_the_sync_page_shows_what_waits_and_its_verbs_end_it(window, place):
    decided = await place.synced("contact", 1, last_name="Petrov")
    await place.conflict(decided, job_title=FieldConflict("a", "b", "c", None))
    await edited(place, 2)
    refused = await edited(place, 3)
    await place.refused(refused, FieldError("job_title", "too_long", "x"))
    await window.start()
    await window.show_section("sync")
    page = window.findChild(QWidget, "sync.page")
    for state, count in (("conflict", "1"), ("blocked", "1"), ("pending", "2")):
        assert page.findChild(QLabel, f"sync.count.{state}").text() == count
    row = page.findChild(QWidget, f"sync.row.contact.{refused.id}")
    assert "Job title: This is too long: shorten it" in [part.text() for part in row.findChildren(QLabel)]
    assert window.findChild(QPushButton, "sidebar.sync").findChild(QLabel).text() == "2"
    row.findChild(QPushButton, "sync.retry").click()
    await until(lambda: page.findChild(QLabel, "sync.count.pending").text() == "3")
    entry = await place.store.read(lambda tx: tx.entry(refused))
    assert entry.state is EntryState.WAITING


async def test_a_refused_change_can_be_dropped(window, place):
    refused = await edited(place, 3)
    await place.refused(refused, FieldError("job_title", "too_long", "x"))
    await window.start()
    await window.show_section("sync")
    window.findChild(QPushButton, "sync.drop").click()
    await until(lambda: window.findChild(QPushButton, "sync.drop") is None)
    assert (await place.fields(refused))["job_title"] is None
    await until(lambda: window.findChild(Toast).text() == "Dropped: Petrov3")
    window.findChild(QPushButton, "toast.verb").click()
    await until(lambda: window.findChild(QPushButton, "sync.drop") is not None)
    assert window.findChild(Toast).text() == "The dropped change is here again: Contact “Petrov3”"
    assert (await place.fields(refused))["job_title"] == "boss"


async def test_a_new_record_that_was_dropped_is_here_again_by_the_keyboard(window, place):
    made, _ = await add_record(place.desk, "contact", {"last_name": "Zimin"})
    await place.refused(made, FieldError("last_name", "too_long", "x"))
    await window.start()
    await window.show_section("sync")
    window.findChild(QPushButton, "sync.drop").click()
    await until(lambda: window.findChild(Toast).text() == "Dropped: Zimin")
    assert await place.store.read(lambda tx: tx.record(made)) is None
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: window.findChild(QPushButton, "sync.drop") is not None)
    assert (await place.fields(made))["last_name"] == "Zimin"


async def test_the_policy_is_chosen_on_the_sync_page(window, place):
    await window.start()
    await window.show_section("sync")
    choice = window.findChild(QWidget, "sync.policy")
    choice.type_in("ask me")
    choice.activated.emit(1)
    await turns()
    assert await place.store.read(lambda tx: tx.policy()) == "ask"


async def test_who_is_not_signed_in_connects_first(window, place):
    place.signed_in = False
    await window.start()
    assert window.findChild(QWidget, "welcome.page").isVisible()
    connect = window.findChild(QPushButton, "welcome.connect")
    connect.click()
    await turns()
    for name in ("address", "email", "password"):
        assert window.findChild(QLabel, f"welcome.{name}.error").text() == "Fill this in"
    for name, text in (("address", "https://crm.example.com"), ("email", "a@example.com"), ("password", "secret")):
        window.findChild(QLineEdit, f"welcome.{name}").setText(text)
    place.sign_in_error = Offline("no")
    connect.click()
    at_address = window.findChild(QLabel, "welcome.address.error")
    await until(lambda: at_address.text().startswith("The server does not answer"))
    place.sign_in_error = Refused([FieldError("password", "wrong_password", "no")])
    connect.click()
    at_password = window.findChild(QLabel, "welcome.password.error")
    await until(lambda: at_password.text().startswith("The e-mail or the password"))
    place.sign_in_error = None
    connect.click()
    await until(lambda: window.page is not None and window.page.isVisible())
    assert place.sign_ins[-1] == ("https://crm.example.com", "a@example.com", "secret")


async def test_a_sign_in_that_is_over_is_told_and_nothing_is_lost(window, place):
    await window.start()
    place.syncer.say(Status(states.SIGN_IN_REQUIRED))
    await until(lambda: window.status_text() == "Sign-in expired")
    await until(lambda: window.findChild(QPushButton, "toast.verb").isVisible())
    window.findChild(QPushButton, "toast.verb").click()
    await until(lambda: window.findChild(QLineEdit, "welcome.email").text() == "anna@example.com")
    window.findChild(QLineEdit, "welcome.password").setText("secret")
    window.findChild(QPushButton, "welcome.connect").click()
    await until(lambda: place.syncer.nudges == [False])
    assert len(place.syncers) == 1


async def test_a_defect_is_told_once_and_the_window_goes_on(window, place, caplog):
    await window.start()

    def broken():
        raise ZeroDivisionError

    place.store.before_commit = broken
    await edited_by_hand(window, place)
    await until(lambda: "Something went wrong" in window.findChild(QWidget, "toast").text())
    assert "a task of the window failed" in caplog.text


async def edited_by_hand(window, place):
    place.store.before_commit = place.store.after_commit
    ref = await place.synced("contact", 1, last_name="Petrov")
    await window.select_record(ref)

    def broken():
        raise ZeroDivisionError

    place.store.before_commit = broken
    row = window.card.field("job_title")
    row.edit("boss")
    row.submit()


def run(place, appearance):
    return asyncio.get_running_loop().create_task(run_window(place.workplace(), appearance))


def the_window():
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, DeskWindow)]
    return next((one for one in found if one.isVisible()), None)


async def test_closing_saves_what_is_typed_and_leaves_no_task_behind(place, appearance, qapp):
    ref = await place.synced("contact", 1, last_name="Petrov")
    before = asyncio.all_tasks()
    running = run(place, appearance)
    await until(lambda: place.syncers and place.syncer.running)
    window = the_window()
    await window.select_record(ref)
    window.card.field("job_title").edit("boss")
    window.close()
    await running
    assert (await place.fields(ref))["job_title"] == "boss"
    assert not place.syncer.running
    assert asyncio.all_tasks() == before
    assert the_window() is None


async def test_closing_waits_while_something_typed_is_refused(place, appearance, qapp):
    ref = await place.synced("contact", 1, last_name="Petrov")
    running = run(place, appearance)
    await until(lambda: place.syncers and place.syncer.running)
    window = the_window()
    await window.select_record(ref)
    row = window.card.field("birthday")
    row.edit("never")
    window.close()
    await until(lambda: row.error_text() != "")
    await turns()
    assert not running.done()
    QTest.keyClick(row.editor, Qt.Key.Key_Escape)
    window.close()
    await running


async def test_a_signal_ends_the_program_in_order(place, appearance, qapp):
    running = run(place, appearance)
    await until(lambda: place.syncers and place.syncer.running)
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    assert not place.syncer.running


async def test_an_edit_made_elsewhere_is_counted(window, place):
    await window.start()
    await place.synced("deal", 1, title="Pumps")
    place.feed.announce(Changes(kinds=frozenset({"deal"})))
    count = window.findChild(QPushButton, "sidebar.deals").findChild(QLabel)
    await until(lambda: count.text() == "1")
    assert place.syncer.nudges == []


async def test_a_section_that_was_left_before_it_came_is_full_when_one_returns(window, place):
    await place.synced("company", 1, name="Vector")
    await window.start()
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        await asyncio.sleep(0)
    await until(lambda: window.page is not None and window.page.model.rowCount() == 1)
    assert window.section == "companies"
    await until(window.page.isVisible)


async def test_a_narrow_window_has_a_rail_with_the_names_as_tooltips(window, place):
    await edited(place)
    await window.start()
    contacts = window.findChild(QPushButton, "sidebar.contacts")
    assert contacts.text() == "Contacts"
    window.resize(960, 600)
    await until(lambda: contacts.text() == "")
    assert contacts.toolTip() == "Contacts · 1"
    window.resize(1280, 800)
    await until(lambda: contacts.text() == "Contacts")
    assert contacts.toolTip() == ""


async def test_a_change_leaves_the_sync_page_where_the_person_reads(window, place):
    for number in range(40):
        await edited(place, number)
    await window.start()
    await window.show_section("sync")
    bar = window.findChild(QScrollArea).verticalScrollBar()
    await until(lambda: bar.maximum() > 300)
    bar.setValue(300)
    verb = window.findChildren(QPushButton, "sync.view")[20]
    row = verb.parentWidget().objectName()
    verb.setFocus()
    read = bar.value()
    shown = window.findChild(QWidget, row)
    ref = await edited(place, 90)
    await until(lambda: window.findChild(QWidget, f"sync.row.contact.{ref.id}") is not None)
    assert window.findChild(QWidget, row) is not shown
    assert bar.value() == read
    assert QApplication.focusWidget().parentWidget().objectName() == row


async def test_a_toast_without_a_verb_goes_also_after_the_pointer_was_on_it(window, place):
    await window.start()
    toast = window.findChild(Toast, "toast")
    toast.say("Decided")
    QApplication.sendEvent(toast, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not toast.findChild(QTimer).isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.findChild(QTimer).isActive()


async def test_enter_pressed_twice_signs_in_once(window, place):
    place.signed_in = False
    await window.start()
    for name in ("address", "email", "password"):
        window.findChild(QLineEdit, f"welcome.{name}").setText("x")
    password = window.findChild(QLineEdit, "welcome.password")
    QTest.keyClick(password, Qt.Key.Key_Return)
    await asyncio.sleep(0)
    QTest.keyClick(password, Qt.Key.Key_Return)
    await until(lambda: len(place.syncers) == 1)
    assert len(place.sign_ins) == 1


async def test_a_revoked_desk_closes_although_something_typed_cannot_be_saved(window, place):
    ref = await edited(place)
    await window.start()
    await window.select_record(ref)
    window.card.field("birthday").edit("32.13")
    window.show_end(Wiped(None))
    assert await window.leave()
    assert window.closed.is_set()


async def test_a_syncing_that_ends_with_a_fault_is_told(place, appearance, qapp, caplog, monkeypatch):
    async def broken(self):
        raise StorageFault("no disk")

    monkeypatch.setattr(HandSyncer, "run", broken)
    async with opened_window(place.workplace(), appearance) as window:
        await until(lambda: "disk" in window.findChild(Toast, "toast").text())
    assert "the syncing of this window ended" in caplog.text
