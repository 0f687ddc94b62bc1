"""What stands beside the text: the fields of a task, each with what a person needs. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.reasons import SENTENCES
from extractor.records import (
    PERSON,
    Candidate,
    CheckResult,
    CheckStatus,
    Decision,
    FieldResult,
    Value,
)
from extractor.render.words import shown
from extractor.review.actions import DECIDING, Action, Round
from extractor.review.pages.display import displayed, printed
from extractor.review.pages.naming import action_words, label_of, place_of
from extractor.review.pages.visitor import Visitor
from extractor.review.person import entry_cell
from extractor.review.refs import COMPLETE, list_path
from extractor.review.views import ItemView, TaskState, doubting
from extractor.store.log import Entry
from extractor.store.people import Role
from extractor.text.spans import Evidence


@dataclass(frozen=True)
class Choice:
    """A value that one key takes: what a reader says, or a reviewer's answer.

    `value` is its text, `display` the same for reading only.
    """

    reader: str
    value: str
    display: str
    quote: str
    line: int | None
    spans: str
    problem: str
    current: bool


@dataclass(frozen=True)
class FieldView:
    """A field as the panel shows it. `spans` are `document:start:end`, blank between.

    `value` is its text, `display` the same for reading only, `printed` what the filing prints where
    that is something else. `asked` says what is asked for where no value is shown.
    """

    path: str
    schema_path: str
    list: str
    name: str
    row: str
    value: str
    display: str
    printed: str
    asked: str
    status: str
    is_list: bool
    in_row: bool
    blind: bool
    outcome: str
    line: int | None
    spans: str
    anchor: str
    sentences: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    choices: tuple[Choice, ...]
    options: tuple[str, ...]
    estimate: str
    said: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for this person."""
        return self.status == "open"

    @property
    def prefix(self) -> str:
        """The row that it stands in: `deal.classes#3`; "" outside rows."""
        if not self.in_row:
            return ""
        return self.list + self.path[len(self.list) :].partition(".")[0]


@dataclass(frozen=True)
class Group:
    """Fields under one heading. `list` is the list whose rows they are, "" for none."""

    title: str
    fields: tuple[FieldView, ...]
    list: str = ""


@dataclass(frozen=True)
class NewRow:
    """A list that a row may be added to, with the names of what a row is made of."""

    list: str
    title: str
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """The whole panel. `undo` is the entry that is taken back next, 0 for none.

    `reopens` says that this person may put up what is settled.
    """

    round: str
    groups: tuple[Group, ...]
    new_rows: tuple[NewRow, ...]
    findings: tuple[CheckResult, ...]
    total: int
    left: int
    undo: int
    reopens: bool

    @property
    def decided(self) -> int:
        """How many fields of the task wait no more."""
        return self.total - self.left


def panel_of(state: TaskState, filing: Filing, visitor: Visitor) -> Panel:
    """The panel of a task for a visitor."""
    fields = list(_fields(state, filing))
    checks = state.assessment.checks if state.assessment is not None else ()
    return Panel(
        round=state.task.round,
        groups=tuple(_groups(state, fields)),
        new_rows=tuple(_new_rows(state)),
        findings=tuple(check for check in checks if check.status is CheckStatus.FINDING),
        total=sum(item.status != "superseded" for item in state.items),
        left=len(state.open_items),
        undo=undoable(state.entries, visitor.name, state.task.id),
        reopens=visitor.role is not Role.REVIEWER and state.task.round == Round.FIRST,
    )


def undoable(entries: Iterable[Entry], reviewer: str, task: int) -> int:
    """The last decision of a reviewer on a task that may be taken back, 0 for none."""
    entries = list(entries)
    gone = {each.undoes for each in entries if each.undoes is not None}
    exported = max((each.seq for each in entries if each.action == Action.EXPORT), default=0)
    mine = [
        each.seq
        for each in entries
        if each.action in DECIDING | {Action.DISPUTE}
        and (each.reviewer, each.task) == (reviewer, task)
        and each.seq not in gone
        and each.seq > exported
    ]
    return max(mine, default=0)


def choices_of(form: Form, field: FieldResult, filing: Filing) -> tuple[Choice, ...]:
    """What the readers say of a field, each value of a reader once."""
    found: dict[tuple[str, str, bool], Candidate] = {}
    for each in field.candidates:
        if each.reader != PERSON:
            known = found.get(key := (each.reader, shown(each.value), each.value is None))
            if known is None or (each.evidence and not known.evidence):
                found[key] = each
    return tuple(_choice(form, each, field.value, filing) for each in found.values())


def cited(state: TaskState) -> set[int]:
    """The documents in which anything was found."""
    if state.assessment is None:
        return set()
    fields = state.assessment.fields.values()
    return {span.document for each in fields for span in (*each.evidence, *each.anchor)}


def put_spans(evidence: Evidence) -> str:
    """Places as the page knows them."""
    return " ".join(f"{span.document}:{span.start}:{span.end}" for span in evidence)


def _fields(state: TaskState, filing: Filing) -> Iterator[FieldView]:
    items = {item.path: item for item in state.items if item.status != "open"}
    items |= {item.path: item for item in state.open_items}
    said = {each.seq: each for each in state.entries}
    assessment = state.assessment
    if assessment is None or state.task.round != Round.FIRST:
        shown_fields = assessment.fields if assessment is not None else {}
        for item in items.values():
            yield _field(state, filing, shown_fields.get(item.path), item, said)
        return
    for path, field in assessment.fields.items():
        yield _field(state, filing, field, items.get(path), said)
    for item in state.open_items:
        if item.path not in assessment.fields:
            yield _field(state, filing, None, item, said)


def _field(
    state: TaskState,
    filing: Filing,
    field: FieldResult | None,
    item: ItemView | None,
    said: Mapping[int, Entry],
) -> FieldView:
    if item is not None and item.blind:
        field = None
    path = item.path if field is None and item is not None else field.path if field else ""
    schema = item.ref.path if item is not None else field.schema_path if field else ""
    list_ = list_path(state.form, schema) or ""
    leaf = state.form.spec.leaves.get(schema)
    checks = state.assessment.checks if field and state.assessment else ()
    decided = said.get(item.decided or 0) if item is not None else None
    display = displayed(state.form, schema, field.value) if field else ""
    return FieldView(
        path=path,
        schema_path=schema,
        list=list_,
        name=label_of(path, list_),
        row=item.key if item is not None else field.key if field else "",
        value=shown(field.value) if field else "",
        display=display,
        printed=printed(state.form, schema, filing, field.evidence, display) if field else "",
        asked=_asked(state.form, schema, list_) if item is not None and item.blind else "",
        status=_status(field, item),
        is_list=path.endswith(COMPLETE),
        in_row=bool(list_) and not path.endswith(COMPLETE),
        blind=item.blind if item is not None else False,
        outcome=field.outcome.value if field else "",
        line=filing.line(field.evidence) if field else None,
        spans=put_spans(field.evidence) if field else "",
        anchor=put_spans(field.anchor) if field else "",
        sentences=tuple(SENTENCES[reason] for reason in field.reasons) if field else (),
        checks=doubting(checks, path) if field else (),
        choices=_choices(state.form, item, field, filing),
        options=leaf.choices if leaf is not None else (),
        estimate=str(item.estimate) if item is not None else "",
        said=_said(decided),
    )


def _status(field: FieldResult | None, item: ItemView | None) -> str:
    if item is not None and item.status == "open":
        return "open"
    if field is None:
        return "settled"
    if field.decision is Decision.REVIEW:
        return "waits"
    return field.decision.value


def _asked(form: Form, path: str, list_: str) -> str:
    """What a field holds, in the words of its schema; of a list also what its rows are made of."""
    if not path.endswith(COMPLETE):
        return form.spec.leaves[path].description
    spec = form.spec.lists[list_]
    parts = (leaf.removeprefix(list_).removeprefix(".").replace("_", " ") for leaf in spec.leaves)
    rows = ", ".join(filter(None, parts))
    return f"{spec.description}: how many?" + (f" A row has {rows}." if rows else "")


def _choices(
    form: Form, item: ItemView | None, field: FieldResult | None, filing: Filing
) -> tuple[Choice, ...]:
    if item is not None and item.answers:
        return tuple(_answer(form, each, filing) for each in item.answers)
    return choices_of(form, field, filing) if field is not None else ()


def _choice(form: Form, candidate: Candidate, value: Value | None, filing: Filing) -> Choice:
    unread = candidate.value is None and bool(candidate.quote)
    return Choice(
        reader=candidate.reader,
        value=shown(candidate.value),
        display=displayed(form, candidate.path, candidate.value),
        quote=candidate.quote,
        line=filing.line(candidate.evidence),
        spans=put_spans(candidate.evidence),
        problem=SENTENCES[candidate.problem] if candidate.problem else "",
        current=candidate.value == value and not unread,
    )


def _answer(form: Form, entry: Entry, filing: Filing) -> Choice:
    cell = entry_cell(entry)
    disputed = entry.action == Action.DISPUTE
    return Choice(
        reader=entry.round,
        value=shown(cell.value),
        display=displayed(form, entry.path, cell.value),
        quote=cell.quote,
        line=filing.line(cell.evidence),
        spans=put_spans(cell.evidence),
        problem="Disputes it without a value." if disputed else entry.said.get("comment", ""),
        current=False,
    )


def _said(entry: Entry | None) -> str:
    if entry is None:
        return ""
    comment = entry.said.get("comment", "")
    words = f"{entry.reviewer}: {action_words(entry.action)}"
    return f"{words} ({comment})" if comment else words


def _groups(state: TaskState, fields: list[FieldView]) -> Iterator[Group]:
    """Fields by the part of the record that they stand in, in their order."""
    parts: dict[str, list[FieldView]] = {}
    for each in fields:
        parts.setdefault(place_of(each.schema_path, _row_list(state.form, each)), []).append(each)
    for part, inside in parts.items():
        rows = next((list_ for each in inside if (list_ := _row_list(state.form, each))), "")
        yield Group(part.rpartition(".")[2].replace("_", " "), tuple(inside), rows)


def _row_list(form: Form, field: FieldView) -> str:
    """The list of a field, where its rows have several leaves."""
    return field.list if field.list and field.list not in form.spec.leaves else ""


def _new_rows(state: TaskState) -> Iterator[NewRow]:
    """Every list of the form, in the round in which rows may be added."""
    form = state.form
    for path, spec in form.spec.lists.items() if state.task.round == Round.FIRST else ():
        leaves = tuple(
            each.removeprefix(path).removeprefix(".")
            for each in spec.leaves
            if each not in form.derived
        )
        yield NewRow(path, path.rpartition(".")[2].replace("_", " "), leaves)
