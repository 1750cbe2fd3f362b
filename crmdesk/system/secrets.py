"""Where a profile's secrets are kept: the keyring of the operating system or, where none answers, a file (DESIGN 6)."""

import base64
import hashlib
import json
import os
from pathlib import Path

import keyring
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from crmdesk.domain.errors import StorageFault
from crmdesk.domain.ports import Secrets
from crmdesk.system.files import read_file, replace_file

_PROBE = "crmdesk"
_NO_KEYRINGS = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")
"""Backends that store plain text, or nothing."""
_SCRYPT_N = 2**15
_SCRYPT_MEMORY = 64 * 1024 * 1024
_NONCE_BYTES = 12
_SALT_BYTES = 16


class KeyringSecrets:
    """Answers the port `Secrets`. `service` names the profile in the keyring."""

    def __init__(self, backend: KeyringBackend, service: str) -> None:
        self._backend = backend
        self._service = service

    def get(self, name: str) -> str | None:
        try:
            return self._backend.get_password(self._service, name)
        except KeyringError as error:
            raise _silent(error) from error

    def put(self, name: str, value: str) -> None:
        try:
            self._backend.set_password(self._service, name, value)
        except KeyringError as error:
            raise _silent(error) from error

    def delete(self, name: str) -> None:
        try:
            self._backend.delete_password(self._service, name)
        except PasswordDeleteError:
            return  # it was not there
        except KeyringError as error:
            raise _silent(error) from error

    def answers(self) -> bool:
        """Whether what is put there is found again. The probe stays, so that later starts only read."""
        try:
            if self.get(_PROBE) == "1":
                return True
            self.put(_PROBE, "1")
            return self.get(_PROBE) == "1"
        except StorageFault:
            return False


class FileSecrets:
    """Answers the port `Secrets` with one file of mode 0600; encrypted if there is a passphrase (scrypt, AES-GCM)."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self._path = path
        self._passphrase = passphrase

    @property
    def encrypted(self) -> bool:
        return self._passphrase is not None

    def get(self, name: str) -> str | None:
        return self._read().get(name)

    def put(self, name: str, value: str) -> None:
        self._write({**self._read(), name: value})

    def delete(self, name: str) -> None:
        kept = self._read()
        if kept.pop(name, None) is not None:
            self._write(kept)

    def _read(self) -> dict[str, str]:
        content = read_file(self._path)
        if content is None:
            return {}
        try:
            stored = json.loads(content)
            if "plain" in stored:
                return dict(stored["plain"])
            return self._decrypted(stored)
        except (ValueError, KeyError, TypeError) as error:
            raise StorageFault(f"{self._path} cannot be read: sign in again after removing it") from error

    def _decrypted(self, stored: dict[str, str]) -> dict[str, str]:
        if self._passphrase is None:
            raise StorageFault("this profile's secrets are encrypted: set CRMDESK_PASSPHRASE")
        salt, nonce, data = (base64.b64decode(stored[part]) for part in ("salt", "nonce", "data"))
        try:
            plain = AESGCM(_key(self._passphrase, salt)).decrypt(nonce, data, None)
        except InvalidTag as error:
            raise StorageFault("CRMDESK_PASSPHRASE does not open this profile's secrets") from error
        return dict(json.loads(plain))

    def _write(self, kept: dict[str, str]) -> None:
        if self._passphrase is None:
            content: dict[str, object] = {"plain": kept}
        else:
            salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
            data = AESGCM(_key(self._passphrase, salt)).encrypt(nonce, json.dumps(kept).encode(), None)
            parts = {"salt": salt, "nonce": nonce, "data": data}
            content = {part: base64.b64encode(value).decode() for part, value in parts.items()}
        replace_file(self._path, json.dumps(content).encode())


def open_secrets(folder: Path) -> tuple[Secrets, str | None]:
    """The profile's secrets, and one sentence if they are not in a keyring. What was once put in the file is looked
    for there, also if a keyring answers by now."""
    path = folder / "secrets"
    backend = None if path.exists() else _keyring()
    if backend is not None:
        in_keyring = KeyringSecrets(backend, f"crmdesk {folder}")
        if in_keyring.answers():
            return in_keyring, None
    in_file = FileSecrets(path, os.environ.get("CRMDESK_PASSPHRASE") or None)
    how = "encrypted" if in_file.encrypted else "readable by you only, not encrypted (set CRMDESK_PASSPHRASE)"
    return in_file, f"no keyring answers: sign-in secrets are in {path}, {how}"


def _keyring() -> KeyringBackend | None:
    backend = keyring.get_keyring()
    # a chain would fall through to a backend that stores plain text, so its members are asked themselves
    candidates = getattr(backend, "backends", [backend])
    return next((one for one in candidates if not type(one).__module__.startswith(_NO_KEYRINGS)), None)


def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=_SCRYPT_N, r=8, p=1, maxmem=_SCRYPT_MEMORY, dklen=32)


def _silent(error: KeyringError) -> StorageFault:
    return StorageFault(f"the keyring does not answer: {error or type(error).__name__}")
