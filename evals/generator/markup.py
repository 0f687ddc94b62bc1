"""Blocks as the HTML of a filing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from evals.generator.blocks import (
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

_QUOTED = re.compile(r'"([^"]*)"')


def html_text(blocks: Iterable[Block], title: str) -> str:
    """The HTML of a document."""
    lines = [line for block in blocks for line in _block(block)]
    head = ("<html>", f"<head><title>{escape(title)}</title></head>", "<body>")
    return "\n".join([*head, *lines, "</body>", "</html>", ""])


def _block(block: Block) -> Iterator[str]:
    match block:
        case Centered(lines, rule):
            last = f"<u>{_text(lines[-1])}</u>" if rule else _text(lines[-1])
            yield f'<p align="center">{"<br>".join([*map(_text, lines[:-1]), last])}</p>'
        case Heading(text, centered):
            yield f'<p align="{"center" if centered else "left"}"><b>{_text(text)}</b></p>'
        case Paragraph(text):
            yield f"<p>{_text(text)}</p>"
        case Fields(pairs):
            yield from (
                f"<p>{_text(caption)} <u>{_text(value)}</u></p>" for caption, value in pairs
            )
        case Side(upper, lower, rule):
            stacked = [_stacks(upper, rule), _stacks(lower, underlined=False)]
            yield from _table(stacked, 'width="100%"')
        case Entries():
            yield from _entries(block)
        case Grid():
            yield from _grid(block)
        case Stack(lines, right):
            shown = [_text(line) for line in lines if line.strip("- ")]
            yield f"<p{' style=margin-left:50%' if right else ''}>{'<br>'.join(shown)}</p>"
        case PageEnd():
            yield "<hr>"


def _text(text: str) -> str:
    curly = _QUOTED.sub("“\\1”", text.strip())
    return escape(curly).replace("“", "&#8220;").replace("”", "&#8221;").replace("  ", "&nbsp; ")


def _stacks(stacks: Sequence[Sequence[str]], underlined: bool) -> list[str]:
    shown = ["<br>".join(_text(line) for line in stack if line) for stack in stacks]
    return [f"<u>{each}</u>" for each in shown] if underlined else shown


def _entries(block: Entries) -> Iterator[str]:
    if block.dash:
        yield from (
            f"<p>{_text(f'{number} {block.dash} {text}')}</p>" for number, text in block.rows
        )
        return
    head = [[f"<u>{_text(each)}</u>" for each in block.head]] if block.head else []
    yield from _table([*head, *([_text(cell) for cell in row] for row in block.rows)])


def _grid(grid: Grid) -> Iterator[str]:
    rows = [["<b>" + each.replace("\n", "<br>") + "</b>" for each in grid.head]]
    rows += [[_text(cell) for cell in row] for row in grid.rows]
    rows += [[_text(cell) for cell in grid.total]] if grid.total else []
    yield from _table(rows, 'border="1"', len(grid.head))
    yield from (f"<p>{_text(note)}</p>" for note in grid.notes)


def _table(rows: Iterable[Sequence[str]], style: str = "", columns: int = 0) -> Iterator[str]:
    """Rows as a table; a row of one cell spans the `columns`."""
    yield f"<table {style}>" if style else "<table>"
    for row in rows:
        span = f' colspan="{columns}"' if columns and len(row) == 1 else ""
        yield "<tr>" + "".join(f'<td{span} valign="top">{cell}</td>' for cell in row) + "</tr>"
    yield "</table>"
