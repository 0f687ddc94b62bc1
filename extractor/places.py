"""Places of a reading view: whether a number there is whole, and what near it gives it its role.

Pure.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from extractor.forms.base import Anchor
from extractor.text.spans import Evidence
from extractor.values import GRAMMARS, Unreadable
from extractor.values.grammar import Value

WORDED = frozenset({"class_name", "name", "text"})
"""Grammars whose value is the printed text itself."""
_AMOUNTS = frozenset({"money", "percent", "integer"})
_LONGER = _AMOUNTS | {"ein", "file_number"}
"""Grammars that know how a number goes on: by a scale word, a hyphen, a further number word."""
NUMERIC = _LONGER | {"item_number", "exhibit_number"}
"""Grammars of numbers, of which a piece is another number."""
_PLAIN = frozenset({"integer", "item_number"})
"""Grammars of numbers that labels have, too."""
_DASHES = ("-", "–")
_NEAREST = frozenset({"date", "money", "integer", "telephone"})
"""Grammars of values that have a caption or a phrase of their own, which no other value shares."""
_NEAR = 100
"""Characters on each side of a number within which a longer one that holds it begins and ends."""
_MAX_WINDOW = 20_000
_LOOKS_ON = re.compile(r"\(\?[=!]|\$|\\[ZB]")
"""What in a pattern may see that a text goes on behind the window."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the reading view, and the evidence it stands for."""

    start: int
    end: int
    evidence: Evidence


def parsed(grammar: str, quote: str) -> Value | None:
    """What a grammar makes of a quote; None where it refuses it."""
    try:
        value: Value = GRAMMARS[grammar].parse(quote)
    except Unreadable:
        return None
    return value


def is_whole(text: str, place: Place, grammar: str, value: Value) -> bool:
    """Whether the number printed at a place, in full, is the value: not a piece of another."""
    start, end = place.start, place.end
    if grammar in _PLAIN and _is_in_label(text, start, end):
        return False
    joints = ".," if grammar in _AMOUNTS else "."
    while start > 0 and (text[start - 1].isdecimal() or _joins(text, start - 1, joints)):
        start -= 1
    while end < len(text) and (text[end].isdecimal() or _joins(text, end, joints)):
        end += 1
    if (start, end) != (place.start, place.end) and parsed(grammar, text[start:end]) != value:
        return False
    return grammar not in _LONGER or not _is_piece(text, place, grammar, value)


def wording_near(
    text: str, place: Place, rule: Anchor | None, grammar: str, *, own: bool
) -> Range | None:
    """The nearest match of a rule's wording in the lines round a place.

    A wording speaks of the value of its kind that stands nearest to it; with `own`, one to which
    another value of the kind is nearer than this place does not count.
    """
    if rule is None or rule.wording is None:
        return None
    low, high = _window(text, place, rule)
    found = _matches(rule.wording, text, low, high)
    if own and found and grammar in _NEAREST:
        others = [
            (low + each.start, low + each.end)
            for each in GRAMMARS[grammar].find(text[low:high])
            if low + each.end <= place.start or place.end <= low + each.start
        ]
        found = [
            each for each in found if not any(_gap(each, at) < _away(each, place) for at in others)
        ]
    return min(found, key=lambda each: _away(each, place), default=None)


def _matches(wording: re.Pattern[str], text: str, low: int, high: int) -> list[Range]:
    """The matches of a wording in a window of a text.

    The rows of a table have windows that overlap, so the whole text is looked through once. That
    comes to the same where the window ends with a line and no match crosses its edges.
    """
    if text[high : high + 1] in ("", "\n") and not _LOOKS_ON.search(wording.pattern):
        spans = _spans(wording, text)
        first, last = bisect_left(spans, (low, low)), bisect_left(spans, (high, high))
        crossed = (first and spans[first - 1][1] > low) or (
            last > first and spans[last - 1][1] > high
        )
        if not crossed:
            return spans[first:last]
    return [match.span() for match in wording.finditer(text, low, high)]


@lru_cache(maxsize=64)
def _spans(wording: re.Pattern[str], text: str) -> list[Range]:
    return [match.span() for match in wording.finditer(text)]


def _away(wording: Range, place: Place) -> int:
    return _gap(wording, (place.start, place.end))


def _gap(one: Range, other: Range) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _is_in_label(text: str, start: int, end: int) -> bool:
    """Whether a number is an end of a label ("M-1", "8-K")."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] in _DASHES and before[:1].isalpha()) or (
        after[:1] in _DASHES and after[1:].isalpha()
    )


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


def _window(text: str, place: Place, rule: Anchor) -> Range:
    lines = _lines(text)
    if not lines:
        return 0, len(text)
    first = max(0, bisect_right(lines, (place.start, len(text))) - 1)
    last = max(0, bisect_right(lines, (max(place.start, place.end - 1), len(text))) - 1)
    low = lines[max(0, first - rule.before)][0]
    high = lines[min(len(lines) - 1, last + rule.after)][1]
    return max(low, place.start - _MAX_WINDOW), min(high, place.end + _MAX_WINDOW)


@lru_cache(maxsize=16)
def _lines(text: str) -> list[Range]:
    """Start and end of every line that is not blank."""
    return [match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace()]
