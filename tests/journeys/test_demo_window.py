"""The example as the welcome page starts it: the real command, its window on the screen that is none."""

import asyncio
from pathlib import Path

import pytest

from crmdesk.desktop.window import start_demo

_READY_WITHIN = 90.0


def places(folder: Path) -> list[Path]:
    return list(folder.glob("crmdesk-demo-*"))


@pytest.mark.slow
async def test_the_example_opens_by_one_call_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    ready = asyncio.Event()
    running = asyncio.create_task(start_demo("en", ready.set))
    await asyncio.wait_for(ready.wait(), _READY_WITHIN)
    assert await asyncio.to_thread(places, tmp_path)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with asyncio.timeout(20):
        while await asyncio.to_thread(places, tmp_path):  # noqa: ASYNC110 - it tidies up on its own after us
            await asyncio.sleep(0.05)
