"""Finding a quote in a text, exactly but for what folding ignores."""

from collections.abc import Iterator

from extractor.text.folding import Folded, fold
from extractor.text.view import View

MAX_OCCURRENCES = 50
"""How many places of one quote are told apart; a text that repeats it more often adds nothing."""


def locate(quote: str, view: View) -> tuple[tuple[int, int], ...]:
    """Every place of `view` where `quote` stands, as (start, end) in the view's text.

    White space, case and the shape of quotes and dashes are ignored; every other character must
    be the same. A place must not begin or end in the middle of a word or a number.
    """
    return tuple(
        place for place, _ in zip(_places(quote, view), range(MAX_OCCURRENCES), strict=False)
    )


def _places(quote: str, view: View) -> Iterator[tuple[int, int]]:
    needle = fold(quote).text
    if not needle:
        return
    folded = view.folded
    found = folded.text.find(needle)
    while found >= 0:
        start = folded.offsets[found]
        end = folded.offsets[found + len(needle) - 1] + 1
        if not _splits(folded, found, found + len(needle)) and _is_whole(view.text, start, end):
            yield start, end
        found = folded.text.find(needle, found + 1)


def _splits(folded: Folded, start: int, end: int) -> bool:
    """Whether an edge lies within one character of the text: "1" is no part of a printed half."""
    offsets = folded.offsets
    opens = start > 0 and offsets[start - 1] == offsets[start]
    return opens or (end < len(offsets) and offsets[end] == offsets[end - 1])


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_sticks(before, text[start]) or _sticks(text[end - 1], after))


def _sticks(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word or one number."""
    return left.isalnum() and right.isalnum() and left.isdecimal() == right.isdecimal()
