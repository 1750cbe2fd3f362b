"""What a revoked device leaves behind: its unsent work, readable only with the recovery key that the server keeps."""

import base64
import binascii
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crmdesk.domain.errors import StorageFault
from crmdesk.system.files import replace_file

_NONCE_BYTES = 12
_LABEL = b"crmdesk unsent work 1"


def seal_file(path: Path, recovery_key: str, content: bytes) -> None:
    """AES-GCM: 12 bytes of nonce, then the sealed content. `recovery_key`: 32 bytes in URL-safe base64. On the disk
    when it returns; raises StorageFault."""
    try:
        cipher = AESGCM(base64.urlsafe_b64decode(recovery_key))
    except (binascii.Error, ValueError) as error:
        raise StorageFault("the recovery key of this device is unreadable: its data stays as it is") from error
    nonce = os.urandom(_NONCE_BYTES)
    replace_file(path, nonce + cipher.encrypt(nonce, content, _LABEL))
