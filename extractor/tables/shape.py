"""Which tables a schema makes, and their columns: one a list, one for scalars."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import get_args, get_origin

from pydantic import BaseModel

from extractor.forms.schema import LeafSpec, ListSpec, SchemaSpec, spec_of, without_none
from extractor.text.compare import Comparison

FILINGS, FINDINGS, TO_CHECK, FIELDS = "filings", "findings", "to_check", "fields"


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    YES_NO = "yes_no"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `scale` is how many decimals of a decimal are kept room for."""

    name: str
    kind: Kind = Kind.TEXT
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A leaf in a table: the columns of its value, decision, line and document, in this order.

    `path` is the schema path; of a `LIST#complete` that path. `parts` are the four columns of a
    printed rate taken apart: kind, value, index, margin.
    """

    path: str
    columns: tuple[str, str, str, str]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, and which leaf fills which of them.

    `root` is the path whose leaves it holds: a list, an object, "" for the whole record, None for
    a table that is not made from leaves.
    """

    name: str
    columns: tuple[Column, ...]
    root: str | None = None
    rows: bool = False
    places: tuple[Place, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


_SCALE = 10
_CENTS = 2
_KINDS = {
    Comparison.DECIMAL: Kind.DECIMAL,
    Comparison.DATE: Kind.DATE,
    Comparison.INTEGER: Kind.INTEGER,
}

_KEYS = (
    Column("filing"),
    Column("sha256"),
    Column("accession"),
    Column("form"),
    Column("schema_version"),
    Column("values"),
    Column("updated_at", Kind.MOMENT),
)
_PLACE = (Column("line", Kind.INTEGER), Column("document", Kind.INTEGER))
_ROW = (Column("row"), Column("key"), *_PLACE)
_STATE = (
    Column("complete", Kind.YES_NO),
    Column("policy"),
    Column("certified", Kind.YES_NO),
    Column("fields_taken", Kind.INTEGER),
    Column("fields_to_check", Kind.INTEGER),
    Column("warnings"),
)
_FIELD = (Column("path"), Column("key"))
_WHY = (Column("outcome"), Column("decision"), Column("reasons"))

FIXED = (
    Table(
        FINDINGS,
        (*_KEYS, *map(Column, ("check", "status", "message", "hint", "doubts", "confirms"))),
    ),
    Table(
        TO_CHECK,
        (*_KEYS, *_FIELD, Column("proposed"), *_PLACE, *_WHY, Column("why"), Column("readings")),
    ),
    Table(FIELDS, (*_KEYS, *_FIELD, Column("value"), *_PLACE, *_WHY)),
)
"""The tables whose columns are the same for every form."""

EMPTY = (Table(FILINGS, (*_KEYS, *_STATE), ""), *FIXED)
"""The tables of no filing at all."""


@lru_cache(maxsize=64)
def tables_of(schema: type[BaseModel]) -> tuple[Table, ...]:
    """The tables of a schema, in order: scalars, lists, then those that every form has.

    The scalars of the whole record are `filings`. An object that may be missing and holds lists
    of its own is a thing of its own: its scalars are a table named after it (`deals`).
    """
    spec = spec_of(schema)
    roots = {"": FILINGS, **{path: f"{path}s" for path in _own(schema, spec)}}
    named = _named(roots, spec)
    scalars = [_scalars(root, name, roots, spec) for root, name in named.items() if root in roots]
    lists = [_rows(each, named[path], spec) for path, each in spec.lists.items()]
    return (*scalars, *lists, *FIXED)


def _own(schema: type[BaseModel], spec: SchemaSpec) -> Iterator[str]:
    for name, info in schema.model_fields.items():
        holds = any(path.startswith(f"{name}.") for path in spec.lists)
        inner = without_none(info.annotation)
        is_object = get_origin(inner) is None and isinstance(inner, type)
        if is_object and holds and type(None) in get_args(info.annotation):
            yield name


def _named(roots: dict[str, str], spec: SchemaSpec) -> dict[str, str]:
    """The name of each table by its root: the last part of a list's path where that is free."""
    named: dict[str, str] = {}
    taken = {table.name for table in FIXED}
    wanted = {**roots, **{path: path.rpartition(".")[2] for path in spec.lists}}
    for root, name in wanted.items():
        free = name if name not in taken else root.replace(".", "_")
        named[root] = _free(free, taken)
        taken.add(named[root])
    return named


def _scalars(root: str, name: str, roots: dict[str, str], spec: SchemaSpec) -> Table:
    """The leaves below a root outside lists and other roots, and how many rows each list has."""
    columns = [*_KEYS, *((*_STATE,) if root == "" else (Column("row"),))]
    taken = {column.name for column in columns}
    places: list[Place] = []
    below = [path for path in roots if path != root and path.startswith(root)]

    def is_here(path: str) -> bool:
        inside = not root or path.startswith(f"{root}.")
        return inside and not any(path.startswith(f"{other}.") for other in below)

    for path, leaf in spec.leaves.items():
        if leaf.rows is None and is_here(path):
            _add(leaf, _relative(path, root), columns, places, taken)
    for path, rows in spec.lists.items():
        if is_here(path):
            value = Column(_free(f"{_relative(path, root)}_rows", taken), Kind.INTEGER)
            _put(value, rows.complete, columns, places, taken)
    return Table(name, tuple(columns), root, False, tuple(places))


def _rows(rows: ListSpec, name: str, spec: SchemaSpec) -> Table:
    columns = [*_KEYS, *_ROW]
    taken = {column.name for column in columns}
    places: list[Place] = []
    for path in rows.leaves:
        _add(spec.leaves[path], _relative(path, rows.path) or "value", columns, places, taken)
    return Table(name, tuple(columns), rows.path, True, tuple(places))


def _add(
    leaf: LeafSpec, name: str, columns: list[Column], places: list[Place], taken: set[str]
) -> None:
    """A leaf's columns; a printed rate gets its parts beside it."""
    kind = _KINDS.get(leaf.leaf.compare, Kind.TEXT)
    scale = (_CENTS if leaf.leaf.grammar == "money" else _SCALE) if kind is Kind.DECIMAL else 0
    parts: list[Column] = []
    value = Column(_free(name, taken), kind, scale)
    if kind is Kind.TEXT and (leaf.name == "rate" or leaf.name.endswith("_rate")):
        parts = [
            Column(_free(f"{value.name}_kind", taken)),
            Column(_free(f"{value.name}_value", taken), Kind.DECIMAL, _SCALE),
            Column(_free(f"{value.name}_index", taken)),
            Column(_free(f"{value.name}_margin", taken), Kind.DECIMAL, _SCALE),
        ]
    _put(value, leaf.path, columns, places, taken, parts)


def _put(  # what is filled, and with what
    value: Column,
    path: str,
    columns: list[Column],
    places: list[Place],
    taken: set[str],
    parts: Iterable[Column] = (),
) -> None:
    beside = [
        Column(_free(f"{value.name}_decision", taken)),
        Column(_free(f"{value.name}_line", taken), Kind.INTEGER),
        Column(_free(f"{value.name}_document", taken), Kind.INTEGER),
    ]
    split = tuple(parts)
    columns += [value, *split, *beside]
    taken.update(column.name for column in (value, *split, *beside))
    decision, line, document = (column.name for column in beside)
    names = (value.name, decision, line, document)
    places.append(Place(path, names, tuple(column.name for column in split)))


def _relative(path: str, root: str) -> str:
    return path.removeprefix(root).removeprefix(".").replace(".", "_")


def _free(name: str, taken: set[str]) -> str:
    """The name, with as many low lines behind it as make it the only one."""
    while name in taken:
        name += "_"
    return name
