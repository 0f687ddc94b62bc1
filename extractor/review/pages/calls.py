"""What the pages ask and tell while a person works: each call answers with JSON."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse

from extractor.errors import ExtractorError
from extractor.review.actions import BadSubmission, Round, Submission, Unconfirmed
from extractor.review.desk import NoSuchTask, Snapshot
from extractor.review.pages import looks
from extractor.review.pages.access import may_see
from extractor.review.pages.asked import (
    Decided,
    Held,
    Reopened,
    ToRead,
    Undone,
    submission,
)
from extractor.review.pages.display import displayed
from extractor.review.pages.naming import schema_path
from extractor.review.pages.panel import panel_of, put_spans
from extractor.review.pages.visitor import Office, TaskId, Visitor
from extractor.review.queue import Claim, LostClaim
from extractor.review.refs import COMPLETE
from extractor.review.typed import find, read_count, read_value
from extractor.review.views import TaskState
from extractor.store.tasks import DONE
from extractor.text.spans import Evidence

Answer = dict[str, Any]


def calls(office: Office) -> APIRouter:
    """The calls of the pages, under /calls."""
    router = APIRouter(prefix="/calls")
    made = _Calls(office)

    def actor(request: Request, x_csrf_token: Annotated[str, Header()] = "") -> Visitor:
        return office.door.actor(request, x_csrf_token)

    who = Depends(actor)
    _add_holding(router, made, who)
    _add_deciding(router, made, who)
    return router


def _add_holding(router: APIRouter, made: "_Calls", who: Any) -> None:
    @router.post("/tasks/{task}/claim")
    def claim(task: TaskId, visitor: Visitor = who) -> Answer:
        return made.claim(task, visitor)

    @router.post("/tasks/{task}/heartbeat", response_model=None)
    def heartbeat(task: TaskId, sent: Held, visitor: Visitor = who) -> Answer | JSONResponse:
        return made.heartbeat(task, sent, visitor)

    @router.post("/tasks/{task}/release")
    def release(task: TaskId, sent: Held, visitor: Visitor = who) -> Answer:
        return made.release(task, sent, visitor)

    @router.post("/tasks/{task}/next")
    def after(task: TaskId, sent: Held, visitor: Visitor = who) -> Answer:
        return made.after(task, sent, visitor)

    @router.post("/peek")
    def peek(visitor: Visitor = who) -> Answer:
        return made.peek(visitor)


def _add_deciding(router: APIRouter, made: "_Calls", who: Any) -> None:
    @router.post("/tasks/{task}/decide", response_model=None)
    def decide(task: TaskId, sent: Decided, visitor: Visitor = who) -> Answer | JSONResponse:
        return made.decide(task, sent, visitor)

    @router.post("/tasks/{task}/undo", response_model=None)
    def undo(task: TaskId, sent: Undone, visitor: Visitor = who) -> Answer | JSONResponse:
        return made.undo(task, sent, visitor)

    @router.post("/tasks/{task}/reopen", response_model=None)
    def reopen(task: TaskId, sent: Reopened, visitor: Visitor = who) -> Answer | JSONResponse:
        return made.reopen(task, sent, visitor)

    @router.post("/tasks/{task}/parse")
    def parse(task: TaskId, sent: ToRead, visitor: Visitor = who) -> Answer:  # noqa: ARG001
        return made.parse(task, sent)


class _Calls:
    """What the calls do."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._queue = office.queue

    def held(self, task: int, sent: Held, visitor: Visitor) -> Claim:
        """The claim that a page says it has; the queue knows whether it has."""
        return Claim(task, visitor.name, sent.token, self._office.clock())

    def claim(self, task: int, visitor: Visitor) -> Answer:
        """Take a task, and show it."""
        claim = self._queue.claim(visitor.name, task, self._office.clock())
        return self._shown(self._queue.state(task), visitor, claim.token)

    def decide(self, task: int, sent: Decided, visitor: Visitor) -> Answer | JSONResponse:
        """Book a decision, and show what the task is after it."""
        claim = self.held(task, sent, visitor)
        try:
            made = self._submission(task, sent)
            state = self._submit(claim, made)
        except LostClaim as lost:
            return self._lost(lost, visitor)
        except Unconfirmed as error:
            return JSONResponse({"message": str(error), "confirm": True}, 422)
        return self._shown(state[0], visitor, state[1])

    def undo(self, task: int, sent: Undone, visitor: Visitor) -> Answer | JSONResponse:
        """Take a decision back; a task that was done by it is taken again for that."""
        claim = self.held(task, sent, visitor)
        try:
            claim = self._again(claim)
            state = self._queue.undo(claim, sent.seq, self._office.clock())
        except LostClaim as lost:
            return self._lost(lost, visitor)
        return self._shown(state, visitor, claim.token)

    def reopen(self, task: int, sent: Reopened, visitor: Visitor) -> Answer | JSONResponse:
        """Put a settled field up again; only an adjudicator, who holds the filing, may."""
        now, name = self._office.clock(), visitor.name
        try:
            claim = self._again(self.held(task, sent, visitor))
            claim = self._queue.heartbeat(claim, now)
            state = self._queue.reopen(name, task, sent.path, sent.comment, now)
        except LostClaim as lost:
            return self._lost(lost, visitor)
        return self._shown(state, visitor, claim.token)

    def heartbeat(self, task: int, sent: Held, visitor: Visitor) -> Answer | JSONResponse:
        """Go on holding a task."""
        try:
            self._queue.heartbeat(self.held(task, sent, visitor), self._office.clock())
        except LostClaim as lost:
            if lost.state is not None and lost.state.done:
                return {"done": True}
            return self._lost(lost, visitor)
        return {"done": False}

    def release(self, task: int, sent: Held, visitor: Visitor) -> Answer:
        """Hand a task back as it is."""
        self._queue.release(self.held(task, sent, visitor), self._office.clock())
        return {}

    def peek(self, visitor: Visitor) -> Answer:
        """What `after` would take, to be read ahead of time."""
        return {"task": self._queue.peek(visitor.name)}

    def parse(self, task: int, sent: ToRead) -> Answer:
        """What a text is for a field, and where it stands."""
        with self._queue.desk.store.reading() as connection:
            snapshot = self._queue.desk.snapshot(connection, task)
        path = schema_path(sent.path)
        form = snapshot.form
        if path.endswith(COMPLETE) and snapshot.task.round == Round.SECOND:
            return {"value": str(read_count(sent.text)), "spans": "", "line": None, "found": True}
        if path not in form.spec.leaves:
            raise BadSubmission(f"{sent.path}: this field takes no text")
        value = read_value(form, path, sent.text)
        filing = self._queue.filing(snapshot.task.filing)
        evidence = find(form, filing, path, sent.text.strip(), self._near(snapshot, sent.path))
        return {
            "value": displayed(form, path, value),
            "spans": put_spans(evidence),
            "line": filing.line(evidence),
            "found": bool(evidence) or bool(form.spec.leaves[path].choices),
        }

    def _near(self, snapshot: Snapshot, path: str) -> Evidence:
        """Where a field's value was read: a second one is looked for near it."""
        if snapshot.task.round == Round.SECOND:
            return ()
        field = self._queue.desk.assessment(snapshot).fields.get(path)
        return () if field is None else field.evidence or field.anchor

    def after(self, task: int, sent: Held, visitor: Visitor) -> Answer:
        """Hand a task back, behind the others where anything in it waits, and take the next."""
        now, held = self._office.clock(), self.held(task, sent, visitor)
        # Done, gone to someone else or purged: there is nothing to hand back.
        with suppress(LostClaim, NoSuchTask):
            self._queue.skip(held, now)
        claim = self._queue.claim_next(visitor.name, now)
        return {"task": None if claim is None else claim.task}

    def _submission(self, task: int, sent: Decided) -> Submission:
        return submission(sent, *self._queue.opened(task))

    def _submit(self, claim: Claim, made: Submission) -> tuple[TaskState, int]:
        """Submit; a task that is done is taken again first: a second thought is no fault."""
        claim = self._again(claim)
        return self._queue.submit(claim, made, self._office.clock()), claim.token

    def _again(self, claim: Claim) -> Claim:
        with self._queue.desk.store.reading() as connection:
            task = self._queue.desk.snapshot(connection, claim.task).task
        finished_here = task.state == DONE and task.token == claim.token
        if not finished_here:
            return claim
        return self._queue.claim(claim.reviewer, claim.task, self._office.clock())

    def _shown(self, state: TaskState, visitor: Visitor, token: int) -> Answer:
        return {
            "token": token,
            "done": state.done,
            "panel": self._panel(state, visitor),
        }

    def _panel(self, state: TaskState, visitor: Visitor) -> str:
        filing = self._queue.filing(state.task.filing)
        return looks.render("panel", panel=panel_of(state, filing, visitor))

    def _lost(self, lost: LostClaim, visitor: Visitor) -> JSONResponse:
        """The claim is over: the newer state, as far as this person may see it."""
        told: Answer = {"message": str(lost), "lost": True}
        if lost.state is not None:
            # Where they may not see it, or it is gone by now, the sentence is all there is to say.
            with suppress(ExtractorError):
                if may_see(self._queue, visitor, lost.state):
                    told["panel"] = self._panel(lost.state, visitor)
        return JSONResponse(told, 409)
