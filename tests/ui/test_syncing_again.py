"""A fault that ends the syncing of a window ends it for a while, not for the day."""

import asyncio

from crmdesk.domain.errors import DatabaseBroken
from crmdesk.sync.status import IDLE, Status
from crmdesk.ui.app import opened_window
from crmdesk.ui.toast import Toast
from tests.ui.places import START, HandSyncer
from tests.ui.waiting import until


class Breaking(HandSyncer):
    """Its first run ends with a defect, the next goes on."""

    def __init__(self, on_status):
        super().__init__(on_status)
        self.runs = 0

    async def run(self):
        self.runs += 1
        self.say(Status(IDLE, synced_at=START))
        if self.runs == 1:
            raise ValueError("a defect")
        await asyncio.Event().wait()


async def test_it_is_said_and_syncing_goes_on_by_itself(place, appearance, monkeypatch):
    monkeypatch.setattr("crmdesk.ui.app._SYNC_AGAIN_S", 0.02)
    monkeypatch.setattr(place, "_syncer", Breaking, raising=False)
    told = []
    async with opened_window(place.workplace(), appearance) as window:
        monkeypatch.setattr(window, "show_error", lambda error: told.append(str(error)))
        await until(lambda: window._syncer.runs == 2)
    assert told == ["a defect"]


async def test_a_broken_database_is_named_although_it_broke_in_a_group_of_tasks(place, appearance, monkeypatch):
    async def broken(_self):
        raise ExceptionGroup("tasks", [DatabaseBroken("malformed")])

    monkeypatch.setattr(HandSyncer, "run", broken)
    async with opened_window(place.workplace(), appearance) as window:
        await until(lambda: "run crmdesk doctor" in window.findChild(Toast, "toast").text())
        assert window._status.reason == "database_broken"


async def test_the_status_does_not_go_on_saying_that_all_is_well(place, appearance, monkeypatch):
    monkeypatch.setattr(place, "_syncer", Breaking, raising=False)
    async with opened_window(place.workplace(), appearance) as window:
        await until(lambda: window.status_text().startswith("Sync did not finish"))
