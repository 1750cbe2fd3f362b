"""A window whose database had to be built anew tells it by itself: no terminal is needed (F08)."""

import os

import pytest

from crmdesk.desktop import window as desktop
from crmdesk.desktop.workplace import open_profile
from crmdesk.operations.records import add_record


class Window:
    def __init__(self):
        self.told = []

    def show_mended(self, mended):
        self.told.append(mended)


@pytest.fixture
def shown(monkeypatch, tmp_path):
    """Shows the window of a profile and lets `meanwhile` work on it; the window."""
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path))
    monkeypatch.setattr("crmdesk.ui.kit.doorbell.Doorbell", lambda folder, window: Bell())

    async def show(meanwhile):
        window = Window()

        async def run_window(stands_on, appearance, on_shown, geometry, remember_geometry):
            on_shown(window)
            await meanwhile(stands_on.desk)

        monkeypatch.setattr("crmdesk.ui.app.run_window", run_window)
        await desktop._show_window("anna", None, None, lambda: None)
        return window

    return show


class Bell:
    class rung:  # noqa: N801 - a signal
        connect = staticmethod(lambda slot: None)


async def a_contact():
    """Its reference, in a profile that is closed again."""
    workplace = await open_profile("anna")
    changes = await add_record(workplace.desk, "contact", {"last_name": "Иванов"})
    await workplace.close()
    return workplace.profile.database, changes


async def test_what_was_mended_at_the_start_is_told_when_the_window_is_up(shown):
    database, _ = await a_contact()
    os.truncate(database, 5_000)
    seen = []

    async def look(desk):
        seen.extend(await desk.store.read(lambda tx: tx.all_entries()))

    window = await shown(look)
    assert ["was damaged" in str(one) for one in window.told] == [True]
    assert [one.kind for one in seen] == ["contact"]


async def test_what_is_mended_while_it_is_open_is_told_too(shown):
    database, _ = await a_contact()

    async def lose_the_file(desk):
        database.unlink()
        with pytest.raises(Exception, match="was gone"):
            await add_record(desk, "contact", {"last_name": "Петров"})

    window = await shown(lose_the_file)
    assert ["was gone" in str(one) for one in window.told] == [True]
