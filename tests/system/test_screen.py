import pytest

from crmdesk.desktop.window import run_window
from crmdesk.domain.errors import Hindrance
from crmdesk.system.screen import has_screen


@pytest.fixture
def bare(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


def test_without_a_screen_the_window_is_refused_in_a_sentence(bare, monkeypatch, tmp_path):
    monkeypatch.setenv("CRMDESK_HOME", str(tmp_path))
    with pytest.raises(Hindrance, match="no screen"):
        run_window("default")


def test_a_platform_named_by_hand_is_trusted(bare, monkeypatch):
    assert not has_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_screen()
