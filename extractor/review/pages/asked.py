"""From what a page sends to what is handed in to the queue. Pure."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from extractor.filing.model import Filing
from extractor.records import FieldResult
from extractor.render.words import shown
from extractor.review.actions import (
    Action,
    BadSubmission,
    Round,
    Submission,
    Typed,
    choosing,
)
from extractor.review.pages.harmless import visible
from extractor.review.views import TaskState
from extractor.text.spans import Span

_Text = Annotated[str, StringConstraints(max_length=20_000)]
_Path = Annotated[str, StringConstraints(max_length=500)]
# What is said to be a number is one: "7" and true are none.
_Number = Annotated[int, Strict(), Field(ge=0, le=2**53)]
_PLAIN = {
    "accept": Action.ACCEPT,
    "absent": Action.ABSENT,
    "as_filed": Action.AS_FILED,
    "drop_row": Action.DROP_ROW,
    "complete_list": Action.COMPLETE_LIST,
    "dispute": Action.DISPUTE,
}


class Sent(BaseModel):
    """Base of what a page sends: nothing but what is declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Held(Sent):
    """A call on a task that the page holds."""

    token: _Number


class Undone(Held):
    """An entry to take back."""

    seq: _Number


class Reopened(Held):
    """A settled field to be put up for decision again."""

    path: _Path
    comment: _Text = ""


class ToRead(Sent):
    """A text to be read as a field's value."""

    path: _Path
    text: _Text


class Decided(Held):
    """A decision. `seen` is the value that the page showed; `request` names it."""

    action: Literal[
        "accept",
        "choose",
        "edit",
        "select",
        "absent",
        "as_filed",
        "add_row",
        "drop_row",
        "complete_list",
        "dispute",
    ]
    path: _Path
    request: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F-]{16,64}$")]
    text: _Text = ""
    spans: Annotated[list[tuple[_Number, _Number, _Number]], Field(max_length=50)] = []
    reader: Annotated[str, StringConstraints(max_length=50)] = ""
    row: Annotated[dict[str, _Text], Field(max_length=50)] = {}
    seen: _Text | None = None
    confirmed: Annotated[bool, Strict()] = False
    comment: _Text = ""
    seconds: Annotated[float, Strict(), Field(ge=0, le=86_400)] = 0.0


def submission(sent: Decided, state: TaskState, filing: Filing) -> Submission:
    """The submission that a decision is; raises BadSubmission."""
    field = state.assessment.fields.get(sent.path) if state.assessment is not None else None
    action, choice = _meant(sent, state, field)
    return Submission(
        action=action,
        path=sent.path,
        typed=Typed(_typed(sent), _selected(sent, filing)),
        row={name: Typed(text) for name, text in sent.row.items() if text.strip()},
        reader=sent.reader,
        choice=choice,
        expected=_expected(sent, field),
        confirmed=sent.confirmed,
        comment=sent.comment,
        seconds=sent.seconds,
        request=sent.request,
    )


def _meant(sent: Decided, state: TaskState, field: FieldResult | None) -> tuple[Action, str | None]:
    """The action, and the value that is taken from a reader."""
    if sent.action in _PLAIN:
        return _PLAIN[sent.action], None
    if sent.action == "add_row":
        return Action.ADD_ROW, None
    if sent.action in ("edit", "select"):
        return Action.EDIT, None
    if state.task.round == Round.ADJUDICATION:
        return Action.ADJUDICATE, None
    if field is None:
        raise BadSubmission(f"{sent.path}: there is no value here to choose")
    return choosing(sent.reader), _choice(sent, field)


def _choice(sent: Decided, field: FieldResult) -> str:
    """The text of the value that the page showed, as the queue knows it."""
    said = (shown(each.value) for each in field.candidates if each.reader == sent.reader)
    return next((text for text in said if visible(text) == sent.text), sent.text)


def _typed(sent: Decided) -> str:
    return sent.text if sent.action in ("edit", "select", "complete_list") else ""


def _selected(sent: Decided, filing: Filing) -> tuple[Span, ...]:
    if sent.action != "select":
        return ()
    for document, start, end in sent.spans:
        if document >= len(filing.documents) or not start < end:
            raise BadSubmission("the selection does not lie in the filing; select again")
    if not sent.spans:
        raise BadSubmission("nothing is selected in the filing; select the value there first")
    return tuple(Span(*each) for each in sent.spans)


def _expected(sent: Decided, field: FieldResult | None) -> str | None:
    """The value that the page showed, as the queue knows it."""
    return None if sent.seen is None or field is None else as_known(field, sent.seen)


def as_known(field: FieldResult, seen: str) -> str:
    """The text of a field's value where that is what a page showed, otherwise what it showed.

    The page has it with its hidden characters made visible, so it is compared as such.
    """
    value = shown(field.value)
    return value if visible(value) == seen else seen
