"""Widgets are never collected on another thread than the window's."""

import gc
import threading

from crmdesk.ui.kit.garbage import collected_here
from tests.ui.waiting import until


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self, ended):
        self.itself = self
        self.ended = ended

    def __del__(self):
        self.ended.append(threading.current_thread())


def make_much(ended, kept):
    """Garbage, and enough beside it for a collection to be due."""
    Ring(ended)
    kept.extend([] for _ in range(gc.get_threshold()[0] * 4))


async def test_garbage_of_any_thread_is_collected_on_the_windows(qapp):
    ended, kept = [], []
    with collected_here():
        worker = threading.Thread(target=make_much, args=(ended, kept))
        worker.start()
        worker.join()
        assert ended == []
        await until(lambda: ended)
    assert ended == [threading.current_thread()]
    assert gc.isenabled()
