"""A conflict that changes, or has many fields, while it is looked at."""

from dataclasses import replace

from PySide6.QtWidgets import QPushButton, QScrollArea

from crmdesk.domain.changes import Changes
from crmdesk.domain.records import ConflictState, FieldConflict
from crmdesk.operations.conflicts import show_conflict
from crmdesk.ui.conflict.cells import Cell
from crmdesk.ui.conflict.choices import Pick
from crmdesk.ui.conflict.row import ConflictRow
from crmdesk.ui.kit.key_button import KeyButton
from tests.ui.disputes import CITY, JOB, cell, opened
from tests.ui.waiting import turns, until


async def changed_there(place, dialog, *, told=True, **fields):
    """The server's versions are others now, as the engine stores it."""
    identity = dialog.choices.conflict.id

    def work(tx):
        conflict = tx.conflict(identity)
        tx.put_conflict(replace(conflict, fields={**conflict.fields, **fields}))
        return conflict.ref

    ref = await place.store.write(work)
    if told:
        place.feed.announce(Changes.of([ref]))


async def test_a_change_that_comes_in_is_shown_and_said_and_moves_no_choice(window, place):
    _, dialog = await opened(window, place)
    dialog.choose("address", Pick.THEIRS)
    await changed_there(place, dialog, job_title=replace(JOB, theirs="chair"), address=replace(CITY, theirs="Tomsk"))
    await until(lambda: cell(dialog, "conflict.theirs.job_title").text() == "chair")
    assert cell(dialog, "conflict.news").text().startswith("It has just changed elsewhere")
    assert cell(dialog, "conflict.theirs.address").text() == "Tomsk"
    assert cell(dialog, "conflict.result.address").text() == "Omsk"
    assert dialog.choices.undecided == ["job_title"]


async def test_a_change_of_another_record_moves_nothing(window, place):
    _, dialog = await opened(window, place)
    shown = cell(dialog, "conflict.panel")
    place.feed.announce(Changes.of([await place.synced("contact", 7)]))
    place.feed.announce(Changes(kinds=frozenset({"contact"})))
    await turns()
    assert cell(dialog, "conflict.panel") is shown


async def test_a_save_on_what_was_not_seen_is_refused_in_words_and_the_choices_stay(window, place):
    ref, dialog = await opened(window, place)
    dialog.choose_all(Pick.THEIRS)
    await changed_there(place, dialog, told=False, job_title=replace(JOB, theirs="chair"))
    assert not await dialog.save()
    assert dialog.isVisible()
    assert cell(dialog, "conflict.news").isVisible()
    assert cell(dialog, "conflict.theirs.job_title").text() == "chair"
    assert (await show_conflict(place.desk, dialog.choices.conflict.id)).state is ConflictState.OPEN
    assert await dialog.save()
    assert (await place.fields(ref))["job_title"] == "head of supply"


async def test_what_is_being_typed_outlives_a_change_from_elsewhere(window, place):
    _, dialog = await opened(window, place)
    dialog.choose("address", Pick.MINE)
    cell(dialog, "conflict.result.job_title").clicked.emit()
    cell(dialog, "conflict.editor.job_title").type_in("owner")
    await changed_there(place, dialog, job_title=replace(JOB, theirs="chair"))
    await turns()
    assert cell(dialog, "conflict.editor.job_title").typed() == "owner"
    assert not await dialog.save()
    assert cell(dialog, "conflict.result.job_title").text() == "owner"
    assert cell(dialog, "conflict.theirs.job_title").text() == "chair"


async def test_a_conflict_settled_meanwhile_is_shown_as_settled(window, place):
    _, dialog = await opened(window, place)

    def work(tx):
        conflict = tx.conflict(dialog.choices.conflict.id)
        fields = {name: replace(one, result=one.mine) for name, one in conflict.fields.items()}
        tx.put_conflict(replace(conflict, state=ConflictState.SETTLED, fields=fields))
        return conflict.ref

    place.feed.announce(Changes.of([await place.store.write(work)]))
    await until(lambda: dialog.choices.conflict.state is ConflictState.SETTLED)
    assert cell(dialog, "conflict.news").text().startswith("It has just been settled")


MANY = {f"field_{number}": FieldConflict("a", "b", "c", None) for number in range(40)}


async def test_rows_out_of_sight_are_made_after_the_dialog_is_seen(window, place):
    _, dialog = await opened(window, place, **MANY)
    assert len(dialog.findChildren(ConflictRow)) < 20
    dialog.choose("field_30", Pick.MINE)
    assert cell(dialog, "conflict.result.field_30").text() == "b"
    await until(lambda: len(dialog.findChildren(ConflictRow)) == 40)


async def test_the_row_in_work_stays_in_sight_over_a_change_from_elsewhere(window, place):
    _, dialog = await opened(window, place, **MANY)
    dialog.choose("field_35", Pick.MINE)
    await turns()
    before = cell(dialog, "conflict.theirs.field_35")
    await changed_there(place, dialog, field_35=FieldConflict("a", "b", "d", None))
    await until(lambda: cell(dialog, "conflict.theirs.field_35").text() == "d")
    await turns()
    assert cell(dialog, "conflict.theirs.field_35") is not before
    assert not cell(dialog, "conflict.theirs.field_35").visibleRegion().isEmpty()


async def test_in_a_small_window_rows_scroll_and_no_button_is_cut(window, place):
    window.resize(960, 600)
    _, dialog = await opened(window, place, **MANY)
    await turns()
    assert window.rect().contains(dialog.rect().translated(dialog.mapTo(window, dialog.rect().topLeft())))
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() > 0
    for shown in dialog.findChildren(QPushButton):
        assert not shown.isVisible() or shown.width() >= shown.sizeHint().width()


async def test_a_button_has_room_for_its_words_and_its_key(window, place):
    _, dialog = await opened(window, place)
    save = dialog.findChild(KeyButton, "conflict.save")
    words = save.fontMetrics().horizontalAdvance(save.text())
    assert save.sizeHint().width() >= 12 + words + 8 + save.fontMetrics().horizontalAdvance("Ctrl") + 12


async def test_the_source_of_a_result_stands_under_it_where_it_has_no_room_beside(window, look):
    shown = Cell(look, "result", "Result", window)
    shown.show_text("Perm, Mira 4\nOmsk", "merged", beside="merged")
    assert shown.heightForWidth(130) > shown.heightForWidth(400)
    shown.show_text("Perm, Mira 4\nOmsk", "merged")
    assert shown.heightForWidth(130) == shown.heightForWidth(400)


async def test_the_dialog_follows_the_windows_size_and_keeps_the_choices(window, place):
    _, dialog = await opened(window, place)
    dialog.choose("address", Pick.THEIRS)
    for size in ((960, 600), (1400, 900)):
        window.resize(*size)
        panel = cell(dialog, "conflict.panel")
        await until(lambda panel=panel: cell(dialog, "conflict.panel") is not panel)
        await turns()
        assert dialog.width() == min(1120, size[0] - 64)
        assert dialog.rect().contains(cell(dialog, "conflict.save").geometry())
        assert dialog.choices.picks == {"address": Pick.THEIRS}
