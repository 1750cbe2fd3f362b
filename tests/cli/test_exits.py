import pytest

from crmdesk.cli import waiting as crmdesk_waiting
from crmdesk.domain.errors import Defect


def test_what_is_unforeseen_is_one_line_and_a_traceback_in_the_log(crmdesk, monkeypatch, tmp_path):
    async def broken(args):
        raise ZeroDivisionError("half a contact")

    monkeypatch.setattr(crmdesk_waiting, "policy", broken)
    result = crmdesk("policy")
    assert result.code == 1
    assert "ZeroDivisionError" in result.line
    log = (tmp_path / "home" / "profiles" / "default" / "crmdesk.log").read_text()
    assert "Traceback" in log
    assert "half a contact" in log


def test_a_defect_is_logged_as_well(crmdesk, monkeypatch, tmp_path):
    async def broken(args):
        raise Defect("the entry has no record")

    monkeypatch.setattr(crmdesk_waiting, "policy", broken)
    assert crmdesk("policy").code == 1
    assert "Traceback" in (tmp_path / "home" / "profiles" / "default" / "crmdesk.log").read_text()


def test_an_interrupted_command_says_nothing(crmdesk, monkeypatch):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(crmdesk_waiting, "policy", interrupted)
    result = crmdesk("policy")
    assert (result.code, result.out, result.err) == (130, "", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "contact", "--search", "\udcff"),
        ("add", "contact", "last_name=\udcff"),
        ("resolve", "\udcff", "--mine"),
        ("login", "http://127.0.0.1:9", "--email", "\udcff", "--password-stdin"),
    ],
)
def test_bytes_that_are_no_text_are_a_matter_of_usage(crmdesk, arguments):
    result = crmdesk(*arguments)
    assert result.code == 2
    assert "UTF-8" in result.line


def test_half_a_pair_in_json_names_the_field(crmdesk):
    for command in (("add", "contact"), ("list", "contact", "--where")):
        result = crmdesk(*command, 'tags=["\\ud800"]')
        assert (result.code, result.line) == (1, "crmdesk: tags: Remove the characters that cannot be shown.")


def test_a_password_that_is_no_text_is_refused(crmdesk):
    result = crmdesk("server", "add-user", "anna@example.com", "--password-stdin", stdin="\udcff\n")
    assert (result.code, result.line.startswith("crmdesk: password: ")) == (1, True)
