"""The server key, which is not in the database, and what it protects there: signing keys, recovery keys."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, insert, select

from crmdesk.domain.errors import FieldError, Refused
from crmdesk.server.tables import SIGNING_KEY

KEY_VARIABLE = "CRMDESK_SERVER_KEY"
_NONCE = 12
_SECRET = 32


class ServerKey:
    """Encrypts what is kept in the database (AES-256-GCM, a fresh nonce before each text)."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._cipher = AESGCM(hashlib.blake2b(secret, digest_size=32, person=b"crmdesk-store").digest())

    def encrypt(self, text: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text, None)

    def decrypt(self, sealed: bytes) -> bytes:
        """Raises Refused if this is not the key that the database was written with."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag:
            message = f"This is not the key that the database was written with; set {KEY_VARIABLE} to that one."
            raise Refused([FieldError(KEY_VARIABLE, "wrong_key", message)]) from None

    def derived(self, purpose: str) -> bytes:
        """A key for one purpose, made of this one."""
        return hashlib.blake2b(self._secret, digest_size=32, person=purpose.encode()[:16]).digest()


def load_server_key(environ: Mapping[str, str], key_file: Path) -> ServerKey:
    """From the environment, or from the file, which is made (mode 0600) if it is not there."""
    given = environ.get(KEY_VARIABLE)
    if given:
        return ServerKey(given.encode())
    try:
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ServerKey(key_file.read_bytes().strip())
    secret = secrets.token_urlsafe(_SECRET).encode()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return ServerKey(secret)


def signing_keys(connection: Connection, key: ServerKey) -> dict[str, bytes]:
    """By id, the newest last."""
    rows = connection.execute(select(SIGNING_KEY).order_by(SIGNING_KEY.c.created_at, SIGNING_KEY.c.id))
    return {row.id: key.decrypt(row.secret) for row in rows}


def add_signing_key(connection: Connection, key: ServerKey, now_ms: int) -> None:
    secret = key.encrypt(secrets.token_bytes(_SECRET))
    connection.execute(insert(SIGNING_KEY).values(id=secrets.token_hex(8), secret=secret, created_at=now_ms))
