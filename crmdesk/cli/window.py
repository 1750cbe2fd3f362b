"""The desktop app, and the demo of it."""

from argparse import Namespace

from crmdesk.desktop import run_window


def open_window(args: Namespace) -> int:
    return run_window(args.profile, lang=args.lang)
