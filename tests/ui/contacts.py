"""What the tests of lists and cards have in common."""

from dataclasses import replace

from tests.ui.waiting import turns


async def people(place, number, **more):
    return [
        await place.synced("contact", at, last_name=f"Ivanov{at:04}", first_name="Pyotr", **more)
        for at in range(number)
    ]


def names_in(window):
    model = window.page.model
    return [model.data(model.index(row, 1)) for row in range(model.rowCount())]


def writes_take_time(place, monkeypatch):
    """As on a disk: others have their turn before a write is over."""
    write = place.store.write

    async def slow(work):
        await turns(2)
        written = await write(work)
        await turns(2)
        return written

    monkeypatch.setattr(place.store, "write", slow)


async def arrives(place, ref, **fields):
    """From the server, by Olga; nothing is announced yet."""
    olga = await place.synced("user", 50, name="Olga Panova")

    def arrive(tx):
        there = replace(tx.record(ref), updated_by=olga.id, updated_at="2020-02-03T10:00:00Z")
        tx.put_records([there.with_fields(fields)])

    await place.store.write(arrive)
