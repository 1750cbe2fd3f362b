"""Syncing that a person has stopped: kept in the replica, so that it outlasts the desk and every process obeys it."""

from dataclasses import replace

from crmdesk.domain.ports import Clock, LogLine, Pause, Transaction
from crmdesk.sync import status
from crmdesk.sync.status import Report, Status

_WORKS_OFFLINE = "This profile works offline: nothing is sent or received until that is switched off in its window."


def note_pause(tx: Transaction, pause: Pause | None, now_ms: int) -> None:
    """Store what the person said, and say so in the log."""
    before = tx.pause()
    if pause == before:
        return
    tx.put_pause(pause)
    what = "resumed" if pause is None else "offline" if pause.offline else "paused"
    tx.add_log([LogLine(now_ms, what, detail={"until": pause.until if pause is not None else None})])


def end_pause(tx: Transaction, pause: Pause) -> None:
    """Its time is over, unless the person has said something else meanwhile. The log told when it would end."""
    if tx.pause() == pause:
        tx.put_pause(None)


def left_s(pause: Pause, clock: Clock) -> float:
    """Seconds until it ends by itself, on the wall clock."""
    return float("inf") if pause.until is None else (pause.until - clock.now_ms()) / 1000


def paused(before: Status, pause: Pause) -> Status:
    state = status.WORK_OFFLINE if pause.offline else status.PAUSED
    return replace(before, state=state, message="", reason="", next_try_at=pause.until)


def kept_offline(tx: Transaction, clock: Clock) -> Report | None:
    """What a cycle reports that is not to run, not even when it is asked for."""
    pause = tx.pause()
    if pause is None or not pause.offline or left_s(pause, clock) <= 0:
        return None
    counts, state = tx.counts(), tx.sync_state()
    return Report(
        state=status.WORK_OFFLINE,
        quarantined=counts.quarantined,
        pending=counts.pending,
        cursor=state.cursor,
        message=_WORKS_OFFLINE,
    )
