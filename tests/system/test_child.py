import asyncio
import os
import sys

import pytest

from crmdesk.system.child import READY, ChildFailed, run_child


def python(script):
    return [sys.executable, "-c", script]


async def test_it_is_told_once_when_the_child_is_ready_and_returns_when_it_has_ended():
    told = []
    await run_child(python(f"print('a line'); print('{READY}'); print('more')"), lambda: told.append(True))
    assert told == [True]


async def test_a_child_that_fails_is_told_with_its_last_line():
    told = []
    with pytest.raises(ChildFailed, match=r"^the disk is full$"):
        await run_child(python("print('one'); import sys; sys.exit('the disk is full')"), lambda: told.append(True))
    assert not told


async def test_a_program_that_is_not_there_is_told_in_words(tmp_path):
    with pytest.raises(ChildFailed, match="No such file"):
        await run_child([str(tmp_path / "nothing")], lambda: None)


async def test_a_child_ends_with_whoever_started_it(tmp_path):
    noted = tmp_path / "pid"
    script = f"import os, time; open({str(noted)!r}, 'w').write(str(os.getpid())); print('{READY}'); time.sleep(60)"
    ready = asyncio.Event()
    running = asyncio.create_task(run_child(python(script), ready.set))
    await ready.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


async def test_a_child_that_takes_its_time_to_end_holds_nobody_up():
    script = (
        "import signal, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(2), exit()));"
        f"print('{READY}'); time.sleep(60)"
    )
    ready = asyncio.Event()
    running = asyncio.create_task(run_child(python(script), ready.set))
    await ready.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, 1)
