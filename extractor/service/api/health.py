"""Whether the server answers, and whether it can do its work. Neither needs a key."""

from datetime import timedelta

from fastapi import APIRouter, Response

from extractor.jobs import hearts
from extractor.jobs.hearts import this_process
from extractor.service.api.counter import Counter
from extractor.service.api.problems import declared
from extractor.service.api.shapes import HealthShape, ReadyShape
from extractor.store.address import StoreFault

_SILENCE = timedelta(minutes=1)


def add_health(router: APIRouter, counter: Counter) -> None:
    """Add the operations that a load balancer asks."""

    @router.get(
        "/v1/health",
        operation_id="get_health",
        tags=["service"],
        summary="The server answers",
        responses=declared(500),
    )
    def health() -> HealthShape:
        return HealthShape(status="ok")

    @router.get(
        "/v1/ready",
        operation_id="get_ready",
        tags=["service"],
        summary="The service can do its work",
        responses={**declared(500), 503: {"model": ReadyShape}},
    )
    def ready(response: Response) -> ReadyShape:
        """503 where something is missing: the answer says what."""
        found = readiness(counter)
        response.status_code = 200 if found.ready else 503
        return found


def readiness(counter: Counter) -> ReadyShape:
    """What of the service is there."""
    try:
        current = counter.store.is_current()
        worker = current and _someone_works(counter)
    except StoreFault:
        return ReadyShape(ready=False, store=False, migrations=False, worker=False)
    return ReadyShape(ready=current and worker, store=True, migrations=current, worker=worker)


def _someone_works(counter: Counter) -> bool:
    here, now = this_process(), counter.clock()
    with counter.store.reading() as connection:
        found = hearts.at_work(connection)
    return any(
        not hearts.is_gone(each.process, here) and now - each.beat_at < _SILENCE for each in found
    )
