"""The desktop app, and the trial of its parts."""

from argparse import Namespace

from crmdesk.desktop.window import run_window


def open_window(args: Namespace) -> int:
    return run_window(args.profile, lang=args.lang)


def smoke(_: Namespace) -> int:
    # the trial brings Qt and the demo: the window starts without the latter
    from crmdesk.cli.smoke import run_smoke  # noqa: PLC0415

    return run_smoke()
