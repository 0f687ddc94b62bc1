"""What every test gets: a home of its own, no settings of the user, and no way to the network."""

import ipaddress
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browsers import browser, out

__all__ = ["browser", "out"]

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt"

# Nothing may depend on how fast a machine is; on CI a failure must also repeat itself.
settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")

# Terminal libraries look at these once, when they are imported.
for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
    os.environ.pop(name, None)
os.environ["NO_COLOR"] = "1"

# A shell starts what runs in the background deaf to Ctrl-C; what tests start would be, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class NetworkReached(RuntimeError):
    """A test tried to reach something that is not this machine."""


_attempts: list[str] = []
_EVENTS = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"}
    | {"socket.gethostbyname", "socket.gethostbyaddr"}
)


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, args: tuple[object, ...]) -> None:
    """An audit hook, so that no way of opening a socket from Python goes round it."""
    if event not in _EVENTS:
        return
    target = args[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else args[0]
    host = target[0] if isinstance(target, tuple) else target
    if event.startswith("socket.get"):
        host = host.decode() if isinstance(host, bytes) else host
    elif not isinstance(target, tuple):
        return  # a Unix socket, or a socket that is connected already
    if isinstance(host, str) and not _is_loopback(host):
        _attempts.append(host)
        raise NetworkReached(f"a test tried to reach {host}")


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def network_attempts() -> Iterator[list[str]]:
    """The hosts beyond loopback that the test tried to reach: any left at its end fails it."""
    _attempts.clear()
    yield _attempts
    if _attempts:
        pytest.fail(f"reached for the network: {', '.join(_attempts)}", pytrace=False)


@pytest.fixture(autouse=True)
def isolated(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No setting of the user's counts, and nothing is read from or left in their home.

    A test marked `model` keeps the home, because that is where the pulled model is.
    """
    for name in os.environ:
        if name.startswith(("EXTRACTOR_", "OPENAI_", "OTEL_", "HF_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("EXTRACTOR_CACHE_DIR", str(tmp_path / "home/cache"))
    if request.node.get_closest_marker("model") is None:
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home/.cache"))
        monkeypatch.setenv("EXTRACTOR_MODEL_DIR", str(tmp_path / "home/models"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def reference_path() -> Path:
    """The reference filing."""
    return REFERENCE


@pytest.fixture(scope="session")
def reference_text() -> str:
    """The text of the reference filing, as filed."""
    return REFERENCE.read_bytes().decode("ascii")
