"""Evidence: from quotes to candidates whose value, place and role are proven in the text. Pure.

The same for every reader: the quote is located, read by the leaf's grammar, its place is chosen
among its occurrences, and its anchor is looked for: the caption or phrase near it that gives it
its role, or, in a row, the row's own key.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.filing.model import Document
from extractor.forms.base import Anchor, Form
from extractor.forms.schema import LeafSpec
from extractor.reasons import Reason
from extractor.records import Candidate, Value
from extractor.text.folding import collapse, fold, unify
from extractor.text.spans import Evidence
from extractor.text.view import View
from extractor.values import GRAMMARS, Unreadable

_WORDED = frozenset({"text", "name"})
"""Grammars whose value is the printed text itself."""
_CELL = frozenset({"money", "percent"})
"""Grammars of table cells: a row that has one on its own line has none on another."""
_AMOUNTS = frozenset({"money", "percent", "integer"})
_LONGER = _AMOUNTS | {"ein", "file_number"}
"""Grammars that know how a number goes on: by a scale word, a hyphen, a further number word."""
_NUMERIC = _LONGER | {"item_number", "exhibit_number"}
_NEAR = 100
"""Characters on each side of a number within which a longer one that holds it begins and ends."""
_MAX_ANCHOR_WINDOW = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the reading view, and the evidence it stands for."""

    start: int
    end: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Answered:
    """One reader's answer for one leaf before it is grounded.

    `quote` "" says that the reader found none. `places` are where the quote stands; `anchor` is
    the place that the reader itself took the value's role from, if it says so. `coded` choices
    were made by code and need no table of synonyms.
    """

    path: str
    row: int | None
    quote: str
    places: tuple[Place, ...] = ()
    choice: str | None = None
    anchor: Place | None = None
    coded: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    answer: Answered
    value: Value | None
    problem: Reason | None
    places: tuple[Place, ...]


def ground(
    form: Form, document: Document, reader: str, answers: Iterable[Answered]
) -> tuple[Candidate, ...]:
    """The candidates of one reader's answers, each with its evidence and its anchor."""
    return _Grounding(form, document.reading, reader).candidates(answers)


class _Grounding:
    """One reader's answers over one text."""

    def __init__(self, form: Form, view: View, reader: str) -> None:
        self._form = form
        self._view = view
        self._text = view.text
        self._reader = reader

    def candidates(self, answers: Iterable[Answered]) -> tuple[Candidate, ...]:
        made: list[Candidate] = []
        rows: dict[str, list[_Read]] = defaultdict(list)
        for answer in answers:
            read = _read(self._form, self._text, answer)
            if answer.row is None:
                made.append(self._scalar(read))
            else:
                rows[self._form.spec.leaves[answer.path].rows or ""].append(read)
        for path, members in rows.items():
            made += self._rows(path, members)
        return tuple(made)

    def _scalar(self, read: _Read) -> Candidate:
        """Its first occurrence that is anchored, else its first."""
        first = read.places[0] if read.places else None
        if read.answer.anchor is not None:
            return self._candidate(read, first, read.answer.anchor.evidence)
        for place in read.places:
            anchor = self._wording_near(place, self._form.anchors.get(read.answer.path))
            if anchor:
                return self._candidate(read, place, anchor)
        return self._candidate(read, first, ())

    def _candidate(
        self, read: _Read, place: Place | None, anchor: Evidence, problem: Reason | None = None
    ) -> Candidate:
        return Candidate(
            reader=self._reader,
            path=read.answer.path,
            row=read.answer.row,
            quote=read.answer.quote,
            value=self._value(read, place),
            evidence=place.evidence if place else (),
            anchor=anchor if place else (),
            occurrences=len(read.places),
            problem=read.problem or problem,
        )

    def _value(self, read: _Read, place: Place | None) -> Value | None:
        """What the filing prints, not the reader's spelling of it, where the value is words."""
        spec = self._form.spec.leaves[read.answer.path]
        worded = spec.leaf.grammar in _WORDED and not spec.choices
        if read.value is None or place is None or not worded:
            return read.value
        printed = self._text[place.start : place.end]
        if fold(printed).text != fold(read.answer.quote).text:
            return read.value
        return _parsed(spec.leaf.grammar, printed) or read.value

    def _rows(self, path: str, members: Sequence[_Read]) -> list[Candidate]:
        """One list: each row where its key and its values stand closest together."""
        key = self._form.spec.lists[path].key
        rows: dict[int, dict[str, _Read]] = defaultdict(dict)
        for member in members:
            rows[member.answer.row or 0][member.answer.path] = member
        keys: dict[int, Place] = {}
        last = -1
        for number in sorted(rows):
            place = _key_place(self._text, key, rows[number], last)
            if place is not None:
                keys[number] = place
                last = place.start
        made = []
        for number, leaves in rows.items():
            others = sorted(each.start for row, each in keys.items() if row != number)
            made += [self._cell(leaf, keys.get(number), others) for leaf in leaves.values()]
        return made

    def _cell(self, read: _Read, key: Place | None, others: Sequence[int]) -> Candidate:
        rule = self._form.anchors.get(read.answer.path)
        nearest = _nearest(self._text, read, key)
        if read.answer.anchor is not None:
            return self._candidate(read, nearest, read.answer.anchor.evidence)
        if nearest is None:
            return self._candidate(read, None, ())
        if rule is not None and rule.wording is not None:
            return self._candidate(read, nearest, self._wording_near(nearest, rule))
        if key is None or nearest.start == key.start:
            return self._candidate(read, nearest, key.evidence if key else ())
        grammar = self._form.spec.leaves[read.answer.path].leaf.grammar
        if _in_row(self._text, nearest, key, others, grammar):
            return self._candidate(read, nearest, key.evidence)
        return self._candidate(read, nearest, (), Reason.NOT_IN_ITS_ROW)

    def _wording_near(self, place: Place, rule: Anchor | None) -> Evidence:
        """The nearest match of a rule's wording in the lines round a place."""
        if rule is None or rule.wording is None:
            return ()
        low, high = _window(self._text, place, rule)
        found = [match.span() for match in rule.wording.finditer(self._text, low, high)]
        if not found:
            return ()
        start, end = min(found, key=lambda each: max(each[0] - place.end, place.start - each[1], 0))
        return self._view.evidence(start, end)


def _read(form: Form, text: str, answer: Answered) -> _Read:
    """Parse an answer's quote and keep those places that really show the value."""
    if not answer.quote:
        return _Read(answer, None, None, ())
    spec = form.spec.leaves[answer.path]
    if spec.choices:
        value, problem = _choose(form, spec, answer)
        return _Read(answer, value, problem, answer.places)
    parsed = _parsed(spec.leaf.grammar, answer.quote)
    if parsed is None:
        return _Read(answer, None, Reason.UNREADABLE_VALUE, answer.places)
    if spec.leaf.grammar not in _NUMERIC:
        return _Read(answer, parsed, None, answer.places)
    whole = [each for each in answer.places if _is_whole(text, each, spec.leaf.grammar, parsed)]
    return _Read(answer, parsed, None, tuple(whole))


def _parsed(grammar: str, quote: str) -> Value | None:
    try:
        value: Value = GRAMMARS[grammar].parse(quote)
    except Unreadable:
        return None
    return value


def _choose(form: Form, spec: LeafSpec, answer: Answered) -> tuple[Value | None, Reason | None]:
    """The choice that the wording stands for: by the form's synonyms, else as the reader chose."""
    chosen = answer.choice if answer.choice in spec.choices else None
    if answer.coded:
        return chosen, None
    synonyms = form.synonyms.get(spec.path)
    if synonyms is None:
        return chosen, Reason.NO_SYNONYM
    wording = collapse(unify(answer.quote)).casefold().strip(" .,;:()\"'")
    for synonym in sorted(synonyms, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(synonym)}(?!\w)", wording):
            return synonyms[synonym], None
    return chosen, Reason.NO_SYNONYM


def _is_whole(text: str, place: Place, grammar: str, value: Value) -> bool:
    """Whether the number printed at a place, in full, is the value: not a piece of another."""
    start, end = place.start, place.end
    joints = ".," if grammar in _AMOUNTS else "."
    while start > 0 and (text[start - 1].isdecimal() or _joins(text, start - 1, joints)):
        start -= 1
    while end < len(text) and (text[end].isdecimal() or _joins(text, end, joints)):
        end += 1
    if (start, end) != (place.start, place.end) and _parsed(grammar, text[start:end]) != value:
        return False
    return grammar not in _LONGER or not _is_piece(text, place, grammar, value)


def _joins(text: str, at: int, joints: str) -> bool:
    """Whether one of `joints` stands at `at` between two digits."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] in joints and before.isdecimal() and after.isdecimal()


def _is_piece(text: str, place: Place, grammar: str, value: Value) -> bool:
    """Whether a longer number stands round a place and has another value."""
    low = max(0, place.start - _NEAR)
    return any(
        found.value != value
        for found in GRAMMARS[grammar].find(text[low : place.end + _NEAR])
        if low + found.start <= place.start and place.end <= low + found.end
    )


def _key_place(
    text: str, key: Sequence[str], leaves: Mapping[str, _Read], after: int
) -> Place | None:
    """The occurrence of a row's key that the row's other values stand closest to."""
    holders = [leaves[path] for path in key if path in leaves and leaves[path].places]
    if not holders:
        return None
    holder = min(holders, key=lambda each: len(each.places))
    others = [each for each in leaves.values() if each is not holder and each.places]

    def cost(place: Place) -> tuple[int, bool, int]:
        away = sum(min(_distance(text, place, other) for other in each.places) for each in others)
        return away, place.start <= after, place.start

    return min(holder.places, key=cost)


def _distance(text: str, key: Place, other: Place) -> int:
    """How far a value is from a key: near on the key's own line, farther above than below."""
    line_start, line_end = _line(text, key.start)
    away = other.start - key.start
    if line_start <= other.start < line_end:
        return abs(away) // 16
    return 20 + (away if away > 0 else -4 * away)


def _nearest(text: str, read: _Read, key: Place | None) -> Place | None:
    if key is None or not read.places:
        return read.places[0] if read.places else None
    return min(read.places, key=lambda place: (_distance(text, key, place), place.start))


def _in_row(text: str, place: Place, key: Place, others: Sequence[int], grammar: str) -> bool:
    """Whether a value stands in the row of `key`: no other row's key lies between them."""
    line_start, line_end = _line(text, key.start)
    if line_start <= place.start < line_end:
        low, high = sorted((key.start, place.start))
        return bisect_right(others, low) == bisect_left(others, high)
    if _begins_with(text, place, key):
        return True
    between = bisect_right(others, place.start) - bisect_right(others, key.start)
    if place.start < key.start or between:
        return False
    return grammar not in _CELL or not any(GRAMMARS[grammar].find(text[key.end : line_end]))


def _begins_with(text: str, place: Place, key: Place) -> bool:
    """Whether a value's line begins with the row's key: a table in two blocks repeats its keys."""
    line = text[_line(text, place.start)[0] :][: key.end - key.start + 400].lstrip()
    printed = text[key.start : key.end]
    return line.startswith(printed) and not line[len(printed) : len(printed) + 1].isalnum()


def _window(text: str, place: Place, rule: Anchor) -> tuple[int, int]:
    lines = _lines(text)
    if not lines:
        return 0, len(text)
    first = max(0, bisect_right(lines, (place.start, len(text))) - 1)
    last = max(0, bisect_right(lines, (max(place.start, place.end - 1), len(text))) - 1)
    low = lines[max(0, first - rule.before)][0]
    high = lines[min(len(lines) - 1, last + rule.after)][1]
    return max(low, place.start - _MAX_ANCHOR_WINDOW), min(high, place.end + _MAX_ANCHOR_WINDOW)


@lru_cache(maxsize=16)
def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of every line that is not blank."""
    return [match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace()]


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end
