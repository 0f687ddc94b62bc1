"""The client: filings in, jobs and results out."""

import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal
from urllib.parse import quote

from extractor.client.records import (
    Batch,
    BatchStatus,
    Job,
    batch_of,
    job_of,
    status_of,
)
from extractor.client.transport import Asked, Part, Transport
from extractor.errors import ExtractorError

Record = Literal["accepted", "record"]
Given = str | Path | tuple[str, bytes]
"""A filing: the path of its file, or its name and its bytes."""
_POLL = 50.0
_UPLOAD_SECONDS = 600.0
_MARGIN = 30.0


class Client:
    """A service at an address, asked with a key.

    `attempts` is how often a request is tried where the service is busy or does not answer. Every
    method raises Refused with the service's sentence, and Unreachable. Use it as a context manager,
    or call `close`. One may serve several threads.
    """

    def __init__(self, base_url: str, key: str | None = None, *, attempts: int = 4) -> None:
        self._transport = Transport(base_url, key, attempts)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        self._transport.close()

    def submit(
        self,
        filing: Given,
        *,
        form: str = "auto",
        model: str | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Hand in a filing; the same again is the same job."""
        with ExitStack() as stack:
            parts = [("file", _opened(filing, stack))]
            asked = _handing_in("/v1/jobs", parts, form, model, idempotency_key)
            return job_of(self._transport.ask(asked))

    def job(self, job: Job | str, *, wait: float = 0) -> Job:
        """A job as it stands, or, within so many seconds (at most 60), once it is over."""
        return job_of(self._waited(f"/v1/jobs/{_id(job)}", wait))

    def wait(self, job: Job | str, seconds: float = 3_600) -> Job:
        """A job once it is over; raises ExtractorError where it is not by then."""
        until = time.monotonic() + seconds
        while True:
            found = self.job(job, wait=_left(until))
            if found.over:
                return found
            if time.monotonic() >= until:
                raise ExtractorError(f"job {found.id} is not over yet: it is {found.state}")

    def result(self, job: Job | str, record: Record | None = None) -> dict[str, Any]:
        """What a job came to: the JSON of `extractor extract`, with its job."""
        query = {} if record is None else {"record": record}
        found: dict[str, Any] = self._transport.ask(
            Asked("GET", f"/v1/jobs/{_id(job)}/result", query)
        )
        return found

    def cancel(self, job: Job | str) -> Job:
        """Have a job be done no more."""
        return job_of(self._transport.ask(Asked("POST", f"/v1/jobs/{_id(job)}/cancel")))

    def retry(self, job: Job | str) -> Job:
        """Make a next attempt at a job that was parked, failed or was cancelled."""
        return job_of(self._transport.ask(Asked("POST", f"/v1/jobs/{_id(job)}/retry")))

    def submit_batch(
        self,
        filings: Iterable[Given],
        *,
        form: str = "auto",
        model: str | None = None,
        idempotency_key: str | None = None,
    ) -> Batch:
        """Hand in filings that belong together, at most 1,000; a zip archive may hold more."""
        with ExitStack() as stack:
            parts = [("files", _opened(each, stack)) for each in filings]
            asked = _handing_in("/v1/batches", parts, form, model, idempotency_key)
            return batch_of(self._transport.ask(asked))

    def submit_archive(
        self,
        archive: Given,
        *,
        form: str = "auto",
        model: str | None = None,
        idempotency_key: str | None = None,
    ) -> Batch:
        """Hand in the filings of a zip archive."""
        with ExitStack() as stack:
            parts = [("file", _opened(archive, stack))]
            asked = _handing_in("/v1/archives", parts, form, model, idempotency_key)
            return batch_of(self._transport.ask(asked))

    def batch(self, batch: Batch | str, *, wait: float = 0) -> BatchStatus:
        """How far a batch has come, or, within so many seconds (at most 60), its end."""
        return status_of(self._waited(f"/v1/batches/{_id(batch)}", wait))

    def wait_batch(self, batch: Batch | str, seconds: float = 86_400) -> BatchStatus:
        """A batch once it is complete; raises ExtractorError where it is not by then."""
        until = time.monotonic() + seconds
        while True:
            found = self.batch(batch, wait=_left(until))
            if found.complete:
                return found
            if time.monotonic() >= until:
                said = f"batch {found.batch.id} is not complete yet: {found.open} filings are open"
                raise ExtractorError(said)

    def jobs(self, batch: Batch | str | None = None) -> Iterator[Job]:
        """The jobs of a batch, or all, in the order in which they came."""
        path = "/v1/jobs" if batch is None else f"/v1/batches/{_id(batch)}/jobs"
        query = {"limit": "200"}
        while True:
            page = self._transport.ask(Asked("GET", path, query))
            yield from map(job_of, page["items"])
            if page["next"] is None:
                return
            query["cursor"] = page["next"]

    def results(
        self,
        batch: Batch | str,
        record: Record | None = None,
        changed_since: datetime | None = None,
    ) -> Iterator[dict[str, Any]]:
        """What the jobs of a batch came to, one at a time, as `result` has it.

        `changed_since` leaves out what was neither stored nor decided on since then.
        """
        query: dict[str, str] = {} if record is None else {"record": record}
        if changed_since is not None:
            query["changed_since"] = changed_since.isoformat()
        path = f"/v1/batches/{_id(batch)}/results"
        return self._transport.lines(Asked("GET", path, query, seconds=_UPLOAD_SECONDS))

    def _waited(self, path: str, wait: float) -> Any:
        query = {"wait": f"{wait:.3f}"} if wait else {}
        return self._transport.ask(Asked("GET", path, query, seconds=wait + _MARGIN))


def _handing_in(
    path: str, parts: list[Part], form: str, model: str | None, name: str | None
) -> Asked:
    """A request that has a name: sent again, it has no further effect."""
    given = {"form": form} if model is None else {"form": form, "model": model}
    headers = {"Idempotency-Key": name or uuid.uuid4().hex}
    return Asked("POST", path, {}, given, parts, headers, _UPLOAD_SECONDS)


def _opened(given: Given, stack: ExitStack) -> tuple[str, bytes | IO[bytes]]:
    if isinstance(given, tuple):
        return given
    path = Path(given)
    try:
        return path.name, stack.enter_context(path.open("rb"))
    except OSError as error:
        raise ExtractorError(f"{path}: cannot be read: {error.strerror or error}") from error


def _id(given: Job | Batch | str) -> str:
    return quote(given if isinstance(given, str) else given.id, safe="")


def _left(until: float) -> float:
    return min(max(until - time.monotonic(), 0.0), _POLL)
