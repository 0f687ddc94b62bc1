"""A label or a predicted record as typed leaves by flat path: what scoring works on.

A label is read strictly, and a key that it leaves out stays out. A predicted record may come
from any system: what cannot be read as its type is kept as text, so that it counts as a wrong
value, and a key that is not there is null.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from pydantic import BaseModel

from extractor.errors import ExtractorError
from extractor.forms.schema import LeafSpec, spec_of
from extractor.records import Value
from extractor.text.compare import Comparison

Row = Mapping[str, Value | None]
"""A row of a list: values by the schema path of the leaf; a path absent is not scored."""

NOTE = "note"
"""The key that a label may hold beside the schema."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_DIGITS = 40
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]{1,18}")


class BadRecord(ExtractorError):
    """A label or record that has not the shape of its schema: the path in it and what is wrong."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}" if path else problem)


@dataclass(frozen=True)
class Leaves:
    """The leaves of a label or record.

    `values` are those outside lists, `rows` the rows of each list, both by schema path. A list
    that is null has no rows.
    """

    values: Mapping[str, Value | None]
    rows: Mapping[str, tuple[Row, ...]]


def read_label(schema: type[BaseModel], label: Mapping[str, object]) -> Leaves:
    """The leaves that a label holds; raises BadRecord where it does not fit the schema."""
    known = _children(schema)[""]
    for key in label:
        if key not in known and key != NOTE:
            raise BadRecord(
                str(key),
                f"no such key in this form, which has {', '.join(known)}: "
                "a typing error, or a label of another form",
            )
    if not isinstance(label.get(NOTE, ""), str):
        raise BadRecord(NOTE, "a note is text")
    inner = {key: value for key, value in label.items() if key != NOTE}
    return _Reader(schema, strict=True).read(inner)


def read_prediction(
    schema: type[BaseModel], prediction: Mapping[str, object] | BaseModel
) -> Leaves:
    """All leaves of a predicted record; raises BadRecord where a list or an object is none.

    Keys that the schema does not know are passed over.
    """
    if isinstance(prediction, BaseModel):
        prediction = prediction.model_dump()
    return _Reader(schema, strict=False).read(prediction)


@lru_cache(maxsize=64)
def _children(schema: type[BaseModel]) -> Mapping[str, tuple[str, ...]]:
    """The keys of each object of a schema, by the object's path ("" for the whole)."""
    children: dict[str, dict[str, None]] = {"": {}}
    for path in spec_of(schema).leaves:
        parent = ""
        for name in path.split("."):
            children.setdefault(parent, {})[name] = None
            parent = _join(parent, name)
    return {path: tuple(names) for path, names in children.items()}


@dataclass
class _Reader:
    schema: type[BaseModel]
    strict: bool
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    def read(self, record: object) -> Leaves:
        values: dict[str, Value | None] = {}
        self._object("", "", record, values)
        return Leaves(values, self.rows)

    def _object(
        self, path: str, place: str, given: object, values: dict[str, Value | None]
    ) -> None:
        """Read an object at schema path `path`; `place` is where it stands in the record."""
        names = _children(self.schema)[path]
        if given is None:
            given = dict.fromkeys(names)
        if not isinstance(given, Mapping):
            raise BadRecord(place, f"an object is expected, not {_kind(given)}")
        if self.strict:
            unknown = next((key for key in given if key not in names), None)
            if unknown is not None:
                problem = f"no such key here, where there are {', '.join(names)}"
                raise BadRecord(_join(place, str(unknown)), problem)
        for name in names:
            if name in given or not self.strict:
                self._member(_join(path, name), _join(place, name), given.get(name), values)

    def _member(
        self, path: str, place: str, given: object, values: dict[str, Value | None]
    ) -> None:
        spec = spec_of(self.schema)
        if path in spec.lists:
            self.rows[path] = self._list(path, place, given)
        elif path in spec.leaves:
            values[path] = self._leaf(spec.leaves[path], place, given)
        else:
            self._object(path, place, given, values)

    def _list(self, path: str, place: str, given: object) -> tuple[Row, ...]:
        if given is None:
            return ()
        if not isinstance(given, list | tuple):
            raise BadRecord(place, f"a list is expected, not {_kind(given)}")
        plain = spec_of(self.schema).leaves.get(path)
        rows: list[Row] = []
        for number, each in enumerate(given):
            here = f"{place}[{number}]"
            if self.strict and each is None:
                raise BadRecord(here, "a row cannot be null")
            values: dict[str, Value | None] = {}
            if plain is not None:
                values[path] = self._leaf(plain, here, each)
            else:
                self._object(path, here, each, values)
            rows.append(values)
        return tuple(rows)

    def _leaf(self, leaf: LeafSpec, place: str, given: object) -> Value | None:
        if given is None:
            return None
        if not self.strict:
            return _as_predicted(leaf, given)
        value = _READ.get(leaf.leaf.compare, _text)(given)
        if value is None:
            expected = _EXPECTED.get(leaf.leaf.compare, "text in quotes, or null where none")
            raise BadRecord(place, f"{_shown(given)} is not what is expected: {expected}")
        if leaf.choices and value not in leaf.choices:
            raise BadRecord(place, f"{_shown(given)} is none of {', '.join(leaf.choices)}")
        return value


def _as_predicted(leaf: LeafSpec, given: object) -> Value | None:
    if isinstance(given, str) and not given.strip():
        return None
    if isinstance(given, float):
        given = Decimal(str(given))
    if leaf.leaf.compare is Comparison.INTEGER and isinstance(given, str):
        given = int(given) if _INTEGER.fullmatch(given) else given
    value = _READ.get(leaf.leaf.compare, _text)(given)
    return str(given) if value is None else value


def _text(given: object) -> Value | None:
    return given if isinstance(given, str) and given.strip() else None


def _date(given: object) -> Value | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    if not isinstance(given, str) or not _DATE.fullmatch(given):
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _decimal(given: object) -> Value | None:
    if isinstance(given, str):
        return Decimal(given) if _DECIMAL.fullmatch(given) else None
    if isinstance(given, Decimal):
        return given if _is_bounded(given) else None
    return Decimal(given) if isinstance(given, int) and not isinstance(given, bool) else None


def _integer(given: object) -> Value | None:
    if isinstance(given, Decimal):
        return int(given) if _is_bounded(given) and given == given.to_integral_value() else None
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _is_bounded(given: Decimal) -> bool:
    """Whether a number may be written out: a short text can stand for one of a billion digits."""
    return given.is_finite() and abs(given.adjusted()) <= _MOST_DIGITS


_READ: Mapping[Comparison, Callable[[object], Value | None]] = {
    Comparison.DATE: _date,
    Comparison.DECIMAL: _decimal,
    Comparison.INTEGER: _integer,
}

_EXPECTED: Mapping[Comparison, str] = {
    Comparison.DATE: 'a date written "YYYY-MM-DD"',
    Comparison.DECIMAL: 'an amount written as digits, such as "1234567.89"',
    Comparison.INTEGER: "a whole number without quotes",
}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _kind(given: object) -> str:
    if isinstance(given, Mapping):
        return "an object"
    if isinstance(given, list | tuple):
        return "a list"
    return "text" if isinstance(given, str) else _shown(given)


def _shown(given: object) -> str:
    """A value as it is named in a sentence: short, on one line."""
    if isinstance(given, Mapping | list | tuple):
        return _kind(given)
    shown = repr(given) if isinstance(given, str) else str(given)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
