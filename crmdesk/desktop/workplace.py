"""An open profile; signing in to it, and what is left of it when its device was revoked."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from crmdesk.domain.changes import Changes
from crmdesk.domain.errors import DeviceRevoked, FieldError, Refused, SignInRequired, Wiped
from crmdesk.domain.kinds import KINDS
from crmdesk.domain.ports import Person, Query, Secrets, SyncState, Transaction
from crmdesk.operations.desk import Desk
from crmdesk.operations.outbox import unsent_work
from crmdesk.replica.store import SqliteStore
from crmdesk.system.clock import SystemClock
from crmdesk.system.ids import SystemIds
from crmdesk.system.profiles import Profile, load_profile, save_profile, signed_in_as, signed_out

if TYPE_CHECKING:
    from pathlib import Path

    from crmdesk.net.retry import Retry
    from crmdesk.remotes.server.remote import ServerRemote
    from crmdesk.sync.engine import Engine
    from crmdesk.sync.status import Status


def _to_nobody(_: Any) -> None:
    """Where nobody watches: a command prints what it did by itself."""


class Workplace:
    """An open profile. Close it on the loop that used it."""

    def __init__(self, profile: Profile, store: SqliteStore, announce: Callable[[Changes], None]) -> None:
        self.profile = profile
        self.store = store
        self._clock = SystemClock()
        self._ids = SystemIds(self._clock)
        self.desk = Desk(store, self._clock, self._ids, announce)
        self._remotes: list[ServerRemote] = []
        self._secrets: tuple[Secrets, str | None] | None = None
        self._closed = False

    @property
    def clock(self) -> SystemClock:
        return self._clock

    def secrets(self) -> tuple[Secrets, str | None]:
        """This profile's secrets, and one sentence if they are not in a keyring. Asks the keyring at the first call."""
        if self._secrets is None:
            from crmdesk.system.secrets import open_secrets  # noqa: PLC0415 - see the package's docstring

            self._secrets = open_secrets(self.profile.folder)
        return self._secrets

    def remote(self) -> "ServerRemote":
        """A connection to the profile's server, nothing sent yet. Raises SignInRequired if there is none."""
        from crmdesk.remotes.server.connect import connect  # noqa: PLC0415 - see the package's docstring

        if self.profile.url is None or self.profile.server_id is None:
            raise SignInRequired(f"profile “{self.profile.name}” is not signed in: crmdesk login URL --email E")
        remote = connect(self.profile.url, self.profile.server_id, self.secrets()[0], self.retry())
        self._remotes.append(remote)
        return remote

    def engine_for(self, on_status: Callable[["Status"], None] = _to_nobody) -> "Engine":
        """The engine of this profile. Only the holder of the sync lock may run it. Raises SignInRequired."""
        from crmdesk.sync.engine import Engine  # noqa: PLC0415 - see the package's docstring

        return Engine(
            store=self.store,
            remote=self.remote(),
            clock=self._clock,
            ids=self._ids,
            jitter=random.SystemRandom().random,
            sleep=asyncio.sleep,
            announce=self.desk.announce,
            on_status=on_status,
        )

    def retry(self) -> "Retry":
        from crmdesk.net.retry import Retry  # noqa: PLC0415 - see the package's docstring

        return Retry(jitter=random.SystemRandom().random, sleep=asyncio.sleep)

    async def close(self) -> None:
        for remote in self._remotes:
            await remote.close()
        self._remotes.clear()
        if not self._closed:
            self._closed = True
            await self.store.close()


async def open_profile(name: str, announce: Callable[[Changes], None] = _to_nobody) -> Workplace:
    """Opens the profile's replica, made or migrated if need be. `announce` hears of every mutation."""
    clock = SystemClock()
    profile = load_profile(name, SystemIds(clock))
    return Workplace(profile, await SqliteStore.open(profile.database), announce)


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Workplace]:
    """A profile for the time of a command."""
    workplace = await open_profile(name)
    try:
        yield workplace
    finally:
        await workplace.close()


async def sign_in(workplace: Workplace, url: str, email: str, password: str) -> str | None:
    """Sign the profile in, anew or again; the sentence it gives says where secrets went if no keyring answers.

    Raises Refused (`url`, `password` ...), Offline; and Refused if the profile holds data of another server or person.
    Nothing is changed then. Raises Wiped after having wiped this profile, if it was this one that was revoked.
    """
    from crmdesk.net.address import tidy_address  # noqa: PLC0415 - see the package's docstring
    from crmdesk.protocol.wire import DeviceInfo  # noqa: PLC0415 - see the package's docstring
    from crmdesk.remotes.server.connect import sign_in as ask  # noqa: PLC0415

    profile = workplace.profile
    device = DeviceInfo(profile.device_id, profile.device_name, profile.platform)
    try:
        signed = await ask(url, email, password, device, workplace.retry())
    except DeviceRevoked as error:
        # said at whatever call comes first after the revocation; the word of another server wipes nothing
        if (tidy_address(url), email.casefold()) == (profile.url, (profile.email or "").casefold()):
            raise await seal_and_wipe(workplace) from error
        raise
    same_place = profile.server_id == signed.server_id and profile.user_id == signed.person.user_id

    def settle(tx: Transaction) -> None:
        if profile.signed_in and not same_place:
            if _holds_data(tx):
                raise _taken(profile)
            tx.put_sync_state(SyncState())
        tx.put_person(signed.person)

    secrets, notice = await asyncio.to_thread(workplace.secrets)
    await workplace.store.write(settle)
    await asyncio.to_thread(signed.store, secrets)
    workplace.profile = signed_in_as(
        profile, url=signed.url, server_id=signed.server_id, email=signed.person.email, user_id=signed.person.user_id
    )
    save_profile(workplace.profile)
    return notice


def _holds_data(tx: Transaction) -> bool:
    counts = tx.counts()
    return bool(counts.pending or counts.quarantined) or any(tx.count(Query(kind)) for kind in KINDS)


def _taken(profile: Profile) -> Refused:
    message = f"this profile holds the data of {profile.email} at {profile.url}: sign in as them, or use --profile NAME"
    return Refused([FieldError("profile", "taken", message)])


async def person_of(workplace: Workplace) -> Person | None:
    return await workplace.store.read(lambda tx: tx.person())


async def seal_and_wipe(workplace: Workplace) -> Wiped:
    """An administrator revoked this device: its unsent work is sealed with the recovery key, then its replica and
    tokens are removed, and the workplace is closed. The answer says so. Only for the holder of the sync lock.

    Raises StorageFault, with everything as it was, if the work cannot be sealed.
    """
    from crmdesk.system.sealing import seal_file  # noqa: PLC0415 - see the package's docstring

    secrets, _ = await asyncio.to_thread(workplace.secrets)
    work = await unsent_work(workplace.desk)
    sealed: Path | None = None
    if work:
        key = await asyncio.to_thread(secrets.get, "recovery_key")
        sealed = workplace.profile.folder / f"unsent-{workplace.clock.now_ms()}.sealed"
        seal_file(sealed, key or "", json.dumps(work, ensure_ascii=False).encode())
    await workplace.close()
    profile = workplace.profile
    for file in profile.folder.glob(profile.database.name + "*"):
        file.unlink()
    for name in ("access_token", "refresh_token", "recovery_key"):
        await asyncio.to_thread(secrets.delete, name)
    workplace.profile = signed_out(profile)
    save_profile(workplace.profile)
    return Wiped(str(sealed) if sealed else None)
