"""Class tables that give each class a column and each term a line."""

from collections.abc import Sequence

from extractor.forms.abs_8k.baselines.class_blocks import is_guide, is_prose
from extractor.forms.abs_8k.baselines.class_columns import CUSIP as CUSIP_LABEL
from extractor.forms.abs_8k.baselines.class_columns import (
    NOTIONAL,
    SCALED,
    balance_score,
    is_rate,
)
from extractor.forms.abs_8k.baselines.class_rows import ClassRow, read_balance, read_rate
from extractor.forms.abs_8k.baselines.table_lines import (
    CUSIP,
    Cell,
    Line,
    amount,
    class_name,
    percent,
    says_class,
    unmarked,
)

_MAX_LINES = 24
_MAX_BLANKS = 2
_CAPTION = 4
_MAX_CLASSES = 16


def transposed_rows(lines: Sequence[Line]) -> tuple[list[ClassRow], bool]:
    """The classes of the first such table that states balances, and whether all of it was used."""
    for number, line in enumerate(lines):
        heads = _heads(line)
        if heads:
            rows, understood = _read(heads, lines[number + 1 : number + 1 + _MAX_LINES])
            caption = lines[max(0, number - _CAPTION) : number + 1 + _MAX_LINES]
            scaled = any(SCALED.search(each.text) for each in caption)
            if sum(row.balance is not None for row in rows) > 1 and not scaled:
                # A further table may be of other classes.
                alone = not any(_heads(each) for each in lines[number + 1 :])
                every = all("balance" in row.leaves for row in rows)
                return rows, understood and alone and every
    return [], False


def _heads(line: Line) -> list[Cell]:
    """The cells of a line that names a class in each of two or more columns, else none."""
    if not 2 <= len(line.cells) <= _MAX_CLASSES + 1:
        return []
    cells = list(line.cells)
    if cells and class_name(cells[0]) is None:
        cells = cells[1:] if cells[0].text.strip(" :").lower() in ("class", "classes") else []
        named = [class_name(cell) is not None for cell in cells]
    else:
        named = [says_class(cell) and class_name(cell) is not None for cell in cells]
    keys = {cell.text for cell in cells}
    return cells if len(cells) > 1 and all(named) and len(keys) == len(cells) else []


def _read(heads: Sequence[Cell], below: Sequence[Line]) -> tuple[list[ClassRow], bool]:
    rows = [ClassRow(class_name(head), _name(head)) for head in heads]
    understood = True
    blanks = 0
    splits: list[tuple[Cell | None, list[Cell]]] = []
    for line in below:
        blanks = blanks + 1 if line.blank else 0
        if blanks > _MAX_BLANKS or is_prose(line):
            break
        if not is_guide(line):
            splits.append(_split(line, heads))
    best = max((balance_score(label.text) for label, _ in splits if label), default=0)
    last: Cell | None = None
    for label, cells in splits:
        last = label or last
        places = [_place(cell, heads) for cell in cells[: _MAX_CLASSES + 1]]
        if len(set(places)) < len(cells):
            understood = False
            continue
        for cell, place in zip(cells, places, strict=True):
            understood &= _take(label, last, cell, rows[place], best)
    return rows, understood


def _split(line: Line, heads: Sequence[Cell]) -> tuple[Cell | None, list[Cell]]:
    """The label of a line, which stands left of the first class, and the cells under classes."""
    first, *others = line.cells
    outside = first.right <= heads[0].left or _place_is_far(first, heads[0])
    return (first, others) if outside else (None, [first, *others])


def _place_is_far(cell: Cell, head: Cell) -> bool:
    """Whether a cell begins left of a class's column and holds no value of it."""
    return cell.left < head.left and amount(cell) is None and percent(cell) is None


def _take(label: Cell | None, last: Cell | None, cell: Cell, row: ClassRow, best: int) -> bool:
    """Put a cell where its line's label says, or the last one; False where a sum is left over."""
    called = NOTIONAL.search(cell.text)
    if label is None:
        if called is not None:
            row.notional = cell.start + called.start(), cell.start + called.end()
        elif last is not None and is_rate(last.text) and "rate" in row.leaves:
            row.leaves["rate"] += (unmarked(cell),)
        return amount(cell) is None
    if balance_score(label.text) == best > 0:
        read_balance(row, cell, [label], scaled=False)
    elif is_rate(label.text):
        read_rate(row, cell)
    elif CUSIP_LABEL.search(label.text) and CUSIP.match(cell.text):
        row.leaves["cusip"] = (unmarked(cell),)
    return True


def _place(cell: Cell, heads: Sequence[Cell]) -> int:
    def distance(number: int) -> tuple[int, int]:
        head = heads[number]
        apart = max(head.left, cell.left) - min(head.right, cell.right)
        return apart, abs(head.left + head.right - cell.left - cell.right)

    return min(range(len(heads)), key=distance)


def _name(head: Cell) -> str:
    found = class_name(head)
    assert found is not None, head.text
    return head.text[found[0] - head.start : found[1] - head.start].upper()
