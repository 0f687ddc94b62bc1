"""`extractor serve`: when it starts, when it refuses, and where its secret is."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from extractor.cli.app import run
from extractor.cli.serving import is_loopback
from extractor.errors import ExtractorError
from extractor.service.secret import kept_in, secret_for
from extractor.service.settings import ServiceSettings


def test_it_refuses_to_be_reached_where_nobody_can_log_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'review.db'}"
    assert run(["serve", "--host", "0.0.0.0", "--port", "0", "--store", url]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "extractor review reviewer add NAME --password" in said


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    url = f"sqlite:///{tmp_path / 'review.db'}"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--port", port, "--store", url]) == 1
    assert f"127.0.0.1:{port} cannot be listened on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"),
    [("EXTRACTOR_SECRET", "short"), ("EXTRACTOR_PROXY_ADDRESS", "the proxy")],
)
def test_a_setting_that_cannot_be_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert run(["serve", "--store", f"sqlite:///{tmp_path / 'review.db'}"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"extractor: {name}: ")
    assert said.count("\n") == 1


def test_on_loopback_it_starts_and_says_how_to_add_a_reviewer(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; from extractor.cli import main; main()", "serve"]
    store = f"sqlite:///{tmp_path / 'review.db'}"
    serving = subprocess.Popen(
        [*command, "--port", "0", "--store", store],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert serving.stderr is not None
    with serving.stderr as said:
        assert "extractor review reviewer add NAME --password" in said.readline()
        url = said.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert "Nobody can log in yet" in httpx2.get(f"{url}/login").text
        serving.send_signal(signal.SIGINT)
        assert serving.wait(20) == 130
        assert "Traceback" not in said.read()


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
    ],
)
def test_loopback_is_what_no_other_machine_reaches(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_a_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'review.db'}"
    made = secret_for(ServiceSettings(), url)
    assert secret_for(ServiceSettings(), url) == made
    assert len(made) >= 32
    file = tmp_path / "review.db.secret"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir() if "secret" in each.name] == [file.name]


def test_a_secret_of_the_settings_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_SECRET", "s" * 32)
    assert secret_for(ServiceSettings(), f"sqlite:///{tmp_path / 'review.db'}") == "s" * 32
    assert not list(tmp_path.glob("*.secret"))


def test_what_is_no_secret_is_not_signed_with(tmp_path: Path) -> None:
    file = tmp_path / "review.db.secret"
    file.write_text("short")
    with pytest.raises(ExtractorError, match="no secret of sessions"):
        kept_in(file)


_LOADED = """
import sys

from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.service.api.app import create_api
from extractor.store.database import Store

with Store.open(sys.argv[1]) as store:
    create_api(Queue(Desk(store)), 32 * "s", lambda *_: iter(()))
sys.exit("extractor.forms.abs_8k.form" not in sys.modules)
"""


def test_no_request_waits_for_forms_to_be_loaded(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _LOADED, f"sqlite:///{tmp_path / 'review.db'}"]
    assert subprocess.run(command, check=False).returncode == 0
