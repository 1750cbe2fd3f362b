"""The demo."""

from argparse import Namespace

from crmdesk.demo.main import run_demo


def demo(args: Namespace) -> int:
    return run_demo(args.records, args.lang, args.tour)
