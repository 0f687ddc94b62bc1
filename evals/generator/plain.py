"""Blocks as the plain text of a filing: fixed width, pages ended by a tag and a number."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from evals.generator.blocks import (
    Align,
    Block,
    Centered,
    Entries,
    Fields,
    Grid,
    Heading,
    PageEnd,
    Paragraph,
    Side,
    Stack,
)

WIDTH = 78
_PAGE = "<PAGE>"
_GAP = "   "
_HALF = 36
_INDENT = " " * 10


def plain_text(blocks: Iterable[Block]) -> str:
    """The text of a document."""
    lines: list[str] = []
    page = 1
    for line in (line for block in blocks for line in (*_lines(block), "")):
        if line == _PAGE:
            page += 1
            lines += ["", _PAGE, "", f"-{page}-".center(WIDTH).rstrip(), ""]
        else:
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Centered():
            yield from _centered(block)
        case Heading():
            yield from _heading(block)
        case Paragraph(text):
            yield from _wrapped(text, "     ", "")
        case Fields(pairs):
            yield from (line for pair in pairs for line in _field(*pair))
        case Side():
            yield from _side(block)
        case Entries():
            yield from _entries(block)
        case Grid():
            yield from _grid(block)
        case Stack(lines, right):
            yield from ((" " * _HALF * right) + line for line in lines)
        case PageEnd():
            yield _PAGE


def _heading(block: Heading) -> list[str]:
    return [block.text.center(WIDTH)] if block.centered else _wrapped(block.text, "", _INDENT)


def _grid(grid: Grid) -> Iterator[str]:
    heads = [each.split("\n") for each in grid.head]
    high = max(map(len, heads))
    stacked = [[""] * (high - len(each)) + each for each in heads]
    cells = [*(row for row in grid.rows if len(row) > 1), *([grid.total] if grid.total else [])]
    widths = [
        max(map(len, (*head, *(row[column] for row in cells))))
        for column, head in enumerate(stacked)
    ]
    widths[0] += 8 if grid.leaders else 0
    if grid.tagged:
        yield from ("<TABLE>", "<CAPTION>")
    for line in range(high):
        yield _row([each[line] for each in stacked], widths, head=True)
    yield _row(["-" * width for width in widths], widths)
    if grid.tagged:
        yield _row(["<S>", *["<C>"] * (len(widths) - 1)], widths, head=True)
    for number, row in enumerate(grid.rows):
        if number == grid.cut:
            yield from ("", _PAGE)
        yield row[0] if len(row) == 1 else _row(row, widths, leaders=grid.leaders)
    if grid.total:
        yield _row(["", "-" * widths[1]], widths[:2])
        yield _row(grid.total, widths)
    if grid.tagged:
        yield "</TABLE>"
    yield from ("", *grid.notes) if grid.notes else ()


def _row(
    cells: Sequence[str], widths: Sequence[int], head: bool = False, leaders: bool = False
) -> str:
    first = cells[0].ljust(widths[0], "." if leaders else " ")
    second = [cells[1].center(widths[1]) if head else cells[1].rjust(widths[1])]
    rest = [cell.center(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  " + _GAP.join([first, *second, *rest])


def _centered(block: Centered) -> Iterator[str]:
    yield from (line.center(WIDTH) for line in block.lines)
    if block.rule:
        yield ("-" * len(block.lines[-1])).center(WIDTH)


def _wrapped(text: str, first: str, then: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _field(caption: str, value: str) -> list[str]:
    line = f"{caption}  {value}"
    return [line] if len(line) <= WIDTH else [caption, *_wrapped(value, _INDENT, _INDENT)]


def _side(block: Side) -> Iterator[str]:
    widths = [26, 26, 26] if len(block.upper) == 3 else [50, 28]
    yield from _stacks(block.upper, widths, block.align)
    if block.rule:
        rules = [("-" * max(map(len, stack)),) for stack in block.upper]
        yield from _stacks(rules, widths, block.align)
    yield from _stacks(block.lower, widths, block.align)


def _stacks(
    stacks: Sequence[tuple[str, ...]], widths: Sequence[int], align: Align
) -> Iterator[str]:
    for number in range(max(map(len, stacks))):
        line = [stack[number] if number < len(stack) else "" for stack in stacks]
        places = zip(line, widths, strict=True)
        yield "".join(
            cell.center(width) if align == "center" else cell.ljust(width) for cell, width in places
        )


def _entries(block: Entries) -> Iterator[str]:
    sep = f" {block.dash} " if block.dash else _GAP
    rows = [*([block.head] if block.head else []), *block.rows]
    width = max(len(number) for number, _ in rows)
    margin = "     "
    if block.tagged:
        yield from ("<TABLE>", "<CAPTION>")
    if block.head:
        yield f"{margin}{block.head[0]:{width}}{sep}{block.head[1]}"
        yield f"{margin}{'-' * width}{sep}{'-' * len(block.head[1])}"
    if block.tagged:
        yield f"{margin}{'<S>':{width}}{sep}<C>"
    for number, text in block.rows:
        first = f"{margin}{number:{width}}{sep}"
        yield from _wrapped(first + text, "", " " * len(first))
        yield ""
    if block.tagged:
        yield "</TABLE>"
