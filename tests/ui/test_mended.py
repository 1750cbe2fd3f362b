"""What a person is told when their database had to be built anew (F08)."""

from crmdesk.domain.errors import DatabaseMended
from crmdesk.ui.app import opened_window
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.toast import Toast


def test_the_sentence_says_what_came_back_and_where_the_damaged_file_is(qapp):
    said = Errors(qapp).sentence(DatabaseMended("in English, for a terminal", "/home/anna/replica.sqlite.broken-1"))
    assert "unsent changes are back" in said
    assert said.endswith("The damaged file is kept: /home/anna/replica.sqlite.broken-1")
    assert "kept" not in Errors(qapp).sentence(DatabaseMended("it was gone"))


async def test_the_window_tells_it(place, appearance):
    async with opened_window(place.workplace(), appearance) as window:
        window.show_mended(DatabaseMended("it was gone"))
        assert "has been built anew" in window.findChild(Toast, "toast").text()
