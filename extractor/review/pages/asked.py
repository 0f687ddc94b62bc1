"""From what a page sends to what is handed in to the queue. Pure."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractor.filing.model import Filing
from extractor.records import Candidate, FieldResult
from extractor.render.words import shown
from extractor.review.actions import CHOICES, Action, BadSubmission, Round, Submission, Typed
from extractor.review.pages.harmless import visible
from extractor.review.refs import COMPLETE
from extractor.review.views import TaskState
from extractor.text.spans import Span

_Text = Annotated[str, StringConstraints(max_length=20_000)]
_Path = Annotated[str, StringConstraints(max_length=500)]
_Number = Annotated[int, Field(ge=0, le=2**53)]
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
    confirmed: bool = False
    comment: _Text = ""
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0


def submission(sent: Decided, state: TaskState, filing: Filing) -> Submission:
    """The submission that a decision is; raises BadSubmission."""
    field = state.assessment.fields.get(sent.path) if state.assessment is not None else None
    action, typed, reader = _meant(sent, state, field)
    typed = Typed(typed.text, typed.evidence or _selected(sent, filing))
    return Submission(
        action=action,
        path=sent.path,
        typed=typed,
        row={name: Typed(text) for name, text in sent.row.items() if text.strip()},
        reader=reader,
        expected=_expected(sent, field),
        confirmed=sent.confirmed,
        comment=sent.comment,
        seconds=sent.seconds,
        request=sent.request,
    )


def schema_path(path: str) -> str:
    """The schema path of a field path: `deal.classes#3.balance` without the number."""
    if path.endswith(COMPLETE):
        return path
    return ".".join(part.partition("#")[0] for part in path.split("."))


def _meant(sent: Decided, state: TaskState, field: FieldResult | None) -> tuple[Action, Typed, str]:
    if sent.action in _PLAIN:
        return _PLAIN[sent.action], Typed(), ""
    if sent.action == "add_row":
        return Action.ADD_ROW, Typed(), ""
    if sent.action in ("edit", "select"):
        return Action.EDIT, Typed(sent.text), ""
    if state.task.round == Round.ADJUDICATION:
        return Action.ADJUDICATE, Typed(), sent.reader
    if field is None:
        raise BadSubmission(f"{sent.path}: there is no value here to choose")
    action, typed = _chosen(sent, field)
    return action, typed, ""


def _chosen(sent: Decided, field: FieldResult) -> tuple[Action, Typed]:
    """The action that takes a reader's value; where it has several, the quote of the one seen."""
    mine = [each for each in field.candidates if each.reader == sent.reader]
    meant = [each for each in mine if visible(shown(each.value)) == sent.text]
    if not meant:
        raise BadSubmission(f"{field.path}: the {sent.reader} no longer says this; look again")
    best = max(meant, key=lambda each: (bool(each.evidence), bool(each.anchor)))
    if best.value is None:
        return _none(best, field)
    named = {reader: action for action, reader in CHOICES.items()}
    if sent.reader in named and len({each.value for each in mine if each.value is not None}) == 1:
        return named[sent.reader], Typed()
    return Action.EDIT, Typed(best.quote, best.evidence)


def _none(candidate: Candidate, field: FieldResult) -> tuple[Action, Typed]:
    if candidate.quote:
        raise BadSubmission(
            f"{field.path}: the {candidate.reader} gave no value that can be read; type it"
        )
    return Action.ABSENT, Typed()


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
    """The value that the page showed, as the queue knows it.

    The page has it with its hidden characters made visible, so it is compared as such.
    """
    if sent.seen is None or field is None:
        return None
    value = shown(field.value)
    return value if visible(value) == sent.seen else sent.seen
