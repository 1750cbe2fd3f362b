"""This very program, to be started once more as a child process."""

import sys


def own_command() -> list[str]:
    """What a child process begins with, before the arguments: the frozen program is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "crmdesk"]
