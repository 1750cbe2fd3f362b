import stat

import pytest

from crmdesk.domain.errors import Refused, StorageFault
from crmdesk.system import paths, profiles
from crmdesk.system.clock import SystemClock
from crmdesk.system.ids import SystemIds
from crmdesk.system.profiles import load_profile, save_profile, signed_in_as


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path))


@pytest.fixture
def ids():
    return SystemIds(SystemClock())


def test_a_new_profile_keeps_its_device_id(ids):
    first = load_profile("anna", ids)
    assert not first.signed_in
    assert load_profile("anna", ids) == first
    assert load_profile("boris", ids).device_id != first.device_id


def test_a_first_start_never_overwrites_a_sign_in_that_came_between(ids, monkeypatch):
    """Another process makes the profile and signs in after this one has seen that there is none."""

    def nothing_at_first(path):
        monkeypatch.undo()
        monkeypatch.setenv("CRMDESK_HOME", str(path.parents[2]))
        there = load_profile("anna", ids)
        save_profile(
            signed_in_as(there, url="https://crm.example", server_id="s1", email="anna@example.com", user_id="u1")
        )

    monkeypatch.setattr(profiles, "read_file", nothing_at_first)
    assert load_profile("anna", ids).email == "anna@example.com"


def test_signing_in_is_remembered(ids):
    signed = signed_in_as(
        load_profile("anna", ids), url="https://crm.example", server_id="s1", email="anna@example.com", user_id="u1"
    )
    save_profile(signed)
    assert load_profile("anna", ids) == signed
    assert signed.signed_in


def test_a_profile_is_for_its_person_only(ids, tmp_path):
    folder = load_profile("anna", ids).folder
    assert folder == tmp_path / "profiles" / "anna"
    assert stat.S_IMODE((folder / "profile.json").stat().st_mode) == 0o600


def test_an_unreadable_profile_is_named(ids):
    folder = load_profile("anna", ids).folder
    (folder / "profile.json").write_text("[1")
    with pytest.raises(StorageFault, match=r"profile\.json"):
        load_profile("anna", ids)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", ".hidden", "x" * 65, "dot."])
def test_a_profile_name_is_a_plain_folder_name(name):
    with pytest.raises(Refused, match="profile"):
        paths.profile_folder(name)


def test_resources_lie_beside_the_package():
    assert paths.resources().name == "resources"
