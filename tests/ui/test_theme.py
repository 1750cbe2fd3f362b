"""Colour: literals in one file, contrast that can be read, words that do not change their Qt."""

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QColor

import crmdesk.ui
from crmdesk.ui.kit.icons import SECTION_ICONS, STATE_ICONS, Icons
from crmdesk.ui.kit.language import install_language
from crmdesk.ui.kit.theme import DARK, LIGHT
from crmdesk.ui.kit.words import Words

UI = Path(crmdesk.ui.__file__).parent
SOURCES = sorted(UI.rglob("*.py"))


def luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    made = QColor(colour)
    return 0.2126 * linear(made.redF()) + 0.7152 * linear(made.greenF()) + 0.0722 * linear(made.blueF())


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["window", "surface", "hover", "selection", "raised"])
@pytest.mark.parametrize("text", ["text", "text_2", "muted", "accent", "success", "warning", "danger"])
def test_text_can_be_read_on_every_ground(theme, ground, text):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_initials_can_be_read_on_their_discs(theme):
    assert all(contrast(back, front) >= 4.5 for back, front in theme.avatars)


def test_no_colour_literal_stands_outside_the_theme():
    literal = re.compile(r"#[0-9a-fA-F]{6}\b|QColor\(\d|rgba?\(")
    guilty = [path.name for path in SOURCES if path.name != "theme.py" and literal.search(path.read_text())]
    assert guilty == []


def test_no_nested_event_loop_and_only_the_application_knows_qasync():
    for path in SOURCES:
        text = path.read_text()
        assert not re.search(r"\bexec_?\(|processEvents\(|QMessageBox|asyncSlot|asyncClose", text), path
        assert path.name == "app.py" or "qasync" not in re.sub(r'""".*?"""', "", text, flags=re.DOTALL), path


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_icon_has_a_picture(theme, qapp):
    icons = Icons(theme)
    names = [*SECTION_ICONS.values(), *(name for name, _ in STATE_ICONS.values())]
    literal = re.compile(r'(?<!_)(?:icon|pixmap)\(\s*"([a-z-]+)"')
    names += [name for path in SOURCES for name in literal.findall(path.read_text())]
    assert len(names) > 15
    assert [name for name in names if icons.pixmap(name).isNull()] == []


def test_200_000_void_calls_keep_every_reference_to_none(qapp):
    """PySide6 6.12.0 on 3.11 loses one a call and aborts the interpreter after some 5,000."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(200_000):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 1_000


def test_numbers_in_russian_take_their_form(qapp, look, translations):
    install_language(qapp, "ru", translations)
    try:
        words = Words(QLocale("ru_RU"))
        said = [words.waiting_to_be_sent(number) for number in (0, 1, 2, 5, 11, 21, 22, 112)]
    finally:
        install_language(qapp, "en", translations)
    assert said == [
        "0 изменений ждут отправки",
        "1 изменение ждёт отправки",
        "2 изменения ждут отправки",
        "5 изменений ждут отправки",
        "11 изменений ждут отправки",
        "21 изменение ждёт отправки",
        "22 изменения ждут отправки",
        "112 изменений ждут отправки",
    ]
