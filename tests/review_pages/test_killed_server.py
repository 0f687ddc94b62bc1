"""`kill -9` between any two requests loses no decision that was answered with success."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from extractor.policy import AGREEMENT
from extractor.review.desk import Desk as Store_
from extractor.review.intake import add
from extractor.review.pages.naming import schema_path
from extractor.review.queue import Queue
from extractor.store import log
from extractor.store.database import Store
from tests.review_pages.desk import Desk, sitting
from tests.service.served import SECRET, START, Clock, House, extracted

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ROUNDS = 4


def test_no_acknowledged_decision_is_lost(
    browser: Browser, furnished: Path, tmp_path: Path, reference_path: Path
) -> None:
    file = tmp_path / "review.db"
    shutil.copy(furnished, file)
    data = reference_path.read_bytes()
    with Store.open(f"sqlite:///{file}") as store:
        queue = Queue(Store_(store))
        task = add(queue.desk, extracted(data, "a.txt"), data, AGREEMENT, START).task
        assert task is not None
        port = free_port()
        house = House(f"http://127.0.0.1:{port}", queue, Clock())
        acknowledged: list[str] = []
        with killed_after(port, file) as first, sitting(browser, house, "killed") as desk:
            desk.key("n")
            desk.wait_for_field()
            for number in range(_ROUNDS):
                _decide(desk, acknowledged)
                first.kill()
                if number % 2:
                    # The page asks while nobody answers, and once more when someone does.
                    path = desk.current()
                    desk.key("a")
                    first.start()
                    while not _went_on(desk, path):
                        # It was long in coming back, and the page says to do it again.
                        desk.key("a")
                    acknowledged.append(path)
                else:
                    first.start()
            desk.complaints = [c for c in desk.complaints if "ERR_CONNECTION_REFUSED" not in c]
        state = queue.state(task)
        entries = queue.history(state.task.filing)
        with store.reading() as connection:
            assert log.verify(connection).seq == len(entries)
    assert [entry.path for entry in entries] == [schema_path(path) for path in acknowledged]
    assert len(acknowledged) == _ROUNDS + _ROUNDS // 2


def _went_on(desk: Desk, path: str) -> bool:
    """Wait until the page has an answer, or gives up; whether it has one."""
    desk.page.wait_for_function(
        "p => document.querySelector('.current').dataset.path !== p"
        " || document.querySelector('#say').textContent.includes('do it again')",
        arg=path,
    )
    return desk.current() != path


def _decide(desk: Desk, acknowledged: list[str]) -> None:
    path = desk.current()
    desk.decided("a")
    acknowledged.append(path)


class Server:
    """`extractor serve`, to be killed and started again at the same address."""

    def __init__(self, port: int, file: Path) -> None:
        self._port, self._file = port, file
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-c", "from extractor.cli import main; main()", "serve"),
                *("--port", str(self._port), "--store", f"sqlite:///{self._file}"),
            ],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "EXTRACTOR_SECRET": SECRET},
        )
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        assert line.startswith("http://"), line

    def kill(self) -> None:
        """Kill it without a word."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            assert self._process.stderr is not None
            self._process.stderr.close()
            self._process = None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        port: int = place.getsockname()[1]
    return port


@contextmanager
def killed_after(port: int, file: Path) -> Iterator[Server]:
    """A server that does not outlive the test."""
    server = Server(port, file)
    server.start()
    try:
        yield server
    finally:
        server.kill()
