"""The pages: the queue, a filing, its history."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Form as FormField
from fastapi.responses import HTMLResponse, RedirectResponse

from extractor.forms.base import Form
from extractor.review.pages import listing, looks
from extractor.review.pages.access import history_for
from extractor.review.pages.display import displayed
from extractor.review.pages.naming import action_words
from extractor.review.pages.panel import cited
from extractor.review.pages.texts import Texts
from extractor.review.pages.visitor import Office, TaskId, Visitor
from extractor.review.person import entry_cell, entry_ref
from extractor.review.queue import Forbidden
from extractor.review.refs import key_text
from extractor.review.stats import stats
from extractor.store import people
from extractor.store.log import Entry
from extractor.store.people import Role


def pages(office: Office) -> APIRouter:
    """The pages of a queue."""
    router = APIRouter(default_response_class=HTMLResponse)
    texts = Texts()
    who = Depends(office.door.visitor)

    @router.get("/")
    def queue(request: Request, visitor: Visitor = who) -> HTMLResponse:
        return _queue(office, visitor, dict(request.query_params))

    @router.get("/overview")
    def overview(visitor: Visitor = who) -> HTMLResponse:
        return _overview(office, visitor)

    @router.get("/tasks/{task}")
    def filing(task: TaskId, visitor: Visitor = who) -> HTMLResponse:
        return _filing(office, visitor, task, texts)

    @router.get("/tasks/{task}/history")
    def history(task: TaskId, visitor: Visitor = who) -> HTMLResponse:
        return _history(office, visitor, task)

    @router.post("/next")
    def take_next(request: Request, csrf: Annotated[str, FormField()] = "") -> RedirectResponse:
        visitor = office.door.actor(request, csrf)
        claim = office.queue.claim_next(visitor.name, office.clock())
        target = "/?none=1" if claim is None else f"/tasks/{claim.task}"
        return RedirectResponse(target, 303)

    return router


def _queue(office: Office, visitor: Visitor, given: dict[str, str]) -> HTMLResponse:
    query = listing.query_of(given)
    with office.queue.desk.store.reading() as connection:
        rows = listing.listed(connection, query.sought)
        progress = listing.progress(connection, visitor.name, office.clock())
    return looks.page(
        "queue",
        visitor,
        rows=rows[: listing.PAGE_SIZE],
        more=len(rows) > listing.PAGE_SIZE,
        query=query,
        given={name: value for name, value in given.items() if name not in ("page", "none")},
        empty=bool(given.get("none")),
        progress=progress,
        forms=listing.form_names(),
        reasons=listing.reasons(),
    )


def _overview(office: Office, visitor: Visitor) -> HTMLResponse:
    """How everybody does, for admins alone."""
    if visitor.role is not Role.ADMIN:
        raise Forbidden("the overview is for admins")
    desk = office.queue.desk
    with desk.store.reading() as connection:
        made = stats(connection, desk.form)
        everybody = people.all_reviewers(connection)
    workers = {each.work.reviewer: each for each in made.workers}
    return looks.page(
        "overview",
        visitor,
        stats=made,
        people=[(each, workers.get(each.name)) for each in everybody],
    )


def _filing(office: Office, visitor: Visitor, task: int, texts: Texts) -> HTMLResponse:
    """The text alone: what the readers say of it is shown to whom has taken the task."""
    state, filing = office.queue.opened(task)
    return looks.page(
        "filing",
        visitor,
        task=state.task,
        filing=state.filing,
        form=state.form,
        texts=texts.shown(filing, cited(state)),
        warnings=[each for document in filing.documents for each in document.warnings],
        lease=office.queue.desk.settings.lease,
    )


def _history(office: Office, visitor: Visitor, task: int) -> HTMLResponse:
    state = office.queue.state(task)
    entries = office.queue.history(state.task.filing, state.task.form)
    return looks.page(
        "history",
        visitor,
        task=state.task,
        filing=state.filing,
        entries=history_for(office.queue, visitor, state.task, entries),
        action_words=action_words,
        value_of=partial(_value, state.form),
        row_of=lambda entry: key_text(entry_ref(entry).row),
    )


def _value(form: Form, entry: Entry) -> str:
    if entry.body is None:
        return "(purged)"
    return displayed(form, entry.path, entry_cell(entry).value)
