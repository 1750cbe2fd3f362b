"""Language and theme change while the desk is open, and the person stays where they were."""

import weakref

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton

from crmdesk.domain.ports import SortOrder
from crmdesk.domain.records import FieldConflict
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.conflict.dialog import ConflictDialog
from crmdesk.ui.kit.chips import Chip
from crmdesk.ui.kit.theme import DARK, LIGHT
from crmdesk.ui.shell import Shell
from crmdesk.ui.toast import Toast
from tests.ui.waiting import turns, until


def ground(window):
    """The colour of the list's ground, as it is painted."""
    image = window.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() - 60)


async def test_the_language_is_switched_where_one_was(window, place):
    ref = await place.synced("company", 1, name="Vector")
    await place.synced("company", 2, name="Romashka")
    await window.start()
    await window.show_section("companies")
    window.page.search.setText("vect")
    await until(lambda: window.page.model.rowCount() == 1)
    await window.select_record(ref)
    await window.speak("ru")
    assert window.section == "companies"
    assert window.findChild(QPushButton, "sidebar.companies").accessibleName() == "Компании"
    assert window.page.search.text() == "vect"
    assert window.page.model.rowCount() == 1
    assert (window.card.ref, window.card.isVisible()) == (ref, True)
    assert window.card.findChild(QLabel, "card.title").text() == "Vector"


async def test_the_view_the_order_and_the_width_of_the_card_outlast_another_theme(window, place):
    shown = await place.synced("task", 1, title="Call", done=True)
    await place.synced("task", 2, title="Mail", done=True)
    outside = await place.synced("task", 3, title="Visit", done=False)
    await window.start()
    await window.show_section("tasks")
    window.page.findChild(Chip, "list.view.done").click()
    window.page.table.head.sectionClicked.emit(1)
    window.page.table.head.sectionClicked.emit(1)
    await until(lambda: window.page.model.rowCount() == 2 and window.page.model.ref_at(1) is not None)
    assert await window.page.model.row_of(shown) == 1
    window.card.setFixedWidth(500)
    await window.page.choosing.show(outside)
    there = window.page.place()
    assert (there.view, there.sort, there.chosen) == ("done", ("title", SortOrder.DESCENDING), outside)
    await window.wear("dark")
    assert window.page.place() == there
    assert window.page.findChild(Chip, "list.view.done").isChecked()
    assert await window.page.model.row_of(shown) == 1
    assert (window.card.ref, window.card.isVisible(), window.card.width()) == (outside, True, 500)


async def test_what_is_being_typed_is_saved_before_the_language_changes(window, place):
    ref = await place.synced("contact", 1, last_name="Petrov")
    await window.start()
    await window.select_record(ref)
    window.card.field("job_title").edit("Head of supply")
    await window.speak("ru")
    assert (await place.fields(ref))["job_title"] == "Head of supply"


async def test_the_language_stays_while_something_typed_is_refused(window, place):
    ref = await place.synced("contact", 1, last_name="Petrov")
    await window.start()
    await window.select_record(ref)
    window.card.field("phones").edit("no number")
    await window.speak("ru")
    assert window.card.field("phones").is_editing
    assert window.findChild(QPushButton, "sidebar.companies").accessibleName() == "Companies"


async def test_a_toast_of_the_old_language_goes_and_an_error_stays(window):
    await window.start()
    toast = window.findChild(Toast, "toast")
    toast.say("Contact deleted")
    await window.wear("dark")
    assert toast.text() == "Contact deleted"
    await window.speak("ru")
    assert toast.text() == ""
    toast.say_error("База данных собрана заново")
    await window.speak("en")
    assert toast.text() == "База данных собрана заново"


async def test_the_theme_is_switched_and_the_old_widgets_are_gone(window, place):
    await window.start()
    assert ground(window) == LIGHT.colour("surface")
    gone = weakref.ref(window.findChild(Shell))
    await window.wear("dark")
    assert ground(window) == DARK.colour("surface")
    await turns()
    assert len(window.findChildren(Shell)) == 1
    assert gone() is not window.findChild(Shell)


async def test_the_choice_is_remembered_for_the_next_start(window, appearance, monkeypatch):
    kept = []
    monkeypatch.setattr(appearance, "_remember", lambda language, theme: kept.append((language, theme)))
    await window.start()
    await window.speak("ru")
    await window.wear("dark")
    await window.wear(None)
    assert kept == [("ru", "light"), ("ru", "dark"), ("ru", None)]


async def test_the_systems_theme_is_followed_only_where_it_is_wanted(window, appearance):
    await window.start()
    built = window.findChild(Shell)
    appearance._on_system_turned()
    await turns()
    assert window.findChild(Shell) is built
    await window.wear(None)
    built = window.findChild(Shell)
    appearance._on_system_turned()
    await until(lambda: window.findChild(Shell) is not built)


async def test_the_menu_offers_both_languages_and_says_what_stands(window):
    await window.start()
    menu = window.menu()
    checked = {one.objectName() for one in menu.findChildren(QAction) if one.isChecked()}
    assert checked == {"menu.language.en", "menu.theme.light"}
    menu.findChild(QAction, "menu.language.ru").trigger()
    await until(lambda: window.findChild(QPushButton, "sidebar.deals").accessibleName() == "Сделки")


async def test_the_welcome_page_stays_in_sight_in_another_language(window, place):
    place.signed_in = False
    await window.start()
    await window.speak("ru")
    assert window.findChild(QPushButton, "welcome.demo").isVisible()


async def test_a_conflict_that_is_being_decided_is_open_again_with_what_was_chosen(window, place):
    ref = await place.synced("contact", 1, last_name="Petrov", job_title="boss", source="fair")
    conflict = await place.conflict(
        ref, job_title=FieldConflict("boss", "chief", "head", None), source=FieldConflict("fair", "call", "mail", None)
    )
    await window.start()
    before = await window.open_conflict(conflict.id)
    before.choose("job_title", Pick.THEIRS)
    await window.wear("dark")
    assert before.is_over
    after = window.findChild(ConflictDialog)
    assert after is not before
    assert after.choices.picks == {"job_title": Pick.THEIRS}
    after.reject()
    await after.decided()
