"""login, doctor: this profile on this computer."""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from crmdesk.cli.exits import DONE, FAILED, OFFLINE
from crmdesk.cli.opening import opened
from crmdesk.cli.output import complain, line, note, print_json
from crmdesk.cli.reading import read_password
from crmdesk.desktop.workplace import Workplace, person_of, sign_in
from crmdesk.domain.errors import Busy, CrmdeskError, Offline, SlowDown, StorageFault
from crmdesk.replica.health import problems_of
from crmdesk.replica.mending import set_aside_before
from crmdesk.system.locks import sync_lock
from crmdesk.system.shares import share_of

_CLOCK_MAY_BE_OFF_MS = 60_000


async def login(args: Namespace) -> int:
    password = read_password()
    async with opened(args.profile) as workplace:
        lock = sync_lock(workplace.profile.folder)
        if not lock.try_acquire():
            raise Busy("another crmdesk syncs this profile: close it, or sign in there")
        try:
            notice = await sign_in(workplace, args.url, args.email, password)
        finally:
            lock.release()
        if notice:
            note(notice)
        on_this_computer, warning = await _folder(workplace)
        if not on_this_computer:
            note(warning)
        profile, person = workplace.profile, await person_of(workplace)
    if args.json:
        print_json({"url": profile.url, "email": profile.email, "person": asdict(person) if person else None})
    else:
        line(f"signed in to {profile.url} as {profile.email}")
    return DONE


@dataclass(frozen=True, slots=True)
class _Check:
    check: str
    ok: bool
    message: str
    offline: bool = False


async def doctor(args: Namespace) -> int:
    """Every check runs, whatever the others found; a replica that cannot be opened leaves only itself to be told."""
    try:
        async with opened(args.profile) as workplace:
            if args.mend:
                complain(await workplace.store.mend())
            checks = [
                await _checked("profile", workplace, _profile),
                await _checked("folder", workplace, _folder),
                await _checked("database", workplace, _database),
                await _checked("keyring", workplace, _keyring),
                *await _server_and_clock(workplace),
            ]
    except StorageFault as error:
        checks = [_Check("database", ok=False, message=str(error))]
    if args.json:
        print_json([{"check": one.check, "ok": one.ok, "message": one.message} for one in checks])
    else:
        for one in checks:
            line(f"{'ok' if one.ok else 'NO':3} {one.check}: {one.message}")
    bad = [one for one in checks if not one.ok]
    if not bad:
        return DONE
    complain("not in order: " + ", ".join(one.check for one in bad))
    return OFFLINE if all(one.offline for one in bad) else FAILED


async def _checked(
    name: str, workplace: Workplace, check: Callable[[Workplace], Awaitable[tuple[bool, str]]]
) -> _Check:
    try:
        ok, message = await check(workplace)
    except CrmdeskError as error:
        return _Check(name, ok=False, message=str(error), offline=isinstance(error, Offline | SlowDown))
    return _Check(name, ok=ok, message=message)


async def _profile(workplace: Workplace) -> tuple[bool, str]:
    profile = workplace.profile
    who = f"{profile.email} at {profile.url}" if profile.signed_in else "not signed in"
    return True, f"“{profile.name}” in {profile.folder}, {who}"


async def _folder(workplace: Workplace) -> tuple[bool, str]:
    share = share_of(workplace.profile.folder)
    if share is None:
        return True, "on a disk of this computer"
    harm = f"{workplace.profile.folder} is on a network share ({share}), where a database can be damaged"
    return False, f"{harm}: set CRMDESK_HOME to a folder on a disk of this computer"


async def _database(workplace: Workplace) -> tuple[bool, str]:
    problems = await workplace.store.run(problems_of, writing=False)
    database = workplace.profile.database
    if problems:
        return False, f"{'; '.join(problems)}; crmdesk doctor --mend builds it anew and keeps what was not sent"
    kept = ", ".join(one.name for one in set_aside_before(database))
    return True, f"{database.name} is whole" + (f"; kept from before it was built anew: {kept}" if kept else "")


async def _keyring(workplace: Workplace) -> tuple[bool, str]:
    _, notice = workplace.secrets()
    return True, notice or "secrets are in the keyring of this computer"


async def _server_and_clock(workplace: Workplace) -> list[_Check]:
    if not workplace.profile.signed_in:
        return [_Check("server", ok=True, message="no server: this profile is not signed in")]
    offsets: list[int] = []

    async def greet(place: Workplace) -> tuple[bool, str]:
        before = place.clock.now_ms()
        greeting = await place.remote().greet()
        offsets.append(greeting.now_ms - (before + place.clock.now_ms()) // 2)
        return True, f"{place.profile.url} answers"

    answered = await _checked("server", workplace, greet)
    if not offsets:
        return [answered]
    seconds = offsets[0] / 1000
    in_time = abs(offsets[0]) <= _CLOCK_MAY_BE_OFF_MS
    clock = "behind" if seconds > 0 else "ahead of"
    return [answered, _Check("clock", ok=in_time, message=f"{abs(seconds):.1f} s {clock} the server's")]
