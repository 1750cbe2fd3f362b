"""The server of a simulation: refuses one word, breaks on another until it is repaired."""

from collections.abc import Mapping

from crmdesk.domain.errors import FieldError
from crmdesk.domain.records import Change
from tests.fakes.remote_server import MemoryServer
from tests.simulation.people import FORBIDDEN, POISON
from tests.simulation.values import plain
from tests.simulation.virtual import VirtualLoop


def sim_server(loop: VirtualLoop, ahead_ms: int, seed: int) -> MemoryServer:
    server = MemoryServer(lambda: loop.true_time() + ahead_ms, seed)
    add_odd_words(server)
    return server


def add_odd_words(server: MemoryServer) -> None:
    server.refuses = _refused
    server.breaks_on = lambda change: _holds(change.fields, POISON)


def repair(server: MemoryServer) -> None:
    server.breaks_on = lambda _change: False


def _refused(change: Change) -> list[FieldError]:
    return [
        FieldError(name, "forbidden_word", "this word is refused")
        for name, value in change.fields.items()
        if _holds({name: value}, FORBIDDEN)
    ]


def _holds(fields: Mapping[str, object], word: str) -> bool:
    return word in plain(dict(fields))
