"""From what a person hands in, and what they saw, to the entry of the log that it is. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from extractor.extraction import Assessment
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.records import PERSON, FieldResult
from extractor.render.words import shown
from extractor.review.actions import CHOICES, CHOOSING, Action, BadSubmission, Round, Submission
from extractor.review.desk import Snapshot, item_ref
from extractor.review.person import Cell, entry_cell, entry_ref, in_force
from extractor.review.refs import (
    COMPLETE,
    FieldRef,
    RowRef,
    affinity,
    put_row,
    refs_of,
    rows_of,
    same_field,
    spec_hash,
)
from extractor.review.typed import read_cell, read_count
from extractor.review.views import doubting
from extractor.store.codec import put_evidence, put_value
from extractor.store.log import Entry
from extractor.store.tasks import OPEN, ItemRow

_LONGEST_COMMENT = 4_000
_MOST_SECONDS = 86_400.0


@dataclass(frozen=True)
class Seen:
    """What a person decides on: the task as it is stored, and what it amounts to."""

    snapshot: Snapshot
    assessment: Assessment
    filing: Callable[[], Filing]

    @property
    def form(self) -> Form:
        """The form of the filing."""
        return self.snapshot.form

    @cached_property
    def refs(self) -> Mapping[str, FieldRef]:
        """The identity of every field, by its path."""
        return refs_of(self.form, self.assessment.fields)


def resolve(seen: Seen, submission: Submission, reviewer: str, now: datetime) -> Entry:
    """The entry that a submission is; raises BadSubmission with what is wrong with it."""
    action = submission.action
    if len(submission.comment) > _LONGEST_COMMENT:
        raise BadSubmission(f"the comment is longer than {_LONGEST_COMMENT:,} characters")
    if not 0 <= submission.seconds <= _MOST_SECONDS:
        raise BadSubmission("the seconds spent are from 0 to a day")
    round_ = Round(seen.snapshot.task.round)
    _check_action(round_, action)
    if action is Action.ADD_ROW:
        ref, said = _added(seen, submission)
    elif submission.path.endswith(COMPLETE):
        action, ref, said = _whole_list(seen, submission)
    else:
        ref, said = _on_field(seen, submission)
    item = find_item(seen.form, seen.snapshot.items, ref)
    if round_ is not Round.FIRST and item is None:
        raise BadSubmission("this round is about its own fields only, and this is none of them")
    if submission.comment.strip():
        said["comment"] = submission.comment.strip()
    if submission.together:
        said["together"] = submission.together
    if item is not None:
        said["origin"] = item.origin
    return _entry(
        seen, submission, reviewer, now, action=action, path=ref.path, item=item, said=said
    )


def find_item(form: Form, items: tuple[ItemRow, ...], ref: FieldRef) -> ItemRow | None:
    """The item on a field: the one that is most surely on it, an open one first."""
    mine = [item for item in items if item.schema_path == ref.path]
    near = [(affinity(form, item_ref(item), ref), item) for item in mine]
    there = [(-surely, item.status != OPEN, item.id, item) for surely, item in near if surely]
    return min(there)[-1] if there else None


def _entry(
    seen: Seen,
    submission: Submission,
    reviewer: str,
    now: datetime,
    *,
    action: Action,
    path: str,
    item: ItemRow | None,
    said: dict[str, Any],
) -> Entry:
    task, stored = seen.snapshot.task, seen.snapshot.stored
    return Entry(
        at=now,
        reviewer=reviewer,
        filing=task.filing,
        form=task.form,
        round=task.round,
        action=action.value,
        path=path,
        spec=spec_hash(seen.form, path),
        text_hash=stored.text_hash,
        extraction=stored.id,
        task=task.id,
        item=None if item is None else item.id,
        milliseconds=round(submission.seconds * 1000),
        request=submission.request,
        body=said,
    )


def _check_action(round_: Round, action: Action) -> None:
    """Refuse what is no decision in a round."""
    if action is Action.DISPUTE and round_ is not Round.SECOND:
        raise BadSubmission("only a second opinion disputes; otherwise say what is right")
    if action is Action.ADJUDICATE and round_ is not Round.ADJUDICATION:
        raise BadSubmission("there are no two answers here to choose from")
    if round_ is Round.SECOND and action in CHOOSING | {Action.ACCEPT, Action.AS_FILED}:
        raise BadSubmission("a second opinion is given without seeing a value: type or select it")
    if round_ is not Round.FIRST and action in {Action.ADD_ROW, Action.DROP_ROW}:
        raise BadSubmission("rows are added and dropped in the first round only")


def _field(seen: Seen, path: str) -> FieldResult:
    field = seen.assessment.fields.get(path)
    if field is None:
        raise BadSubmission(f"{path}: the filing has no such field as it stands now")
    return field


def _on_field(seen: Seen, submission: Submission) -> tuple[FieldRef, dict[str, Any]]:
    """A decision on a leaf, or on the row that it stands in."""
    field = _field(seen, submission.path)
    if submission.expected is not None and submission.expected != shown(field.value):
        raise BadSubmission(
            f"{field.path}: the value is {shown(field.value) or 'none'} by now, not "
            f"{submission.expected or 'none'}; look at it again"
        )
    ref = seen.refs[field.path]
    said: dict[str, Any] = {} if ref.row is None else {"row": put_row(ref.row)}
    if submission.action is Action.DROP_ROW:
        return _dropped(seen, field, ref), said
    cell = _CELLS.get(submission.action, _chosen)(seen, submission, field)
    if cell is not None:
        said |= _put_cell(cell)
    if submission.action is Action.AS_FILED:
        said["checks"] = _checks(seen, submission, field)
    if submission.action in CHOOSING:
        said["reader"] = _reader(submission)
    return ref, said | _machine(field)


def _machine(field: FieldResult) -> dict[str, Any]:
    """What was shown, so that the log tells how often the readers were right."""
    return {
        "shown": put_value(field.value),
        "outcome": field.outcome.value,
        "reasons": [reason.value for reason in field.reasons],
        "decision": field.decision.value,
    }


def _accepted(_seen: Seen, _submission: Submission, field: FieldResult) -> Cell:
    quote = next((c.quote for c in field.candidates if c.value == field.value), "")
    return Cell(field.value, quote, field.evidence, field.anchor)


def _edited(seen: Seen, submission: Submission, field: FieldResult) -> Cell:
    return read_cell(
        seen.form,
        seen.filing(),
        field.schema_path,
        submission.typed,
        submission.confirmed,
        field.evidence or field.anchor,
    )


def _absent(_seen: Seen, _submission: Submission, _field: FieldResult) -> Cell:
    return Cell(None)


def _said_nothing(_seen: Seen, _submission: Submission, _field: FieldResult) -> None:
    return None


def _adjudicated(seen: Seen, submission: Submission, field: FieldResult) -> Cell:
    ref = seen.refs[field.path]
    if submission.reader not in (Round.FIRST, Round.SECOND):
        raise BadSubmission("say whose answer is right: first or second")
    said = in_force(seen.form, seen.snapshot.entries, Round(submission.reader))
    mine = [each for each in said if same_field(seen.form, entry_ref(each), ref)]
    if not mine or mine[-1].action == Action.DISPUTE:
        raise BadSubmission(f"{field.path}: the {submission.reader} answer has no value to take")
    return entry_cell(mine[-1])


def _chosen(_seen: Seen, submission: Submission, field: FieldResult) -> Cell:
    if submission.action not in CHOOSING:
        raise BadSubmission(f"{submission.action.value} is no decision on a field")
    reader, choice = _reader(submission), submission.choice
    mine = [each for each in field.candidates if each.reader == reader and reader != PERSON]
    if choice is not None:
        mine = [each for each in mine if shown(each.value) == choice]
        if not mine:
            raise BadSubmission(f"{field.path}: the {reader} no longer says this; look again")
    stated = [each for each in mine if each.value is not None] or [e for e in mine if not e.quote]
    if not stated:
        raise BadSubmission(f"{field.path}: the {reader} gave no value that can be read")
    best = max(stated, key=lambda each: (bool(each.evidence), bool(each.anchor)))
    return Cell(best.value, best.quote, best.evidence, best.anchor)


def _reader(submission: Submission) -> str:
    return CHOICES.get(submission.action, submission.reader)


_CELLS: Mapping[Action, Callable[[Seen, Submission, FieldResult], Cell | None]] = {
    Action.ACCEPT: _accepted,
    Action.AS_FILED: _accepted,
    Action.EDIT: _edited,
    Action.ABSENT: _absent,
    Action.DISPUTE: _said_nothing,
    Action.ADJUDICATE: _adjudicated,
}


def _checks(seen: Seen, submission: Submission, field: FieldResult) -> list[str]:
    doubts = [check.name for check in doubting(seen.assessment.checks, field.path)]
    unknown = set(submission.checks) - set(doubts)
    if unknown or not doubts:
        raise BadSubmission(f"{field.path}: no failed check of this name doubts it")
    return list(submission.checks or doubts)


def _dropped(seen: Seen, field: FieldResult, ref: FieldRef) -> FieldRef:
    if ref.row is None:
        raise BadSubmission(f"{field.path}: this is not in a row that could be dropped")
    return FieldRef(seen.form.spec.leaves[field.schema_path].rows or "", ref.row)


def _added(seen: Seen, submission: Submission) -> tuple[FieldRef, dict[str, Any]]:
    spec = seen.form.spec.lists.get(submission.path)
    if spec is None:
        raise BadSubmission(f"{submission.path}: this is no list that a row could be added to")
    cells: dict[str, Cell] = {}
    for name, typed in submission.row.items():
        path = f"{spec.path}.{name}" if name else spec.path
        if path not in spec.leaves:
            raise BadSubmission(f"{submission.path}: a row has no {name!r}")
        cells[path] = read_cell(seen.form, seen.filing(), path, typed, submission.confirmed)
    missing = [path for path in spec.key if path not in cells]
    if missing:
        raise BadSubmission(f"{submission.path}: a row needs its {missing[0].rpartition('.')[2]}")
    keys = [cells[path] for path in spec.key]
    places = tuple(span for cell in keys for span in cell.evidence)
    ref = RowRef(tuple(cell.value for cell in keys), places)
    said = {
        "row": put_row(ref),
        "cells": {path: _put_cell(cell) for path, cell in cells.items()},
    }
    return FieldRef(spec.path, ref), said


def _whole_list(seen: Seen, submission: Submission) -> tuple[Action, FieldRef, dict[str, Any]]:
    """A decision on a list as a whole: that it has these rows and no others."""
    field = _field(seen, submission.path)
    ref = FieldRef(field.schema_path)
    said = _machine(field)
    if submission.action is Action.DISPUTE:
        return Action.DISPUTE, ref, said
    rows = rows_of(seen.form, seen.assessment.fields)[field.schema_path.removesuffix(COMPLETE)]
    if seen.snapshot.task.round == Round.SECOND:
        said["counted"] = count = _counted(field, submission)
        if count != len(rows):
            return Action.DISPUTE, ref, said
    if submission.action is Action.AS_FILED:
        said["checks"] = _checks(seen, submission, field)
    elif submission.action not in (Action.ACCEPT, Action.COMPLETE_LIST):
        raise BadSubmission(
            f"{field.path}: a list is accepted as complete, or its rows are changed"
        )
    return Action.COMPLETE_LIST, ref, said | {"rows": [put_row(row.ref) for row in rows]}


def _counted(field: FieldResult, submission: Submission) -> int:
    """How many rows a second person sees in the filing, who is not shown those of the first."""
    try:
        return read_count(submission.typed.text)
    except BadSubmission as error:
        raise BadSubmission(
            f"{field.path}: a second opinion on a list says how many rows the filing has: {error}"
        ) from error


def _put_cell(cell: Cell) -> dict[str, Any]:
    return {
        "value": put_value(cell.value),
        "quote": cell.quote,
        "evidence": put_evidence(cell.evidence),
        "anchor": put_evidence(cell.anchor),
    }
