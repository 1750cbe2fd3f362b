"""What an error says to a person, in the language of the window."""

import pytest

from crmdesk.domain.errors import Wiped
from crmdesk.sync import status as states
from crmdesk.sync.status import Status
from crmdesk.ui.kit.errors import Errors
from crmdesk.ui.sync.connection import ConnectionWords


@pytest.fixture
def russian(appearance):
    appearance.choose_language("ru")
    return appearance


def test_the_end_of_a_revoked_computer_names_the_file_with_what_was_not_sent(russian, qapp):
    said = Errors(qapp).sentence(Wiped("/home/anna/unsent-1.sealed"))
    assert said.startswith("Администратор отключил этот компьютер")
    assert "/home/anna/unsent-1.sealed" in said
    assert Errors(qapp).sentence(Wiped(None)).endswith("Всё было отправлено.")


@pytest.mark.parametrize(
    ("reason", "start"),
    [
        ("disk_full", "На диске этого компьютера нет места"),
        ("database_broken", "Файл базы повреждён"),
        ("storage", "Диск этого компьютера"),
        ("forbidden", "Сервер не даёт вам прав"),
        ("", "Попытка повторится сама"),
    ],
)
def test_a_sync_that_failed_says_why_in_the_persons_language(russian, qapp, reason, start):
    status = Status(states.FAILED, message="database disk image is malformed", reason=reason)
    said = ConnectionWords(russian.look.locale, qapp).said(status, "Anna", "http://crm.example.com")
    assert said.rest.startswith(start)
