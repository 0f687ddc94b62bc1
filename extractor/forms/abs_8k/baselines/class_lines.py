"""Rows of class tables that are printed in another order, or over two lines.

A row begins with the cell that names its class. Some tables print it behind rates or sums, and
where a name runs over two lines its values may stand on the second.
"""

from collections.abc import Sequence
from dataclasses import replace

from extractor.forms.abs_8k.baselines.class_blocks import is_row, is_row_in_words
from extractor.forms.abs_8k.baselines.table_lines import (
    TOTAL,
    Cell,
    Line,
    amount,
    class_name,
    is_value,
    says_class,
)


def row_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """As many lines, each row with the class's cell first and all its values behind it.

    Of a row over two lines the first has all cells, and the second is left blank.
    """
    made: list[Line] = []
    for number, line in enumerate(lines):
        if number and _is_second(lines, number):
            above = made[-1]
            made[-1] = replace(above, end=line.end, cells=above.cells + line.cells[1:])
            made.append(replace(line, text="", cells=()))
        else:
            made.append(_class_first(line))
    return tuple(made)


def _class_first(line: Line) -> Line:
    """A line of values with its one cell that names a class put before them."""
    if is_row(line) or not any(map(amount, line.cells)) or not is_value(line.cells[0]):
        return line
    named = [cell for cell in line.cells if class_name(cell)]
    named = [cell for cell in named if says_class(cell)] or named
    if len(named) != 1:
        return line
    return replace(line, cells=(named[0], *(cell for cell in line.cells if cell is not named[0])))


def _is_second(lines: Sequence[Line], number: int) -> bool:
    """Whether a line has the sum of the class that the line above it names, and of it alone."""
    first, second = lines[number - 1], lines[number]
    # Two such lines are the parts of something.
    if (
        not first.cells
        or not _goes_on(second)
        or any(map(_goes_on, lines[number + 1 : number + 2]))
    ):
        return False
    name, *values = first.cells
    indent = second.cells[0].left - name.left
    if not says_class(name) or class_name(name) is None or indent < 0 or any(map(amount, values)):
        return False
    if is_row_in_words(second) and (values or not indent):
        return False
    sums = [cell for cell in second.cells if amount(cell)]
    return not any(_overlap(each, cell) for each in sums for cell in values)


def _goes_on(line: Line) -> bool:
    """Whether words that name no class stand before sums."""
    if len(line.cells) < 2 or is_row(line) or TOTAL.match(line.text):
        return False
    return not is_value(line.cells[0]) and any(map(amount, line.cells[1:]))


def _overlap(one: Cell, other: Cell) -> bool:
    return one.left < other.right and other.left < one.right
