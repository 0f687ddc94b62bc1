"""From a plain pydantic model to a schema: every field nullable, with how it is read beside it.

A record holds what could be proven, so it must be able to hold less than a model demands: the
schema made here has the model's names, types and descriptions, and none of its validators.
"""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from pydantic.fields import FieldInfo

from extractor.errors import ExtractorError
from extractor.forms.schema import Cue, Leaf, Near, Reads, Record, Rows, Synonyms, without_none
from extractor.text.compare import Comparison
from extractor.values import GRAMMARS

T = TypeVar("T")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BY_TYPE: Mapping[type, tuple[Any, str]] = {
    str: (str, "text"),
    Decimal: (Decimal, "money"),
    float: (Decimal, "money"),
    int: (int, "integer"),
    date: (date, "date"),
    datetime: (date, "date"),
}
"""For a field's type the type of the record and the grammar."""
_COMPARED: Mapping[str, Comparison] = {
    "text": Comparison.TEXT,
    "name": Comparison.NAME,
    "money": Comparison.DECIMAL,
    "percent": Comparison.DECIMAL,
    "integer": Comparison.INTEGER,
    "date": Comparison.DATE,
    "telephone": Comparison.DIGITS,
}
_READ_AS: Mapping[str, type] = {
    "money": Decimal,
    "percent": Decimal,
    "integer": int,
    "date": date,
}
"""The type of what a grammar makes of a quote; text for all others."""
_YES_NO = ("yes", "no")


class BadForm(ExtractorError):
    """A form that cannot be made as it is declared: what is wrong, and what would do."""


@dataclass(frozen=True)
class Marked:
    """What stands beside a field or list, by its path, for the form to take up."""

    path: str
    near: Near | None
    cue: Cue | None
    synonyms: Synonyms | None


@dataclass(frozen=True)
class Plain:
    """A schema made from a plain model, and the marks beside its fields."""

    schema: type[Record]
    marks: tuple[Marked, ...]


def schema_of(model: type[BaseModel]) -> Plain:
    """The schema of a plain model; a model that is a schema already stays as it is.

    Raises BadForm for a field that no quote can fill.
    """
    if not _is_model(model):
        raise BadForm(f"{model!r} is no pydantic model: a form's schema is a class of BaseModel")
    if issubclass(model, Record):
        return Plain(model, tuple(_marks(model, "")))
    marks: list[Marked] = []
    return Plain(_record(model, "", (), marks), tuple(marks))


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _record(
    model: type[BaseModel], prefix: str, above: tuple[type[BaseModel], ...], marks: list[Marked]
) -> type[Record]:
    if model in above:
        raise BadForm(f"{_at(prefix)}: {model.__name__} holds itself; a record ends somewhere")
    if not model.model_fields:
        raise BadForm(f"{_at(prefix)}: {model.__name__} has no field")
    fields: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        path = f"{prefix}{name}"
        if not _NAME.fullmatch(name):
            raise BadForm(f"{path}: a field's name is of small letters, digits and _")
        marks.append(_marked(path, info))
        fields[name] = _field(path, info, (*above, model), marks)
    about: dict[str, Any] = {"__module__": model.__module__, "__doc__": model.__doc__}
    return create_model(model.__name__, __base__=Record, **about, **fields)


def _field(
    path: str, info: FieldInfo, above: tuple[type[BaseModel], ...], marks: list[Marked]
) -> tuple[Any, Any]:
    described = info.description or path.rpartition(".")[2].replace("_", " ")
    annotation = _bare(info.annotation)
    if get_origin(annotation) in (list, tuple, Sequence):
        return _list(path, info, annotation, above, marks), Field((), description=described)
    if _is_model(annotation):
        inner = _record(annotation, f"{path}.", above, marks)
        return inner | None, Field(None, description=described)
    read, leaf = _leaf(path, annotation, info)
    return Annotated[read | None, leaf], Field(None, description=described)


def _list(
    path: str,
    info: FieldInfo,
    annotation: Any,
    above: tuple[type[BaseModel], ...],
    marks: list[Marked],
) -> Any:
    item = _item(path, annotation)
    rows = _mark(info, Rows) or Rows()
    if _is_model(item):
        inner = _record(item, f"{path}.", above, marks)
        leaves = _row_leaves(path, item)
        key = rows.key or leaves[:1]
        unknown = [name for name in key if name not in leaves]
        if unknown:
            raise BadForm(
                f"{path}: the key names {', '.join(unknown)}, and a row has {', '.join(leaves)}"
            )
        return Annotated[tuple[inner, ...], replace(rows, key=key)]  # type: ignore[valid-type]
    read, leaf = _leaf(path, item, info)
    if get_origin(read) is Literal:
        raise BadForm(f"{path}: a list of choices; make it rows of a model with the choice in it")
    return Annotated[tuple[read, ...], leaf, rows]  # type: ignore[valid-type]


def _item(path: str, annotation: Any) -> Any:
    inner = get_args(annotation)
    varied = get_origin(annotation) is tuple and not (len(inner) == 2 and inner[1] is Ellipsis)
    if not inner or varied:
        raise BadForm(f"{path}: {_told(annotation)}; say of what: list[str], list[Model]")
    return _bare(inner[0])


def _row_leaves(path: str, item: type[BaseModel]) -> tuple[str, ...]:
    for name, info in item.model_fields.items():
        annotation = _bare(info.annotation)
        is_list = get_origin(annotation) in (list, tuple, Sequence)
        if is_list or _is_model(annotation):
            raise BadForm(
                f"{path}.{name}: {_told(annotation)} within a row; a row has scalar fields alone"
            )
    return tuple(item.model_fields)


def _leaf(path: str, annotation: Any, info: FieldInfo) -> tuple[Any, Leaf]:
    """The record's type of a scalar field, and how it is read."""
    given = _mark(info, Leaf)
    reads = _mark(info, Reads) or Reads()
    choices = _choices(path, annotation)
    if choices:
        leaf = Leaf(Comparison.ENUM, "text", reads.weight, reads.ask, reads.max_length or 120)
        return Literal[choices], given or leaf
    if annotation not in _BY_TYPE:
        raise BadForm(
            f"{path}: {_told(annotation)} cannot be read from a filing; use str, Decimal, int, "
            "date, bool, an Enum or a Literal of words, a model, or a list of str or of a model"
        )
    read, usual = _BY_TYPE[annotation]
    grammar = given.grammar if given else reads.grammar or usual
    if grammar not in GRAMMARS:
        raise BadForm(f"{path}: no grammar {grammar!r}; there are {', '.join(sorted(GRAMMARS))}")
    if read is not _READ_AS.get(grammar, str):
        raise BadForm(f"{path}: {grammar!r} reads {_told(_READ_AS.get(grammar, str))}, "
                      f"and the field is {_told(annotation)}")  # fmt: skip
    compare = reads.compare or _COMPARED.get(grammar, Comparison.EXACT)
    longest = reads.max_length or _longest(info) or 120
    return read, given or Leaf(compare, grammar, reads.weight, reads.ask, longest)


def _choices(path: str, annotation: Any) -> tuple[str, ...]:
    if annotation is bool:
        return _YES_NO
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        values: tuple[Any, ...] = tuple(each.value for each in annotation)
    elif get_origin(annotation) is Literal:
        values = get_args(annotation)
    else:
        return ()
    if not values or not all(isinstance(each, str) and each for each in values):
        raise BadForm(f"{path}: the values of a choice are words, and these are {values}")
    return values


def _bare(annotation: Any) -> Any:
    """A field's type without None and without what pydantic is told beside it."""
    annotation = without_none(annotation)
    while get_origin(annotation) is Annotated:
        annotation = without_none(get_args(annotation)[0])
    return annotation


def _longest(info: FieldInfo) -> int | None:
    """The longest text that the model itself allows."""
    bounds = (getattr(each, "max_length", None) for each in info.metadata)
    return next((each for each in bounds if isinstance(each, int)), None)


def _marks(model: type[BaseModel], prefix: str) -> Iterator[Marked]:
    for name, info in model.model_fields.items():
        path = f"{prefix}{name}"
        yield _marked(path, info)
        inner = _bare(info.annotation)
        if get_origin(inner) in (list, tuple):
            inner = get_args(inner)[0]
        if _is_model(inner):
            yield from _marks(inner, f"{path}.")


def _marked(path: str, info: FieldInfo) -> Marked:
    return Marked(path, _mark(info, Near), _mark(info, Cue), _mark(info, Synonyms))


def _mark(info: FieldInfo, kind: type[T]) -> T | None:
    return next((each for each in info.metadata if isinstance(each, kind)), None)


def _told(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _at(prefix: str) -> str:
    return prefix.removesuffix(".") or "the model"
