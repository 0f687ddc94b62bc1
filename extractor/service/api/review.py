"""Review over HTTP: by the queue and the desk that the pages work with, under the same rules."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import StringConstraints

from extractor.reasons import Reason
from extractor.review.desk import NoSuchTask
from extractor.review.pages.asked import Decided, Held, Undone, submission
from extractor.review.queue import Claim
from extractor.review.search import Sought, search
from extractor.service.api.counter import Counter
from extractor.service.api.gate import Caller, Judge
from extractor.service.api.problems import NotAllowed, declared
from extractor.service.api.review_shapes import (
    ClaimedShape,
    ClaimShape,
    StateShape,
    TaskShape,
    claim_shape,
    state_shape,
    task_shape,
)
from extractor.service.api.shapes import Cursor, FormName, IsoDate, Limit, Page
from extractor.store.tasks import CLAIMED, get_task

_TaskId = Annotated[int, Path(ge=1, le=2**53, description="A task's number.")]
_SEEN = declared(401, 403, 404, 422, 429, 500, 503)
_HELD = declared(400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
_NOTHING: dict[int | str, dict[str, Any]] = {
    204: {"description": "Done; there is nothing to tell."}
}


class Skipped(Held):
    """Handed back behind all others."""

    comment: Annotated[str, StringConstraints(max_length=20_000)] = ""


def add_review(router: APIRouter, counter: Counter) -> None:
    """Add the operations on the review queue."""
    made = _Review(counter)
    _add_listing(router, made)
    _add_taking(router, made)
    _add_deciding(router, made)
    _add_leaving(router, made)


def _add_listing(router: APIRouter, made: "_Review") -> None:
    @router.get(
        "/v1/review/tasks",
        operation_id="list_tasks",
        tags=["review"],
        summary="List the filings in the queue, those first that are worth most",
        responses=declared(400, 401, 403, 422, 429, 500, 503),
    )
    def listed(  # noqa: PLR0913  # one parameter a query
        caller: Judge,
        state: Annotated[Literal["open", "claimed", "done"] | None, Query()] = None,
        form: Annotated[FormName | None, Query()] = None,
        reason: Annotated[
            Reason | None, Query(description="A reason code of an open item.")
        ] = None,
        filer: Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")] = None,
        since: Annotated[IsoDate | None, Query(description="Reported from.")] = None,
        until: Annotated[IsoDate | None, Query(description="Reported until.")] = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[TaskShape]:
        """Without `state` those that are done come last."""
        sought = Sought(
            filer=filer or "",
            form=form or "",
            since=since.isoformat() if since else "",
            until=until.isoformat() if until else "",
            reason=reason,
            state=state or "",
        )
        return made.listed(caller, sought, cursor, limit)


def _add_taking(router: APIRouter, made: "_Review") -> None:
    @router.post(
        "/v1/review/next",
        operation_id="claim_next_task",
        tags=["review"],
        summary="Take the filing that is worth most",
        responses=declared(401, 403, 429, 500, 503)
        | {204: {"description": "Nothing waits for this reviewer."}},
        response_model=ClaimedShape,
    )
    def take_next(caller: Judge) -> ClaimedShape | Response:
        """Who holds one already gets that one again, with a new token."""
        return made.take_next(caller) or Response(status_code=204)

    @router.post(
        "/v1/review/tasks/{task}/claim",
        operation_id="claim_task",
        tags=["review"],
        summary="Take a filing",
        responses=_SEEN,
    )
    def claim(caller: Judge, task: _TaskId) -> ClaimedShape:
        """Also one that is done: to look again, or to undo."""
        return made.claim(caller, task)

    @router.get(
        "/v1/review/tasks/{task}",
        operation_id="get_task",
        tags=["review"],
        summary="A filing as it stands, for whom has taken it",
        responses=_SEEN,
    )
    def state(caller: Judge, task: _TaskId) -> StateShape:
        """What readers say is told to nobody who may still be asked for a blind opinion."""
        return made.state(caller, task)


def _add_deciding(router: APIRouter, made: "_Review") -> None:
    @router.post(
        "/v1/review/tasks/{task}/decisions",
        operation_id="decide",
        tags=["review"],
        summary="Decide a field",
        responses=_HELD,
    )
    def decide(caller: Judge, task: _TaskId, sent: Decided) -> StateShape:
        """What is answered is on the disk. Sent again under its `request` it is booked once."""
        return made.decide(caller, task, sent)

    @router.post(
        "/v1/review/tasks/{task}/undo",
        operation_id="undo_decision",
        tags=["review"],
        summary="Take a decision of one's own back",
        responses=_HELD,
    )
    def undo(caller: Judge, task: _TaskId, sent: Undone) -> StateShape:
        """Until the filing was exported; the log keeps both."""
        return made.undo(caller, task, sent)


def _add_leaving(router: APIRouter, made: "_Review") -> None:
    @router.post(
        "/v1/review/tasks/{task}/heartbeat",
        operation_id="hold_task",
        tags=["review"],
        summary="Go on holding a filing",
        responses=_HELD,
    )
    def heartbeat(caller: Judge, task: _TaskId, sent: Held) -> ClaimShape:
        return made.heartbeat(caller, task, sent)

    @router.post(
        "/v1/review/tasks/{task}/release",
        operation_id="release_task",
        tags=["review"],
        summary="Hand a filing back as it is",
        status_code=204,
        responses=_HELD | _NOTHING,
    )
    def release(caller: Judge, task: _TaskId, sent: Held) -> None:
        """Nothing happens where the claim is over."""
        made.release(caller, task, sent)

    @router.post(
        "/v1/review/tasks/{task}/skip",
        operation_id="skip_task",
        tags=["review"],
        summary="Hand a filing back behind all others",
        status_code=204,
        responses=_HELD | _NOTHING,
    )
    def skip(caller: Judge, task: _TaskId, sent: Skipped) -> None:
        made.skip(caller, task, sent)


class _Review:
    """What the operations do, each as the reviewer of its key."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._queue = counter.queue

    def listed(
        self, caller: Caller, sought: Sought, cursor: str | None, limit: int
    ) -> Page[TaskShape]:
        """A page of the tasks that fit."""
        _reviewer(caller)
        cursors, asked = self._counter.cursors, vars(sought)
        offset = int(cursors.opened("tasks", cursor, **asked) or 0)
        with self._counter.store.reading() as connection:
            wanted = replace(sought, limit=limit + 1, offset=offset)
            found = search(connection, wanted)
        more = str(offset + limit) if len(found) > limit else None
        return Page[TaskShape](
            items=list(map(task_shape, found[:limit])),
            next=cursors.sealed("tasks", more, **asked),
        )

    def take_next(self, caller: Caller) -> ClaimedShape | None:
        """Take what is worth most."""
        claim = self._queue.claim_next(_reviewer(caller), self._counter.clock())
        return None if claim is None else self._claimed(claim)

    def claim(self, caller: Caller, task: int) -> ClaimedShape:
        """Take one."""
        return self._claimed(self._queue.claim(_reviewer(caller), task, self._counter.clock()))

    def state(self, caller: Caller, task: int) -> StateShape:
        """One that this reviewer holds."""
        reviewer, now = _reviewer(caller), self._counter.clock()
        held = self._queue.state(task).task
        mine = held.state == CLAIMED and held.owner == reviewer
        if not mine or held.expires_at is None or held.expires_at <= now:
            raise NotAllowed(f"task {task} is not held by {reviewer}: claim it first")
        return self._shown(task, reviewer)

    def decide(self, caller: Caller, task: int, sent: Decided) -> StateShape:
        """Book a decision."""
        claim = self._held(caller, task, sent)
        state = self._queue.state(task)
        made = submission(sent, state, self._queue.filing(state.task.filing))
        self._queue.submit(claim, made, self._counter.clock())
        return self._shown(task, claim.reviewer)

    def undo(self, caller: Caller, task: int, sent: Undone) -> StateShape:
        """Take one back."""
        claim = self._held(caller, task, sent)
        self._queue.undo(claim, sent.seq, self._counter.clock())
        return self._shown(task, claim.reviewer)

    def heartbeat(self, caller: Caller, task: int, sent: Held) -> ClaimShape:
        """Go on holding."""
        claim = self._held(caller, task, sent)
        return claim_shape(self._queue.heartbeat(claim, self._counter.clock()))

    def release(self, caller: Caller, task: int, sent: Held) -> None:
        """Hand back."""
        self._queue.release(self._held(caller, task, sent), self._counter.clock())

    def skip(self, caller: Caller, task: int, sent: Skipped) -> None:
        """Hand back behind the others."""
        claim = self._held(caller, task, sent)
        self._queue.skip(claim, self._counter.clock(), sent.comment)

    def _held(self, caller: Caller, task: int, sent: Held) -> Claim:
        """The claim that a caller says it has; the queue knows whether it has.

        Raises NoSuchTask: a task that never was is no claim that was lost.
        """
        with self._counter.store.reading() as connection:
            if get_task(connection, task) is None:
                raise NoSuchTask(f"the queue has no task {task}")
        return Claim(task, _reviewer(caller), sent.token, self._counter.clock())

    def _claimed(self, claim: Claim) -> ClaimedShape:
        current = self._shown(claim.task, claim.reviewer)
        return ClaimedShape(**claim_shape(claim).model_dump(), current=current)

    def _shown(self, task: int, reviewer: str) -> StateShape:
        return state_shape(*self._queue.opened(task), reviewer)


def _reviewer(caller: Caller) -> str:
    """As whom a caller decides; raises NotAllowed."""
    if caller.reviewer is None:
        raise NotAllowed("this key decides as nobody: make one with --reviewer NAME")
    return caller.reviewer
