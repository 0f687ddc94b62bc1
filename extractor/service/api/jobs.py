"""Jobs: hand in a filing, ask how far it is, take its result, cancel it, retry it."""

import hashlib
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from extractor.jobs.records import Job
from extractor.service.api import hooks
from extractor.service.api.counter import Counter, name_of, waited
from extractor.service.api.gate import Caller, Reader, Writer
from extractor.service.api.idempotency import RequestName, remember
from extractor.service.api.problems import declared
from extractor.service.api.results import ResultShape, WhichRecord, result_object
from extractor.service.api.shapes import (
    Cursor,
    FormField,
    FormName,
    JobId,
    JobShape,
    Limit,
    ModelField,
    ModelName,
    Page,
    Wait,
    job_shape,
    job_shapes,
)

_AUTO = "auto"
ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "headers": {
            "Location": {"description": "Where to ask for it.", "schema": {"type": "string"}}
        }
    }
}
HANDED_IN = ACCEPTED | declared(400, 401, 403, 413, 415, 422, 429, 500, 503)
ASKED = declared(401, 403, 404, 422, 429, 500, 503)


class TextSent(BaseModel):
    """A filing as text, and how it is to be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    name: str = Field(default="filing.txt", max_length=300)
    form: FormName = _AUTO
    model: ModelName | None = None


def add_jobs(router: APIRouter, counter: Counter) -> None:
    """Add the operations on jobs."""
    _add_submitting(router, counter)
    _add_asking(router, counter)
    _add_changing(router, counter)


def _add_submitting(router: APIRouter, counter: Counter) -> None:
    made = _Jobs(counter)

    @router.post(
        "/v1/jobs",
        operation_id="submit_filing",
        status_code=202,
        tags=["jobs"],
        summary="Submit a filing as a file",
        responses=HANDED_IN,
    )
    def submit(
        caller: Writer,
        response: Response,
        file: Annotated[UploadFile, File(description="The filing, as filed.")],
        form: FormField = _AUTO,
        model: ModelField = None,
        request_name: RequestName = None,
    ) -> JobShape:
        """The same filing, to be read in the same way, is the same job, however often it comes."""
        data = file.file.read()
        return made.submit(
            caller, response, name_of(file.filename), data, (form, model), request_name
        )

    @router.post(
        "/v1/texts",
        operation_id="submit_text",
        status_code=202,
        tags=["jobs"],
        summary="Submit a filing as text",
        responses=HANDED_IN,
    )
    def submit_text(
        caller: Writer, response: Response, sent: TextSent, request_name: RequestName = None
    ) -> JobShape:
        """As `submit_filing`, for who has the text and no file."""
        data = sent.text.encode()
        name = name_of(sent.name)
        return made.submit(caller, response, name, data, (sent.form, sent.model), request_name)


def _add_asking(router: APIRouter, counter: Counter) -> None:
    @router.get(
        "/v1/jobs",
        operation_id="list_jobs",
        tags=["jobs"],
        summary="List jobs, the oldest first",
        responses=declared(400, 401, 403, 422, 429, 500, 503),
    )
    def listed(caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[JobShape]:  # noqa: ARG001
        place = counter.cursors.opened("jobs", cursor)
        page = counter.jobs.jobs(None, place, limit)
        return Page[JobShape](
            items=job_shapes(page.items), next=counter.cursors.sealed("jobs", page.cursor)
        )

    @router.get(
        "/v1/jobs/{job}",
        operation_id="get_job",
        tags=["jobs"],
        summary="A job as it stands",
        responses=ASKED,
    )
    async def asked(caller: Reader, job: JobId, wait: Wait = 0) -> JobShape:  # noqa: ARG001
        """With `wait` the answer comes once the job is over, or after so many seconds."""
        found = await waited(partial(counter.jobs.job, job), _is_over, wait)
        return job_shape(found)

    @router.get(
        "/v1/jobs/{job}/result",
        operation_id="get_result",
        tags=["jobs"],
        summary="What a job came to",
        response_model=ResultShape,
        responses=ASKED,
    )
    def result(caller: Reader, job: JobId, record: WhichRecord = None) -> JSONResponse:  # noqa: ARG001
        """With what people decided since; 404 where nothing was stored of it (yet)."""
        return JSONResponse(result_object(counter.jobs.result(job), record))


def _add_changing(router: APIRouter, counter: Counter) -> None:
    @router.post(
        "/v1/jobs/{job}/cancel",
        operation_id="cancel_job",
        tags=["jobs"],
        summary="Have a job be done no more",
        responses=ASKED,
    )
    def cancel(caller: Writer, job: JobId) -> JobShape:  # noqa: ARG001
        """One that is over stays as it is."""
        return job_shape(counter.jobs.cancel(job))

    @router.post(
        "/v1/jobs/{job}/retry",
        operation_id="retry_job",
        tags=["jobs"],
        summary="Make a next attempt",
        responses=ASKED,
    )
    def retry(caller: Writer, job: JobId) -> JobShape:  # noqa: ARG001
        """At one that was parked, failed or was cancelled; any other stays as it is."""
        found = counter.jobs.retry(job)
        with counter.store.writing() as connection:
            hooks.watch_again(connection, [found.id])
        return job_shape(found)


class _Jobs:
    """What handing in does."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def submit(
        self,
        caller: Caller,
        response: Response,
        name: str,
        data: bytes,
        way: tuple[str, str | None],
        request_name: str | None,
    ) -> JobShape:
        """Hand in one filing."""
        counter = self._counter
        options = counter.options(*way)
        counter.check_size(data)
        parts = ("job", hashlib.sha256(data).hexdigest(), name, *way)
        with counter.store.writing() as connection:
            remember(connection, caller.key, request_name, counter.clock(), *parts)
        job = counter.jobs.submit(name, data, options)
        with counter.store.writing() as connection:
            hooks.watch(connection, caller.key, hooks.JOB, [job.id])
        response.headers["Location"] = f"/v1/jobs/{job.id}"
        return job_shape(job)


def _is_over(job: Job) -> bool:
    return job.state.over
