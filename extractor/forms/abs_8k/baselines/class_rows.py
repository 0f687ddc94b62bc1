"""What a block of class rows says: each row's leaves, and whether every line was understood."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.forms.abs_8k.baselines.class_blocks import (
    Block,
    is_guide,
    is_header,
    is_heading,
    is_prose,
)
from extractor.forms.abs_8k.baselines.class_columns import NOTIONAL, Columns
from extractor.forms.abs_8k.baselines.table_lines import (
    AMOUNT,
    CUSIP,
    RATE_WORD,
    TOTAL,
    Cell,
    Line,
    amount,
    class_name,
    name_in_words,
    percent,
    says_class,
    unmarked,
)
from extractor.forms.base import Range

MAX_ROWS = 200
"""How many rows a total can be the sum of."""

_NUMBER = "[0-9IVX]{1,4}|[A-Z]|One|Two|Three|Four"
_GROUP = re.compile(
    r"(?:(?:Loan|Mortgage|Collateral)\s+)?(?:Group|Pool)s?\s+"
    rf"(?:{_NUMBER})(?![\w-])(?:(?:,|,?\s+and|\s+&)\s+(?:(?:Group|Pool)\s+)?(?:{_NUMBER})(?![\w-]))"
    r"{0,6}",
    re.IGNORECASE,
)
_ACROSS = re.compile(r"subordinate|mezzanine|residual|both|all\s|cross", re.IGNORECASE)
_NAMES = re.compile(r"class|designation", re.IGNORECASE)
_INTEREST = re.compile(r"interest", re.IGNORECASE)
_OPEN_RATE = re.compile(r"(?:[+-]|\b(?:plus|minus))$", re.IGNORECASE)
_MARK = re.compile(r"\(([0-9a-z]{1,2})\)|\[([0-9a-z]{1,2})\]|([*†‡§]{1,3})")
_EMPTY = re.compile(
    r"(?:-+|\u2013|\u2014|[0-9]|\([0-9a-z]{1,2}\)|\[[0-9a-z]{1,2}\]|n/?a|[*†‡§.]+)$", re.IGNORECASE
)


@dataclass
class ClassRow:
    """One class: ranges by leaf name, and what shows that its balance is notional."""

    name: Range | None
    key: str
    leaves: dict[str, tuple[Range, ...]] = field(default_factory=dict)
    balance: Decimal | None = None
    notional: Range | None = None
    shown: tuple[Range, ...] = ()
    marks: frozenset[str] = frozenset()


@dataclass
class BlockRows:
    """The rows of a block. `understood` False where a line between them was not.

    `totals` are the sums that lines of totals state, each with the number of rows above it.
    """

    rows: list[ClassRow] = field(default_factory=list)
    understood: bool = True
    totals: list[tuple[Decimal, int]] = field(default_factory=list)

    @property
    def accounted(self) -> bool:
        """Whether every line was understood and every total is the sum of rows above it."""
        return self.understood and all(self._closes(*total) for total in self.totals)

    def sums_to(self, stated: Decimal) -> bool:
        """Whether a sum is that of two or more of the last rows."""
        return len(self.rows) > 1 and self._closes(stated, len(self.rows), least=2)

    def _closes(self, stated: Decimal, above: int, least: int = 1) -> bool:
        """Whether a total is the sum of all rows above it, or of the last ones, with or without
        the notional balances."""
        every = principal = Decimal(0)
        last = reversed(self.rows[max(0, above - MAX_ROWS) : above])
        for taken, row in enumerate(last, 1):
            every += row.balance or 0
            principal += (row.balance or 0) if row.notional is None else 0
            if taken >= least and stated in (every, principal):
                return True
        return False


def rows_of(block: Block, above: Sequence[Line], after: Sequence[Line]) -> BlockRows:
    """The rows of a block; `above` are the lines before it, `after` those behind its last row."""
    found = BlockRows(understood=not block.columns.scaled)
    group = _group_above(above, block.header)
    notional: Range | None = None
    rows = {id(line) for line in block.rows}
    for line in sorted((*block.rows, *block.between), key=lambda each: each.start):
        if id(line) in rows:
            row = _row(line, block.columns, group, notional)
            # "Notes" or "Certificates" may be what the sum of the rows above is called.
            if class_name(line.cells[0]) is None and row.balance and found.sums_to(row.balance):
                continue
            found.rows.append(row)
        elif is_heading(line) or _GROUP.fullmatch(line.text.strip()):
            group, notional = _heading(line, group)
        else:
            found.understood &= _understands(line, found, block.columns)
    if after and found.rows and _goes_on(after[0], block.columns):
        after = after[_continues_row(after[0], found.rows, block.columns) :]
    found.understood &= _tail(after, found, block.columns)
    return found


def _group_above(above: Sequence[Line], header: Sequence[Line]) -> Range | None:
    """The one group of which a table's first heading speaks, or what leads to the table."""
    headings = [line for line in header if len(line.cells) == 1 and is_heading(line)]
    lead = headings[:1] or _lead(above)
    text = "\n".join(line.text for line in lead)
    found = list(_GROUP.finditer(text))
    if len(found) != 1 or _ACROSS.search(text):
        return None
    return lead[0].start + found[0].start(), lead[0].start + found[0].end()


def _lead(above: Sequence[Line]) -> list[Line]:
    """The paragraph directly above a table, where it ends in a colon or is a heading."""
    lines = [line for line in above if not line.ruled]
    while lines and lines[-1].blank:
        lines.pop()
    start = len(lines)
    while start and not lines[start - 1].blank:
        start -= 1
    leads = bool(lines) and (lines[-1].text.rstrip().endswith(":") or is_heading(lines[-1]))
    return lines[start:] if leads else []


def _row(line: Line, columns: Columns, group: Range | None, notional: Range | None) -> ClassRow:
    first = line.cells[_names_second(line, columns)]
    name = class_name(first) or name_in_words(first)
    row = ClassRow(name, _key(first, name))
    row.marks = frozenset(_marks(line.text))
    row.notional = notional
    if group is not None:
        row.leaves["group"] = (group,)
    if name is None or first is not line.cells[0]:
        row.leaves["cusip"] = ((line.cells[0].start, line.cells[0].end),)
    for cell in line.cells:
        if name is not None and cell is first:
            continue
        if _goes_on_with_rate(row, line, cell, columns):
            row.leaves["rate"] += (unmarked(cell),)
        else:
            _read_cell(row, cell, columns.place(cell), columns)
    if row.balance is not None:
        row.leaves.pop("percentage_interest", None)
    return row


def _goes_on_with_rate(row: ClassRow, line: Line, cell: Cell, columns: Columns) -> bool:
    """Whether a cell is more of a rate: on the second line of a row, or the margin behind "+"."""
    if "rate" not in row.leaves:
        return False
    if cell.start >= line.start + len(line.text):
        return columns.place(cell) == columns.rate
    last = row.leaves["rate"][-1]
    shown = line.text[last[0] - line.start : last[1] - line.start]
    between = line.text[last[1] - line.start : cell.start - line.start]
    return percent(cell) is not None and bool(_OPEN_RATE.search(shown)) and between.isspace()


def _names_second(line: Line, columns: Columns) -> bool:
    """Whether the CUSIP stands first and the class behind it, as the header says."""
    if CUSIP.fullmatch(line.cells[0].text) is None or class_name(line.cells[1]) is None:
        return False
    return _NAMES.search(columns.all[columns.place(line.cells[1])].title) is not None


def _key(first: Cell, name: Range | None) -> str:
    return "" if name is None else first.text[name[0] - first.start : name[1] - first.start].upper()


def _read_cell(row: ClassRow, cell: Cell, number: int, columns: Columns) -> None:
    """Put what a cell says where its column says that it belongs."""
    if number in columns.balance:
        read_balance(row, cell, columns.all[number].header, columns.scaled)
    elif number == columns.rate or (columns.rate is None and _says_rate(cell)):
        read_rate(row, cell)
    elif number == columns.cusip and CUSIP.match(cell.text):
        row.leaves["cusip"] = (unmarked(cell),)
    elif number == columns.group:
        row.leaves["group"] = (unmarked(cell),)
    elif (share := percent(cell)) is not None and (
        number == columns.percentage or _INTEREST.search(cell.text)
    ):
        row.leaves.setdefault("percentage_interest", (share,))
    else:
        _take_notional(row, cell)


def _take_notional(row: ClassRow, cell: Cell) -> None:
    """Take a cell's word that the class's balance is notional."""
    called = NOTIONAL.search(cell.text)
    if called is not None:
        row.notional = (cell.start + called.start(), cell.start + called.end())


def _says_rate(cell: Cell) -> bool:
    return RATE_WORD.match(cell.text) is not None and amount(cell) is None


def read_balance(row: ClassRow, cell: Cell, header: Sequence[Cell], scaled: bool) -> None:
    """Take what a cell under a balance's header states: a sum of dollars or a percentage."""
    dollars, share = amount(cell), percent(cell)
    if share is not None:
        row.leaves.setdefault("percentage_interest", (share,))
        return
    _take_notional(row, cell)
    if dollars is None or scaled or "balance" in row.leaves:
        return
    row.leaves["balance"] = (dollars,)
    row.balance = _decimal(cell.text)
    title = " ".join(each.text for each in header)
    row.shown = tuple((each.start, each.end) for each in header) or (dollars,)
    if (
        row.notional is None
        and NOTIONAL.search(title)
        and not re.search("principal|certificate|note|class", title, re.I)
    ):
        row.notional = next(
            (each.start, each.end) for each in header if re.search("notional|only", each.text, re.I)
        )


def read_rate(row: ClassRow, cell: Cell) -> None:
    """Take a cell's text, without the marks of footnotes, for the rate."""
    start, end = unmarked(cell)
    text = cell.text[: end - start]
    if _EMPTY.match(text) and not re.match("n/?a", text, re.IGNORECASE):
        return
    row.leaves.setdefault("rate", ((start, end),))


def _heading(line: Line, group: Range | None) -> tuple[Range | None, Range | None]:
    """The group and the notional wording that hold for the rows below a heading."""
    cell = line.cells[0]
    called, only = _GROUP.search(cell.text), NOTIONAL.search(cell.text)
    if called is not None:
        group = cell.start + called.start(), cell.start + called.end()
    elif _ACROSS.search(cell.text):
        group = None
    notional = (cell.start + only.start(), cell.start + only.end()) if only else None
    return group, notional


def _understands(line: Line, found: BlockRows, columns: Columns) -> bool:
    if is_guide(line) or not line.cells:
        return True
    if any(amount(cell) for cell in line.cells):
        return _takes_total(line, found, columns)
    return is_header(line) or _continues_row(line, found.rows, columns)


def _goes_on(line: Line, columns: Columns) -> bool:
    """Whether the line below the last row is only more of its rate, flush with that column."""
    if len(line.cells) != 1 or columns.rate is None or amount(line.cells[0]):
        return False
    return abs(columns.all[columns.rate].left - line.cells[0].left) <= 1


def _takes_total(line: Line, found: BlockRows, columns: Columns) -> bool:
    """Take a line of totals; whether it is one, its sum must show."""
    cells = [c for c in line.cells if columns.place(c) in columns.balance and amount(c)]
    if not cells:
        return TOTAL.match(line.text) is not None
    found.totals.append((_decimal(cells[0].text), len(found.rows)))
    return True


def _continues_row(line: Line, above: Sequence[ClassRow], columns: Columns) -> bool:
    """Take a line that goes on with cells of the row above it, under their columns."""
    if not above:
        return False
    for cell in line.cells:
        number = columns.place(cell)
        if number == 0 or columns.all[number].distance(cell) >= 0:
            return False
        if number == columns.rate and "rate" in above[-1].leaves:
            above[-1].leaves["rate"] += (unmarked(cell),)
    return True


def _tail(after: Sequence[Line], found: BlockRows, columns: Columns) -> bool:
    """Whether nothing below the last row looks like one more row."""
    blanks = 0
    for line in after:
        if _names_a_class(line):
            return False  # what the table says of it was not read
        blanks = blanks + 1 if line.blank else 0
        if blanks > 2 or (len(line.cells) > 1 and is_header(line)) or is_prose(line):
            return True
        valued = any(amount(cell) or percent(cell) for cell in line.cells[:4])
        if valued and not _takes_total(line, found, columns):
            return False
    return True


def _names_a_class(line: Line) -> bool:
    alone = len(line.cells) == 1 and not is_heading(line)
    return alone and says_class(line.cells[0]) and class_name(line.cells[0]) is not None


def _marks(text: str) -> Iterator[str]:
    for found in _MARK.finditer(text):
        yield found[1] or found[2] or found[3]


def _decimal(text: str) -> Decimal:
    """The sum that a cell's text begins with."""
    found = AMOUNT.match(text)
    assert found is not None, text
    return Decimal("".join(c for c in found.group() if c in "0123456789."))
