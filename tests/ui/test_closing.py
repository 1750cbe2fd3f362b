"""However the window is closed, and whatever it does: within a second nothing of it runs any more."""

import asyncio
import os
import signal

import pytest
from PySide6.QtWidgets import QPushButton

from crmdesk.domain.errors import Offline
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.records import FieldConflict
from crmdesk.sync.engine import Engine
from crmdesk.sync.remote import Caps, KindCaps
from crmdesk.ui.app import run_window
from crmdesk.ui.welcome.form import Typed
from tests.ui.places import Place
from tests.ui.waiting import until

_WITHIN = 1.0


class HangingRemote:
    """Answers nothing, whatever it is asked."""

    def __init__(self):
        self.caps = Caps({kind: KindCaps() for kind in KINDS}, batch=100, hints=False)
        self.asked = asyncio.Event()

    def __getattr__(self, name):
        async def hang(*_args, **_kwargs):
            self.asked.set()
            await asyncio.Event().wait()

        return hang


class NoNetworkRemote(HangingRemote):
    """Nobody is reached."""

    def __getattr__(self, name):
        async def fail(*_args, **_kwargs):
            self.asked.set()
            raise Offline("crm.example.com cannot be reached", reason="no_network")

        return fail


class EngineSyncer:
    """A real engine for the window."""

    def __init__(self, place, remote, on_status):
        self.engine = Engine(
            store=place.store,
            remote=remote,
            clock=place.clock,
            ids=place.ids,
            jitter=lambda: 0.5,
            sleep=asyncio.sleep,
            announce=place.feed.announce,
            on_status=on_status,
        )

    def __getattr__(self, name):
        return getattr(self.engine, name)


class Running:
    def __init__(self, place, appearance):
        self.place = place
        self._appearance = appearance
        self.window = None

    def _shown(self, window):
        self.window = window

    async def up(self):
        """Started by the test itself: between a fixture and its test Qt gives a task its turns where no loop runs."""
        self._before = asyncio.all_tasks() - {asyncio.current_task()}
        self.task = asyncio.create_task(run_window(self.place.workplace(), self._appearance, self._shown))
        await until(lambda: self.window is not None)
        return self.window

    async def closes(self, how=lambda window: window.close()):
        how(self.window)
        await asyncio.wait_for(self.task, _WITHIN)
        assert asyncio.all_tasks() - self._before == {asyncio.current_task()}


@pytest.fixture
def running(place, appearance, qapp):
    return Running(place, appearance)


@pytest.fixture
def stranger(place):
    place.signed_in = False
    return place


async def test_at_rest(running):
    await running.up()
    await running.closes()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_by_a_signal(running, number):
    await running.up()
    await asyncio.sleep(0)
    await running.closes(lambda _window: os.kill(os.getpid(), number))


async def test_while_a_request_of_the_first_download_hangs(place, appearance, qapp, monkeypatch):
    remote = HangingRemote()
    monkeypatch.setattr(Place, "_syncer", lambda self, on_status: EngineSyncer(self, remote, on_status))
    running = Running(place, appearance)
    await running.up()
    await asyncio.wait_for(remote.asked.wait(), 5)
    await running.closes()


async def test_while_a_sync_that_was_asked_for_hangs(place, appearance, qapp, monkeypatch):
    remote = HangingRemote()
    monkeypatch.setattr(Place, "_syncer", lambda self, on_status: EngineSyncer(self, remote, on_status))
    running = Running(place, appearance)
    window = await running.up()
    window._tasks.start(window.sync_now())
    await asyncio.wait_for(remote.asked.wait(), 5)
    await running.closes()


async def test_while_offline_between_two_tries(place, appearance, qapp, monkeypatch):
    remote = NoNetworkRemote()
    monkeypatch.setattr(Place, "_syncer", lambda self, on_status: EngineSyncer(self, remote, on_status))
    running = Running(place, appearance)
    window = await running.up()
    await until(lambda: window.status_text().startswith("No network"))
    await running.closes()


async def test_on_the_welcome_page(stranger, running):
    await running.up()
    await running.closes()


async def test_while_signing_in_hangs(stranger, running, place):
    window = await running.up()
    place.hang_sign_in()
    window._welcome.form.write(Typed("crm.example.com", "anna@example.com", "secret"))
    window._welcome.form.start()
    await until(lambda: place.sign_ins)
    await running.closes()


async def test_while_the_example_is_prepared(stranger, running, place):
    window = await running.up()
    window.findChild(QPushButton, "welcome.demo").click()
    await until(lambda: place.demos)
    await running.closes()
    assert not place.demos


async def test_while_the_example_runs_and_the_window_is_hidden(stranger, running, place):
    window = await running.up()
    window.findChild(QPushButton, "welcome.demo").click()
    place.demo_ready.set()
    await until(lambda: not window.isVisible())
    await running.closes(lambda _window: os.kill(os.getpid(), signal.SIGTERM))
    assert not place.demos


async def test_while_a_card_is_edited_what_is_typed_is_kept(running, place):
    contact = await place.synced("contact", 1, first_name="Олег", last_name="Смирнов")
    window = await running.up()
    await window.select_record(contact)
    window.card.field("first_name").edit("Пётр")
    await running.closes()
    assert (await place.fields(contact))["first_name"] == "Пётр"


async def test_with_the_dialog_of_a_conflict_open(running, place):
    contact = await place.synced("contact", 1, first_name="Олег")
    conflict = await place.conflict(contact, first_name=FieldConflict("Олег", "Пётр", "Иван", "anna"))
    window = await running.up()
    await window.open_conflict(conflict.id)
    await running.closes()


async def test_while_a_search_runs(running, place):
    await place.synced("contact", 1, first_name="Олег")
    window = await running.up()
    await until(lambda: window.page is not None)
    window.page.search.setText("ол")
    await running.closes()


async def test_while_the_window_is_dressed_anew(running):
    window = await running.up()
    window._tasks.start(window.wear("dark"))
    await running.closes()


async def test_during_a_switch_of_language(running, place):
    contact = await place.synced("contact", 1, first_name="Олег", last_name="Смирнов")
    window = await running.up()
    await window.select_record(contact)
    window.card.field("first_name").edit("Пётр")
    window._tasks.start(window.speak("ru"))
    await until(window._dressing.locked)
    await running.closes()
    assert (await place.fields(contact))["first_name"] == "Пётр"
