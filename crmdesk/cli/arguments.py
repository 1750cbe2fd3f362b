"""The command line as a tree of parsers. A usage error ends the program with 2 and one line."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from crmdesk.cli.exits import USAGE, UsageError
from crmdesk.cli.reading import is_text
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Policy

_ROLES = ("admin", "manager", "rep")
_LANGUAGES = ("ru", "en")
_LAST_PORT = 65_535


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}\n")


class _Verb(_Parser):
    """A command's own parser: options may stand anywhere between its arguments (`export KIND --format F [FILE]`), which
    argparse manages only when it looks for options first."""

    _looking = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        # the call that intermixing makes in turn; and commands with commands of their own cannot intermix
        if self._looking or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._looking = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._looking = False


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse names the type of add_subparsers nowhere else


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """`module` and `verb` say what runs. Raises UsageError for bytes that are no text; only a path may be of any."""
    args = build_parser().parse_args(arguments)
    for name, value in vars(args).items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not is_text(text):
                raise UsageError(f"{name}: this is not UTF-8 text")
    return args


def build_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="crmdesk", description="A CRM that works offline. Without a command: the desktop app.")
    parser.add_argument("--profile", default="default", metavar="NAME", help="which profile (default: default)")
    parser.add_argument("--lang", choices=_LANGUAGES, help="language of the desktop app")
    smoke = "try every part of this program offscreen or on the screen, and exit"
    parser.add_argument("--smoke", dest="verb", action="store_const", const="smoke", help=smoke)
    parser.set_defaults(module="window", verb="open_window", command="window")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Verb)
    _add_record_commands(commands)
    _add_sync_commands(commands)
    _add_transfer_commands(commands)
    _add_place_commands(commands)
    _add_server_commands(commands)
    return parser


def _command(
    commands: "_Commands[_Verb]", name: str, about: str, module: str, verb: str, *, json: bool = True
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
    command.set_defaults(module=module, verb=verb, command=name)
    # SUPPRESS: a --profile before the command is not reset by its absence after it
    command.add_argument("--profile", default=argparse.SUPPRESS, metavar="NAME", help=argparse.SUPPRESS)
    if json:
        command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _kind(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", metavar="KIND", choices=tuple(KINDS), help=", ".join(KINDS))


def _add_record_commands(commands: "_Commands[_Verb]") -> None:
    listing = _command(commands, "list", "list records", "records", "list_kind")
    _kind(listing)
    listing.add_argument("--search", default="", metavar="Q", help="words, fragments, phone digits")
    listing.add_argument("--where", action="append", default=[], metavar="F=V", help="only with this value")
    listing.add_argument("--limit", type=_count, metavar="N", help="at most so many")
    for name, about, verb in (
        ("show", "show one record", "show"),
        ("set", "change fields of a record", "set_values"),
        ("delete", "delete a record", "delete"),
    ):
        command = _command(commands, name, about, "records", verb)
        _kind(command)
        command.add_argument("id", metavar="ID")
        if name == "set":
            command.add_argument("values", nargs="+", metavar="F=V", help="F= empties the field")
    adding = _command(commands, "add", "make a record and print its id", "records", "add")
    _kind(adding)
    adding.add_argument("values", nargs="*", metavar="F=V", help="lists, objects, numbers and yes/no as JSON")


def _add_sync_commands(commands: "_Commands[_Verb]") -> None:
    syncing = _command(commands, "sync", "exchange changes with the server", "syncing", "sync")
    syncing.add_argument("--watch", action="store_true", help="go on until stopped")
    _command(commands, "outbox", "what waits to be sent, what was refused", "waiting", "outbox")
    _command(commands, "conflicts", "what both sides changed", "waiting", "conflicts")
    resolving = _command(commands, "resolve", "decide a conflict, or turn it round", "waiting", "resolve")
    resolving.add_argument("conflict_id", metavar="CONFLICT_ID")
    sides = resolving.add_mutually_exclusive_group()
    for side in ("mine", "theirs"):
        sides.add_argument(f"--{side}", dest="side", action="store_const", const=side, help=f"take {side}")
    resolving.add_argument("--set", dest="values", action="append", default=[], metavar="F=V", help="one field")
    policy = _command(commands, "policy", "what happens to a conflict at once", "waiting", "policy")
    policy.add_argument("policy", nargs="?", choices=[str(policy.value) for policy in Policy])


def _add_transfer_commands(commands: "_Commands[_Verb]") -> None:
    exporting = _command(commands, "export", "write all records of a kind to a file", "transfer", "export", json=False)
    _kind(exporting)
    exporting.add_argument("--format", choices=("csv", "json"), required=True)
    exporting.add_argument("file", nargs="?", type=Path, metavar="FILE", help="standard output if left out")
    importing = _command(commands, "import", "take in a CSV or JSON file", "transfer", "import_file")
    _kind(importing)
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--format", choices=("csv", "json"), help="by the file's name if left out")
    importing.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")


def _add_place_commands(commands: "_Commands[_Verb]") -> None:
    login = _command(commands, "login", "sign this profile in to a server", "place", "login")
    login.add_argument("url", metavar="URL")
    login.add_argument("--email", required=True, metavar="E")
    login.add_argument("--password-stdin", action="store_true", required=True, help="the password is on standard input")
    doctor = _command(commands, "doctor", "check profile, database, keyring, server, clock", "place", "doctor")
    doctor.add_argument(
        "--mend", action="store_true", help="set the local database aside and build it anew; nothing unsent is lost"
    )
    demo = _command(commands, "demo", "try everything with sample data", "demo", "demo", json=False)
    demo.add_argument("--records", type=_count, metavar="N", help="how many contacts")
    demo.add_argument("--lang", choices=_LANGUAGES, default=argparse.SUPPRESS)
    demo.add_argument("--tour", type=Path, metavar="DIR", help="play the story, write pictures and tour.json to DIR")


def _add_server_commands(commands: "_Commands[_Verb]") -> None:
    server = commands.add_parser("server", help="the server of a team", description="The server of a team.")
    verbs = server.add_subparsers(metavar="COMMAND", required=True, parser_class=_Verb)
    running = _command(verbs, "run", "run the server", "server", "run", json=False)
    running.add_argument("--host", default="127.0.0.1", metavar="H")
    running.add_argument("--port", type=_port, default=8080, metavar="P", help="0 picks a free one")
    adding = _command(verbs, "add-user", "add a person; the first one opens the workspace", "server", "add_user")
    adding.add_argument("email", metavar="EMAIL")
    adding.add_argument("--name", metavar="N")
    adding.add_argument("--role", choices=_ROLES, help="admin for the first person, else rep")
    adding.add_argument("--workspace", metavar="NAME")
    adding.add_argument("--lang", choices=_LANGUAGES, default="en", help="of a new workspace's pipeline")
    adding.add_argument(
        "--password-stdin", action="store_true", required=True, help="the password is on standard input"
    )
    checking = _command(verbs, "check", "check the server's database", "server", "check")
    for command in (running, adding, checking):
        command.add_argument("--database", metavar="URL", help="sqlite:///PATH or postgresql://...")


def _count(text: str) -> int:
    number = _number(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _port(text: str) -> int:
    number = _number(text)
    if not 0 <= number <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be 0 to {_LAST_PORT}")
    return number


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number")
    return int(text)
