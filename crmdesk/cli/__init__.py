"""Every command (DESIGN 6): `main` reads the line, runs the verb, and turns what happened into an exit code.

    0 done   1 failed   2 usage   3 not signed in   4 offline

The verbs are in modules of this package that are imported only when called, so that `crmdesk list` never loads what
`crmdesk sync` needs. They speak English; messages come from the errors.
"""

import asyncio
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from inspect import iscoroutine

from crmdesk.cli.arguments import read_arguments
from crmdesk.cli.exits import DONE, FAILED, INTERRUPTED, UsageError, exit_code
from crmdesk.cli.output import complain, prepare_streams
from crmdesk.domain.errors import CrmdeskError, Defect


def main(arguments: Sequence[str] | None = None) -> int:
    prepare_streams()
    # without this, Python prints warnings of a logger that nobody listens to on stderr, where one plain line belongs
    logging.getLogger("crmdesk").addHandler(logging.NullHandler())
    try:
        args = read_arguments(arguments)
    except UsageError as error:
        complain(error)
        return exit_code(error)
    try:
        code = _run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read our output has enough of it; Python must not complain again when it closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except (UsageError, CrmdeskError) as error:
        if isinstance(error, Defect):
            _log_unforeseen(args, error)
        complain(error)
        return exit_code(error)
    except Exception as error:  # noqa: BLE001 - the door of the process: what is unforeseen becomes one line and a log
        _log_unforeseen(args, error)
        complain(f"internal error: {type(error).__name__}: {error}")
        return FAILED
    return code


def _run(args: Namespace) -> int:
    verb = getattr(import_module(f"crmdesk.cli.{args.module}"), args.verb)
    result = verb(args)
    code: int = asyncio.run(result) if iscoroutine(result) else result
    return code


def _log_unforeseen(args: Namespace, error: Exception) -> None:
    """Into the profile's log; the commands of the server have no profile and log to stderr by themselves."""
    from crmdesk.system.logs import close_log, open_log  # noqa: PLC0415 - only when something went wrong
    from crmdesk.system.paths import profile_folder  # noqa: PLC0415

    try:
        handler = open_log(profile_folder(args.profile))
    except CrmdeskError:
        return
    logging.getLogger("crmdesk").error("unforeseen in %s", args.command, exc_info=error)
    close_log(handler)
