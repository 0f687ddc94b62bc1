"""The guards of the test suite itself."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

# Addresses and names that are reserved for documentation: they lead nowhere.
ADDRESS = "192.0.2.1"
HOST = "filings.example"

SWALLOWS = f"""
import contextlib
import socket


def test_swallows():
    with contextlib.suppress(Exception):
        socket.create_connection(({ADDRESS!r}, 443), timeout=1)
"""


def _connect() -> None:
    socket.create_connection((ADDRESS, 443), timeout=1)


def _resolve() -> None:
    socket.getaddrinfo(HOST, 443)


def _send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"", (ADDRESS, 53))


def _open_asynchronously() -> None:
    asyncio.run(asyncio.wait_for(asyncio.open_connection(HOST, 443), timeout=1))


@pytest.mark.parametrize("reach", [_connect, _resolve, _send, _open_asynchronously])
def test_nothing_reaches_beyond_loopback(reach: object, network_attempts: list[str]) -> None:
    assert callable(reach)
    with pytest.raises(RuntimeError, match="tried to reach"):
        reach()
    assert set(network_attempts) <= {ADDRESS, HOST}
    assert network_attempts
    network_attempts.clear()


def test_an_attempt_that_was_swallowed_fails_the_test(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_swallow.py").write_text(SWALLOWS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"reached for the network: {ADDRESS}" in done.stdout
    assert "1 passed, 1 error" in done.stdout


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as made,
    ):
        assert made.getpeername() == server.getsockname()


def test_home_and_settings_are_the_tests_own(tmp_path: Path) -> None:
    assert Path.home().is_relative_to(tmp_path)
    assert Path(os.environ["EXTRACTOR_CACHE_DIR"]).is_relative_to(tmp_path)
    assert "OPENAI_API_KEY" not in os.environ
