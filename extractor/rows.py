"""Which rows of several readers are the same row. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.forms.base import Form
from extractor.forms.schema import ListSpec
from extractor.records import Candidate, Reading, RowMark
from extractor.text.compare import identity
from extractor.text.spans import Evidence


@dataclass(eq=False)
class RowGroup:
    """One row as its readers have it: each reader's candidates by leaf path.

    A group is equal to itself alone. `dropped` says that a reader declared it to be no row of the
    list.
    """

    readers: dict[str, dict[str, list[Candidate]]] = field(default_factory=dict)
    dropped: bool = False

    def candidates(self, path: str) -> tuple[Candidate, ...]:
        """Every reader's candidates for one leaf of the row."""
        return tuple(each for leaves in self.readers.values() for each in leaves.get(path, ()))

    @property
    def is_grounded(self) -> bool:
        """Whether any reader's row stands in the text."""
        return any(
            each.evidence and each.value is not None
            for leaves in self.readers.values()
            for candidates in leaves.values()
            for each in candidates
        )


@dataclass(frozen=True)
class _ReaderRow:
    reader: str
    leaves: dict[str, list[Candidate]]
    key: tuple[str, ...]
    places: Evidence
    dropped: bool = False


def pair_rows(form: Form, spec: ListSpec, readings: Sequence[Reading]) -> list[RowGroup]:
    """The rows of a list in the order of the filing, equal rows of several readers as one.

    Rows pair by key and place, then by key, then by place: of several rows with one key the one
    at the same place is meant, and two readers that take their keys from the same words mean the
    same row, even where they read it differently.
    """
    groups: list[RowGroup] = []
    members: list[list[_ReaderRow]] = []
    for reading in readings:
        left = _reader_rows(form, spec, reading)
        for same in (_same_row, _same_key, _same_place):
            left = _pair(left, groups, members, same)
        for row in left:
            groups.append(RowGroup({row.reader: row.leaves}, row.dropped))
            members.append([row])
    order = sorted(range(len(groups)), key=lambda at: (_position(members[at]), at))
    return [groups[at] for at in order]


def _reader_rows(form: Form, spec: ListSpec, reading: Reading) -> list[_ReaderRow]:
    rows: dict[int, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for candidate in reading.candidates:
        if candidate.row is not None and candidate.path in spec.leaves:
            rows[candidate.row][candidate.path].append(candidate)
    marks = {mark.row: mark for mark in reading.rows if mark.path == spec.path}
    made: list[_ReaderRow] = []
    placed: dict[tuple[tuple[str, ...], Evidence], _ReaderRow] = {}
    for number in sorted(rows.keys() | marks.keys()):
        row = _reader_row(form, spec, reading.reader, dict(rows[number]), marks.get(number))
        # Overlapping chunks show a row twice; it is still one row.
        twin = placed.setdefault((row.key, row.places), row) if row.places else row
        if twin is row:
            made.append(row)
            continue
        for path, candidates in row.leaves.items():
            twin.leaves.setdefault(path, []).extend(candidates)
    return made


def _reader_row(
    form: Form,
    spec: ListSpec,
    reader: str,
    leaves: dict[str, list[Candidate]],
    mark: RowMark | None,
) -> _ReaderRow:
    if mark is None:
        return _ReaderRow(reader, leaves, _key(form, spec, leaves), _places(spec, leaves))
    key = tuple(
        "" if value is None else identity(form.spec.leaves[path].leaf.compare, value)
        for path, value in zip(spec.key, mark.key, strict=False)
    )
    return _ReaderRow(reader, leaves, key, mark.places, mark.dropped)


def _key(form: Form, spec: ListSpec, leaves: Mapping[str, list[Candidate]]) -> tuple[str, ...]:
    parts = []
    for path in spec.key:
        value = next((each.value for each in leaves.get(path, ()) if each.value is not None), None)
        compare = form.spec.leaves[path].leaf.compare
        parts.append("" if value is None else identity(compare, value))
    return tuple(parts)


def _places(spec: ListSpec, leaves: Mapping[str, list[Candidate]]) -> Evidence:
    return tuple(
        span for path in spec.key for each in leaves.get(path, ()) for span in each.evidence
    )


def _pair(
    rows: list[_ReaderRow],
    groups: list[RowGroup],
    members: list[list[_ReaderRow]],
    same: Callable[[_ReaderRow, _ReaderRow], bool],
) -> list[_ReaderRow]:
    """Put each row to the first group of other readers' rows that is the same; the rest is left."""
    left = []
    for row in rows:
        fits = (
            at
            for at, group in enumerate(groups)
            if row.reader not in group.readers and any(same(row, other) for other in members[at])
        )
        at = next(fits, None)
        if at is None:
            left.append(row)
            continue
        groups[at].readers[row.reader] = row.leaves
        groups[at].dropped |= row.dropped
        members[at].append(row)
    return left


def _same_row(left: _ReaderRow, right: _ReaderRow) -> bool:
    return _same_key(left, right) and _same_place(left, right)


def _same_key(left: _ReaderRow, right: _ReaderRow) -> bool:
    return any(left.key) and left.key == right.key


def _same_place(left: _ReaderRow, right: _ReaderRow) -> bool:
    return any(
        a.document == b.document and a.start < b.end and b.start < a.end
        for a in left.places
        for b in right.places
    )


def _position(rows: Sequence[_ReaderRow]) -> tuple[int, int]:
    places = [span for row in rows for span in row.places]
    first = min(places) if places else None
    return (first.document, first.start) if first else (1 << 30, 0)
