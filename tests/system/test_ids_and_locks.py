import subprocess
import sys

import pytest

from crmdesk.domain.errors import Busy
from crmdesk.domain.ids import is_id
from crmdesk.system.ids import SystemIds
from crmdesk.system.locks import instance_lock, sync_lock


class SteppingClock:
    def __init__(self, *now):
        self.now = list(now)

    def now_ms(self):
        return self.now.pop(0) if len(self.now) > 1 else self.now[0]

    def monotonic(self):
        return 0.0


def test_ids_rise_within_a_millisecond_and_when_the_clock_is_set_back():
    ids = SystemIds(SteppingClock(1_000, 1_000, 1_000, 2_000, 500, 500))
    made = [ids.new() for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert all(is_id(one) for one in made)


def test_the_last_id_of_a_millisecond_is_followed_by_the_next_millisecond():
    ids = SystemIds(SteppingClock(1_000))
    ids._last_ms, ids._last_bits = 1_000, (1 << 74) - 1
    before = int("000000000" + "3e8", 16)
    assert int(ids.new().replace("-", "")[:12], 16) == before + 1


_TRY = """
import pathlib, sys
from crmdesk.system.locks import sync_lock
print(sync_lock(pathlib.Path(sys.argv[1])).try_acquire())
"""


def other_process_gets_it(folder):
    done = subprocess.run([sys.executable, "-c", _TRY, str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def test_one_process_at_a_time_syncs_and_a_dead_one_holds_nothing(tmp_path):
    lock = sync_lock(tmp_path)
    with lock.held("taken"):
        assert lock.try_acquire()
        assert not other_process_gets_it(tmp_path)
    assert other_process_gets_it(tmp_path)
    assert lock.try_acquire()
    lock.release()


def test_a_second_lock_on_the_folder_is_busy_with_the_given_sentence(tmp_path):
    with sync_lock(tmp_path).held("taken"):
        with pytest.raises(Busy, match="already syncs"), sync_lock(tmp_path).held("the desktop already syncs"):
            raise AssertionError
        assert instance_lock(tmp_path).try_acquire()
