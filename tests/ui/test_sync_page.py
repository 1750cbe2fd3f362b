"""The sync page: what each section says, the verbs of its rows, the counts by kind, the log, and the keyboard."""

import time
from dataclasses import replace

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from crmdesk.domain.errors import FieldError
from crmdesk.domain.ids import uuid7
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Counts, LogLine, Pause
from crmdesk.domain.records import ConflictState, EditTime, Entry, EntryState, FieldConflict, Record
from crmdesk.operations.records import add_record, set_fields
from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.kit.words import Words
from crmdesk.ui.status_line import StatusWords
from crmdesk.ui.sync.connection import ConnectionWords
from crmdesk.ui.sync.head import PageHead
from crmdesk.ui.sync.page import SyncPage
from crmdesk.ui.sync.row import Row
from tests.ui.places import ANNA, START
from tests.ui.waiting import until

ANNAS = (ANNA.name, "https://crm.example.com:8443")
LATER = START + 900_000


@pytest_asyncio.fixture
async def page(place, look, qapp):
    window = QWidget()
    made = SyncPage(place.desk, look, Errors(window), place.feed, window)
    window.resize(1200, 800)
    made.resize(1200, 800)
    window.show()
    yield made
    await made.close_tasks()
    window.hide()
    window.deleteLater()


async def waiting(place, number=1, **fields):
    ref = await place.synced("contact", number, last_name=f"Petrov{number}", job_title="Buyer")
    await set_fields(place.desk, ref, fields or {"job_title": "Head of purchasing"})
    return ref


def texts(widget):
    return [part.text() for part in widget.findChildren(QLabel)]


def row_of(page, ref):
    return page.findChild(Row, f"sync.row.{ref.kind}.{ref.id}")


async def test_sections_without_rows_vanish(page):
    await page.open()
    assert page.findChildren(Row) == []
    assert "Nothing waits here: everything was sent and accepted." in texts(page)


async def test_a_waiting_change_is_told_old_to_new(page, place):
    ref = await waiting(place)
    long = await waiting(place, 2, notes="one\ntwo", job_title="Boss")
    made = await place.synced("contact", 3, last_name="New")
    await place.store.write(lambda tx: tx.put_entry(Entry(made.kind, made.id, None, {"last_name": EditTime(START)})))
    await page.open()
    assert "Job title: Buyer → Head of purchasing" in texts(row_of(page, ref))
    assert any("Job title: Buyer → Boss" in said for said in texts(row_of(page, long)))
    assert not any("one" in said for said in texts(row_of(page, long)))
    assert "new" in texts(row_of(page, made))
    assert f"oldest: {Words(page._look.locale).moment(START)}" in texts(page)


async def test_a_reference_is_told_by_its_name(page, place):
    company = await place.synced("company", 5, name="Vector")
    ref = await waiting(place, company_id=company.id)
    await page.open()
    assert "Company: — → Vector" in texts(row_of(page, ref))


async def test_a_parked_change_tells_how_often_and_when_it_is_tried(page, place):
    ref = await waiting(place)

    def park(tx):
        tx.put_entry(replace(tx.entry(ref), state=EntryState.PARKED, tries=3, retry_at=LATER))

    await place.store.write(park)
    await page.open()
    assert f"tried 3 times, next try at {Words(page._look.locale).time(LATER)}" in texts(row_of(page, ref))
    row_of(page, ref).findChild(QPushButton, "sync.retry").click()
    await until(lambda: "Job title: Buyer → Head of purchasing" in texts(row_of(page, ref)))


async def test_dropping_tells_the_name_of_what_is_gone(page, place):
    made, _ = await add_record(place.desk, "contact", {"last_name": "Zimin"})
    await place.refused(made, FieldError("last_name", "too_long", "x"))
    await page.open()
    told = []
    page.dropped.connect(lambda *what: told.append(what))
    row_of(page, made).findChild(QPushButton, "sync.drop").click()
    await until(lambda: told == [(made, "Zimin")])
    await until(lambda: row_of(page, made) is None)


async def test_settled_conflicts_are_a_section_of_their_own_and_no_decisions(page, place):
    ref = await place.synced("contact", 1, last_name="Petrov")
    conflict = await place.conflict(ref, ConflictState.SETTLED, job_title=FieldConflict("a", "b", "c", "c"))
    await page.open()
    assert page.findChild(QLabel, "sync.count.conflict") is None
    assert page.findChild(QLabel, "sync.count.synced").text() == "1"
    asked = []
    page.resolve_asked.connect(asked.append)
    page.findChild(QPushButton, "sync.open").click()
    assert asked == [conflict.id]


async def test_resolve_in_order_opens_the_first_decision(page, place):
    ref = await place.synced("contact", 1, last_name="Petrov")
    conflict = await place.conflict(ref, job_title=FieldConflict("a", "b", "c", None))
    await page.open()
    asked = []
    page.resolve_asked.connect(asked.append)
    page.findChild(QPushButton, "sync.resolve").click()
    assert asked == [conflict.id]


async def test_a_thousand_waiting_changes_open_at_once_and_more_are_shown_when_asked_for(page, place):
    def fill(tx):
        for number in range(1000):
            base = Record("contact", uuid7(2, number), 5, {**KINDS["contact"].empty_fields(), "last_name": "P"})
            tx.put_records([base.with_fields({"job_title": "Boss"})])
            tx.put_entry(Entry("contact", base.id, base, {"job_title": EditTime(START)}))

    await place.store.write(fill)
    began = time.process_time()
    await page.open()
    page.grab()
    assert time.process_time() - began < 0.25
    assert page.findChild(QLabel, "sync.count.pending").text() == "1000"
    assert len(page.findChildren(Row)) == 50
    assert "and 950 more" in texts(page)
    page.findChild(QPushButton, "sync.more.pending").click()
    await until(lambda: len(page.findChildren(Row)) == 100)


async def test_arrows_go_from_row_to_row_enter_acts_and_copying_takes_the_words(page, place):
    first, second = await waiting(place, 1), await waiting(place, 2)
    await page.open()
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is row_of(page, first)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is row_of(page, second)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    asked = []
    page.record_asked.connect(asked.append)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked == [second]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Contact\tPetrov2\tJob title: Buyer → Head of purchasing\t")
    QGuiApplication.clipboard().clear()
    russian = QKeyEvent(QEvent.Type.KeyPress, 0x0421, Qt.KeyboardModifier.ControlModifier, "с")
    QApplication.sendEvent(row_of(page, second), russian)
    assert QGuiApplication.clipboard().text() == copied


async def test_the_counts_stand_in_the_order_of_the_sidebar(page, place):
    ref = await waiting(place)
    await place.refused(ref, FieldError("job_title", "too_long", "x"))
    await waiting(place, 2)
    await page.open()

    def cell(name):
        return page.findChild(QLabel, f"sync.kinds.contact.{name}").text()

    assert [cell(name) for name in ("here", "there", "waiting", "refused", "open")] == ["2", "—", "1", "1", "0"]
    named = [text for text in texts(page.findChild(QWidget, "sync.kinds")) if text and not text[0].isdigit()]
    order = ["Contacts", "Companies", "Deals", "Tasks", "Communications", "Products"]
    assert [text for text in named if text in order] == order


@pytest_asyncio.fixture
async def logged(place):
    """A line of each sort; the record they are about."""
    ref = await place.synced("contact", 1, last_name="Petrov")
    refusal = {"errors": [{"field": "job_title", "code": "too_long", "message": "x"}]}
    lines = [
        LogLine(START, "received", detail={"kinds": {"deal": 2, "contact": 4}}),
        LogLine(START + 1, "sent", detail={"kinds": {"contact": 1}}),
        LogLine(START + 2, "conflict", ref, {"conflict": "one", "fields": ["job_title"]}),
        LogLine(START + 3, "settled", ref, {"conflict": "two", "fields": ["job_title"]}),
        LogLine(START + 4, "refused", ref, refusal),
        LogLine(START + 5, "failed", ref),
        LogLine(START + 6, "hindered", detail={"state": "offline", "reason": "server_fault", "message": "x"}),
        LogLine(START + 7, "back", detail={"after_ms": 720_000}),
        LogLine(START + 8, "paused", detail={"until": LATER}),
        LogLine(START + 9, "offline", detail={"until": None}),
        LogLine(START + 10, "resumed", detail={"until": None}),
    ]
    await place.store.write(lambda tx: tx.add_log(lines))
    return ref


async def test_the_log_tells_each_thing_in_its_sentence(page, logged):
    await page.open()
    lines = [row.line for row in page.findChildren(Row)]
    until_then = f"until {Words(page._look.locale).time(LATER)}"
    assert [(line.said, line.aside) for line in lines] == [
        ("Synchronising goes on", ""),
        ("Working offline, by your choice", ""),
        ("Paused by you", until_then),
        ("Connected again", "after 12 minutes"),
        ("The server reports a fault of its own", ""),
        ("Given up after the last try: Contact “Petrov”", ""),
        ("Not accepted by the server: Contact “Petrov”. Job title: This is too long: shorten it", ""),
        ("Settled by itself: Contact “Petrov”, Job title", ""),
        ("Needs your decision: Contact “Petrov”, Job title", ""),
        ("Sent 1 change", "contacts 1"),
        ("Received 6 changes", "contacts 4, deals 2"),
    ]
    said = page.findChild(QLabel, "sync.log.today").text()
    assert said == "today: received 6, sent 1, settled 1 · kept 30 days"


async def test_the_log_is_filtered_and_its_verbs_lead_on(page, logged):
    await page.open()
    shown = {}
    for name in ("errors", "decisions", "settled"):
        page.findChild(QPushButton, f"sync.log.filter.{name}").click()
        await until(lambda wanted=name: page.findChild(QPushButton, f"sync.log.filter.{wanted}").isChecked())
        await page.open()
        shown[name] = len(page.findChildren(Row))
    assert shown == {"errors": 3, "decisions": 1, "settled": 1}
    asked = []
    page.resolve_asked.connect(asked.append)
    page.record_asked.connect(asked.append)
    page.findChild(QPushButton, "sync.log.view").click()
    page.findChild(QPushButton, "sync.log.filter.errors").click()
    await until(lambda: page.findChild(QPushButton, "sync.log.record") is not None)
    page.findChild(QPushButton, "sync.log.record").click()
    assert asked == ["two", logged]


async def test_the_switch_and_the_menu_pause_and_go_on(page, place):
    asked = []
    page.pause_asked.connect(asked.append)
    switch = page.findChild(QWidget, "sync.offline")
    switch.click()
    page.show_status(Status(states.WORK_OFFLINE))
    assert switch.isChecked()
    switch.click()
    page.show_status(Status())
    assert not switch.isChecked()
    for name in ("hour", "until_told"):
        page.findChild(PageHead).menu().findChild(QAction, f"sync.pause.{name}").trigger()
    hour = Pause(until=place.clock.ms + 3_600_000)
    assert asked == [Pause(offline=True), None, hour, Pause()]
    page.show_status(Status(states.PAUSED))
    page.findChild(PageHead).menu().findChild(QAction, "sync.pause.go_on").trigger()
    page.findChild(QPushButton, "sync.connection.verb").click()
    assert asked[4:] == [None, None]


HINDERED = [
    Status(states.OFFLINE, reason="no_network", next_try_at=LATER),
    Status(states.OFFLINE, reason="no_answer", next_try_at=LATER),
    Status(states.OFFLINE, reason="not_our_server", next_try_at=LATER),
    Status(states.OFFLINE, reason="not_trusted", next_try_at=LATER),
    Status(states.OFFLINE, reason="server_fault", next_try_at=LATER),
    Status(states.FAILED, next_try_at=LATER),
    Status(states.SLOW_DOWN, next_try_at=LATER),
    Status(states.SIGN_IN_REQUIRED),
    Status(states.PAUSED, next_try_at=LATER),
    Status(states.WORK_OFFLINE),
    Status(states.DEVICE_REVOKED),
]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_hindrance_has_a_sentence_of_its_own_with_what_helps(language, appearance, qapp):
    appearance.choose_language(language)
    words, short = (made(appearance.look.locale, qapp) for made in (ConnectionWords, StatusWords))
    at = Words(appearance.look.locale).time(LATER)
    said = [words.said(status, *ANNAS) for status in HINDERED]
    assert len({one.head for one in said}) == len(HINDERED)
    for status, one in zip(HINDERED, said, strict=True):
        assert (at in one.aside + one.rest) == (status.next_try_at is not None)
        assert (one.remedy is None) == (status.state == states.DEVICE_REVOKED)
        assert one.remedy == short.said(status, Counts(pending=3)).remedy


async def test_the_connection_says_with_whom_and_when_it_was_checked(page):
    page.show_account(*ANNAS)
    page.show_status(Status(synced_at=START, next_try_at=LATER))
    box = page.findChild(QWidget, "sync.connection")
    time_of = Words(page._look.locale).time
    wanted = f"checked at {time_of(START)}, next check at {time_of(LATER)}"
    assert box.accessibleName() == f"Connected to crm.example.com:8443 as Анна Белова {wanted}"


async def test_the_log_comes_into_sight_when_asked_for(page, place, logged):
    for number in range(2, 32):
        await waiting(place, number)
    await page.open()
    page.show_log()
    log = page.findChild(QWidget, "sync.log")
    assert 0 <= log.mapTo(page, QPoint()).y() < page.height()


async def test_what_one_does_last_keeps_the_focus_when_the_page_is_built_anew(page, place):
    first = await waiting(place, 1)
    await page.open()
    before = row_of(page, first)
    before.setFocus()
    await waiting(place, 2)
    await page.open()
    assert row_of(page, first) is not before
    assert QApplication.focusWidget() is row_of(page, first)


@pytest.mark.parametrize(("verb", "sent"), [("sync.lost.send", "Steel"), ("sync.lost.leave", "Wood")])
async def test_what_the_server_lost_is_sent_or_left(page, place, verb, sent):
    ref = await place.synced("company", 1, name="Acme", industry="Wood")
    lost = FieldConflict("Steel", "Steel", "Wood", "Wood")
    conflict = await place.conflict(ref, ConflictState.LOST_THERE, industry=lost)
    await page.open()
    assert "Known here, lost on the server" in texts(page)
    assert {"Acme", "Industry"} <= set(texts(page.findChild(Row, f"sync.conflict.{conflict.id}")))
    page.findChild(QPushButton, verb).click()
    await until(lambda: page.findChild(Row, f"sync.conflict.{conflict.id}") is None or not page._contents.lost)
    assert (await place.fields(ref))["industry"] == sent
    assert (await place.store.read(lambda tx: tx.entry(ref)) is not None) == (sent == "Steel")


async def test_a_record_that_the_server_lost_is_named_whole(page, place):
    ref = await place.synced("company", 1, name="Acme")
    versions = {"name": FieldConflict("Acme", "Acme", None, None), "deleted": FieldConflict(False, False, True, True)}
    conflict = await place.conflict(ref, ConflictState.LOST_THERE, **versions)
    await page.open()
    assert "the whole record" in texts(page.findChild(Row, f"sync.conflict.{conflict.id}"))
