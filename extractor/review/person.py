"""From the log to what a person says: the decisions in force, as one more reading. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.forms.base import Form
from extractor.records import PERSON, Candidate, FieldResult, ListReading, Reading, RowMark, Value
from extractor.review.actions import DECIDING, VALUES, Action, Round
from extractor.review.refs import (
    COMPLETE,
    FieldRef,
    RowRef,
    find_row,
    get_row,
    list_path,
    rows_of,
    same_field,
    same_row,
    spec_hash,
)
from extractor.store.codec import get_evidence, get_value
from extractor.store.log import Entry
from extractor.text.spans import Evidence


@dataclass(frozen=True)
class Cell:
    """What a person says of one leaf."""

    value: Value | None
    quote: str = ""
    evidence: Evidence = ()
    anchor: Evidence = ()


@dataclass
class _Row:
    """What a person says of one row. `base`: the number of the extraction's row that it is."""

    refs: list[RowRef]
    base: int | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    dropped: bool = False
    added: bool = False
    changed: int = 0


@dataclass
class _Rows:
    """The rows of one list that a person says something of; `base` are the extraction's."""

    base: list[RowRef]
    rows: list[_Row] = field(default_factory=list)
    complete: tuple[int, list[RowRef]] | None = None


def entry_ref(entry: Entry) -> FieldRef:
    """The field that an entry is on."""
    row = entry.said.get("row")
    return FieldRef(entry.path, None if row is None else get_row(row))


def entry_cell(entry: Entry) -> Cell:
    """The value that an entry gives its field."""
    return _cell(entry.said, keep=True)


def in_force(form: Form, entries: Iterable[Entry], *rounds: Round) -> list[Entry]:
    """The decisions that hold, in order: not undone, purged, reopened, or of another schema.

    An adjudicator's come last, since the last one on a field wins. Without `rounds` those of the
    first round and of adjudication.
    """
    wanted = rounds or (Round.FIRST, Round.ADJUDICATION)
    ordered = sorted(entries, key=lambda entry: entry.seq)
    undone = {entry.undoes for entry in ordered if entry.action == Action.UNDO}
    reopened = [entry for entry in ordered if entry.action == Action.REOPEN]
    holding = [
        entry
        for entry in ordered
        if entry.action in DECIDING | {Action.DISPUTE}
        and entry.round in wanted
        and entry.body is not None
        and entry.seq not in undone
        and entry.spec == spec_hash(form, entry.path)
        and not any(_reopens(form, each, entry) for each in reopened)
    ]
    return sorted(holding, key=lambda entry: (entry.round == Round.ADJUDICATION, entry.seq))


def person_reading(
    form: Form, base: Mapping[str, FieldResult], entries: Iterable[Entry], text_hash: str
) -> Reading:
    """What people said of a filing, as a reading beside those that made `base`.

    `base` are the fields without it. What was said of another text (`text_hash`) keeps its values
    and loses its places. A leaf of a row that `base` lacks counts only where a person gave the
    row's key.
    """
    said = _Said(form, base, text_hash)
    for order, entry in enumerate(in_force(form, entries), start=1):
        said.hear(entry, order)
    return said.reading()


def _reopens(form: Form, reopening: Entry, entry: Entry) -> bool:
    later = reopening.seq > entry.seq
    return later and same_field(form, entry_ref(reopening), entry_ref(entry))


class _Said:
    def __init__(self, form: Form, base: Mapping[str, FieldResult], text_hash: str) -> None:
        self._form = form
        self._text_hash = text_hash
        self._leaves: dict[str, Cell] = {}
        self._as_filed: dict[str, None] = {}
        self._lists = {
            path: _Rows([row.ref for row in rows]) for path, rows in rows_of(form, base).items()
        }

    def hear(self, entry: Entry, order: int) -> None:
        """Take in one decision; later ones win."""
        said = entry.said
        keep = entry.text_hash == self._text_hash
        self._as_filed.update(dict.fromkeys(said.get("checks", ())))
        if entry.action == Action.COMPLETE_LIST:
            rows = [_row_ref(each, keep) for each in said["rows"]]
            self._lists[entry.path.removesuffix(COMPLETE)].complete = (order, rows)
        elif entry.action in VALUES and "row" not in said:
            self._leaves[entry.path] = _cell(said, keep)
        elif "row" in said:
            self._hear_row(entry, order, _row_ref(said["row"], keep), keep)

    def _hear_row(self, entry: Entry, order: int, ref: RowRef, keep: bool) -> None:
        row = self._row(list_path(self._form, entry.path) or "", ref)
        if entry.action == Action.DROP_ROW:
            row.dropped, row.changed = True, order
        elif entry.action == Action.ADD_ROW:
            row.added, row.dropped, row.changed = True, False, order
            row.cells |= {path: _cell(each, keep) for path, each in entry.said["cells"].items()}
        elif entry.action in VALUES:
            row.cells[entry.path] = _cell(entry.said, keep)

    def _row(self, path: str, ref: RowRef) -> _Row:
        """The row that a decision is on: one that was spoken of, or a new one."""
        rows = self._lists[path]
        base = find_row(self._form, path, ref, rows.base)
        for row in rows.rows:
            if base is not None and row.base == base:
                return row
            if base is None and any(
                same_row(self._form, path, ref, each) for each in _known(self._form, path, row)
            ):
                row.refs.append(ref)
                return row
        rows.rows.append(_Row([ref], base))
        return rows.rows[-1]

    def reading(self) -> Reading:
        """All that was said."""
        candidates = [_candidate(path, None, cell) for path, cell in self._leaves.items()]
        marks: list[RowMark] = []
        lists: list[ListReading] = []
        for path, rows in self._lists.items():
            kept = [row for row in rows.rows if row.base is not None or self._stands(path, row)]
            for number, row in enumerate(kept, start=1):
                ref = row.refs[0] if row.base is None else rows.base[row.base]
                marks.append(RowMark(path, number, ref.key, ref.places, row.dropped))
                candidates += [_candidate(leaf, number, each) for leaf, each in row.cells.items()]
            if self._is_complete(path, rows, kept):
                count = len(self._final(rows, kept))
                lists.append(ListReading(PERSON, path, count, accounted=True))
        return Reading(
            PERSON, tuple(candidates), tuple(lists), tuple(marks), tuple(sorted(self._as_filed))
        )

    def _stands(self, path: str, row: _Row) -> bool:
        """Whether a row that no other reader has is in the list all the same."""
        keyed = any(
            row.cells[leaf].value is not None
            for leaf in self._form.spec.lists[path].key
            if leaf in row.cells
        )
        return keyed and not row.dropped

    def _final(self, rows: _Rows, kept: Sequence[_Row]) -> set[tuple[str, int]]:
        dropped = {row.base for row in kept if row.dropped}
        found = {("base", n) for n in range(len(rows.base)) if n not in dropped}
        return found | {("own", n) for n, row in enumerate(kept) if row.base is None}

    def _is_complete(self, path: str, rows: _Rows, kept: Sequence[_Row]) -> bool:
        """Whether the list has the rows that a person declared complete, or changed since."""
        if rows.complete is None:
            return False
        order, refs = rows.complete
        covered: set[tuple[str, int]] = set()
        for ref in refs:
            base = find_row(self._form, path, ref, rows.base)
            own = _own(self._form, path, ref, kept) if base is None else None
            if base is not None:
                covered.add(("base", base))
            elif own is not None:
                covered.add(("own", own))
            else:
                return False
        since = {
            ("own", n) if row.base is None else ("base", row.base)
            for n, row in enumerate(kept)
            if row.changed > order
        }
        return (self._final(rows, kept) ^ covered) <= since


def _own(form: Form, path: str, ref: RowRef, kept: Sequence[_Row]) -> int | None:
    for number, row in enumerate(kept):
        if row.base is None and any(same_row(form, path, ref, e) for e in _known(form, path, row)):
            return number
    return None


def _known(form: Form, path: str, row: _Row) -> list[RowRef]:
    """The identities that a person's own row goes by: those it was spoken of, and its own key."""
    key = form.spec.lists[path].key
    given = tuple(row.cells[leaf].value if leaf in row.cells else None for leaf in key)
    return [*row.refs, RowRef(given)]


def _candidate(path: str, row: int | None, cell: Cell) -> Candidate:
    return Candidate(
        PERSON,
        path,
        row,
        cell.quote,
        cell.value,
        cell.evidence,
        cell.anchor,
        1 if cell.evidence else 0,
    )


def _cell(said: Mapping[str, Any], keep: bool) -> Cell:
    return Cell(
        get_value(said.get("value")),
        said.get("quote", ""),
        get_evidence(said.get("evidence", ())) if keep else (),
        get_evidence(said.get("anchor", ())) if keep else (),
    )


def _row_ref(given: Mapping[str, Any], keep: bool) -> RowRef:
    ref = get_row(given)
    return ref if keep else RowRef(ref.key)
