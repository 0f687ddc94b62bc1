"""Which lines are page furniture, and what their leaving leaves.

A printed page number is taken for one only beside a page break or in an unbroken sequence
through the whole document: a number that stays is a nuisance, a value that goes is a loss.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.filing.page_lines import Kind, Line, Style

SEPARATOR = Line(Kind.BLANK, -1, "", -1)
"""The blank line that stands for a page break between two paragraphs."""

_FEWEST = 2
_LATEST_FIRST = 3
_LINES_A_PAGE = 10
_LINES_A_SHORT_PAGE = 4
_WIDE_GAP = 5
_FULL_LINE = 50
_COLUMNS = re.compile(r"\S(?:[^\S\n]{3,}|\t)\S")
_HEADING = re.compile(r"\s*(?:item|part|exhibits?|signatures?|index)\b", re.IGNORECASE)
_RULE = re.compile(r"[\s\-_=*.~]+")
_OPEN = re.compile(
    r"(?:,|\b(?:an?|and|among|as|at|between|by|for|from|in|of|on|or|the|to|with))\Z", re.IGNORECASE
)
_CLOSERS = "\"'”’)]"
_TERMINAL = (".", "!", "?", ":", ";")


@dataclass(slots=True)
class _Stretch:
    """Lines without text between two lines with text, by their index."""

    start: int
    stop: int
    breaks: int
    pages_before: int
    numbers: list[int] = field(default_factory=list)


def without_furniture(lines: list[Line]) -> Iterator[Line]:
    """The lines that are text, and the blank lines between them, as if there were no pages.

    A break leaves nothing where a table or a sentence goes on, and else one blank line if there
    was any round it.
    """
    before: Line | None = None
    gap: list[Line] = []
    for line in _decided(lines):
        if line.kind is not Kind.TEXT:
            gap.append(line)
            continue
        yield from _gap(gap, before, line)
        yield line
        before, gap = line, []
    yield from _gap(gap, before, None)


def _gap(gap: Sequence[Line], before: Line | None, after: Line | None) -> Iterable[Line]:
    blanks = [line for line in gap if line.kind is Kind.BLANK]
    if not any(line.kind in (Kind.BREAK, Kind.NUMBER) for line in gap):
        return blanks
    if before is None or after is None or not blanks or goes_on(before.body, after.body):
        return ()
    return (SEPARATOR,)


def goes_on(before: str, after: str) -> bool:
    """Whether a table or a sentence that ends a page with `before` goes on with `after`."""
    before, shown = before.rstrip(), after.strip()
    if _HEADING.match(shown):
        return False
    columns = _COLUMNS.search(before) is not None
    if columns and _COLUMNS.search(shown):
        return True
    if _RULE.fullmatch(before) or _RULE.fullmatch(shown):
        return False
    if shown[:1].islower() or _OPEN.search(before):
        return True
    # What goes on under a column hangs; what goes on in a paragraph does not.
    hangs = _indent(after) > _indent(before) + 3
    return len(before) >= _FULL_LINE and not _is_ended(before) and columns == hangs


def _is_ended(line: str) -> bool:
    """Whether a line ends a sentence or closes a bracket, quotes behind it left aside."""
    bare = line.rstrip(_CLOSERS)
    return bare.endswith(_TERMINAL) or not {")", "]"}.isdisjoint(line[len(bare) :])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _decided(lines: list[Line]) -> list[Line]:
    """The lines with every number that is no page number made text again.

    The end of a document with pages is the end of a page.
    """
    if any(line.kind is Kind.BREAK for line in lines):
        lines = [*lines, Line(Kind.BREAK, -1, "", -1)]
    stretches = list(_stretches(lines))
    furniture: dict[int, Kind] = {}
    paged = [stretch for stretch in stretches if stretch.breaks]
    for position in range(len(paged)):
        furniture |= dict.fromkeys(_beside_break(lines, paged, position), Kind.NUMBER)
    furniture |= _on_their_own(lines, [each for each in stretches if not each.breaks])
    return [
        line._replace(kind=furniture.get(index, Kind.TEXT)) if line.kind is Kind.NUMBER else line
        for index, line in enumerate(lines)
    ]


def _stretches(lines: list[Line]) -> Iterator[_Stretch]:
    """The stretches that have a page break or what may be a page number in them."""
    pages = 0
    current = _Stretch(0, 0, 0, 0)
    for index, line in enumerate(lines):
        if line.kind is Kind.TEXT:
            if current.breaks or current.numbers:
                yield current
            pages += current.breaks
            current = _Stretch(index + 1, index + 1, 0, pages)
            continue
        current.stop = index + 1
        current.breaks += line.kind is Kind.BREAK
        if line.kind is Kind.NUMBER:
            current.numbers.append(index)
    if current.breaks or current.numbers:
        yield current


def _beside_break(lines: list[Line], paged: Sequence[_Stretch], position: int) -> Iterator[int]:
    stretch = paged[position]
    near = _nearest(lines, stretch)
    around = [*paged[max(0, position - 2) : position], *paged[position + 1 : position + 3]]
    known = {
        (number.prefix, number.value)
        for other in around
        for index in other.numbers
        if (number := lines[index].number)
    }
    for index in stretch.numbers:
        number = lines[index].number
        if number is None:
            continue
        in_sequence = not known.isdisjoint(
            {(number.prefix, number.value - 1), (number.prefix, number.value + 1)}
        )
        early = not number.prefix and number.value <= stretch.pages_before + stretch.breaks + 2
        apart = not _touches_text(lines, index)
        if number.style is not Style.PLAIN or (
            index in near and (in_sequence or (early and apart))
        ):
            yield index


def _nearest(lines: list[Line], stretch: _Stretch) -> set[int]:
    """The numbers of a stretch with nothing but blanks between them and a break."""
    shown = [
        index
        for index in range(stretch.start, stretch.stop)
        if lines[index].kind in (Kind.BREAK, Kind.NUMBER)
    ]
    near: set[int] = set()
    for left, right in pairwise(shown):
        if Kind.BREAK in (lines[left].kind, lines[right].kind):
            near |= {left, right}
    return near


def _touches_text(lines: list[Line], index: int) -> bool:
    beside = (lines[each] for each in (index - 1, index + 1) if 0 <= each < len(lines))
    return any(line.kind in (Kind.TEXT, Kind.NUMBER) for line in beside)


def _on_their_own(lines: list[Line], stretches: Sequence[_Stretch]) -> dict[int, Kind]:
    """Page numbers without a break: captioned, dashed, or a sequence that nothing disturbs."""
    kinds: dict[int, Kind] = {}
    plain: list[int] = []
    for index in (index for stretch in stretches for index in stretch.numbers):
        number = lines[index].number
        if number is None or number.style is Style.PLAIN:
            plain += [index] if number and not number.prefix else []
        elif not _touches_text(lines, index):
            kinds[index] = Kind.NUMBER
        elif number.style is Style.CAPTIONED:
            kinds[index] = Kind.GUIDE
    if _is_sequence(lines, plain):
        kinds |= dict.fromkeys(plain, Kind.NUMBER)
    return kinds


def _is_sequence(lines: list[Line], indices: Sequence[int]) -> bool:
    """Whether these numbers, all that stand alone in a document, count its pages."""
    values = [number.value for index in indices if (number := lines[index].number)]
    if len(values) < _FEWEST or values[0] > _LATEST_FIRST:
        return False
    if any(_touches_text(lines, index) for index in indices):
        return False
    wide = all(_stands_wide(lines, index) for index in indices)
    page = _LINES_A_SHORT_PAGE if wide else _LINES_A_PAGE
    return all(
        values[position + 1] == values[position] + 1
        and sum(line.kind is Kind.TEXT for line in lines[left:right]) >= page
        for position, (left, right) in enumerate(pairwise(indices))
    )


def _stands_wide(lines: list[Line], index: int) -> bool:
    """Whether only blank lines stand near a line."""
    near = lines[max(0, index - _WIDE_GAP) : index] + lines[index + 1 : index + 1 + _WIDE_GAP]
    return all(line.kind is Kind.BLANK for line in near)
