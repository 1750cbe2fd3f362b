import pytest

from crmdesk.desktop.window import remember_appearance, remember_geometry
from crmdesk.system.settings import Settings, load_settings


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path))
    return tmp_path


def test_each_thing_is_remembered_beside_the_others(home):
    remember_appearance("ru", "dark")
    remember_geometry("AdnQywAD")
    remember_appearance("en", None)
    assert load_settings() == Settings(language="en", theme=None, window="AdnQywAD")


def test_a_window_closes_also_where_nothing_can_be_kept(home, caplog):
    (home / "settings.json").mkdir()
    remember_geometry("AdnQywAD")
    assert "where the window stood is not kept" in caplog.text
