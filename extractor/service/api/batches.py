"""Batches: filings that are handed in together, how far they are, their results as lines."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from typing import Annotated, Any, BinaryIO, TypeVar

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from extractor.jobs.records import BatchStatus, JobOptions
from extractor.service.api import hooks
from extractor.service.api.counter import Counter, name_of, waited
from extractor.service.api.gate import Caller, Reader, Writer
from extractor.service.api.idempotency import RequestName, remember
from extractor.service.api.jobs import ASKED, HANDED_IN
from extractor.service.api.problems import declared
from extractor.service.api.results import WhichRecord, lines
from extractor.service.api.shapes import (
    BatchId,
    BatchShape,
    CountShape,
    Cursor,
    FormField,
    IsoTime,
    JobShape,
    Limit,
    ModelField,
    Page,
    StatusShape,
    Wait,
    batch_shape,
    job_shapes,
    status_shape,
)

T = TypeVar("T")
_AUTO = "auto"
_BLOCK = 1 << 20
_LINES = "application/jsonl"
_LISTED = declared(400, 401, 403, 404, 422, 429, 500, 503)
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A result a line, as `get_result` has it, in the order of the jobs.",
        "content": {_LINES: {"schema": {"type": "string"}}},
    }
}


def add_batches(router: APIRouter, counter: Counter) -> None:
    """Add the operations on batches."""
    _add_submitting(router, counter)
    _add_asking(router, counter)
    _add_listing(router, counter)
    _add_changing(router, counter)


def _add_submitting(router: APIRouter, counter: Counter) -> None:
    made = _Batches(counter)

    @router.post(
        "/v1/batches",
        operation_id="submit_batch",
        status_code=202,
        tags=["batches"],
        summary="Submit filings together, as files",
        responses=HANDED_IN,
    )
    def submit(
        caller: Writer,
        response: Response,
        files: Annotated[list[UploadFile], File(description="The filings, as filed.")],
        form: FormField = _AUTO,
        model: ModelField = None,
        request_name: RequestName = None,
    ) -> BatchShape:
        """A filing that is given twice is one member; one that is too large is parked."""
        options = counter.options(form, model)
        prints = [[name_of(each.filename), _hash(each.file)] for each in files]
        key = made.named(caller, request_name, "batch", form, model, prints)
        given = ((name_of(each.filename), each.file.read()) for each in files)
        return made.submit(caller, response, given, options, key)

    @router.post(
        "/v1/archives",
        operation_id="submit_archive",
        status_code=202,
        tags=["batches"],
        summary="Submit filings together, in a zip archive",
        responses=HANDED_IN,
    )
    def submit_archive(
        caller: Writer,
        response: Response,
        file: Annotated[UploadFile, File(description="A zip archive of filings.")],
        form: FormField = _AUTO,
        model: ModelField = None,
        request_name: RequestName = None,
    ) -> BatchShape:
        """An archive with names that lead out of it, links or bombs is refused as a whole."""
        options = counter.options(form, model)
        key = made.named(caller, request_name, "archive", form, model, _hash(file.file))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload.zip"
            with path.open("wb") as out:
                copyfileobj(file.file, out)
            given = _begun(counter.unpack(path, counter.reading.max_filing_bytes))
            return made.submit(caller, response, given, options, key)


def _add_asking(router: APIRouter, counter: Counter) -> None:
    @router.get(
        "/v1/batches/{batch}",
        operation_id="get_batch",
        tags=["batches"],
        summary="How far a batch has come",
        responses=ASKED,
    )
    async def asked(caller: Reader, batch: BatchId, wait: Wait = 0) -> StatusShape:  # noqa: ARG001
        """With `wait` the answer comes once it is complete, or after so many seconds."""
        found = await waited(partial(counter.jobs.batch, batch), _is_complete, wait)
        return status_shape(found)

    @router.get(
        "/v1/batches/{batch}/results",
        operation_id="get_batch_results",
        tags=["batches"],
        summary="What the jobs of a batch came to, as lines of JSON",
        response_class=StreamingResponse,
        responses=_STREAMED | ASKED,
    )
    def results(
        caller: Reader,  # noqa: ARG001
        batch: BatchId,
        record: WhichRecord = None,
        changed_since: Annotated[
            IsoTime | None,
            Query(description="Only what was stored, or decided on by people, since then."),
        ] = None,
    ) -> StreamingResponse:
        """Those that there are: a job without a result has no line."""
        found = counter.jobs.results(batch, _in_utc(changed_since))
        return StreamingResponse(lines(found, record), media_type=_LINES)


def _add_listing(router: APIRouter, counter: Counter) -> None:
    @router.get(
        "/v1/batches",
        operation_id="list_batches",
        tags=["batches"],
        summary="List batches, the newest first",
        responses=declared(400, 401, 403, 422, 429, 500, 503),
    )
    def listed(caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[BatchShape]:  # noqa: ARG001
        page = counter.jobs.batches(counter.cursors.opened("batches", cursor), limit)
        following = counter.cursors.sealed("batches", page.cursor)
        return Page[BatchShape](items=list(map(batch_shape, page.items)), next=following)

    @router.get(
        "/v1/batches/{batch}/jobs",
        operation_id="list_batch_jobs",
        tags=["batches"],
        summary="List the jobs of a batch, in the order in which they came",
        responses=_LISTED,
    )
    def jobs(
        caller: Reader,  # noqa: ARG001
        batch: BatchId,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[JobShape]:
        place = counter.cursors.opened("jobs", cursor, batch=batch)
        page = counter.jobs.jobs(batch, place, limit)
        following = counter.cursors.sealed("jobs", page.cursor, batch=batch)
        return Page[JobShape](items=job_shapes(page.items), next=following)


def _add_changing(router: APIRouter, counter: Counter) -> None:
    @router.post(
        "/v1/batches/{batch}/cancel",
        operation_id="cancel_batch",
        tags=["batches"],
        summary="Cancel what is not over",
        responses=ASKED,
    )
    def cancel(caller: Writer, batch: BatchId) -> CountShape:  # noqa: ARG001
        """A filing that another batch waits for as well is cancelled there too."""
        return CountShape(jobs=counter.jobs.cancel_batch(batch))

    @router.post(
        "/v1/batches/{batch}/retry",
        operation_id="retry_batch",
        tags=["batches"],
        summary="Retry what was parked, failed or was cancelled",
        responses=ASKED,
    )
    def retry(caller: Writer, batch: BatchId) -> CountShape:  # noqa: ARG001
        count = counter.jobs.retry_batch(batch)
        with counter.store.writing() as connection:
            hooks.watch_batch_again(connection, batch)
        return CountShape(jobs=count)


class _Batches:
    """What handing in does."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def named(self, caller: Caller, name: str | None, *parts: object) -> str | None:
        """What a batch is known by that was handed in under a name."""
        now = self._counter.clock()
        with self._counter.store.writing() as connection:
            return remember(connection, caller.key, name, now, *parts)

    def submit(
        self,
        caller: Caller,
        response: Response,
        given: Iterator[tuple[str, bytes]],
        options: JobOptions,
        key: str | None,
    ) -> BatchShape:
        """Hand in a batch."""
        batch = self._counter.jobs.submit_batch(given, options, key)
        with self._counter.store.writing() as connection:
            hooks.watch(connection, caller.key, hooks.BATCH, [batch.id])
        response.headers["Location"] = f"/v1/batches/{batch.id}"
        return batch_shape(batch)


def _begun(given: Iterator[T]) -> Iterator[T]:
    """The same, with the first one taken: what is refused as a whole must leave no batch."""
    first = list(islice(given, 1))
    return chain(first, given)


def _hash(file: BinaryIO) -> str:
    made = hashlib.sha256()
    while part := file.read(_BLOCK):
        made.update(part)
    file.seek(0)
    return made.hexdigest()


def _is_complete(status: BatchStatus) -> bool:
    return status.complete


def _in_utc(given: datetime | None) -> datetime | None:
    return given if given is None or given.tzinfo else given.replace(tzinfo=UTC)
