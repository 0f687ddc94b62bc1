"""Which column of a class table is which, by its header and its alignment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.forms.abs_8k.baselines.table_lines import Cell, Line, percent

_BALANCE = re.compile(
    r"balance|amount|face\s*value|denomination|\bprincipal\b|\bnotional\b|\bsize\b", re.IGNORECASE
)
_FIRST = re.compile(r"initial|original|face|at\s+issuance|closing", re.IGNORECASE)
LATER = re.compile(
    r"distribut|before|after|current|prior|beginning|ending|remaining|proceeds|price|discount"
    r"|factor|loss|interest\s+(?:paid|due)|per\s+\$|shortfall|deferred|minimum|payment|percent\s+of"
    r"|%\s+of",
    re.IGNORECASE,
)
RATE = re.compile(r"(?<![a-z])rates?(?![a-z])|coupon|pass-?through|remittance\s+rate", re.I)
_LATER_RATE = re.compile(r"estimated|next|prepayment|factor", re.IGNORECASE)
_DESCRIBED = re.compile(r"description|type|formula|basis", re.IGNORECASE)
"""Where a column says how rates are set, another one has the rates."""
_GROUP = re.compile(r"^(?:related\s+)?(?:loan\s+|mortgage\s+)?(?:group|pool)(?:\s+no\.?)?$", re.I)
_PERCENTAGE = re.compile(r"percentage\s+interest", re.IGNORECASE)
CUSIP = re.compile(r"cusip", re.IGNORECASE)
NAMES = re.compile(
    r"class|designation|certificate|\bnotes?\b|\bbonds?\b|securit|tranche", re.IGNORECASE
)
NOTIONAL = re.compile(r"notional|interest[\s-]+only|\bNTL\b", re.IGNORECASE)
SCALED = re.compile(r"in\s+(?:thousand|million)s|\(?\$?\s*000'?s?\s+omitted|\(000'?s?\)", re.I)


@dataclass
class Column:
    """One column: the lines' columns that its cells cover, and the cells of its header."""

    left: int
    right: int
    header: list[Cell] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The header's text, its lines joined."""
        return " ".join(cell.text for cell in self.header)

    def distance(self, cell: Cell) -> int:
        """How far a cell is from the column: negative by as much as they overlap."""
        return max(self.left, cell.left) - min(self.right, cell.right)


@dataclass(frozen=True)
class Columns:
    """The columns of a block, and the numbers of those that hold what is looked for."""

    all: tuple[Column, ...]
    balance: tuple[int, ...] = ()
    rate: int | None = None
    cusip: int | None = None
    group: int | None = None
    percentage: int | None = None
    initial: bool = False
    scaled: bool = False

    @property
    def useful(self) -> bool:
        """Whether the block says anything of its classes."""
        return bool(self.balance) or not (self.rate is self.cusip is self.percentage is None)

    def place(self, cell: Cell) -> int:
        """The number of the column that a cell stands in."""
        return min(range(len(self.all)), key=lambda n: (self.all[n].distance(cell), n))


def columns_of(header: Sequence[Line], rows: Sequence[Sequence[Cell]]) -> Columns:
    """The columns of rows of cells (the class's own cell first) under a header."""
    columns = _by_overlap(rows)
    if any(_crowded(columns, row) for row in rows):
        columns = _by_order(rows)
    # Tabs align badly: where header and rows all have a cell for each column, they are in order.
    if len(header) == 1 and {len(columns)} == {len(header[0].cells), *map(len, rows)}:
        for column, cell in zip(columns, header[0].cells, strict=True):
            column.header.append(cell)
        return _roles(tuple(columns), rows, headed=True)
    for line in header:
        for cell in line.cells:
            nearest = min(
                columns, key=lambda c: (c.distance(cell), abs(_middle(c) - _middle(cell)))
            )
            nearest.header.append(cell)
    return _roles(tuple(columns), rows, headed=bool(header))


def _by_overlap(rows: Sequence[Sequence[Cell]]) -> list[Column]:
    first = Column(min(r[0].left for r in rows), max(r[0].right for r in rows))
    columns: list[Column] = []
    cells = sorted((cell for row in rows for cell in row[1:]), key=lambda cell: cell.left)
    for cell in cells:
        if columns and cell.left < columns[-1].right:
            columns[-1].right = max(columns[-1].right, cell.right)
        else:
            columns.append(Column(cell.left, cell.right))
    return [first, *columns]


def _by_order(rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """Columns by the fullest rows, for tables whose columns run into each other."""
    most = max(len(row) for row in rows)
    full = [row for row in rows if len(row) == most]
    return [
        Column(min(r[n].left for r in full), max(r[n].right for r in full)) for n in range(most)
    ]


def _crowded(columns: Sequence[Column], row: Sequence[Cell]) -> bool:
    places: dict[int, Cell] = {}
    for cell in row[1:]:
        place = min(range(len(columns)), key=lambda n: columns[n].distance(cell))
        other = places.setdefault(place, cell)
        # One below the other is one cell over two lines.
        if other is not cell and min(cell.right, other.right) <= max(cell.left, other.left):
            return True
    return False


def _middle(at: Column | Cell) -> int:
    return at.left + at.right


def _roles(columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]], *, headed: bool) -> Columns:
    titles = [column.title for column in columns]
    others = range(1, len(columns))
    scores = {n: balance_score(titles[n]) for n in others}
    best = max(scores.values(), default=0)
    balance = tuple(n for n in others if scores[n] == best > 0)[:1]
    notional = tuple(
        n for n in others if n not in balance and scores[n] > 0 and NOTIONAL.search(titles[n])
    )
    rates = [n for n in others if is_rate(titles[n]) and n not in balance]
    rate = min(rates, key=lambda n: bool(_DESCRIBED.search(titles[n])), default=None)
    if not headed:
        balance, rate = _by_content(columns, rows)
    return Columns(
        columns,
        balance=(*balance, *notional),
        rate=rate,
        cusip=next((n for n in others if CUSIP.search(titles[n])), None),
        group=next((n for n in others if _GROUP.search(titles[n].strip())), None),
        percentage=next(
            (n for n in others if _PERCENTAGE.search(titles[n]) and n not in balance), None
        ),
        initial=any(_FIRST.search(titles[n]) for n in balance),
        scaled=any(SCALED.search(title) for title in titles),
    )


def balance_score(title: str) -> int:
    """How well a title fits the column of initial balances; 0 where it is another's."""
    if not _BALANCE.search(title) or LATER.search(title) or is_rate(title):
        return 0
    return 1 + 2 * bool(_FIRST.search(title)) + bool(re.search("principal", title, re.I))


def is_rate(title: str) -> bool:
    """Whether a title is that of the pass-through rates."""
    return bool(RATE.search(title)) and not _LATER_RATE.search(title)


def _by_content(
    columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]]
) -> tuple[tuple[int, ...], int | None]:
    """Balance and rate of a table without header: the first sums of dollars, the first percents."""
    balance: tuple[int, ...] = ()
    rate = None
    for number in range(1, len(columns)):
        cells = [c for row in rows for c in row[1:] if columns[number].distance(c) < 0]
        dollars = sum("$" in c.text or c.text.count(",") > 0 for c in cells)
        percents = sum(percent(c) is not None for c in cells)
        if not balance and 2 * dollars > len(cells):
            balance = (number,)
        elif rate is None and 2 * percents > len(cells):
            rate = number
    return balance, rate
