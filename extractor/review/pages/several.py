"""The calls by which flags that are alike are settled together."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import Field, StringConstraints

from extractor.review.pages import looks
from extractor.review.pages.asked import Held, Sent, Undone, as_known
from extractor.review.pages.display import displayed
from extractor.review.pages.naming import label_of, schema_path
from extractor.review.pages.panel import panel_of
from extractor.review.pages.visitor import Office, TaskId, Visitor
from extractor.review.queue import Claim
from extractor.review.together import (
    MOST,
    Alike,
    Flag,
    Settled,
    alike,
    settle_together,
    undo_elsewhere,
)

Answer = dict[str, Any]
_Text = Annotated[str, StringConstraints(max_length=20_000)]
_Path = Annotated[str, StringConstraints(max_length=500)]


class LikeThis(Held):
    """Asks what is like an open field."""

    path: _Path


class Shown(Sent):
    """A flag that was shown, with its value as the page has it."""

    task: Annotated[int, Field(ge=1, le=2**53)]
    path: _Path
    seen: _Text


class Together(LikeThis):
    """Flags that were confirmed at one go, like the one at `path`."""

    flags: Annotated[list[Shown], Field(min_length=1, max_length=MOST)]
    request: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]
    comment: _Text = ""
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0


def several(office: Office) -> APIRouter:
    """The calls, under /calls."""
    router = APIRouter(prefix="/calls")

    def actor(request: Request, x_csrf_token: Annotated[str, Header()] = "") -> Visitor:
        return office.door.actor(request, x_csrf_token)

    who = Depends(actor)

    @router.post("/tasks/{task}/alike")
    def like_this(task: TaskId, sent: LikeThis, visitor: Visitor = who) -> Answer:
        claim = _held(office, task, sent, visitor)
        found = alike(office.queue, claim.task, sent.path)
        return {"count": len(found) - 1, "html": _listed(office, found)}

    @router.post("/tasks/{task}/together")
    def together(task: TaskId, sent: Together, visitor: Visitor = who) -> Answer:
        return _settled(office, task, sent, visitor)

    @router.post("/elsewhere/{task}/undo")
    def undo(task: TaskId, sent: Undone, visitor: Visitor = who) -> Answer:
        undo_elsewhere(office.queue, visitor.name, task, sent.seq, office.clock())
        return {}

    return router


def _held(office: Office, task: int, sent: Held, visitor: Visitor) -> Claim:
    """The claim that a page says it has; raises LostClaim where it has it no more."""
    now = office.clock()
    return office.queue.heartbeat(Claim(task, visitor.name, sent.token, now), now)


def _listed(office: Office, found: list[Alike]) -> str:
    if not found:
        return ""
    form = office.queue.state(found[0].task).form
    path = schema_path(found[0].path)
    rows = form.spec.leaves[path].rows or ""
    return looks.render(
        "together",
        found=found,
        name=label_of(path, "") if not rows else label_of(found[0].path, rows),
        display=displayed(form, path, found[0].typed),
        most=MOST,
    )


def _settled(office: Office, task: int, sent: Together, visitor: Visitor) -> Answer:
    queue = office.queue
    claim = _held(office, task, sent, visitor)
    results = settle_together(
        queue,
        claim,
        [_flag(office, each) for each in sent.flags],
        office.clock(),
        request=sent.request,
        comment=sent.comment,
        seconds=sent.seconds,
    )
    state = queue.state(task)
    filing = queue.filing(state.task.filing)
    return {
        "token": claim.token,
        "done": state.done,
        "panel": looks.render("panel", panel=panel_of(state, filing, visitor)),
        "html": looks.render("together_done", results=_told(office, results), own=task),
    }


def _flag(office: Office, given: Shown) -> Flag:
    assessment = office.queue.state(given.task).assessment
    field = assessment.fields.get(given.path) if assessment is not None else None
    value = given.seen if field is None else as_known(field, given.seen)
    return Flag(given.task, given.path, value)


def _told(office: Office, results: list[Settled]) -> list[tuple[Settled, str]]:
    """What became of each, with the name of its filing."""
    return [(each, office.queue.state(each.flag.task).filing.name) for each in results]
