"""Empty stores for tests: a SQLite file, and a database of a PostgreSQL server started here.

The server listens on a Unix socket in a temporary folder and ends with the process. Where the
machine has none the tests on it are skipped, loudly; with EXTRACTOR_REQUIRE_POSTGRES=1 they fail.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from pwd import getpwnam
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from extractor.store.database import Store

REQUIRED = os.environ.get("EXTRACTOR_REQUIRE_POSTGRES", "") not in {"", "0"}
_NUMBERS = count(1)
_USER = "nobody"
_TEMPLATE = "empty_store"
_LOUD = "NO POSTGRESQL SERVER ON THIS MACHINE: the store is tested on SQLite alone"


class Server:
    """A PostgreSQL server in a folder of its own."""

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="extractor-pg-"))
        # PostgreSQL refuses to run as root.
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            self._as = {"user": _USER, "group": getpwnam(_USER).pw_gid, "extra_groups": []}
            shutil.chown(self.folder, _USER)
        self.folder.chmod(0o700)
        data = self.folder / "data"
        self._run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "store", "--no-sync")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "shared_buffers": "64MB",
            "max_connections": "60",
        }
        settings = [f"-c{name}={value}" for name, value in options.items()]
        with (self.folder / "log").open("wb") as complaints:
            self._process = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(data), *settings],
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                cwd=self.folder,
                **self._as,
            )
        self._wait()
        self.create(_TEMPLATE)
        Store.open(self.url(_TEMPLATE)).close()

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://store@/{database}?host={quote(str(self.folder), safe='')}"

    def create(self, name: str, template: str = "template0") -> None:
        """Make a database."""
        with self._connection() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")

    def stop(self) -> None:
        """End it and remove its folder."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connection(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.folder), user="store", dbname="postgres", autocommit=True
        )

    def _run(self, *command: object) -> None:
        subprocess.run(
            [str(each) for each in command],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as,
        )

    def _wait(self) -> None:
        for _ in range(600):
            if self._process.poll() is not None:
                break
            try:
                self._connection().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text(errors="replace"))


def binaries() -> Path | None:
    """The folder of the server's programs."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in places if (each / "postgres").exists()), None)


@cache
def server() -> Server | None:
    """The server of this process, started on first use; None where there is none."""
    found = binaries()
    if found is None:
        return None
    made = Server(found)
    atexit.register(made.stop)
    return made


@cache
def _empty_file() -> Path:
    """An empty SQLite store, to be copied: making its tables takes longer than most tests."""
    folder = Path(tempfile.mkdtemp(prefix="extractor-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Store.open(f"sqlite:///{folder / 'review.db'}").close()
    return folder / "review.db"


def address(kind: str, folder: Path, template: str = _TEMPLATE) -> str:
    """The address of an empty store of a kind; skips, or fails where one is required.

    With the template "template0" it is an empty database, without the tables of a store.
    """
    if kind == "sqlite":
        if template == _TEMPLATE:
            shutil.copy(_empty_file(), folder / "review.db")
        return f"sqlite:///{folder / 'review.db'}"
    there = server()
    if there is None:
        if REQUIRED:
            pytest.fail(_LOUD)
        pytest.skip(_LOUD)
    name = f"store_{os.getpid()}_{next(_NUMBERS)}"
    there.create(name, template)
    return there.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, of each kind."""
    return address(request.param, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind."""
    return address(request.param, tmp_path, "template0")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store of each kind."""
    with Store.open(store_url) as opened:
        yield opened
