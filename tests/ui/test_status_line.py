"""The status line: which sentence stands in which state, with which number, and what its verbs ask for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.domain.ports import Counts, Pause
from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.words import Words
from crmdesk.ui.status_line import StatusLine, StatusWords
from tests.ui.places import START

NUMBERS = (0, 1, 2, 5, 21, 12480)
LATER = START + 900_000
HINDERED = {
    "no_network": Status(states.OFFLINE, reason="no_network", next_try_at=LATER),
    "no_answer": Status(states.OFFLINE, reason="no_answer", next_try_at=LATER),
    "not_our_server": Status(states.OFFLINE, reason="not_our_server", next_try_at=LATER),
    "server_fault": Status(states.OFFLINE, reason="server_fault", next_try_at=LATER),
    "failed": Status(states.FAILED, next_try_at=LATER),
    "slow_down": Status(states.SLOW_DOWN, next_try_at=LATER),
    "sign_in": Status(states.SIGN_IN_REQUIRED),
    "paused": Status(states.PAUSED),
    "paused_until": Status(states.PAUSED, next_try_at=LATER),
    "work_offline": Status(states.WORK_OFFLINE),
}
WAITING_EN = {
    0: "",
    1: "1 change waiting",
    2: "2 changes waiting",
    5: "5 changes waiting",
    21: "21 changes waiting",
    12480: "12,480 changes waiting",
}
WAITING_RU = {
    0: "",
    1: "1 изменение ждёт отправки",
    2: "2 изменения ждут отправки",
    5: "5 изменений ждут отправки",
    21: "21 изменение ждёт отправки",
    12480: "12\u00a0480 изменений ждут отправки",
}


def short_en(number):
    return f" · {number:,} waiting" if number else ""


def short_ru(number):
    said = f"{number:,}".replace(",", "\u00a0")
    return f" · {'ждёт' if number in (1, 21) else 'ждут'}: {said}" if number else ""


def expected_en(at):
    return {
        "no_network": lambda n: f"{WAITING_EN[n]} · no network · next try {at}" if n else f"No network · next try {at}",
        "no_answer": lambda n: f"Server does not answer{short_en(n)} · next try {at}",
        "not_our_server": lambda n: f"Not a crmdesk server{short_en(n)} · next try {at}",
        "server_fault": lambda n: f"Server error{short_en(n)} · next try {at}",
        "failed": lambda n: f"Sync did not finish{short_en(n)} · next try {at}",
        "slow_down": lambda n: f"Server asks to wait until {at}{short_en(n)}",
        "sign_in": lambda n: f"Sign-in expired{short_en(n)}",
        "paused": lambda n: f"Sync paused by you{short_en(n)}",
        "paused_until": lambda n: f"Sync paused by you until {at}{short_en(n)}",
        "work_offline": lambda n: f"Working offline{short_en(n)}",
    }


def expected_ru(at):
    return {
        "no_network": lambda n: f"Нет сети{' · ' if n else ''}{WAITING_RU[n]} · попытка в {at}",
        "no_answer": lambda n: f"Сервер не отвечает{short_ru(n)} · попытка в {at}",
        "not_our_server": lambda n: f"Это не сервер crmdesk{short_ru(n)} · попытка в {at}",
        "server_fault": lambda n: f"Ошибка на сервере{short_ru(n)} · попытка в {at}",
        "failed": lambda n: f"Синхронизация прервалась{short_ru(n)} · попытка в {at}",
        "slow_down": lambda n: f"Сервер просит подождать до {at}{short_ru(n)}",
        "sign_in": lambda n: f"Вход устарел{short_ru(n)}",
        "paused": lambda n: f"Синхронизация на паузе{short_ru(n)}",
        "paused_until": lambda n: f"Синхронизация на паузе до {at}{short_ru(n)}",
        "work_offline": lambda n: f"Автономная работа{short_ru(n)}",
    }


def test_a_certificate_that_is_not_trusted_is_named(appearance, qapp):
    appearance.choose_language("en")
    words = StatusWords(appearance.look.locale, qapp)
    said = words.said(Status(states.OFFLINE, reason="not_trusted"), Counts(pending=2))
    assert said.text == "Certificate not trusted · 2 waiting"


@pytest.fixture(params=["en", "ru"])
def language(request, appearance):
    appearance.choose_language(request.param)
    return request.param


@pytest.fixture
def line(look):
    window = QWidget()
    made = StatusLine(look, lambda: START)
    whole = QVBoxLayout(window)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(made)
    window.resize(900, 100)
    window.grab()  # lays it out, and needs no screen
    yield made
    window.deleteLater()


def test_each_hindrance_has_its_sentence_with_the_number_that_waits(language, appearance, qapp):
    words = StatusWords(appearance.look.locale, qapp)
    at = Words(appearance.look.locale).time(LATER)
    expected = (expected_ru if language == "ru" else expected_en)(at)
    for name, status in HINDERED.items():
        for number in NUMBERS:
            said = words.said(status, Counts(pending=number, open_conflicts=1, quarantined=1)).text
            assert said == expected[name](number)


def test_no_sentence_is_longer_than_sixty_characters_and_none_means_two_things(language, appearance, qapp):
    words = StatusWords(appearance.look.locale, qapp)
    others = [
        Status(),
        Status(synced_at=START),
        Status(states.DEVICE_REVOKED),
        Status(states.SYNCING, sent=12479, to_send=12480),
        Status(states.SYNCING, received=100_000, to_receive=100_000),
    ]
    for number in NUMBERS:
        said = [words.said(status, Counts(pending=number)).text for status in (*HINDERED.values(), *others)]
        said += [
            words.said(Status(synced_at=START), Counts(number, **asking)).text
            for asking in ({"open_conflicts": 12}, {"quarantined": 12})
        ]
        assert [sentence for sentence in said if len(sentence) > 60] == []
        told = said if number == 0 else [one for one in said if one != said[len(HINDERED)]]
        assert len(set(told)) == len(told)


def test_what_is_told_of_an_outbox_that_rests(language, appearance, qapp):
    words = StatusWords(appearance.look.locale, qapp)
    at = Words(appearance.look.locale).time(START)
    for number in NUMBERS[1:]:
        said = words.said(Status(synced_at=START), Counts(pending=number)).text
        assert said == (WAITING_RU[number] if language == "ru" else f"{WAITING_EN[number]} to be sent")
    done = words.said(Status(synced_at=START), Counts()).text
    assert done == (f"Всё синхронизировано · {at}" if language == "ru" else f"Up to date · {at}")
    sending = words.said(Status(states.SYNCING, sent=2, to_send=12), Counts(pending=12)).text
    assert sending == ("Отправляется 3 из 12" if language == "ru" else "Sending 3 of 12")
    asked = words.said(Status(synced_at=START), Counts(pending=3, open_conflicts=2)).text
    assert asked == ("Нужно ваше решение: 2 · ждут: 3" if language == "ru" else "2 need your decision · 3 waiting")


@pytest.mark.parametrize(
    ("status", "words", "asked"),
    [
        (HINDERED["no_network"], "Try now", "sync"),
        (HINDERED["slow_down"], "Try now", "sync"),
        (HINDERED["failed"], "Try now", "sync"),
        (HINDERED["sign_in"], "Sign in", "sign in"),
        (HINDERED["paused"], "Go on", None),
        (HINDERED["work_offline"], "Go on", None),
    ],
)
def test_the_verb_asks_for_what_helps(line, status, words, asked):
    heard = []
    line.sync_asked.connect(lambda: heard.append("sync"))
    line.sign_in_asked.connect(lambda: heard.append("sign in"))
    line.pause_asked.connect(heard.append)
    line.show_status(status)
    verb = line.findChild(QPushButton, "status.verb")
    assert (verb.isVisibleTo(line), verb.text()) == (True, words)
    verb.click()
    assert heard == [asked]
    line.show_status(Status(synced_at=START))
    assert not verb.isVisibleTo(line)


def test_the_line_is_as_high_as_the_tokens_say_and_a_verb_fits(line):
    line.show_status(HINDERED["sign_in"])
    line.window().grab()
    assert line.height() == 28
    verb = line.findChild(QPushButton, "status.verb")
    assert line.rect().contains(verb.geometry())


def test_a_click_and_enter_open_what_lies_behind_a_right_click_does_not(line):
    opened = []
    line.clicked.connect(lambda: opened.append(1))
    QTest.mouseClick(line, Qt.MouseButton.RightButton)
    assert not opened
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert len(opened) == 2


def pressed(line, name):
    line.menu().findChild(QAction, f"status.menu.{name}").trigger()


def test_the_menu_pauses_and_goes_on(line):
    heard = []
    line.pause_asked.connect(heard.append)
    line.sync_asked.connect(lambda: heard.append("sync"))
    line.log_asked.connect(lambda: heard.append("log"))
    for name in ("sync", "pause", "offline", "log"):
        pressed(line, name)
    assert heard == ["sync", Pause(until=START + 3_600_000), Pause(offline=True), "log"]
    for stopped in ("paused", "work_offline"):
        line.show_status(HINDERED[stopped])
        pressed(line, "go_on")
        assert heard.pop() is None
        assert line.menu().findChild(QAction, "status.menu.pause") is None
    assert line.menu().findChild(QAction, "status.menu.offline") is None


def test_a_screen_reader_hears_at_most_one_sentence_in_ten_seconds(line):
    heard = []
    line._announcer.announced.connect(heard.append)
    quiet = line._announcer.quiet
    assert (quiet.isActive(), quiet.interval()) == (True, 10_000)
    for sent in range(5):
        line.show_status(Status(states.SYNCING, sent=sent, to_send=12))
    assert heard == []
    quiet.stop()
    quiet.timeout.emit()
    assert heard == ["Sending 5 of 12"]
    quiet.stop()
    quiet.timeout.emit()
    assert heard == ["Sending 5 of 12"]
    line.show_status(Status(synced_at=START))
    assert heard[1:] == [line.text()]


def test_one_fact_stands_at_the_right(line):
    line.show_fact("12 480 contacts")
    line.window().grab()
    fact = line.findChild(QLabel, "status.fact")
    assert fact.text() == "12 480 contacts"
    assert line.width() - fact.geometry().right() < 24
