import logging

import pytest

from crmdesk.system.settings import Settings, load_settings, save_settings


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path))
    return tmp_path


def test_settings_are_read_as_they_were_saved(home):
    chosen = Settings(language="ru", theme="dark", window="AdnQywAD")
    save_settings(chosen)
    assert load_settings() == chosen


def test_without_a_file_the_system_decides(home):
    assert load_settings() == Settings()
    assert not list(home.iterdir())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"language": 5}', b'{"theme": "pink"}'])
def test_a_file_that_cannot_be_read_is_put_aside_and_told_in_the_log(home, content, caplog):
    (home / "settings.json").write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert load_settings() == Settings()
    assert (home / "settings.json.broken").read_bytes() == content
    assert "put aside" in caplog.text
    save_settings(Settings(language="en"))
    assert load_settings().language == "en"


def test_what_a_later_version_added_does_no_harm(home):
    (home / "settings.json").write_bytes(b'{"language": "en", "density": "cosy"}')
    assert load_settings() == Settings(language="en")


def test_a_disk_that_does_not_let_it_be_read_leaves_the_defaults(home, caplog):
    (home / "settings.json").mkdir()
    with caplog.at_level(logging.WARNING):
        assert load_settings() == Settings()
    assert (home / "settings.json").is_dir()
