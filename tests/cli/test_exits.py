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
