"""What a sync brings is taken up twice a second, what a person does at once."""

import asyncio

import pytest_asyncio
from PySide6.QtCore import QObject

from crmdesk.domain.changes import Changes
from crmdesk.domain.records import Ref
from crmdesk.ui.kit.feed import Feed
from crmdesk.ui.kit.intake import Intake
from crmdesk.ui.kit.tasks import Tasks
from tests.ui.waiting import turns

_LONG = 3_600_000
CONTACTS, DEALS = Changes(kinds=frozenset({"contact"}), sync=True), Changes(kinds=frozenset({"deal"}), sync=True)
EDIT = Changes.of([Ref("contact", "a")])


class Desk:
    def __init__(self, application):
        self.owner = QObject(application)
        self.feed = Feed()
        self.taken = []
        self.errors = []
        self.tasks = Tasks(self.owner, self.errors.append)
        self.intake = Intake(self.feed, self.take_up, self.tasks, self.owner, _LONG)

    async def take_up(self, changes):
        self.taken.append(changes)
        await turns(1)


@pytest_asyncio.fixture
async def desk(qapp):
    made = Desk(qapp)
    yield made
    await made.tasks.close()
    made.intake.close()
    made.owner.deleteLater()


async def test_what_a_sync_brings_after_the_first_page_waits_and_is_taken_up_together(desk):
    desk.feed.announce(CONTACTS)
    await desk.tasks.settle()
    assert desk.taken == [CONTACTS]
    desk.feed.announce(CONTACTS)
    desk.feed.announce(DEALS)
    await desk.tasks.settle()
    assert desk.taken == [CONTACTS]
    desk.intake.rest.stop()
    desk.intake.rest.timeout.emit()
    await desk.tasks.settle()
    assert desk.taken == [CONTACTS, CONTACTS | DEALS]


async def test_what_a_person_does_is_taken_up_at_once_with_all_that_waits(desk):
    desk.feed.announce(CONTACTS)
    await desk.tasks.settle()
    desk.feed.announce(DEALS)
    desk.feed.announce_edit(EDIT)
    await desk.tasks.settle()
    assert desk.taken == [CONTACTS, DEALS | EDIT]
    desk.feed.announce_edit(EDIT)
    await desk.tasks.settle()
    assert desk.taken[2:] == [EDIT]


async def test_an_edit_made_while_others_are_taken_up_follows_them(desk):
    desk.feed.announce(CONTACTS)
    await asyncio.sleep(0)
    desk.feed.announce_edit(EDIT)
    await desk.tasks.settle()
    assert desk.taken[-1].refs == EDIT.refs


async def test_it_goes_on_after_a_failure(desk):
    async def fail(changes):
        raise ValueError("broken")

    desk.intake._take_up, whole = fail, desk.intake._take_up
    desk.feed.announce_edit(EDIT)
    await desk.tasks.settle()
    assert len(desk.errors) == 1
    desk.intake._take_up = whole
    desk.feed.announce_edit(EDIT)
    await desk.tasks.settle()
    assert desk.taken == [EDIT]


async def test_once_closed_it_takes_up_nothing(desk):
    desk.feed.announce(CONTACTS)
    await asyncio.sleep(0)
    desk.feed.announce(DEALS)
    desk.intake.close()
    await desk.tasks.settle()
    assert not desk.intake.rest.isActive()
    desk.feed.announce_edit(EDIT)
    await desk.tasks.settle()
    assert desk.taken == [CONTACTS]
