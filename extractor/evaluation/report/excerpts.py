"""The lines of a filing around a field's evidence and its label, cut for marking. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice, pairwise

from extractor.evaluation.runs import Shown

Range = tuple[int, int]
"""Start and end of a place in a text, in code points."""

_BEFORE, _AFTER = 5, 6
_REACH = 700
_LONGEST = 2_000
_PLACES = 1_000
_WINDOWS = 4
_LABEL = 2_000
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"[0-9]{4,30}(?:\.[0-9]{1,20})?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and whether it is evidence, the label's value, both or neither."""

    text: str
    evidence: bool
    label: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a text; `line` is the number of the first, counted from 1.

    `cut_before` and `cut_after` say that it begins or ends within a line.
    """

    line: int
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


def excerpts(text: str, evidence: Sequence[Range], label: Shown) -> tuple[Excerpt, ...]:
    """About twelve lines around each place of the evidence, and around the label's nearest place.

    () where there is no evidence and the label's value does not stand in the text. Ranges that
    do not lie in the text are left out; there are at most four excerpts and long lines are cut.
    """
    marks = [each for each in evidence if 0 <= each[0] < each[1] <= len(text)]
    places = label_places(text, label)
    centre = marks[0][0] if marks else 0
    nearest = min(places, key=lambda place: abs(place[0] - centre), default=None)
    focus = marks[:_WINDOWS] if nearest is None else [*marks[: _WINDOWS - 1], nearest]
    windows = _merged(_window(text, each) for each in focus)
    return tuple(_excerpt(text, window, marks, places) for window in windows)


def label_places(text: str, label: Shown) -> tuple[Range, ...]:
    """Where a label's value stands word for word, in order of the text.

    White space does not count. Dates are looked for as they are mostly printed too ("March 18,
    2002"), amounts also with commas. A value within a longer word or number is none.
    """
    found = {place for form in _forms(label) for place in _places(text, form)}
    return tuple(sorted(found))


def _forms(label: Shown) -> Iterator[str]:
    if label is None or isinstance(label, list):
        return
    said = str(label)
    if said.strip() and len(said) <= _LABEL:
        yield said
    if _ISO_DATE.fullmatch(said):
        try:
            day = date.fromisoformat(said)
        except ValueError:
            return
        yield f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    elif _DECIMAL.fullmatch(said):
        yield format(Decimal(said), ",f")


def _places(text: str, form: str) -> Iterator[Range]:
    pattern = re.compile(r"\s+".join(re.escape(word) for word in form.split()))
    spans = (match.span() for match in pattern.finditer(text))
    return islice((span for span in spans if _alone(text, span)), _PLACES)


def _alone(text: str, place: Range) -> bool:
    """Whether no letter or digit goes on before or after; "2" is not in "2.01"."""
    start, end = place
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isalnum() and before[-1:].isalnum():
        return False
    if text[end - 1].isalnum() and after[:1].isalnum():
        return False
    return not (
        (text[start].isdigit() and before[-1:] in tuple(".,") and before[:1].isdigit())
        or (text[end - 1].isdigit() and after[:1] in tuple(".,") and after[1:].isdigit())
    )


def _window(text: str, place: Range) -> Range:
    start, end = place[0], min(place[1], place[0] + _LONGEST)
    floor, ceiling = max(0, start - _REACH), min(len(text), end + _REACH)
    for _ in range(_BEFORE + 1):
        newline = text.rfind("\n", floor, start)
        if newline < 0:
            start = floor
            break
        start = newline
    else:
        start += 1
    for _ in range(_AFTER + 1):
        newline = text.find("\n", end, ceiling)
        if newline < 0:
            return start, ceiling
        end = newline + 1
    return start, end - 1


def _merged(windows: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(windows):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _excerpt(text: str, window: Range, marks: Sequence[Range], places: Sequence[Range]) -> Excerpt:
    start, end = window
    inside = [each for each in (*marks, *places) if each[0] < end and each[1] > start]
    edges = {start, end, *(max(start, a) for a, _ in inside), *(min(end, b) for _, b in inside)}
    pieces = [
        Piece(text[a:b], _within(a, b, marks), _within(a, b, places))
        for a, b in pairwise(sorted(edges))
    ]
    return Excerpt(
        line=text.count("\n", 0, start) + 1,
        pieces=tuple(pieces),
        cut_before=start > 0 and text[start - 1] != "\n",
        cut_after=end < len(text) and text[end] != "\n",
    )


def _within(start: int, end: int, ranges: Iterable[Range]) -> bool:
    return any(first <= start and end <= last for first, last in ranges)
