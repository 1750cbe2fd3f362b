import stat

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from crmdesk.domain.errors import StorageFault
from crmdesk.system.secrets import FileSecrets, KeyringSecrets, open_secrets


class MemoryKeyring(KeyringBackend):
    priority = 9

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class LockedKeyring(MemoryKeyring):
    def get_password(self, service, username):
        raise KeyringLocked("locked")


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch):
    monkeypatch.delenv("CRMDESK_PASSPHRASE", raising=False)


def use(monkeypatch, backend):
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


def test_secrets_go_to_a_keyring_that_answers(monkeypatch, tmp_path):
    backend = MemoryKeyring()
    use(monkeypatch, backend)
    secrets, notice = open_secrets(tmp_path)
    secrets.put("refresh_token", "r1")
    assert notice is None
    assert open_secrets(tmp_path)[0].get("refresh_token") == "r1"
    assert not (tmp_path / "secrets").exists()
    secrets.delete("refresh_token")
    secrets.delete("refresh_token")
    assert secrets.get("refresh_token") is None


def test_two_profiles_do_not_see_each_others_secrets_in_one_keyring(monkeypatch, tmp_path):
    use(monkeypatch, MemoryKeyring())
    open_secrets(tmp_path / "anna")[0].put("refresh_token", "a")
    assert open_secrets(tmp_path / "boris")[0].get("refresh_token") is None


def test_without_a_keyring_they_go_to_a_file_that_only_the_person_can_read(monkeypatch, tmp_path):
    use(monkeypatch, LockedKeyring())
    secrets, notice = open_secrets(tmp_path)
    secrets.put("refresh_token", "r1")
    assert str(tmp_path / "secrets") in notice
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o600
    assert open_secrets(tmp_path)[0].get("refresh_token") == "r1"


def test_a_file_stays_the_place_when_a_keyring_answers_later(monkeypatch, tmp_path):
    use(monkeypatch, LockedKeyring())
    open_secrets(tmp_path)[0].put("refresh_token", "r1")
    use(monkeypatch, MemoryKeyring())
    secrets, notice = open_secrets(tmp_path)
    assert secrets.get("refresh_token") == "r1"
    assert notice is not None


def test_a_chain_with_a_plain_text_member_is_asked_by_its_honest_member(monkeypatch, tmp_path):
    plain_text = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})()
    honest = MemoryKeyring()
    use(monkeypatch, type("Chain", (MemoryKeyring,), {"backends": [plain_text, honest]})())
    open_secrets(tmp_path)[0].put("refresh_token", "r1")
    assert plain_text.kept == {}
    assert "r1" in honest.kept.values()


def test_with_a_passphrase_the_file_does_not_show_the_secret(tmp_path):
    secrets = FileSecrets(tmp_path / "secrets", "open sesame")
    secrets.put("refresh_token", "very-secret")
    secrets.put("access_token", "also")
    assert b"very-secret" not in (tmp_path / "secrets").read_bytes()
    assert FileSecrets(tmp_path / "secrets", "open sesame").get("refresh_token") == "very-secret"


@pytest.mark.parametrize("passphrase", [None, "another"])
def test_an_encrypted_file_tells_what_opens_it(tmp_path, passphrase):
    FileSecrets(tmp_path / "secrets", "open sesame").put("refresh_token", "r1")
    with pytest.raises(StorageFault, match="CRMDESK_PASSPHRASE"):
        FileSecrets(tmp_path / "secrets", passphrase).get("refresh_token")


def test_setting_a_passphrase_later_encrypts_at_the_next_write(tmp_path):
    FileSecrets(tmp_path / "secrets", None).put("recovery_key", "plain-one")
    FileSecrets(tmp_path / "secrets", "open sesame").put("access_token", "a")
    assert b"plain-one" not in (tmp_path / "secrets").read_bytes()
    assert FileSecrets(tmp_path / "secrets", "open sesame").get("recovery_key") == "plain-one"


def test_a_broken_file_is_a_fault_and_stays_as_it_is(tmp_path):
    (tmp_path / "secrets").write_bytes(b"{half")
    secrets = FileSecrets(tmp_path / "secrets", None)
    with pytest.raises(StorageFault):
        secrets.put("access_token", "a")
    assert (tmp_path / "secrets").read_bytes() == b"{half"


def test_a_keyring_that_locks_later_is_a_fault_and_no_crash():
    with pytest.raises(StorageFault, match="keyring"):
        KeyringSecrets(LockedKeyring(), "service").get("refresh_token")
