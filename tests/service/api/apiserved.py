"""The API, served on loopback by a thread of the test, and what asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from extractor.cli.serving import unpack
from extractor.policy import AGREEMENT
from extractor.review.desk import Desk
from extractor.review.intake import add
from extractor.review.queue import Queue
from extractor.service.api import keys
from extractor.service.api.app import create_api
from extractor.service.api.keys import Scope
from extractor.service.api.settings import ApiSettings
from extractor.settings import Settings
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.databases import address
from tests.jobbing import PATIENCE
from tests.service.served import SECRET, START, Clock, extracted, listening

JOBS = (Scope.READ, Scope.WRITE)
READING = Settings(model="none", cache=False, attempts=1, max_filing_bytes=300_000)
QUICK = ApiSettings(rate=1_000_000)


@dataclass
class Served:
    """An API at an address, with the store behind it."""

    url: str
    store: Store
    queue: Queue
    clock: Clock

    def key(self, *scopes: Scope, reviewer: str | None = None, rate: int | None = None) -> str:
        """A new key."""
        with self.store.writing() as connection:
            asked = scopes or JOBS
            return keys.add_key(connection, "a test", asked, START, reviewer=reviewer, rate=rate)[1]

    def client(self, *scopes: Scope, reviewer: str | None = None) -> httpx2.Client:
        """A client with a new key."""
        key = self.key(*scopes, reviewer=reviewer)
        headers = {"Authorization": f"Bearer {key}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=PATIENCE)

    def reviewer(self, name: str, role: Role = Role.REVIEWER) -> httpx2.Client:
        """A client that decides as a new reviewer."""
        with self.store.writing() as connection:
            people.add_reviewer(connection, name, role, START)
        return self.client(Scope.REVIEW, reviewer=name)

    def add(self, data: bytes, name: str) -> int:
        """Put a filing into the queue, read by the baselines alone; its task."""
        added = add(self.queue.desk, extracted(data, name), data, AGREEMENT, self.clock())
        assert added.task is not None
        return added.task


@contextmanager
def api_served(
    store: Store,
    settings: ApiSettings = QUICK,
    reading: Settings = READING,
    *,
    open_: bool = False,
    clock: Any = None,
) -> Iterator[Served]:
    """Serve the API over a store."""
    queue, told = Queue(Desk(store)), clock or Clock()
    api = create_api(queue, SECRET, unpack, settings, reading, open_=open_, clock=told)
    with listening(api) as url:
        yield Served(url, store, queue, told)


@contextmanager
def empty_store(folder: Path) -> Iterator[tuple[str, Store]]:
    """An empty store in a file, and its address."""
    url = address("sqlite", folder)
    with Store.open(url) as store:
        yield url, store


def problem(answer: httpx2.Response, status: int, code: str) -> str:
    """The sentence of a problem, which is one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["code"]) == (status, code), said
    assert said["request_id"] == answer.headers["x-request-id"]
    assert said["detail"]
    assert "\n" not in said["detail"]
    assert "Traceback" not in answer.text
    detail: str = said["detail"]
    return detail
