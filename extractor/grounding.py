"""Evidence: from quotes to candidates whose value, place and role are proven in the text. Pure.

The same for every reader: the quote is located, read by the leaf's grammar, its place is chosen
among its occurrences, and its anchor is looked for: the caption or phrase near it that gives it
its role, or, in a row, the row's own key.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.filing.model import Document, Section
from extractor.forms.base import Form
from extractor.forms.schema import LeafSpec
from extractor.places import NUMERIC, WORDED, Place, is_whole, parsed, wording_near
from extractor.reasons import Reason
from extractor.records import Candidate, Value
from extractor.text.folding import collapse, fold, unify
from extractor.text.spans import Evidence
from extractor.values import GRAMMARS
from extractor.values.nothing import says_nothing

_CELL = frozenset({"money", "percent"})
"""Grammars of table cells: a row that has one on its own line has none on another."""


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
    outside: bool = False


def ground(
    form: Form, document: Document, reader: str, answers: Iterable[Answered]
) -> tuple[Candidate, ...]:
    """The candidates of one reader's answers, each with its evidence and its anchor."""
    return _Grounding(form, document, reader).candidates(answers)


class _Grounding:
    """One reader's answers over one text."""

    def __init__(self, form: Form, document: Document, reader: str) -> None:
        self._form = form
        self._document = document
        self._view = document.reading
        self._text = document.reading.text
        self._reader = reader
        self._stated: dict[str, tuple[Section, ...]] = {}

    def candidates(self, answers: Iterable[Answered]) -> tuple[Candidate, ...]:
        made: list[Candidate] = []
        rows: dict[str, list[_Read]] = defaultdict(list)
        for answer in answers:
            read = self._trusted(self._within(_read(self._form, self._text, answer)))
            if answer.row is None:
                made.append(self._scalar(read))
            else:
                rows[self._form.spec.leaves[answer.path].rows or ""].append(read)
        for path, members in rows.items():
            made += self._rows(path, members)
        return tuple(made)

    def _within(self, read: _Read) -> _Read:
        """The answer at those of its places that lie in a section where the leaf is stated.

        Where none does, all are kept: the value is in the text, but nothing there gives it its
        role.
        """
        sections = self._sections(read.answer.path)
        if not sections or not read.places or read.answer.anchor is not None:
            return read
        inside = tuple(
            place
            for place in read.places
            if any(each.start <= place.start and place.end <= each.end for each in sections)
        )
        if len(inside) == len(read.places):
            return read
        return replace(read, places=inside or read.places, outside=not inside)

    def _sections(self, path: str) -> tuple[Section, ...]:
        """The sections in which a leaf is stated, looked up once a leaf."""
        if path not in self._stated:
            self._stated[path] = tuple(self._form.sections_of(path, self._document))
        return self._stated[path]

    def _trusted(self, read: _Read) -> _Read:
        """The answer at those of its places that do not speak to a machine, if there are any."""
        if not self._document.addressed:
            return read
        places = tuple(place for place in read.places if not self._is_addressed(place))
        return replace(read, places=places) if places else read

    def _is_addressed(self, place: Place) -> bool:
        return any(low < place.end and place.start < high for low, high in self._document.addressed)

    def _scalar(self, read: _Read) -> Candidate:
        """Its first occurrence that is anchored, else its first."""
        first = read.places[0] if read.places else None
        if read.answer.anchor is not None:
            return self._candidate(read, first, read.answer.anchor.evidence)
        for place in read.places:
            anchor = self._wording_near(read, place)
            if anchor:
                return self._candidate(read, place, anchor)
        return self._candidate(read, first, ())

    def _candidate(
        self, read: _Read, place: Place | None, anchor: Evidence, problem: Reason | None = None
    ) -> Candidate:
        if place is not None and self._is_addressed(place):
            problem, anchor = Reason.ADDRESSED, ()
        return Candidate(
            reader=self._reader,
            path=read.answer.path,
            row=read.answer.row,
            quote=read.answer.quote,
            value=self._value(read, place),
            evidence=place.evidence if place else (),
            anchor=anchor if place and not read.outside else (),
            occurrences=len(read.places),
            problem=read.problem or problem,
        )

    def _value(self, read: _Read, place: Place | None) -> Value | None:
        """What the filing prints, not the reader's spelling of it, where the value is words."""
        spec = self._form.spec.leaves[read.answer.path]
        worded = spec.leaf.grammar in WORDED and not spec.choices
        if read.value is None or place is None or not worded:
            return read.value
        printed = self._text[place.start : place.end]
        quote = read.answer.quote
        if printed == quote or fold(printed).text != fold(quote).text:
            return read.value
        return parsed(spec.leaf.grammar, printed) or read.value

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
        apart = self._apart(key, rows, keys)
        made = []
        starts = sorted(each.start for each in keys.values())
        for number, leaves in rows.items():
            for leaf in leaves.values():
                cell = self._cell(leaf, keys.get(number), starts)
                if number in apart and leaf.answer.path in key and leaf.answer.anchor is None:
                    cell = replace(cell, anchor=(), problem=cell.problem or Reason.NOT_IN_ITS_ROW)
                made.append(cell)
        return made

    def _apart(
        self,
        key: Sequence[str],
        rows: Mapping[int, Mapping[str, _Read]],
        places: Mapping[int, Place],
    ) -> set[int]:
        """The rows whose key has several parts that the text does not say together.

        Between the parts of one key no part of another stands, unless the two rows share a part
        ("X, as seller and servicer").
        """
        parts: dict[int, dict[str, Place]] = {}
        for number, place in places.items() if len(key) > 1 else ():
            chosen = {
                path: nearest
                for path in key
                if path in rows[number]
                and (nearest := _nearest(self._text, rows[number][path], place)) is not None
            }
            if len(chosen) == len(key):
                parts[number] = chosen
        # A hostile list has thousands of rows: each is held against those that stand near it alone.
        spots = sorted(
            (each.start, each.end, at) for at, own in parts.items() for each in own.values()
        )
        return self._loose(key, rows, places) | {
            number
            for number, own in parts.items()
            if not self._is_linked(own)
            or any(
                not any(rows[at][path].value == rows[number][path].value for path in key)
                for at in _between(own, spots)
            )
        }

    def _loose(
        self,
        key: Sequence[str],
        rows: Mapping[int, Mapping[str, _Read]],
        places: Mapping[int, Place],
    ) -> set[int]:
        """The rows with a value that does not follow its key as its rule asks."""
        return {
            number
            for number, place in places.items()
            for path, read in rows[number].items()
            if path not in key
            and (nearest := _nearest(self._text, read, place)) is not None
            and not self._follows(path, nearest, place)
        }

    def _follows(self, path: str, place: Place, key: Place) -> bool:
        """Whether between a row's key and a value stands nothing but what the value's rule lets."""
        rule = self._form.anchors.get(path)
        if rule is None or rule.link is None or rule.wording is not None:
            return True
        behind = key.end <= place.start
        return behind and rule.link.fullmatch(self._text, key.end, place.start) is not None

    def _is_linked(self, parts: Mapping[str, Place]) -> bool:
        """Whether each part that stands behind the others is joined to them as its rule asks."""
        for path, place in parts.items():
            rule = self._form.anchors.get(path)
            before = max((each.end for name, each in parts.items() if name != path), default=0)
            if rule is None or rule.link is None or before > place.start:
                continue
            if rule.link.fullmatch(self._text, before, place.start) is None:
                return False
        return True

    def _cell(self, read: _Read, key: Place | None, starts: Sequence[int]) -> Candidate:
        rule = self._form.anchors.get(read.answer.path)
        nearest = _nearest(self._text, read, key)
        if read.answer.anchor is not None:
            return self._candidate(read, nearest, read.answer.anchor.evidence)
        if nearest is None:
            return self._candidate(read, None, ())
        if rule is not None and rule.wording is not None:
            return self._candidate(read, nearest, self._wording_near(read, nearest))
        if key is None or nearest.start == key.start:
            return self._candidate(read, nearest, key.evidence if key else ())
        grammar = self._form.spec.leaves[read.answer.path].leaf.grammar
        in_row = _in_row(self._text, nearest, key, starts, grammar)
        if in_row and self._follows(read.answer.path, nearest, key):
            return self._candidate(read, nearest, key.evidence)
        return self._candidate(read, nearest, (), Reason.NOT_IN_ITS_ROW)

    def _wording_near(self, read: _Read, place: Place) -> Evidence:
        """What stands near a place and gives a value there its role; () where nothing does."""
        rule = self._form.anchors.get(read.answer.path)
        grammar = self._form.spec.leaves[read.answer.path].leaf.grammar
        own = read.answer.row is None
        found = wording_near(self._text, place, rule, grammar, own=own)
        return self._view.evidence(*found) if found else ()


def _read(form: Form, text: str, answer: Answered) -> _Read:
    """Parse an answer's quote and keep those places that really show the value."""
    spec = form.spec.leaves[answer.path]
    if not answer.quote or (not spec.leaf.literal and says_nothing(answer.quote)):
        return _Read(replace(answer, quote=""), None, None, ())
    if spec.choices:
        value, problem = _choose(form, spec, answer)
        return _Read(answer, value, problem, answer.places)
    value = parsed(spec.leaf.grammar, answer.quote)
    if value is None:
        return _Read(answer, None, Reason.UNREADABLE_VALUE, answer.places)
    if spec.leaf.grammar not in NUMERIC:
        return _Read(answer, value, None, answer.places)
    whole = [each for each in answer.places if is_whole(text, each, spec.leaf.grammar, value)]
    return _Read(answer, value, None, tuple(whole))


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
        if re.search(rf"(?<!\w){re.escape(synonym)}s?(?!\w)", wording):
            return synonyms[synonym], None
    return chosen, Reason.NO_SYNONYM


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


def _between(parts: Mapping[str, Place], spots: Sequence[tuple[int, int, int]]) -> Iterator[int]:
    """The rows of which a part stands between the first of a row's parts and its last.

    `spots` are the parts of all rows in order: where each begins and ends, and of which row it is.
    """
    low = min(each.end for each in parts.values())
    high = max(each.start for each in parts.values())
    for index in range(bisect_left(spots, (low,)), len(spots)):
        start, end, number = spots[index]
        if start > high:
            return
        if end <= high:
            yield number


def _in_row(text: str, place: Place, key: Place, starts: Sequence[int], grammar: str) -> bool:
    """Whether a value stands in the row of `key`: no other row's key lies between them.

    `starts` are where the keys of all rows begin, in order.
    """
    line_start, line_end = _line(text, key.start)
    if line_start <= place.start < line_end:
        low, high = sorted((key.start, place.start))
        return bisect_right(starts, low) == bisect_left(starts, high)
    if _begins_with(text, place, key):
        return True
    own = bisect_left(starts, key.start)
    first, last = bisect_left(starts, line_start), bisect_left(starts, line_end)
    beside = [*starts[first:own], *starts[own + 1 : last]]
    if beside:
        below = last == bisect_left(starts, place.start)
        return below and place.start > line_end and _in_column(text, place, key.start, beside)
    between = bisect_right(starts, place.start) - bisect_right(starts, key.start)
    if place.start < key.start or between:
        return False
    return grammar not in _CELL or not any(GRAMMARS[grammar].find(text[key.end : line_end]))


def _in_column(text: str, place: Place, key: int, beside: Sequence[int]) -> bool:
    """Whether a value stands below its own key, where the keys head the columns of a table."""
    head = _line(text, key)[0]
    column = place.start - _line(text, place.start)[0]
    away = abs(column - (key - head))
    return all(away < abs(column - (other - head)) for other in beside)


def _begins_with(text: str, place: Place, key: Place) -> bool:
    """Whether a value's line begins with the row's key: a table in two blocks repeats its keys."""
    start = _line(text, place.start)[0]
    line = text[start : start + key.end - key.start + 400].lstrip()
    printed = text[key.start : key.end]
    return line.startswith(printed) and not line[len(printed) : len(printed) + 1].isalnum()


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end
