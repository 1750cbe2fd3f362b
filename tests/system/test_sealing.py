import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crmdesk.domain.errors import StorageFault
from crmdesk.system.sealing import seal_file


def test_sealed_work_opens_with_the_recovery_key_only(tmp_path):
    key = bytes(range(32))
    seal_file(tmp_path / "unsent.sealed", base64.urlsafe_b64encode(key).decode(), b'[{"kind": "contact"}]')
    content = (tmp_path / "unsent.sealed").read_bytes()
    assert b"contact" not in content
    opened = AESGCM(key).decrypt(content[:12], content[12:], b"crmdesk unsent work 1")
    assert opened == b'[{"kind": "contact"}]'


@pytest.mark.parametrize("key", ["!", "AAAA", "ключ"])
def test_an_unreadable_key_seals_nothing(tmp_path, key):
    with pytest.raises(StorageFault):
        seal_file(tmp_path / "unsent.sealed", key, b"work")
    assert not (tmp_path / "unsent.sealed").exists()
