"""Models of answers: a form's schema with quotes in the place of values, checked against a chunk.

Each leaf becomes a string or null, each choice an object of a quote and a choice, each list is
bounded. The validators know the chunk, so that a quote which is not in it, or which the field's
grammar cannot read, is an error that can be put to the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    create_model,
)

from extractor.forms.base import Form
from extractor.forms.schema import Leaf, LeafSpec, SchemaSpec, spec_of, without_none
from extractor.printings import is_printed
from extractor.text.view import View
from extractor.values import GRAMMARS, Unreadable

ELLIPSIS = "…"
_NOTHING = frozenset({"", "null", "none", ELLIPSIS})


@dataclass(frozen=True)
class Bounds:
    """What the answer's model is made for: the parts of a form that it depends on, and a text's
    numbers by their grammar. Hashable, so that equal ones share a model."""

    schema: type[BaseModel]
    synonyms: frozenset[str]
    shares: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def spec(self) -> SchemaSpec:
        """The form's schema as flat paths."""
        return spec_of(self.schema)

    def printed(self, grammar: str) -> tuple[str, ...]:
        """The numbers of a kind that the text shows; () where nothing is limited to them."""
        return next((found for name, found in self.numbers if name == grammar), ())

    def most_rows(self, path: str) -> int:
        """How many rows a list may have: no more than the text has keys."""
        spec = self.spec.lists[path]
        keys = (self.printed(self.spec.leaves[each].leaf.grammar) for each in spec.key)
        return min([spec.rows.most, *(len(found) for found in keys if found)])


def bounds_of(form: Form, printed: Mapping[str, tuple[str, ...]]) -> Bounds:
    """The bounds of a form's answers over a text that shows these numbers, by their grammar."""
    return Bounds(
        form.schema,
        frozenset(form.synonyms),
        tuple(sorted(form.shares.items())),
        tuple(sorted(printed.items())),
    )


# Making a model takes longer than all else that is done for a question, and most filings show the
# same few numbers of items and exhibits.
@lru_cache(maxsize=128)
def answer_model(bounds: Bounds, prefix: str, asked: frozenset[str]) -> type[BaseModel]:
    """The model of an answer that has these leaves; `prefix` is what its keys come after."""
    return _object(bounds.schema, "", prefix, asked, bounds)


def _object(
    model: type[BaseModel], path: str, prefix: str, asked: frozenset[str], bounds: Bounds
) -> type[BaseModel]:
    """The answer's model for the part of `model` below `path`; `prefix` itself is unwrapped."""
    fields: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        inner = f"{path}{name}"
        if not any(leaf == inner or leaf.startswith(f"{inner}.") for leaf in asked):
            continue
        annotation = without_none(info.annotation)
        if prefix.startswith(f"{inner}.") and isinstance(annotation, type):
            return _object(annotation, f"{inner}.", prefix, asked, bounds)
        fields[name] = (_field(annotation, inner, prefix, asked, bounds), ...)
    return create_model(f"{model.__name__}Quotes", __config__=ConfigDict(extra="ignore"), **fields)


def _field(annotation: Any, path: str, prefix: str, asked: frozenset[str], bounds: Bounds) -> Any:
    spec = bounds.spec
    if path in spec.lists:
        bound = Field(max_length=bounds.most_rows(path))
        item = get_args(annotation)[0]
        if isinstance(item, type) and issubclass(item, BaseModel):
            row = _object(item, f"{path}.", prefix, asked, bounds)
            return Annotated[list[row], bound]  # type: ignore[valid-type]
        plain = spec.leaves[path]
        quote = _string(plain.leaf, bounds)
        check = AfterValidator(partial(_check_quotes, plain))
        return Annotated[list[quote], bound, check]  # type: ignore[valid-type]
    if path in spec.leaves:
        leaf = spec.leaves[path]
        chosen = leaf.choices and path not in bounds.synonyms
        return (_choice(bounds, leaf) if chosen else _quote(bounds, leaf)) | None
    return _object(annotation, f"{path}.", prefix, asked, bounds)


def _string(leaf: Leaf, bounds: Bounds) -> Any:
    """A quote's type: one of the printed numbers, else a text of bounded length."""
    if printed := bounds.printed(leaf.grammar):
        return Literal[tuple(dict.fromkeys(printed))]
    return Annotated[str, StringConstraints(max_length=leaf.max_length)]


def _quote(bounds: Bounds, leaf: LeafSpec) -> Any:
    other = dict(bounds.shares).get(leaf.path)
    leaves = (leaf, *((bounds.spec.leaves[other],) if other else ()))
    check = AfterValidator(partial(_check_quote, leaves))
    return Annotated[_string(leaf.leaf, bounds), check]


def _choice(bounds: Bounds, leaf: LeafSpec) -> Any:
    chosen: Any = Literal[leaf.choices]
    return create_model(
        f"{leaf.name.title().replace('_', '')}Choice",
        quote=(_quote(bounds, leaf), ...),
        choice=(chosen, ...),
    )


def _check_quotes(leaf: LeafSpec, quotes: list[str], info: ValidationInfo) -> list[str]:
    """A list of plain quotes is wrong where none of them is right.

    One too many among right ones is left to the grammar, which reads none of it: another call
    for the whole answer would cost more than it could mend.
    """
    errors = []
    for quote in quotes:
        try:
            _check_quote((leaf,), quote, info)
        except ValueError as error:
            errors.append(error)
    if errors and len(errors) == len(quotes):
        raise errors[0]
    return quotes


def _check_quote(leaves: tuple[LeafSpec, ...], quote: str, info: ValidationInfo) -> str:
    if is_nothing(quote):
        return quote
    view = None if info.context is None else info.context.get("chunk")
    if isinstance(view, View) and not any(is_printed(leaf, quote, view) for leaf in leaves):
        raise ValueError(f"{quote[:60]!r} is not in the text; copy it exactly, or give null")
    errors = [grammar_error(leaf.leaf.grammar, quote) for leaf in leaves]
    if all(errors):
        raise ValueError(errors[0])
    return quote


@lru_cache(maxsize=256)
def grammar_error(grammar: str, quote: str) -> str | None:
    """Why a grammar cannot read a quote; None where it can."""
    try:
        GRAMMARS[grammar].parse(quote)
    except Unreadable as error:
        return str(error)
    return None


def is_nothing(quote: str) -> bool:
    """Whether a quote is a way of saying that there is nothing to quote."""
    return quote.strip().casefold() in _NOTHING
