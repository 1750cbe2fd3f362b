"""Passwords: argon2id, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crmdesk.domain.errors import FieldError

_THREADS = 2
_SHORTEST, _LONGEST = 8, 1_000


class Passwords:
    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._nobody = hasher.hash("nobody has this password")
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")

    def hash_now(self, password: str) -> str:
        return self._hasher.hash(password)

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash_now, password)

    async def is_right(self, password: str, stored: str | None) -> bool:
        """Takes as long for an account that does not exist (`stored` None): the time tells nothing."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, self._verify, password, stored or self._nobody
        )
        return found and stored is not None

    def _verify(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        self._threads.shutdown()


def password_errors(password: str, field: str = "password") -> list[FieldError]:
    if _SHORTEST <= len(password) <= _LONGEST:
        return []
    message = f"A password has {_SHORTEST} to {_LONGEST} characters."
    return [FieldError(field, "bad_length", message)]
