"""What a form's pydantic schema declares beside each field, and the fields as flat paths."""

import hashlib
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from extractor.text.compare import Comparison

S = TypeVar("S", bound=BaseModel)


class Record(BaseModel):
    """Base of every schema: immutable, and nothing but what it declares."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Leaf:
    """Stands beside a leaf in a schema (`Annotated[date | None, Leaf(...)]`).

    `compare` says when two values are the same, `grammar` names what reads a quote
    (`extractor.values.GRAMMARS`), `weight` is the leaf's weight in review (1 is usual).
    `ask` False: no model is asked, the value is read by code alone. `max_length` bounds a quote
    in characters. `literal` True: "N/A" and the like are values of the leaf, as printed;
    elsewhere they say that there is none.
    """

    compare: Comparison
    grammar: str
    weight: float = 1.0
    ask: bool = True
    max_length: int = 120
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Stands beside a list in a schema: the leaves that make up a row's key, and its bound."""

    key: tuple[str, ...] = ()
    most: int = 40


@dataclass(frozen=True, slots=True)
class Reads:
    """Stands beside a field of a plain model whose type does not say how it is read.

    `grammar` names what reads a quote ("percent", "name", "ein"; "money" is usual for a Decimal)
    and says how values compare unless `compare` does. The rest is as in `Leaf`.
    """

    grammar: str | None = None
    compare: Comparison | None = None
    weight: float = 1.0
    ask: bool = True
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Stands beside a field of a plain model: a pattern that must match near its value.

    It gives the value its role, and takes the place of the words of the field's name and
    description. A blank in it stands for any white space. `before` and `after` are lines above
    and below the value that are not blank.
    """

    wording: str
    before: int = 3
    after: int = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Stands beside a field or list of a plain model: a pattern without which it is not stated.

    Where it matches nowhere in the document, nobody is asked and nothing is in doubt.
    """

    wording: str


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Stands beside a choice of a plain model: for each choice the wordings that mean it."""

    wordings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LeafSpec:
    """One leaf of a schema. `rows` is the path of the list it stands in, None outside lists."""

    path: str
    leaf: Leaf
    description: str
    choices: tuple[str, ...]
    rows: str | None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One list of a schema: paths of the leaves of a row, and of those that are its key.

    In a list of plain strings the list's own path is the only leaf and the key.
    """

    path: str
    rows: Rows
    description: str
    leaves: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def complete(self) -> str:
        """The path of the field that says whether the list is complete."""
        return f"{self.path}#complete"


@dataclass(frozen=True)
class SchemaSpec:
    """A schema as flat paths."""

    leaves: Mapping[str, LeafSpec]
    lists: Mapping[str, ListSpec]


@lru_cache(maxsize=64)
def spec_of(schema: type[BaseModel]) -> SchemaSpec:
    """The leaves and lists of a schema, in the order of its fields."""
    leaves: dict[str, LeafSpec] = {}
    lists: dict[str, ListSpec] = {}
    for entry in _walk(schema, "", None):
        if isinstance(entry, LeafSpec):
            leaves[entry.path] = entry
        else:
            lists[entry.path] = entry
    return SchemaSpec(leaves, lists)


@lru_cache(maxsize=64)
def schema_hash(schema: type[BaseModel]) -> str:
    """A hash of all that a schema declares: names, types, descriptions, comparisons, keys."""
    spec = spec_of(schema)
    declared = [repr(each) for each in (*spec.leaves.values(), *spec.lists.values())]
    text = json.dumps([schema.model_json_schema(), declared], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def build(schema: type[S], values: Mapping[str, object]) -> S:
    """The typed record of a schema from values by field path ("exhibits#2.description").

    Rows come in the order in which `values` first names them; an object whose leaves are all
    None is None where the schema allows it.
    """
    return schema.model_validate(_object(schema, "", values))


def _walk(model: type[BaseModel], prefix: str, rows: str | None) -> Iterator[LeafSpec | ListSpec]:
    for name, info in model.model_fields.items():
        path = f"{prefix}{name}"
        annotation = without_none(info.annotation)
        leaf = next((each for each in info.metadata if isinstance(each, Leaf)), None)
        if get_origin(annotation) in (list, tuple):
            yield from _walk_list(path, info, get_args(annotation)[0], leaf)
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _walk(annotation, f"{path}.", rows)
        elif leaf is None:
            raise TypeError(f"{model.__name__}.{name} has no Leaf beside it")
        else:
            yield LeafSpec(path, leaf, info.description or "", _choices(annotation), rows)


def _walk_list(
    path: str, info: FieldInfo, item: Any, leaf: Leaf | None
) -> Iterator[LeafSpec | ListSpec]:
    rows = next((each for each in info.metadata if isinstance(each, Rows)), Rows())
    description = info.description or ""
    if leaf is not None:
        yield LeafSpec(path, leaf, description, (), path)
        yield ListSpec(path, rows, description, (path,), (path,))
        return
    inner = [each for each in _walk(item, f"{path}.", path) if isinstance(each, LeafSpec)]
    yield from inner
    leaves = tuple(each.path for each in inner)
    yield ListSpec(path, rows, description, leaves, tuple(f"{path}.{key}" for key in rows.key))


def without_none(annotation: Any) -> Any:
    """The annotation `T` of `T | None`; any other as it is."""
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [each for each in get_args(annotation) if each is not type(None)]
        return kept[0] if len(kept) == 1 else annotation
    return annotation


def _choices(annotation: Any) -> tuple[str, ...]:
    return tuple(get_args(annotation)) if get_origin(annotation) is Literal else ()


def _object(model: type[BaseModel], prefix: str, values: Mapping[str, object]) -> dict[str, object]:
    made: dict[str, object] = {}
    for part in _parts(model):
        path = f"{prefix}{part.name}"
        if part.rows:
            made[part.name] = _list(part.of, path, values)
        elif part.of is not None:
            inner = _object(part.of, f"{path}.", values)
            made[part.name] = None if part.nullable and _is_null(inner) else inner
        else:
            made[part.name] = values.get(path)
    return made


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of a model, as a record is built: a leaf, or an object or rows `of` something."""

    name: str
    of: Any = None
    rows: bool = False
    nullable: bool = False


# A record is built twice for each time that a filing is opened, and its model never changes.
@lru_cache(maxsize=512)
def _parts(model: type[BaseModel]) -> tuple[_Part, ...]:
    return tuple(_part(name, info) for name, info in model.model_fields.items())


def _part(name: str, info: FieldInfo) -> _Part:
    annotation = without_none(info.annotation)
    if get_origin(annotation) in (list, tuple):
        return _Part(name, get_args(annotation)[0], rows=True)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _Part(name, annotation, nullable=type(None) in get_args(info.annotation))
    return _Part(name)


def _list(item: Any, path: str, values: Mapping[str, object]) -> list[object]:
    numbers = dict.fromkeys(
        key[len(path) + 1 :].partition(".")[0] for key in values if key.startswith(f"{path}#")
    )
    rows = [f"{path}#{number}" for number in numbers if number != "complete"]
    if isinstance(item, type) and issubclass(item, BaseModel):
        return [_object(item, f"{row}.", values) for row in rows]
    return [values[row] for row in rows if values[row] is not None]


def _is_null(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_null(each) for each in value.values())
    return value is None or value == []
