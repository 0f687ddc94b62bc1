"""Views cut to the size of a question, and made smaller without losing a word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.text.paragraphs import SENTENCE_END
from extractor.text.view import Piece, View, ViewBuilder, join

# Two blanks behind a full stop are prose; in a row of a table they come more than once.
_COLUMNS = re.compile(r"\S {3,}\S|[^\s.,:;?!\"”)] {2,}\S.*?[^\s.,:;?!\"”)] {2,}\S")
_RULED = r"(?=[ ]*+[-_=*](?:[ ]*+[-_=*]){2})[ \-_=*]++"
_RULE = re.compile(_RULED)
_DIGIT = re.compile(r"\d")
_MOST_HEADER_LINES = 10
_FEWEST_ROWS = 3
_LONGEST_LEAD = 3
"""A header or an overlap takes at most one part in so many of a chunk."""

# What each of them begins with is looked at first: most characters are none of it.
_SQUEEZED = re.compile(
    r"(?=[ \t\n.\-_=*])"
    rf"(?:(?P<blank>(?:^[ \t]*+\n)+)|(?P<rule>^{_RULED}(?:\n|\Z))|(?P<trail>[ ]++$)"
    r"|(?P<leader>[ ]*+\.(?:[ ]?\.){3,}[ ]*+)|(?P<gap>[ ]{4,})|(?P<line>[-_=*]{4,}))",
    re.MULTILINE,
)
# Of each of these so many characters at its end stay, and what is shown before them.
_KEPT = {
    "blank": (1, ""),
    "rule": (0, ""),
    "trail": (0, ""),
    "leader": (0, " .. "),
    "gap": (3, ""),
    "line": (3, ""),
}
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_NAMED = re.compile(r"\s*(?i:items?)(?![A-Za-z])")
_ITEM = re.compile(
    rf"{_NAMED.pattern}|\s*(?:Signatures?|SIGNATURES?|Exhibits?|EXHIBITS?|Section|SECTION)\b"
)
"""How a heading begins; within prose the words other than Item begin with a small letter."""
_NUMBERED = re.compile(r"\W{0,2}\d{1,2}\b")
_UNTITLED = re.compile(r"\W*(?:(?i:items?)|\d{1,2}\b)\W*[\d.()a-z\s]{0,12}\W*$")
_LONGEST_TITLE = 240
"""Characters of the longest title of an item of the form, and some more."""
_SHORT_LINE = 50
_LONG_LINE = 120


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part of a text that is not cut again; `header` is to be shown before it in a new chunk."""

    start: int
    end: int
    header: tuple[int, int] | None = None
    overlaps: bool = True


def chunks_of(view: View, *, budget: int, overlap: int) -> tuple[View, ...]:
    """The view in parts of at most `budget` characters, () when it is blank.

    Prose is cut behind a paragraph, else behind a sentence, and the next part begins with the
    sentences before the cut that fit into `overlap` characters. A table is cut only where it is
    longer than the budget, between rows, and each part begins with the table's header.
    """
    if not view.text.strip():
        return ()
    if len(view.text) <= budget:
        return (view,)
    overlap = min(overlap, budget // _LONGEST_LEAD)
    return tuple(_packed(view, _units(view.text, budget, overlap), budget, overlap))


def _packed(view: View, units: Iterable[_Unit], budget: int, overlap: int) -> Iterator[View]:
    lead: tuple[int, int] | None = None
    begin = end = 0
    for unit in units:
        led = lead[1] - lead[0] if lead else 0
        if end > begin and led + unit.end - begin > budget:
            yield _part(view, lead, begin, end)
            begin = end = unit.start
        if begin == end:
            begin = unit.start
            lead = unit.header
            if lead is None and unit.overlaps and begin > 0:
                room = min(overlap, budget - (unit.end - unit.start))
                lead = (_sentence_before(view.text, begin, room), begin)
        end = unit.end
    if end > begin:
        yield _part(view, lead, begin, end)


def _part(view: View, lead: tuple[int, int] | None, begin: int, end: int) -> View:
    if lead is None:
        return view.slice(begin, end)
    if lead[1] == begin:
        return view.slice(lead[0], end)
    return join((view.slice(*lead), view.slice(begin, end)), "")


def _sentence_before(text: str, end: int, room: int) -> int:
    """Where the sentences begin that end at `end` and have at most `room` characters."""
    low = max(0, end - max(0, room))
    if low == 0:
        return 0
    begins = (match.end() for match in SENTENCE_END.finditer(text, low, end))
    return next((begin for begin in begins if begin < end), _word_after(text, low, end))


def _word_after(text: str, low: int, end: int) -> int:
    while low < end and not text[low - 1].isspace():
        low += 1
    return low


def _units(text: str, budget: int, overlap: int) -> Iterator[_Unit]:
    behind_table = False
    for block in _blocks(text):
        if block.end - block.start <= (budget if block.is_table else budget - overlap):
            yield _Unit(block.start, block.end, overlaps=not behind_table)
        elif block.is_table:
            yield from _rows(text, block, budget)
        else:
            yield from _sentences(text, block.start, block.end, budget - overlap)
        behind_table = block.is_table


def _rows(text: str, block: "_Block", budget: int) -> Iterator[_Unit]:
    """The parts of a table that is too long, each but the first with its header to be repeated."""
    header: tuple[int, int] | None = (block.start, block.lines[_header_lines(block) - 1].end)
    length = block.lines[_header_lines(block) - 1].end - block.start
    if length > budget // _LONGEST_LEAD:
        header, length = None, 0
    starts = [block.start]
    for line in block.lines:
        if line.end - starts[-1] > budget - length and line.start > starts[-1]:
            starts.append(line.start)
    for start, end in pairwise([*starts, block.end]):
        for unit in _sentences(text, start, end, budget - length):
            yield _Unit(unit.start, unit.end, header if unit.start > block.start else None, False)


def _sentences(text: str, start: int, end: int, room: int) -> Iterator[_Unit]:
    """Parts of at most `room` characters that end behind a sentence, else a word, if they can."""
    while end - start > room:
        limit = start + room
        ends = [match.end() for match in SENTENCE_END.finditer(text, start, limit)]
        cut = ends[-1] if ends and ends[-1] > start else text.rfind(" ", start + 1, limit) + 1
        cut = cut if cut > start else limit
        yield _Unit(start, cut)
        start = cut
    yield _Unit(start, end)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line from `start` to behind its newline; `shown` is its text."""

    start: int
    end: int
    shown: str

    @property
    def has_columns(self) -> bool:
        return _COLUMNS.search(self.shown) is not None

    @property
    def is_rule(self) -> bool:
        return _RULE.fullmatch(self.shown) is not None


@dataclass(slots=True)
class _Block:
    """Lines that belong together, the blank lines behind them included."""

    lines: list[_Line]
    columned: int

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def is_table(self) -> bool:
        return self.columned >= _FEWEST_ROWS


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs and tables, which together are the whole text."""
    table: _Block | None = None
    for run in _runs(text):
        filled = [line for line in run if line.shown]
        columned = sum(line.has_columns for line in filled)
        if table and columned * 2 >= len(filled) and columned and not _begins_table(filled):
            table.lines += run
            table.columned += columned
            continue
        if table:
            yield table
        table = _Block(run, columned) if columned * 2 >= len(filled) and columned else None
        if table is None:
            yield _Block(run, 0)
    if table:
        yield table


def _runs(text: str) -> Iterator[list[_Line]]:
    """The lines up to a blank one, with the blank lines behind them."""
    run: list[_Line] = []
    for match in _LINE.finditer(text):
        line = _Line(match.start(), match.end(), match.group().strip())
        if line.shown and run and not run[-1].shown and any(each.shown for each in run):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _begins_table(lines: Sequence[_Line]) -> bool:
    """Whether lines behind a table begin another one: they have a header of their own."""
    head = lines[:_MOST_HEADER_LINES]
    return any(line.is_rule for line in head[1:]) and not _DIGIT.search(head[0].shown)


def _header_lines(block: _Block) -> int:
    """How many lines a table's header has: up to its rule, else to the first line with a digit."""
    head = block.lines[:_MOST_HEADER_LINES]
    words = next((index for index, line in enumerate(head) if line.shown and not line.is_rule), 0)
    for index in range(words + 1, len(head)):
        if head[index].is_rule:
            return index + 1
    digits = (index for index, line in enumerate(head) if _DIGIT.search(line.shown))
    return max(1, next(digits, 1))


def compact(view: View) -> View:
    """The view as it costs least to be shown, every word still there.

    Of blank lines one is left, of blanks three, of leader dots two; rules of dashes and blanks
    at the end of lines go.
    """
    return _made(view, _compacted(view.text))


def _compacted(text: str) -> Iterator[tuple[int, int] | str]:
    start = 0
    for match in _SQUEEZED.finditer(text):
        kept, shown = _KEPT[match.lastgroup or ""]
        yield start, match.start()
        if shown:
            yield shown
        start = match.end() - kept
    yield start, len(text)


def headings(view: View, length: int = 160) -> View:
    """The paragraphs of the view that may be headings of items, or the rest of one.

    A heading that begins with the word Item is shown in full, up to the longest title of the form,
    and at most `length` characters of what comes right below an item's heading, or behind one that
    has no title. In a text without the word Item so much is shown of what begins with a number or
    is no longer than that. A paragraph ends with a blank line, a line that is not filled, or a
    line that no page could hold, so that a heading without blank lines round it is shown too.
    """
    return _made(view, _headings(view.text, length))


def _headings(text: str, length: int) -> Iterator[tuple[int, int] | str]:
    found = list(_paragraphs(text))
    named = any(_NAMED.match(lines[0].group()) for lines in found)
    above, is_adjacent = "", False
    for lines in found:
        first = lines[0].group().strip()
        if not first:
            yield lines[0].span()
            is_adjacent = False
            continue
        size = sum(len(line.group().strip()) for line in lines)
        may_head = not named and (size <= length or _NUMBERED.match(first))
        goes_on = (is_adjacent and _ITEM.match(above)) or _UNTITLED.match(above)
        if may_head or goes_on or _ITEM.match(first):
            yield from _beginning(lines, length)
        above, is_adjacent = first, True


def _paragraphs(text: str) -> Iterator[list[re.Match[str]]]:
    """The lines of the text by paragraphs; a blank line stands by itself."""
    lines: list[re.Match[str]] = []
    last = 0
    for match in _LINE.finditer(text):
        shown = match.group().strip()
        if lines and (not shown or not _SHORT_LINE <= last <= _LONG_LINE or _ITEM.match(shown)):
            yield lines
            lines = []
        lines.append(match)
        last = len(match.group().rstrip())
    if lines:
        yield lines


def _beginning(lines: Sequence[re.Match[str]], length: int) -> Iterator[tuple[int, int] | str]:
    """As much of a paragraph as has room, cut at a word."""
    is_item = _ITEM.match(lines[0].group()) is not None
    room = whole = max(length, _LONGEST_TITLE) if is_item else length
    for match in lines:
        line = match.group()
        shown = line.strip()
        if len(shown) <= room:
            yield match.span()
        elif room:
            indent = len(line) - len(line.lstrip())
            cut = line.rfind(" ", indent, indent + room + 1)
            if cut > indent or room == whole:
                yield match.start(), match.start() + (cut if cut > indent else indent + room)
                yield "\n"
        room = max(0, room - len(shown))


def _made(view: View, parts: Iterable[tuple[int, int] | str]) -> View:
    """A view of ranges of another one, in order, and of texts put between them."""
    builder = ViewBuilder(view.document)
    pieces = iter(view.pieces)
    piece = next(pieces, None)
    for part in parts:
        if isinstance(part, str):
            builder.insert(part)
            continue
        at, end = part
        while at < end:
            while piece and piece.start + piece.length <= at:
                piece = next(pieces, None)
            stop = min(end, piece.start) if piece and piece.start > at else end
            if piece and piece.start <= at:
                stop = min(end, piece.start + piece.length)
                _copy(builder, view.text[at:stop], piece, at)
            else:
                builder.insert(view.text[at:stop])
            at = stop
    return builder.build()


def _copy(builder: ViewBuilder, text: str, piece: Piece, at: int) -> None:
    if piece.length == piece.source_length:
        builder.keep(text, piece.source + at - piece.start)
    else:
        builder.replace(text, piece.source, piece.source_length)
