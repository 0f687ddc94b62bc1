"""What the API answers of the review queue: tasks, claims, items. Pure."""

from datetime import datetime
from typing import Any

from pydantic import Field

from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.reasons import SENTENCES, Reason
from extractor.render.objects import as_object
from extractor.review.person import entry_cell
from extractor.review.queue import Claim
from extractor.review.search import Found
from extractor.review.views import ItemView, TaskState
from extractor.service.api.results import (
    CheckShape,
    FieldShape,
    FilingOfResult,
    ReasonShape,
)
from extractor.service.api.shapes import Shape
from extractor.store.codec import put_value
from extractor.store.log import Entry


class TaskShape(Shape):
    """A round of review of one filing, as it is listed."""

    task: int
    filing: FilingOfResult
    filer: str
    form: str
    report_date: str = Field(description="in ISO form, '' where none is known")
    round: str
    state: str
    owner: str | None
    open_items: int
    priority: float = Field(description="errors found, weighed, a second")


class ClaimShape(Shape):
    """A hold on a task until `expires_at`; every call on it brings its `token`."""

    task: int
    token: int
    expires_at: datetime


class AnswerShape(Shape):
    """What was said in one round, where an adjudication is to decide between two."""

    round: str
    action: str
    value: Any


class ItemShape(Shape):
    """A field that waits for a person, or did. In a blind round nobody's value is told."""

    path: str
    key: str
    status: str
    origin: str
    blind: bool
    reasons: list[ReasonShape]
    field: FieldShape | None
    checks: list[CheckShape]
    answers: list[AnswerShape]


class OwnShape(Shape):
    """A decision of one's own: `seq` is what undoing names."""

    seq: int
    action: str
    path: str
    at: datetime


class StateShape(Shape):
    """A task as it stands."""

    task: int
    round: str
    state: str
    done: bool
    form: str
    filing: FilingOfResult
    items: list[ItemShape]
    decisions: list[OwnShape] = Field(description="one's own on this filing")


class ClaimedShape(ClaimShape):
    """A task that was taken, as it stands."""

    current: StateShape


def task_shape(found: Found) -> TaskShape:
    """A task as it is listed."""
    return TaskShape(
        task=found.task,
        filing=FilingOfResult(name=found.name, sha256=found.filing),
        filer=found.filer,
        form=found.form,
        report_date=found.report_date,
        round=found.round,
        state=found.state,
        owner=found.owner,
        open_items=found.open_items,
        priority=found.priority,
    )


def claim_shape(claim: Claim) -> ClaimShape:
    """A claim as it is answered."""
    return ClaimShape(task=claim.task, token=claim.token, expires_at=claim.expires_at)


def state_shape(state: TaskState, filing: Filing, reviewer: str) -> StateShape:
    """A task as the person who holds it may see it."""
    told = _told(state, filing)
    return StateShape(
        task=state.task.id,
        round=state.task.round,
        state=state.task.state,
        done=state.done,
        form=state.form.name,
        filing=FilingOfResult(name=state.filing.name, sha256=state.filing.sha256),
        items=[_item(each, told) for each in state.items],
        decisions=[_own(each) for each in state.entries if each.reviewer == reviewer],
    )


def _told(state: TaskState, filing: Filing) -> dict[str, Any]:
    """The state as an extraction is told; nothing of it in a blind round."""
    stored = state.extraction
    if state.assessment is None:
        return {"fields": {}, "checks": []}
    return as_object(
        Extraction(
            form=stored.form,
            filing=filing,
            assessment=state.assessment,
            readings=stored.readings,
            chunks=stored.chunks,
            usage=stored.usage,
            receipt=stored.receipt,
            warnings=stored.warnings,
        )
    )


def _item(item: ItemView, told: dict[str, Any]) -> ItemShape:
    field = None if item.blind else told["fields"].get(item.path)
    doubting = {each.name for each in item.checks}
    return ItemShape(
        path=item.path,
        key=item.key,
        status=item.status,
        origin=item.origin,
        blind=item.blind,
        reasons=[ReasonShape(code=each, sentence=SENTENCES[Reason(each)]) for each in item.reasons],
        field=None if field is None else FieldShape.model_validate(field),
        checks=[
            CheckShape.model_validate(each)
            for each in told["checks"]
            if each["name"] in doubting and item.path in each["doubts"]
        ],
        answers=[_answer(each) for each in item.answers],
    )


def _answer(entry: Entry) -> AnswerShape:
    value = None if entry.body is None else put_value(entry_cell(entry).value)
    if isinstance(value, dict):
        (value,) = value.values()
    return AnswerShape(round=entry.round, action=entry.action, value=value)


def _own(entry: Entry) -> OwnShape:
    return OwnShape(seq=entry.seq, action=entry.action, path=entry.path, at=entry.at)
