"""From field to field by the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.waiting import turns, until


async def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)
    await turns()


def opened(card):
    return [row.declared.name for row in card._fields if row.is_editing]


async def contact(window, place, **fields):
    ref = await place.synced("contact", 1, last_name="Zimin", first_name="Oleg", job_title="Rep", **fields)
    await window.start()
    window.activateWindow()
    await window.select_record(ref)
    return ref


async def test_tab_saves_a_field_and_opens_the_next_one(window, place):
    ref = await contact(window, place)
    window.card.field("first_name").open()
    QTest.keyClicks(QApplication.focusWidget(), "Ivan")
    await press(Qt.Key.Key_Tab)
    await until(lambda: opened(window.card) == ["last_name"])
    QTest.keyClicks(QApplication.focusWidget(), "Orlov")
    await press(Qt.Key.Key_Tab)
    await until(lambda: opened(window.card) == ["job_title"])
    fields = await place.fields(ref)
    assert (fields["last_name"], fields["first_name"]) == ("Orlov", "Ivan")


async def test_shift_tab_opens_the_field_before_and_past_the_first_none(window, place):
    await contact(window, place)
    window.card.field("last_name").open()
    await press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert opened(window.card) == ["first_name"]
    await press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert opened(window.card) == []


async def test_past_the_last_field_tab_reaches_the_card_s_next_control(window, place):
    await contact(window, place)
    window.card.field("job_title").open()
    await press(Qt.Key.Key_Tab)
    while opened(window.card):
        await press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == "card.more"


async def test_every_kind_of_editor_is_left_by_tab(window, place):
    await window.start()
    window.activateWindow()
    for section in ("contacts", "companies", "deals", "tasks", "communications", "products"):
        await window.show_section(section)
        await window.page.start_draft()
        wanted = [row.declared.name for row in window.card._fields if row.is_editable]
        reached = []
        while opened(window.card):
            reached += opened(window.card)
            await press(Qt.Key.Key_Tab)
        assert reached == wanted
        await window.page.close_card()


async def test_tab_at_rest_opens_nothing(window, place):
    await contact(window, place)
    row = window.card.field("first_name")
    row.open()
    await press(Qt.Key.Key_Return)
    assert row.has_focus
    await press(Qt.Key.Key_Tab)
    assert opened(window.card) == []
    assert window.card.field("last_name").has_focus


async def test_ctrl_enter_creates_the_draft_from_any_field(window, place):
    await window.start()
    window.activateWindow()
    for name in ("last_name", "notes"):
        await window.page.start_draft()
        window.card.field(name).open()
        QTest.keyClicks(QApplication.focusWidget(), "Zimin")
        await press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: window.card.ref is not None)
        assert (await place.fields(window.card.ref))[name] == "Zimin"


async def test_past_the_last_field_of_a_draft_tab_reaches_its_create_button(window, place):
    await window.start()
    window.activateWindow()
    await window.page.start_draft()
    await window.card.edit_field("last_name", "Zimin")
    window.card.field("owner_id").open()
    await press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == "card.create"
