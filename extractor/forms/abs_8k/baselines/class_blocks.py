"""Finding class tables: blocks of rows that name a class, and the header above them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.forms.abs_8k.baselines.class_columns import NAMES, Columns, columns_of
from extractor.forms.abs_8k.baselines.table_lines import (
    CUSIP,
    Cell,
    Line,
    amount,
    class_name,
    is_mark,
    is_value,
    name_in_words,
    says_class,
)

MAX_GAP = 14
"""Lines, blank ones included, that may stand between two rows of one block."""
_MAX_HEADER = 9
_HEADER_WORD = re.compile(
    r"class|balance|principal|rate\b|amount|cusip|notional|interest|coupon|designation|face"
    r"|percentage|initial|original|approximate|certificate|pass-through|note|type|rating|matur"
    r"|aggregate|price|distribution|group|pool|date|value|denomination",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"\s*(?:(?:publicly|privately)\s+)?(?:the\s+)?(?:(?:loan|mortgage)\s+)?"
    r"(?:group|pool|senior|subordinate|mezzanine|residual|offered|non-offered|retained|private"
    r"|component|notional|interest[\s-]only|principal[\s-]only|class\s+[A-Z]{1,3}\s+(?:notes|cert))",
    re.IGNORECASE,
)
"""How a line between rows begins that says what the rows below it have in common."""
_ITEM = re.compile(r"\s*ITEM[\s\u00a0]+[0-9]", re.IGNORECASE)
_GUIDE = re.compile(r"\s*</?(?:TABLE|CAPTION|S|C)>[\s<>SC/]*$")


@dataclass(frozen=True)
class Block:
    """Rows under one header: the header's lines, the row lines, and all lines from top to end.

    `top` and `last` are the numbers of its first line and of the last row's; `between` are the
    lines below the header, down to the last row, that are no rows.
    """

    header: tuple[Line, ...]
    rows: tuple[Line, ...]
    columns: Columns
    top: int
    last: int
    between: tuple[Line, ...]

    @property
    def start(self) -> int:
        """Where the block begins in the text."""
        return (self.header or self.rows)[0].start

    @property
    def end(self) -> int:
        """Where its last row ends in the text."""
        return self.rows[-1].end


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """The blocks of class rows among the lines of a text that say something of their classes."""
    for block in row_blocks(lines):
        if _is_class_table(block) and block.columns.useful:
            yield block


def row_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """All runs of lines that look like rows of classes, each with the header above it."""
    for numbers in _runs(lines):
        header = _header(lines, numbers[0])
        rows = tuple(lines[number] for number in numbers)
        columns = columns_of(header, [line.cells for line in rows])
        top = numbers[0]
        while header and lines[top] is not header[0]:
            top -= 1
        yield Block(header, rows, columns, top, numbers[-1], _others(lines, header, numbers))


def is_heading(line: Line) -> bool:
    """Whether a line says what the rows below it have in common ("Group I Certificates")."""
    alone = len(line.cells) == 1 and len(line.text.split()) <= 8
    return alone and not line.text.rstrip().endswith(".") and bool(HEADING.match(line.text))


def is_row(line: Line) -> bool:
    """Whether a line looks like a row: a class's name (or a CUSIP in its place), then values."""
    if not 2 <= len(line.cells) <= 16:
        return False
    first, *others = line.cells
    named = class_name(first) is not None or CUSIP.fullmatch(first.text) is not None
    # "Class S   (1)   (2)": its footnotes say what it has.
    noted = sum(is_mark(cell) for cell in others) > (not says_class(first))
    return named and (noted or any(is_value(cell) for cell in others))


def is_row_in_words(line: Line) -> bool:
    """Whether a line looks like a row whose class has no letter: its name in words, then a sum."""
    if not 2 <= len(line.cells) <= 16 or name_in_words(line.cells[0]) is None:
        return False
    return any(amount(cell) and "," in cell.text for cell in line.cells[1:])


def is_header(line: Line) -> bool:
    """Whether a line looks like part of a table's header."""
    words = line.text.split()
    if not line.cells or is_row(line) or is_prose(line) or any(amount(c) for c in line.cells[1:]):
        return False
    return len(words) <= 24 and _HEADER_WORD.search(line.text) is not None


def is_prose(line: Line) -> bool:
    """Whether a line is running text: many words in few cells, or the end of a sentence."""
    words = line.text.split()
    widest = max((len(cell.text.split()) for cell in line.cells), default=0)
    if widest >= 8 or (len(words) >= 7 and len(line.cells) == 1):
        return True
    if len(line.cells) == 1:
        return len(words) >= 4 and line.text.rstrip().endswith((".", ":", ";"))
    # The last line of a paragraph, cut at a sum of dollars.
    return len(words) >= 3 and line.text.rstrip().endswith(".") and "  " not in line.text.strip()


def is_guide(line: Line) -> bool:
    """Whether a line holds only the marks of a table's frame."""
    return line.ruled or line.blank or _GUIDE.match(line.text) is not None


def _runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    run: list[int] = []
    for number, line in enumerate(lines):
        beside = bool(run) and all(is_guide(each) for each in lines[run[-1] + 1 : number])
        if not is_row(line) and not (beside and is_row_in_words(line)):
            continue
        if run and not _continues(lines[run[-1] + 1 : number]):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _continues(between: Sequence[Line]) -> bool:
    if len(between) > MAX_GAP or any(is_prose(line) for line in between):
        return False
    return sum(_opens(line) for line in between) == 0


def _opens(line: Line) -> bool:
    """Whether a line begins a new block: a header over several columns."""
    return len(line.cells) > 1 and is_header(line)


def _header(lines: Sequence[Line], first: int) -> tuple[Line, ...]:
    header: list[Line] = []
    blanks = 0
    for number in range(first - 1, max(-1, first - 1 - _MAX_HEADER - MAX_GAP), -1):
        line = lines[number]
        if is_guide(line):
            blanks += line.blank
            if header and blanks > 1:
                break
            continue
        if not header and is_heading(line):
            continue
        if (
            is_row(line)
            or is_prose(line)
            or _is_labelled(line)
            or _ITEM.match(line.text)
            or len(header) == _MAX_HEADER
        ):
            break
        if not is_header(line) and not _is_caption(line):
            break
        blanks = 0
        header.append(line)
    return tuple(reversed(header))


def _others(
    lines: Sequence[Line], header: Sequence[Line], numbers: Sequence[int]
) -> tuple[Line, ...]:
    first = numbers[0]
    while header and lines[first - 1] is not header[-1]:
        first -= 1
    taken = {*numbers}
    return tuple(lines[n] for n in range(first, numbers[-1]) if n not in taken)


def _is_labelled(line: Line) -> bool:
    """Whether a line is an entry of a list ("Trustee:   Elm Bank") and no header."""
    return len(line.cells) > 1 and line.cells[0].text.endswith(":")


def _is_caption(line: Line) -> bool:
    """A line of a header that holds no usual word, as "Moody's" or "(Approximate)" may."""
    return len(line.text.split()) <= 12 and not any(map(amount, line.cells))


def _is_class_table(block: Block) -> bool:
    header, rows, columns = block.header, block.rows, block.columns
    first: list[Cell] = [line.cells[0] for line in rows]
    if any(cell.left < line.cells[0].left for line in rows for cell in line.cells):
        # Behind other cells a class has its place only by the name of its column.
        return NAMES.search(columns.all[0].title) is not None
    if header and any(NAMES.search(line.text) for line in header):
        return True
    sums = sum(any(amount(cell) for cell in line.cells[1:]) for line in rows)
    named = all(says_class(cell) or name_in_words(cell) is not None for cell in first)
    return len(rows) >= 2 and sums >= 2 and named
