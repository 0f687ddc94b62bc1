"""Baselines of forms from outside: a function for a field or list, over the text of its part."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractor.errors import ExtractorError
from extractor.filing.model import Document, Filing
from extractor.forms.base import Answer, Form, Quoted, QuotedList, Range
from extractor.forms.parts import WHOLE, BadPattern, wording
from extractor.forms.plain import BadForm
from extractor.forms.schema import ListSpec
from extractor.reasons import Reason

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a baseline found a value: a range of the text that it was given.

    `value` only for a choice that has no table of synonyms, as the schema spells it. `anchor` is
    the range of the wording that gave the value its role, where the baseline knows it.
    """

    start: int
    end: int
    value: str | None = None
    anchor: Range | None = None

    @classmethod
    def of(cls, match: re.Match[str], group: str | int = 0) -> "Hit":
        """What a group of a match matched; the words of the match before it are its anchor."""
        start, end = match.span(group)
        before = match.string[match.start() : start].rstrip()
        anchor = (match.start(), match.start() + len(before)) if before else None
        return cls(start, end, anchor=anchor)


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The rows that a baseline found in a text, each by the names of its fields.

    `accounted` is True where every line of the place it read is in them, False where something
    was left over, None where it cannot tell.
    """

    rows: tuple[Mapping[str, Hit], ...]
    accounted: bool | None = None


ValueBaseline = Callable[[str], Hit | None]
"""Finds a field's value in the text of a section; None where it is not stated there."""
ListBaseline = Callable[[str], FoundRows]
"""Finds the rows of a list in the text of a section."""


def pattern(regex: str) -> ValueBaseline:
    """A baseline that finds what the group `value` of a pattern matches first (see `wording`).

    The words before the group are what gives the value its role. Raises BadForm.
    """
    try:
        compiled = wording(regex)
    except BadPattern as error:
        raise BadForm(str(error)) from error
    if "value" not in compiled.groupindex:
        raise BadForm(f"{regex!r}: the value's place is missing; write it as (?P<value>...)")

    def find(text: str) -> Hit | None:
        match = compiled.search(text)
        return Hit.of(match, "value") if match else None

    return find


def baseline_of(
    form: Form, baselines: Mapping[str, ValueBaseline | ListBaseline]
) -> Callable[[Filing], Answer]:
    """The form's baseline: each field's or list's own, over the sections in which it is stated."""
    spec = form.spec

    def answer(filing: Filing) -> Answer:
        document = filing.main_document
        quotes: list[Quoted] = []
        lists: list[QuotedList] = []
        read: set[str] = set()
        for path, find in baselines.items():
            passages = _passages(form, path, document)
            if path in spec.lists:
                rows, stated = _rows(form, spec.lists[path], find, passages)
                quotes += rows
                lists.append(stated)
                read.update(spec.lists[path].leaves)
            elif passages:
                quotes += _value(form, path, find, passages)
                read.add(path)
        return Answer(tuple(quotes), tuple(lists), frozenset(read))

    return answer


def _passages(form: Form, path: str, document: Document) -> list[tuple[int, str]]:
    """The texts that a baseline is given, each with its place: none where the part is missing."""
    text = document.reading.text
    sections = (form.part_of(path) or WHOLE).of(document)
    return [(each.start, text[each.start : each.end]) for each in sections]


def _value(
    form: Form,
    path: str,
    find: ValueBaseline | ListBaseline,
    passages: Iterable[tuple[int, str]],
) -> list[Quoted]:
    for at, text in passages:
        told = f"the form {form.name}: the baseline of {path}"
        hit = called(told, find, text)
        if hit is not None:
            return [_quoted(told, path, None, at, text, hit)]
    return []


def _rows(
    form: Form,
    spec: ListSpec,
    find: ValueBaseline | ListBaseline,
    passages: Sequence[tuple[int, str]],
) -> tuple[list[Quoted], QuotedList]:
    quotes: list[Quoted] = []
    accounted: list[bool | None] = []
    count = 0
    told = f"the form {form.name}: the baseline of {spec.path}"
    for at, text in passages:
        found = called(told, find, text)
        if not isinstance(found, FoundRows):
            raise BadForm(f"{told} gives {_told(found)}; it has to give FoundRows")
        if found.rows:
            accounted.append(found.accounted)
        for row in found.rows:
            quotes += [
                _quoted(told, _leaf_of(told, spec, name), count, at, text, hit)
                for name, hit in row.items()
            ]
            count += 1
    whole = None if not accounted or None in accounted else all(accounted)
    missing = None if passages else Reason.NO_SECTION
    return quotes, QuotedList(spec.path, count, whole, missing)


def _leaf_of(told: str, spec: ListSpec, name: str) -> str:
    path = spec.path if spec.leaves == (spec.path,) else f"{spec.path}.{name}"
    if path not in spec.leaves:
        raise BadForm(f"{told} names a field {name!r}, which its rows have not")
    return path


def _quoted(told: str, path: str, row: int | None, at: int, text: str, hit: object) -> Quoted:
    """A hit as a place of the whole document; raises BadForm for what is none."""
    if not isinstance(hit, Hit):
        raise BadForm(f"{told} gives {_told(hit)} for {path}; it has to give a Hit")
    ranges = ((hit.start, hit.end), hit.anchor or (hit.start, hit.end))
    if not all(0 <= start < end <= len(text) for start, end in ranges):
        raise BadForm(f"{told} gives a range for {path} that is not in the text it was given")
    anchor = (hit.anchor[0] + at, hit.anchor[1] + at) if hit.anchor else None
    return Quoted(path, row, ((hit.start + at, hit.end + at),), anchor, hit.value)


def _told(given: object) -> str:
    return f"a {type(given).__name__}"


def called(told: str, function: Callable[[T], object], given: T) -> object:
    """What a function of a form gives; a fault of its own is told in one sentence."""
    try:
        return function(given)
    except ExtractorError:
        raise
    except Exception as error:  # code from outside may raise anything
        raise BadForm(f"{told} failed: {type(error).__name__}: {error}") from error
