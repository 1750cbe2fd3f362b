"""server run, server add-user, server check."""

from argparse import Namespace

from crmdesk.cli.exits import DONE, FAILED
from crmdesk.cli.output import flush, line, note, print_json
from crmdesk.cli.reading import read_password
from crmdesk.serve import add_user as add_person
from crmdesk.serve import check as check_database
from crmdesk.serve import run_server


async def run(args: Namespace) -> int:
    await run_server(args.host, args.port, args.database, announce=_say)
    return DONE


def add_user(args: Namespace) -> int:
    password = read_password()
    user_id = add_person(args.database, args.email, args.name, args.role, args.workspace, password, args.lang)
    if args.json:
        print_json({"id": user_id})
    else:
        line(user_id)
    return DONE


def check(args: Namespace) -> int:
    problems = check_database(args.database)
    if args.json:
        print_json(problems)
    elif not problems:
        line("the database is in order")
    else:
        for problem in problems:
            line(problem)
    if problems:
        note(f"crmdesk: {len(problems)} problems found")
    return FAILED if problems else DONE


def _say(text: str) -> None:
    """At once: whoever started the server waits for this line."""
    line(text)
    flush()
