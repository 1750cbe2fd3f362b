"""A conflict of two fields, opened."""

from PySide6.QtWidgets import QWidget

from crmdesk.domain.records import FieldConflict

JOB = FieldConflict("manager", "director", "head of supply", None)
CITY = FieldConflict("Perm", "Perm, Mira 4", "Omsk", None)
TAGS = FieldConflict(["a"], ["a", "mine"], ["theirs"], None)


async def opened(window, place, **fields):
    ref = await place.synced("contact", 1, last_name="Petrov", first_name="Pyotr")
    conflict = await place.conflict(ref, **(fields or {"job_title": JOB, "address": CITY}))
    await window.start()
    return ref, await window.open_conflict(conflict.id)


def cell(dialog, name):
    return dialog.findChild(QWidget, name)
