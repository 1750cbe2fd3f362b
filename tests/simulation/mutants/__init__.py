"""Classic mistakes of sync engines (SYNC section 6), planted one at a time from outside: the product has no switch for
them. The simulation is worth something only if it fails when the engine is wrong."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tests.simulation.mutants import engine_mistakes as engine
from tests.simulation.mutants import server_mistakes as server
from tests.simulation.run import run_seed


@dataclass(frozen=True)
class Mutant:
    plant: Callable[[], AbstractContextManager[Any]]
    mix: str | None = None
    """The mix of faults that it shows in; None: any."""
    harmless: str = ""
    """Why it is none in this protocol."""

    def is_caught_by(self, seed: int) -> bool:
        """Whether the seed fails with the mistake, and not without it."""
        with self.plant():
            failed = bool(run_seed(seed, mix=self.mix).failures)
        return failed and not run_seed(seed, mix=self.mix).failures


MUTANTS: Mapping[str, Mutant] = MappingProxyType(
    {
        "cursor_first": Mutant(engine.cursor_first),
        "no_dedupe": Mutant(server.no_dedupe, "network"),
        "reuse_op_id": Mutant(engine.reuse_op_id),
        "ack_drops_newer": Mutant(engine.ack_drops_newer),
        "full_row_push": Mutant(engine.full_row_push),
        "head_of_line": Mutant(engine.head_of_line),
        "skip_denied": Mutant(engine.skip_denied),
        "feed_gap": Mutant(server.feed_gap),
        "no_epoch": Mutant(server.no_epoch, "restores"),
        "cursor_check_only": Mutant(server.cursor_check_only, "restores"),
        "push_not_gated": Mutant(server.push_not_gated, "restores"),
        "page_token_only": Mutant(server.page_token_only, "restores"),
        "stale_page": Mutant(
            engine.stale_page,
            "network",
            harmless="a record older than the one known here is not taken, and a cursor that goes back is made up"
            " for by the next pull",
        ),
        "late_ack": Mutant(engine.late_ack, "restores"),
        "html_ok": Mutant(engine.html_ok),
        "client_clock": Mutant(engine.client_clock),
        "lww_silent": Mutant(engine.lww_silent),
        "child_first": Mutant(engine.child_first),
        "delete_wins": Mutant(engine.delete_wins),
        "no_bisect": Mutant(engine.no_bisect),
        "id_at_creation": Mutant(engine.id_at_creation, "disks"),
        "counter_ids": Mutant(engine.counter_ids, "disks"),
        "stale_base": Mutant(engine.stale_base, "restores"),
        "base_from_view": Mutant(engine.base_from_view),
        "merge_under_seal": Mutant(engine.merge_under_seal, "network"),
    }
)
