"""The review pages, served on loopback by a thread of the test, and a visitor that asks them."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection

from extractor.extraction import Extraction
from extractor.filing.read import read_filing
from extractor.pipeline import Extractor
from extractor.policy import AGREEMENT
from extractor.review.desk import Desk
from extractor.review.intake import add
from extractor.review.queue import Queue
from extractor.service.app import create_app
from extractor.service.auth import SESSION, Sessions
from extractor.service.running import server_for
from extractor.service.settings import ServiceSettings
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role

SECRET = "a secret of thirty-two characters, or more"
PASSWORD = "egret-harbour-7"
START = datetime(2003, 5, 7, 9, 0, tzinfo=UTC)
_CSRF = re.compile(r'name="csrf" (?:value|content)="([0-9a-f]{64})"')


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def forward(self, minutes: float) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)


@dataclass
class House:
    """What is served: a queue with reviewers, at an address."""

    url: str
    queue: Queue
    clock: Clock

    def add(self, data: bytes, name: str = "filing.txt") -> int:
        """Put a filing into the queue, read by the baselines alone; its task."""
        added = add(self.queue.desk, extracted(data, name), data, AGREEMENT, self.clock())
        assert added.task is not None
        return added.task


@cache
def extracted(data: bytes, name: str) -> Extraction:
    """What the baselines read in a filing."""
    with Extractor("none") as extractor:
        return extractor.extract(read_filing(data, name))


@contextmanager
def house(
    store: Store, settings: ServiceSettings | None = None, *, secure: bool = False
) -> Iterator[House]:
    """Serve a store with the reviewers ann, ben and the adjudicator dora."""
    with store.writing() as connection:
        if people.find_reviewer(connection, "ann") is None:
            add_reviewers(connection)
    queue, clock = Queue(Desk(store)), Clock()
    app = create_app(queue, SECRET, settings or ServiceSettings(), secure=secure, clock=clock)
    with listening(app) as url:
        yield House(url, queue, clock)


def add_reviewers(connection: Connection) -> None:
    """Ann has a password, whose hash is slow on purpose; the others have tokens."""
    people.add_reviewer(connection, "ann", Role.REVIEWER, START, password=PASSWORD)
    for name, role in (("ben", Role.REVIEWER), ("dora", Role.ADJUDICATOR)):
        tokens[name] = people.add_reviewer(connection, name, role, START, token=True) or ""


tokens: dict[str, str] = {}


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """Serve an application on a free port; its address."""
    server = server_for(app)
    with socket.create_server(("127.0.0.1", 0)) as place:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@dataclass
class Person:
    """Someone at a browser without a script."""

    url: str
    client: httpx2.Client = field(init=False)
    csrf: str = ""

    def __post_init__(self) -> None:
        """Begin with no cookie."""
        self.client = httpx2.Client(base_url=self.url)

    def get(self, path: str) -> httpx2.Response:
        """Ask for a page, and note its token."""
        page = self.client.get(path)
        found = _CSRF.search(page.text)
        if found:
            self.csrf = found[1]
        return page

    def come_in(self, name: str = "ann") -> None:
        """Be logged in already."""
        cookie = Sessions(SECRET, 12).begin(name)
        self.client.cookies.set(SESSION, cookie)
        assert self.get("/").status_code == 200

    def log_in(self, name: str = "ann", secret: str = "", **more: str) -> httpx2.Response:
        """Log in as a reviewer of the house."""
        self.get("/login")
        given = secret or (PASSWORD if name == "ann" else tokens[name])
        form = {"csrf": self.csrf, "name": name, "secret": given, **more}
        answer = self.client.post("/login", data=form)
        if answer.status_code == 303:
            self.get("/")
        return answer

    def call(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """Make a call as a page does."""
        sent = {"X-CSRF-Token": self.csrf, **headers}
        return self.client.post(f"/calls/{path}", json={} if body is None else body, headers=sent)

    def take(self, task: int) -> int:
        """Take a task; the token of the claim."""
        answer = self.call(f"tasks/{task}/claim")
        assert answer.status_code == 200, answer.text
        token: int = answer.json()["token"]
        return token

    def decide(self, task: int, token: int, action: str, path: str, **more: Any) -> httpx2.Response:
        """Decide a field."""
        number = next(_requests)
        body = {"token": token, "action": action, "path": path, "request": f"{number:032x}"}
        return self.call(f"tasks/{task}/decide", body | more)


def _count() -> Iterator[int]:
    number = time.time_ns()
    while True:
        number += 1
        yield number


_requests = _count()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with reviewers, to be copied: making its tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("store") / "review.db"
    with Store.open(f"sqlite:///{file}") as made, made.writing() as connection:
        add_reviewers(connection)
    return file


@pytest.fixture
def store(furnished: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with reviewers and nothing else."""
    shutil.copy(furnished, tmp_path / "review.db")
    with Store.open(f"sqlite:///{tmp_path / 'review.db'}") as opened:
        yield opened


@pytest.fixture
def served(store: Store) -> Iterator[House]:
    """A house with nothing in its queue."""
    with house(store) as made:
        yield made


@pytest.fixture
def task(served: House, reference_path: Path) -> int:
    """The task of the reference filing."""
    return served.add(reference_path.read_bytes(), reference_path.name)
