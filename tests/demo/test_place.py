import os
import signal
from pathlib import Path

import httpx
import pytest

from crmdesk.demo.main import named_example, run_demo
from crmdesk.demo.place import cleaned_up_when_terminated, private_place
from crmdesk.demo.private_server import PrivateServer
from crmdesk.demo.words import load_words
from crmdesk.domain.errors import Busy
from crmdesk.system.paths import home


def test_a_private_place_has_its_own_home_and_no_keyring_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CRMDESK_HOME", "/somewhere/else")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    with private_place() as folder:
        assert home() == folder.resolve()
        assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
        (folder / "data").write_text("secret")
    assert not folder.exists()
    assert os.environ["CRMDESK_HOME"] == "/somewhere/else"
    assert "PYTHON_KEYRING_BACKEND" not in os.environ


def test_a_termination_unwinds_and_cleans_up():
    made: list[Path] = []

    def be_terminated() -> None:
        with cleaned_up_when_terminated(), private_place() as folder:
            made.append(folder)
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit):
        be_terminated()
    assert not made[0].exists()


def test_the_private_server_keeps_its_port_when_it_is_stopped_and_started_again(tmp_path: Path):
    server = PrivateServer(tmp_path)
    try:
        server.add_person("arina@gidrodom.example", "Арина", "admin", "Гидродом", "correct horse battery", "ru")
        server.start()
        first = server.url
        assert httpx.get(f"{first}/api/health").status_code == 200
        server.stop()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{first}/api/health")
        server.start()
        assert server.url == first
        assert httpx.get(f"{first}/api/health").status_code == 200
    finally:
        server.stop()


def test_a_person_whom_the_server_refuses_is_told_with_its_words(tmp_path: Path):
    with pytest.raises(Busy, match="password"):
        PrivateServer(tmp_path).add_person("arina@gidrodom.example", "Арина", "admin", "Гидродом", "short", "ru")


def test_without_a_screen_the_demo_says_in_one_line_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run_demo(10, "ru", None) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "--tour DIR" in line


@pytest.mark.parametrize(("lang", "name"), [("ru", "Гидродом (пример)"), ("en", "{0} (example)")])
def test_the_workspace_of_the_example_says_that_it_is_one(lang: str, name: str):
    words = load_words(lang)
    assert named_example(words, lang).workspace == name.format(words.workspace)
