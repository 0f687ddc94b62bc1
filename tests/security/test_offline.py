"""`--offline` opens no socket but loopback, in a process that would notice any other."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stand_in import StandIn, stating_nothing

BLOCKED = """
import ipaddress, sys

def guard(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = args[1][0] if isinstance(args[1], tuple) else None
    elif event == "socket.bind":
        host = args[1][0] if isinstance(args[1], tuple) else None
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in (None, "", "localhost") and not ipaddress.ip_address(host).is_loopback:
        sys.stderr.write("REACHED " + host)
        sys.exit(77)

sys.addaudithook(guard)
from extractor.cli import main
main()
"""


def run_blocked(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments], capture_output=True, text=True, check=False
    )


def test_without_a_model(reference_path: Path) -> None:
    done = run_blocked("extract", str(reference_path), "--model", "none", "--offline")
    assert (done.returncode, done.stderr) == (0, "")


def test_with_an_endpoint_of_this_machine(reference_path: Path) -> None:
    with StandIn(stating_nothing) as stand_in:
        asked = ("--model", "boat", "--base-url", stand_in.url, "--offline")
        done = run_blocked("extract", str(reference_path), *asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert stand_in.calls


@pytest.mark.parametrize(
    "arguments",
    [
        ("--model", "local"),
        ("--model", "boat", "--base-url", "https://192.0.2.1/v1"),
        ("--model", "boat", "--base-url", "https://models.example/v1"),
    ],
)
def test_what_would_leave_the_machine_is_refused(
    arguments: tuple[str, ...], reference_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    done = run_blocked("extract", str(reference_path), *arguments, "--offline")
    assert done.returncode in (1, 2)
    assert "REACHED" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_pull_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_OFFLINE", "1")
    done = run_blocked("model", "pull")
    assert done.returncode == 1
    assert "REACHED" not in done.stderr
    assert "offline" in done.stderr
