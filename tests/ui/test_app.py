"""The program's loop, in a process of its own: a QApplication is made once."""

import subprocess
import sys

_DROPPED_GENERATOR = """
import asyncio, gc, sys
from pathlib import Path
from crmdesk.ui.app import make_application, run_loop

closed = []

async def hints():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        closed.append(True)

async def main():
    stream = hints()
    await anext(stream)
    del stream
    gc.collect()
    kept = hints()
    await anext(kept)
    await asyncio.sleep(0.01)
    return kept

application, _ = make_application(Path("nowhere"), "ru", "dark")
run_loop(application, main)
print(len(closed), application.quitOnLastWindowClosed())
"""


def test_streams_that_are_dropped_half_way_are_closed_on_the_loop():
    done = subprocess.run([sys.executable, "-c", _DROPPED_GENERATOR], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("2 False", "")
