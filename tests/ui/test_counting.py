"""What the sidebar counts, and when it looks again."""

from PySide6.QtWidgets import QLabel, QPushButton

from crmdesk.domain.changes import Changes
from tests.ui.waiting import until


def number(window, section, name):
    return window.findChild(QPushButton, f"sidebar.{section}").findChild(QLabel, name).text()


async def test_overdue_tasks_are_counted_until_they_are_done(window, place):
    task = await place.synced("task", 1, title="Call", due_at="2020-01-01T10:00:00Z")
    await place.synced("task", 2, title="Mail", due_at="2020-01-01T10:00:00Z", done=True)
    await window.start()
    assert number(window, "tasks", "sidebar.asking") == "1"
    await window.show_section("tasks")
    await window.page.set_done(task, done=True)
    await until(lambda: number(window, "tasks", "sidebar.asking") == "")


async def test_a_task_becomes_overdue_while_one_looks(window, place):
    await place.synced("task", 1, title="Call", due_at="2023-11-14T22:13:30Z")
    await window.start()
    assert number(window, "tasks", "sidebar.asking") == ""
    place.clock.ms += 20_000
    window._shell.minutes.timeout.emit()
    await until(lambda: number(window, "tasks", "sidebar.asking") == "1")


async def test_only_the_kinds_that_changed_are_counted_again(window, place):
    await place.synced("contact", 1, last_name="Arno")
    await place.synced("deal", 1, title="Pumps")
    await window.start()
    await place.synced("contact", 2, last_name="Berg")
    await place.synced("deal", 2, title="Valves")
    place.feed.announce(Changes(kinds=frozenset({"deal"}), sync=True))
    await until(lambda: number(window, "deals", "sidebar.count") == "2")
    assert number(window, "contacts", "sidebar.count") == "1"
