"""The quote schema: a form's schema with a verbatim quote in the place of every value.

A model is never asked for values: it quotes, and code reads what it quoted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from extractor.forms.base import Form, Question
from extractor.forms.schema import LeafSpec, without_none
from extractor.llm.answer_models import (
    ELLIPSIS,
    answer_model,
    bounds_of,
    grammar_error,
    is_nothing,
)
from extractor.values import GRAMMARS

_CONVERTED = frozenset({"date", "integer", "money"})
"""Grammars whose values a model likes to convert instead of copying them."""
_CHOSEN = frozenset({"ein", "exhibit_number", "file_number", "item_number"})
"""Grammars of numbers whose tokens a text shows by their form: a model chooses among those."""
_MOST_CHOICES = 60
_MISSING = object()
"""What an answer without a key gives for it: no null, which would say that there is none."""


@dataclass(frozen=True, slots=True)
class QuotedLeaf:
    """One leaf of an answer: `quote` None where the model says that there is none.

    `choice` is what the model chose, for a leaf that is a choice. `row` is the row's number.
    """

    path: str
    row: int | None
    quote: str | None
    choice: str | None = None


@dataclass(frozen=True)
class QuoteSchema:
    """What is asked in one question: the answer's model and how it is explained.

    `prefix` is what the paths of all asked leaves have in common; the answer's keys come after
    it. `skeleton` is the answer's shape on one line.
    """

    model: type[BaseModel]
    prefix: str
    leaves: tuple[str, ...]
    lists: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    skeleton: str


def quote_schema(form: Form, question: Question, left_out: frozenset[str]) -> QuoteSchema | None:
    """The quote schema of a question; None where nothing of it is left to ask.

    `left_out` are leaves and lists that the filing cannot state (no cue) and so are not asked.
    """
    spec = form.spec
    second = frozenset(form.shares.values())
    asked = tuple(
        path for path, leaf in spec.leaves.items() if _is_asked(leaf, question, left_out | second)
    )
    if not asked:
        return None
    prefix = _common_prefix(form, question.paths)
    lists = tuple(
        path for path in spec.lists if any(leaf in asked for leaf in spec.lists[path].leaves)
    )
    model = answer_model(bounds_of(form, {}), prefix, frozenset(asked))
    return QuoteSchema(
        model=model,
        prefix=prefix,
        leaves=asked,
        lists=lists,
        fields=tuple(_explained(form, asked, prefix)),
        skeleton=_skeleton(model),
    )


def limited(form: Form, schema: QuoteSchema, text: str) -> QuoteSchema:
    """The schema for one text: of numbers that have a form of their own, only printed ones.

    A small model shortens them ("7" for "7.01") or goes on for ever. It is still the model that
    says which of the printed ones is meant; where the text shows none, nothing is limited.
    """
    grammars = {form.spec.leaves[path].leaf.grammar for path in schema.leaves} & _CHOSEN
    printed = {grammar: _printed(grammar, text) for grammar in grammars}
    shown = {grammar: found for grammar, found in printed.items() if found}
    if not shown:
        return schema
    model = answer_model(bounds_of(form, shown), schema.prefix, frozenset(schema.leaves))
    return replace(schema, model=model)


def leaves_of(form: Form, schema: QuoteSchema, answer: Mapping[str, Any]) -> tuple[QuotedLeaf, ...]:
    """An answer as flat leaves, every asked leaf once or once a row.

    Lenient: what is missing or has the wrong type is left out, which says nothing of that leaf, not
    that the filing states none. A quote in a
    cell that two leaves share goes to the leaf whose grammar reads it, and says of the other
    that there is none.
    """
    return tuple(each for leaf in flat(schema, answer) for each in _shared_out(form, leaf))


def merged(first: Any, second: Any) -> Any:
    """A second answer, completed by the first where it says nothing.

    Told of one wrong quote, a small model takes back right ones too. What it gave first is kept,
    and what was wrong in it stays visible as ungrounded.
    """
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        keys = dict.fromkeys((*first, *second))
        return {key: merged(first.get(key), second.get(key)) for key in keys}
    empty = second is None or second == [] or (isinstance(second, str) and is_nothing(second))
    return first if empty else second


def rows_of(schema: QuoteSchema, answer: Mapping[str, Any], path: str) -> list[Any] | None:
    """The rows that an answer gives for a list; None where it gives no list, not even an empty."""
    found = _dig(answer, path[len(schema.prefix) :].split("."))
    return found if isinstance(found, list) else None


def _printed(name: str, text: str) -> tuple[str, ...]:
    """The numbers of a kind that a text shows, as often as it does; () where it shows too many."""
    grammar = GRAMMARS[name]
    found = [
        str(each.value) if grammar.bare else text[each.start : each.end]
        for each in grammar.find(text)
    ]
    if grammar.bare:
        found += [each for each in grammar.bare.findall(text) if each not in found]
    clean = tuple(" ".join(each.split()) for each in found)
    return clean if len(set(clean)) <= _MOST_CHOICES else ()


def _is_asked(leaf: LeafSpec, question: Question, left_out: frozenset[str]) -> bool:
    wanted = any(leaf.path == path or leaf.path.startswith(f"{path}.") for path in question.paths)
    return wanted and leaf.leaf.ask and leaf.path not in left_out and leaf.rows not in left_out


def _common_prefix(form: Form, paths: tuple[str, ...]) -> str:
    """What the asked paths have in common; a single object is unwrapped, a list is not."""
    spec = form.spec
    if len(paths) == 1 and paths[0] not in spec.lists and paths[0] not in spec.leaves:
        return f"{paths[0]}."
    parents = [path.split(".")[:-1] for path in paths]
    common: list[str] = []
    for parts in zip(*parents, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "".join(f"{part}." for part in common)


def _explained(form: Form, asked: tuple[str, ...], prefix: str) -> Iterator[tuple[str, str]]:
    """Each asked leaf with its description; a name that says it all is not explained."""
    spec = form.spec
    told: set[str] = set()
    for path in asked:
        leaf = spec.leaves[path]
        if leaf.rows and leaf.rows != path and leaf.rows not in told:
            told.add(leaf.rows)
            of_list = spec.lists[leaf.rows].description
            if of_list != leaf.rows[len(prefix) :]:
                yield leaf.rows[len(prefix) :], of_list
        other = form.shares.get(path)
        described = leaf.description + (f"; or {spec.leaves[other].description}" if other else "")
        if leaf.leaf.grammar in _CONVERTED:
            described += ", as printed"
        if described.replace(" ", "_") != leaf.name:
            yield path[len(prefix) :], described


def _skeleton(annotation: Any) -> str:
    annotation = without_none(annotation)
    if get_origin(annotation) is Annotated:
        return _skeleton(get_args(annotation)[0])
    if get_origin(annotation) is list:
        item = _skeleton(get_args(annotation)[0])
        # A list of plain quotes mostly has one: shown as going on, it is filled with others.
        return f"[{item}]" if item.startswith('"') else f"[{item},{ELLIPSIS}]"
    if get_origin(annotation) is Literal:
        return f'"{"|".join(get_args(annotation))}"'
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        parts = [
            f'"{name}":{_skeleton(info.annotation)}'
            for name, info in annotation.model_fields.items()
        ]
        return "{" + ",".join(parts) + "}"
    return f'"{ELLIPSIS}"'


def flat(schema: QuoteSchema, answer: Mapping[str, Any]) -> Iterator[QuotedLeaf]:
    """What an answer says, leaf by leaf, before shared cells are given to their leaves."""
    for path in schema.leaves:
        rows = next(
            (each for each in schema.lists if path == each or path.startswith(f"{each}.")), None
        )
        if rows is None:
            yield from _leaf(path, None, _dig(answer, path[len(schema.prefix) :].split(".")))
            continue
        inner = path[len(rows) + 1 :].split(".") if path != rows else []
        for number, row in enumerate(rows_of(schema, answer, rows) or ()):
            yield from _leaf(path, number, _dig(row, inner))


def _shared_out(form: Form, leaf: QuotedLeaf) -> Iterator[QuotedLeaf]:
    other = form.shares.get(leaf.path)
    if other is None:
        yield leaf
        return
    own, shared = (form.spec.leaves[path].leaf.grammar for path in (leaf.path, other))
    is_other = (
        leaf.quote is not None
        and grammar_error(own, leaf.quote) is not None
        and grammar_error(shared, leaf.quote) is None
    )
    yield replace(leaf, quote=None) if is_other else leaf
    yield QuotedLeaf(other, leaf.row, leaf.quote if is_other else None)


def _leaf(path: str, row: int | None, answer: Any) -> Iterator[QuotedLeaf]:
    """The leaf, nothing where the answer has no text for it and does not say that there is none."""
    choice = None
    if isinstance(answer, Mapping):
        choice = _text(answer.get("choice"))
        answer = answer.get("quote", _MISSING)
    if answer is None or _is_text(answer):
        yield QuotedLeaf(path, row, _text(answer), choice)


def _is_text(answer: Any) -> bool:
    """Whether an answer is a text, or a number that stands for its digits."""
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        return False
    return not isinstance(answer, float) or isfinite(answer)


def _text(answer: Any) -> str | None:
    if not _is_text(answer):
        return None
    text = without_surrogates(str(answer)).strip()
    return None if is_nothing(text) else text


def without_surrogates(text: str) -> str:
    """The text without half characters, which JSON can spell but nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _dig(answer: Any, keys: list[str]) -> Any:
    for key in keys:
        if answer is not None:
            answer = answer.get(key, _MISSING) if isinstance(answer, Mapping) else _MISSING
    return answer
