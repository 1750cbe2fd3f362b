"""What the edit journal costs (issue 4): an edit, and an import of 10,000, as a ratio to the same without it."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from crmdesk.domain.ids import uuid7
from crmdesk.domain.ports import Transaction
from crmdesk.domain.records import EditTime, Entry, Record
from crmdesk.replica.store import SqliteStore

IMPORTED = 10_000
EDIT_AT_MOST = 1.6
IMPORT_AT_MOST = 2.2


def contact(number: int) -> Record:
    fields = {"last_name": f"Соколов{number}", "phones": [{"value": f"+7 921 {number:07}", "label": None}]}
    return Record("contact", uuid7(1, number), 1, {**fields, "notes": "заметка " * 20})


def edit(number: int) -> Callable[[Transaction], None]:
    """What is read and written by one save of a field."""
    base = contact(number)

    def work(tx: Transaction) -> None:
        tx.record(base.ref)
        tx.put_records([base.with_fields({"job_title": f"директор {number}"})])
        tx.put_entry(Entry(base.kind, base.id, base, {"job_title": EditTime(number)}))

    return work


def import_many(number: int) -> Callable[[Transaction], None]:
    records = [contact(number * IMPORTED + step) for step in range(IMPORTED)]

    def work(tx: Transaction) -> None:
        tx.put_records(records)
        tx.put_entries([Entry(record.kind, record.id, None) for record in records])

    return work


async def seconds(store: SqliteStore, work: Callable[[Transaction], None]) -> float:
    started = time.perf_counter()
    await store.write(work)
    return time.perf_counter() - started


@pytest.mark.benchmark
@pytest.mark.parametrize(
    ("work", "times", "at_most"), [(edit, 500, EDIT_AT_MOST), (import_many, 3, IMPORT_AT_MOST)], ids=["edit", "import"]
)
async def test_the_journal_costs_little(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[int], Callable[[Transaction], None]],
    times: int,
    at_most: float,
) -> None:
    """Held: the median with it, by the median without it, turn by turn."""
    noting = await SqliteStore.open(tmp_path / "noting.sqlite")
    bare = await SqliteStore.open(tmp_path / "bare.sqlite")
    monkeypatch.setattr(bare._file, "note", lambda *_: None)
    pairs = [(await seconds(noting, work(number)), await seconds(bare, work(number))) for number in range(times)]
    taken, without = (median(each) for each in zip(*pairs, strict=True))
    await noting.close()
    await bare.close()
    assert taken / without <= at_most, f"{taken * 1_000:.2f} ms, {without * 1_000:.2f} ms without"
