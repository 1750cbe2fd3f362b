import sys

from crmdesk.system.program import own_command


def test_the_interpreter_is_told_which_program_it_runs():
    assert own_command() == [sys.executable, "-m", "crmdesk"]


def test_the_frozen_program_is_its_own_interpreter(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == [sys.executable]
