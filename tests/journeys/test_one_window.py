"""Windows as processes of their own, on the screen that is none: one a profile (F14)."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.system.locks import instance_lock
from tests.journeys.places import environment, run

_SHOWN_WITHIN = 30.0


@pytest.fixture
def first(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A window on the default profile; it may still be starting."""
    command = [sys.executable, "-m", "crmdesk"]
    process = subprocess.Popen(command, env=environment(tmp_path), stderr=subprocess.DEVNULL)
    lock = instance_lock(tmp_path / "profiles" / "default")
    give_up = time.monotonic() + _SHOWN_WITHIN
    while lock.try_acquire():
        lock.release()
        assert time.monotonic() < give_up
        time.sleep(0.02)
    yield process
    process.send_signal(signal.SIGCONT)
    process.terminate()
    process.wait(20)


def test_a_second_window_on_a_profile_is_the_first_one(first: subprocess.Popen[bytes], tmp_path: Path):
    run(tmp_path).expect(0)
    assert first.poll() is None
    first.terminate()
    assert first.wait(20) == 0


def test_a_window_that_hangs_is_told_of_in_a_sentence(first: subprocess.Popen[bytes], tmp_path: Path):
    first.send_signal(signal.SIGSTOP)
    second = run(tmp_path).expect(1)
    assert "open on this profile already" in second.err
