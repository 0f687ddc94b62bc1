"""Which field a decision is on: told so that it can be found again in another extraction. Pure.

A field outside lists is its path. A row's number is the extraction's own and changes; a row is
known by where its key stands and by the key itself, as between two readers.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.forms.base import Form
from extractor.forms.schema import ListSpec
from extractor.records import PERSON, FieldResult, Value
from extractor.store.codec import get_evidence, get_value, put_evidence, put_value
from extractor.text.compare import identity
from extractor.text.spans import Evidence

COMPLETE = "#complete"


@dataclass(frozen=True)
class RowRef:
    """A row of a list: the values of its key, and where they stand."""

    key: tuple[Value | None, ...]
    places: Evidence = ()


@dataclass(frozen=True)
class FieldRef:
    """A field by its schema path, and in a list by its row."""

    path: str
    row: RowRef | None = None


@dataclass(frozen=True)
class RowSeen:
    """A row of an assessment: its list, its field path ("deal.classes#3") and what tells it."""

    list: str
    prefix: str
    ref: RowRef


def list_path(form: Form, path: str) -> str | None:
    """The list that a schema path belongs to: of a leaf, of a list or of its completeness."""
    path = path.removesuffix(COMPLETE)
    if path in form.spec.lists:
        return path
    leaf = form.spec.leaves.get(path)
    return leaf.rows if leaf is not None else None


def spec_hash(form: Form, path: str) -> str:
    """A hash of what the schema declares of a path; "" for a path it does not know."""
    bare = path.removesuffix(COMPLETE)
    known = [each[bare] for each in (form.spec.leaves, form.spec.lists) if bare in each]
    return hashlib.sha256(repr(known).encode()).hexdigest() if known else ""


def row_prefix(form: Form, field: FieldResult) -> str:
    """The field path of the row that a field stands in, "" outside rows."""
    leaf = form.spec.leaves.get(field.schema_path)
    if leaf is None or leaf.rows is None or field.path.endswith(COMPLETE):
        return ""
    return field.path[: len(leaf.rows)] + field.path[len(leaf.rows) :].partition(".")[0]


def rows_of(form: Form, fields: Mapping[str, FieldResult]) -> dict[str, list[RowSeen]]:
    """The rows of every list, in order."""
    keys: dict[str, dict[str, dict[str, FieldResult]]] = {path: {} for path in form.spec.lists}
    for field in fields.values():
        prefix = row_prefix(form, field)
        if not prefix:
            continue
        spec = form.spec.lists[form.spec.leaves[field.schema_path].rows or ""]
        row = keys[spec.path].setdefault(prefix, {})
        if field.schema_path in spec.key:
            row[field.schema_path] = field
    return {
        path: [
            RowSeen(path, prefix, _ref(form.spec.lists[path], row)) for prefix, row in rows.items()
        ]
        for path, rows in keys.items()
    }


def ref_of(form: Form, fields: Mapping[str, FieldResult], path: str) -> FieldRef:
    """The identity of the field at a path; raises KeyError for a path that is not there."""
    field = fields[path]
    prefix = row_prefix(form, field)
    if not prefix:
        return FieldRef(field.schema_path)
    rows = rows_of(form, fields)[form.spec.leaves[field.schema_path].rows or ""]
    return FieldRef(field.schema_path, next(row.ref for row in rows if row.prefix == prefix))


def refs_of(form: Form, fields: Mapping[str, FieldResult]) -> dict[str, FieldRef]:
    """The identity of every field, by its path."""
    rows = {row.prefix: row.ref for seen in rows_of(form, fields).values() for row in seen}
    return {
        path: FieldRef(field.schema_path, rows.get(row_prefix(form, field)))
        for path, field in fields.items()
    }


class Places:
    """Where fields stand among those of one assessment, looked up many times."""

    def __init__(self, form: Form, fields: Mapping[str, FieldResult]) -> None:
        self._form = form
        self._fields = fields
        self._rows = rows_of(form, fields)
        self._refs = {path: [row.ref for row in rows] for path, rows in self._rows.items()}
        # Most rows are looked for by the very place and key that they have.
        self._found: dict[tuple[str, RowRef], str | None] = {
            (row.list, row.ref): row.prefix
            for rows in self._rows.values()
            for row in reversed(rows)
            if row.ref.places
        }

    def path(self, ref: FieldRef) -> str | None:
        """The path of a field, None where it is not there."""
        if ref.row is None:
            return ref.path if ref.path in self._fields else None
        list_ = list_path(self._form, ref.path) or ""
        if (list_, ref.row) not in self._found:
            self._found[list_, ref.row] = self._prefix(list_, ref.row)
        prefix = self._found[list_, ref.row]
        path = None if prefix is None else prefix + ref.path.removeprefix(list_)
        return path if path in self._fields else None

    def _prefix(self, list_: str, row: RowRef) -> str | None:
        found = find_row(self._form, list_, row, self._refs.get(list_, ()))
        return None if found is None else self._rows[list_][found].prefix


def find_row(form: Form, list_: str, ref: RowRef, rows: Sequence[RowRef]) -> int | None:
    """Which of some rows a row is: by key and place, else by place, else by key."""
    spec = form.spec.lists[list_]
    mine = _identity(form, spec, ref)
    by_place = [n for n, row in enumerate(rows) if overlap(ref.places, row.places)]
    by_key = [n for n, row in enumerate(rows) if any(mine) and _identity(form, spec, row) == mine]
    for found in ([n for n in by_place if n in by_key], by_place, by_key):
        if found:
            return found[0]
    return None


def same_row(form: Form, list_: str, left: RowRef, right: RowRef) -> bool:
    """Whether two decisions are on one row."""
    return _affinity(form, list_, left, right) > 0


def affinity(form: Form, left: FieldRef, right: FieldRef) -> int:
    """How surely two decisions are on one field: 0 not at all, the more the surer."""
    if left.path != right.path or (left.row is None) != (right.row is None):
        return 0
    if left.row is None or right.row is None:
        return 3
    return _affinity(form, list_path(form, left.path) or "", left.row, right.row)


def same_field(form: Form, left: FieldRef, right: FieldRef) -> bool:
    """Whether two decisions are on one field."""
    return affinity(form, left, right) > 0


def _affinity(form: Form, list_: str, left: RowRef, right: RowRef) -> int:
    spec = form.spec.lists[list_]
    mine = _identity(form, spec, left)
    keyed = any(mine) and mine == _identity(form, spec, right)
    if not (left.places and right.places):
        return 1 if keyed else 0
    if keyed:
        return 3 if overlap(left.places, right.places) else 0
    # Rows may share a part of their place, as the roles of one party share its name: only where
    # nothing else stands in one of them is it the same row, read otherwise.
    inside = _within(left.places, right.places) or _within(right.places, left.places)
    return 2 if inside else 0


def _within(inner: Evidence, outer: Evidence) -> bool:
    return all(overlap((span,), outer) for span in inner)


def overlap(left: Evidence, right: Evidence) -> bool:
    """Whether two places share a character."""
    return any(
        a.document == b.document and a.start < b.end and b.start < a.end
        for a in left
        for b in right
    )


def key_text(ref: RowRef | None) -> str:
    """The key of a row as text."""
    return "" if ref is None else " ".join(str(each) for each in ref.key if each is not None)


def put_row(ref: RowRef) -> dict[str, Any]:
    """A row's identity as JSON."""
    return {"key": [put_value(each) for each in ref.key], "places": put_evidence(ref.places)}


def get_row(given: Mapping[str, Any]) -> RowRef:
    """The identity of `put_row`."""
    return RowRef(tuple(map(get_value, given["key"])), get_evidence(given["places"]))


def _ref(spec: ListSpec, row: Mapping[str, FieldResult]) -> RowRef:
    places = dict.fromkeys(
        span
        for path in spec.key
        if path in row
        for evidence in (row[path].evidence, *(each.evidence for each in row[path].candidates))
        for span in evidence
    )
    return RowRef(tuple(_read(row.get(path)) for path in spec.key), tuple(places))


def _read(field: FieldResult | None) -> Value | None:
    """A part of a key as the readers have it: a correction does not rename the row."""
    if field is None:
        return None
    read = (each.value for each in field.candidates if each.reader != PERSON)
    return next((value for value in read if value is not None), field.value)


def _identity(form: Form, spec: ListSpec, ref: RowRef) -> tuple[str, ...]:
    return tuple(
        "" if value is None else identity(form.spec.leaves[path].leaf.compare, value)
        for path, value in zip(spec.key, ref.key, strict=False)
    )
