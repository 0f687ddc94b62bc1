"""The application of the API."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from extractor.forms.registry import known_forms
from extractor.review.queue import Queue
from extractor.service.api.addresses import Reach
from extractor.service.api.batches import add_batches
from extractor.service.api.counter import Counter, Unpack
from extractor.service.api.cursors import Cursors
from extractor.service.api.forms import add_forms
from extractor.service.api.gate import Gate, guarded
from extractor.service.api.health import add_health
from extractor.service.api.jobs import add_jobs
from extractor.service.api.limits import Buckets, Sized
from extractor.service.api.problems import LastResort, Problem, handle_problems
from extractor.service.api.request_ids import RequestIds
from extractor.service.api.review import add_review
from extractor.service.api.settings import ApiSettings
from extractor.service.api.webhooks import add_webhooks
from extractor.service.headers import SafeHeaders
from extractor.settings import Settings

_FRAME = 100_000
"""What a form adds to the bytes of the filing in it."""
_CALL = 1_000_000
_TAGS = ("jobs", "batches", "review", "forms", "webhooks", "service")
_DESCRIPTION = """Filings in, typed and cross-checked records out. Hand in a filing or a batch, wait
for it, take the results; settle what is in doubt. Every error is a problem (RFC 9457) with one
sentence in `detail`."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_api(
    queue: Queue,
    secret: str,
    unpack: Unpack,
    settings: ApiSettings | None = None,
    reading: Settings | None = None,
    *,
    open_: bool = False,
    clock: Callable[[], datetime] = _now,
) -> FastAPI:
    """The API over the store of a queue.

    `secret` signs cursors, `unpack` opens archives. `open_` lets processes of this machine in
    without a key, as long as the store has none: only for an address of loopback. Raises
    ExtractorError for a policy file that cannot be used.
    """
    settings, reading = settings or ApiSettings(), reading or Settings()
    counter = Counter(queue, Cursors(secret), settings, reading, clock, unpack)
    _ = counter.policy
    # Loaded now, since it takes seconds on a busy machine: the first request must not wait for it.
    known_forms()
    api = FastAPI(
        title="extractor",
        version=version("filing-extractor"),
        summary="SEC filings to typed, cross-checked records",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    add_health(api.router, counter)
    api.router.route_class = guarded(
        Gate(counter.store, Buckets(time.monotonic), settings.rate, open_=open_)
    )
    add_jobs(api.router, counter)
    add_batches(api.router, counter)
    add_review(api.router, counter)
    add_forms(api.router)
    add_webhooks(api.router, counter, reach_of(settings, reading))
    _describe(api)
    handle_problems(api)
    api.add_middleware(Sized, most=_sizes(settings, reading))
    api.add_middleware(LastResort)
    api.add_middleware(RequestIds)
    api.add_middleware(SafeHeaders)
    return api


def reach_of(settings: ApiSettings, reading: Settings) -> Reach:
    """Where webhooks may be."""
    return Reach(private=settings.webhooks_private, offline=reading.offline)


def _sizes(settings: ApiSettings, reading: Settings) -> Callable[[str], int]:
    """How many bytes the body of a request to a path may have."""
    # A character of JSON may take six bytes, and a file of a form takes its own.
    sizes = {
        "/v1/jobs": reading.max_filing_bytes + _FRAME,
        "/v1/texts": 2 * reading.max_filing_bytes + _FRAME,
        "/v1/batches": settings.max_batch_bytes,
        "/v1/archives": settings.max_batch_bytes,
    }
    return lambda path: sizes.get(path, _CALL)


def _describe(api: FastAPI) -> None:
    """Have the description name problems, and nothing that is never answered."""

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            made = get_openapi(
                title=api.title,
                version=api.version,
                summary=api.summary,
                description=api.description,
                routes=api.routes,
                tags=[{"name": each} for each in _TAGS],
            )
            schemas = made["components"]["schemas"]
            _drop(made, "HTTPValidationError", "ValidationError")
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["Problem"] = problem
            api.openapi_schema = made
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]


def _drop(described: dict[str, Any], *names: str) -> None:
    """Leave out shapes that are never answered, and the answers that would have them."""
    for name in names:
        described["components"]["schemas"].pop(name, None)
    for path in described["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            for status in [each for each in answers if names[0] in str(answers[each])]:
                del answers[status]
