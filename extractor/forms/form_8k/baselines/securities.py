"""The table of securities registered under Section 12(b), on covers of 2019 and later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.filing.layout import Cell, Line, whole_lines_of
from extractor.forms.base import Quoted, QuotedList, Range
from extractor.reasons import Reason

_CUE = re.compile(
    r"securities\s{1,40}registered\s{1,40}(?:or\s{1,40}to\s{1,40}be\s{1,40}registered\s{1,40})?"
    r"(?:pursuant\s{1,40}to|under)\s{1,40}section\s{1,40}12\s?\(\s?b\s?\)[^:\n]{0,60}:?",
    re.IGNORECASE,
)
_END = re.compile(
    r"indicate\s{1,40}by\s{1,40}check|emerging\s{1,40}growth|check\s{1,40}the\s{1,40}appropriate|"
    r"section\s{1,40}12\s?\(\s?g\s?\)",
    re.IGNORECASE,
)
_HEADER_WORDS = frozenset(
    "title of each class classes trading symbol symbols s name exchange exchanges on which the to "
    "be registered is are security securities ticker so market act registrant issuer".split()
)
# The header of a table that lost its line breaks, with the first row behind it on its line.
_HEADER_BEFORE_ROW = re.compile(
    r"\s{0,20}title[^\n.]{0,160}?\bregistered[^\S\n]{1,8}(?=[A-Z\d])", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_EXCHANGE = re.compile(
    r"\b(?:stock\s+exchange|stock\s+market|nasdaq|nyse|exchange|cboe|bats|euronext|otc\w*|"
    r"global\s+(?:select\s+)?market|capital\s+market|iex)\b",
    re.IGNORECASE,
)
_ONE_SYMBOL = (
    r"[A-Z][A-Z0-9]{0,6}(?:p[rR]?[A-Z]?)?"
    r"(?:[ ./-]{1,3}(?:[A-Z]{1,4}|[pP]r?[A-Z]?|\d{1,3}[A-Z]?)){0,2}"
)
# Also with its exchange before it, in quotation marks or brackets, with the mark of a footnote.
_SYMBOL = re.compile(
    r"\(?(?:(?:NYSE|N[Aa][Ss][Dd][Aa][Qq]|Cboe|OTC)[A-Za-z ]{0,16}:\s{0,4})?[“\"]?"
    rf"(?P<symbol>{_ONE_SYMBOL}(?:(?:,|\sand)\s{_ONE_SYMBOL}){{0,3}})"
    r"[”\"]?\)?(?:[*†‡]{1,3}|\s?\(\d\))?"
)
_ROW_IN_ONE = re.compile(
    r"(?P<title>\S.{3,300}?) "
    r"(?P<symbol>[“\"]?[A-Z][A-Z0-9./-]{0,8}(?: P[rR](?: ?[A-Z])?| \d\d[A-Z]?)?[”\"]?(?:\(\d\))?"
    r"|[—–-]) "
    r"(?P<exchange>(?:The )?(?:New York|NYSE|N[Aa][Ss][Dd][Aa][Qq]|Cboe|Chicago|London|Toronto|"
    r"OTC\w{0,4})\b.{0,80})"
)
_IN_ONE = ("title", "symbol", "exchange")
_DASH = re.compile(r"[\s|]*[-–—]{1,3}[\s|]*")
_TITLE_AND_EXCHANGE = _TITLE_AND_SYMBOL = 2
_SAME_COLUMN = 2
_ALL_COLUMNS = 3
_FIRST_CAPTION = re.compile(
    r"\b(?:(?P<title>title)|(?P<symbol>trading|symbol|ticker)|(?P<exchange>name\s+of|exchange))\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:[*†‡]{1,3}|\(\d\))\s")
_MARKS = re.compile(r"(?:[*†‡]{1,3}|\s?\(\d\))$")
_OPEN = re.compile(
    r"(?:,|\b(?:an?|and|each|for|in|of|one|or|per|representing|the|to|with))$", re.IGNORECASE
)
"""How the first line of a title ends that must go on."""
_NEXT_CAPTION = re.compile(
    r";\s{1,8}(?=(?:(?:trading|ticker)\s{1,8})?symbol|name\s{1,8}of)", re.IGNORECASE
)
_REGISTRANT_FIRST = re.compile(
    r"^[^\S\n]{0,80}(?:\|[^\S\n]{0,80})?(?:name[^\S\n]of[^\S\n])?(?:registrant|issuer)"
    r"[^\S\n](?:[^\S\n]|\|[^\S\n]){1,80}title\b",
    re.IGNORECASE | re.MULTILINE,
)
_SAID = re.compile(
    r"(?:^|(?<=:))[^\S\n]{0,20}(?P<title>[A-Z\d][^“”\"]{3,200}?),?\s{1,8}(?:(?:is|are)\s{1,8})?"
    r"(?:listed|traded|registered|quoted)\s{1,8}on\s{1,8}(?:the\s{1,8})?(?P<exchange>[^“”\"]{3,80}?),?\s{1,8}"
    rf"under\s{{1,8}}the\s{{1,8}}(?:(?:trading|ticker)\s{{1,8}})?symbols?\s{{1,8}}[“\"]?(?P<symbol>{_ONE_SYMBOL})\b",
    re.MULTILINE,
)
_NONE = re.compile(r"\W*(?:none|n/?a|not\s+applicable)\W*(?:\(\d\))?", re.IGNORECASE)


@dataclass
class _Row:
    title: list[Range] = field(default_factory=list)
    symbol: list[Range] = field(default_factory=list)
    exchange: list[Range] = field(default_factory=list)
    columns: tuple[int, int, int] = (0, 0, 0)
    named: str = ""
    called: str = ""
    open: bool = False
    without_symbol: bool = False


def read_securities(text: str, start: int, end: int) -> tuple[list[Quoted], QuotedList]:
    """The rows of the table on the cover from `start` to `end`."""
    path = "cover.securities"
    cue = _CUE.search(text, start, end)
    if cue is None:
        return [], QuotedList(path, 0, reason=Reason.NO_CUE)
    stop = _END.search(text, cue.end(), end)
    place = (cue.start(), stop.start() if stop else min(end, cue.end() + 6_000))
    header = _HEADER_BEFORE_ROW.match(text, cue.end(), place[1])
    begin = header.end() if header else cue.end()
    lines = [each for each in whole_lines_of(text, begin, place[1]) if not _is_header(each)]
    caption = _FIRST_CAPTION.search(text, cue.end(), place[1])
    first = caption.lastgroup if caption and caption.lastgroup else "title"
    if _REGISTRANT_FIRST.search(text, cue.end(), place[1]):
        first = "registrant"
    rows = _rows(lines, first) or [
        _said(each) for each in _SAID.finditer(text, cue.end(), place[1])
    ]
    if not rows:
        none = any(_NONE.fullmatch(line.text) or _all_none(line) for line in lines)
        reason = Reason.STATED_NONE if none or not lines else None
        return [], QuotedList(path, 0, accounted=None, reason=reason, place=place)
    quotes = [
        Quoted(f"{path}.{leaf}", number, tuple(ranges), anchor=cue.span())
        for number, row in enumerate(rows)
        for leaf, ranges in (
            ("title", _without_mark(text, row.title)),
            ("symbol", row.symbol),
            ("exchange", row.exchange),
        )
        if ranges
    ]
    whole = all(row.symbol or row.without_symbol for row in rows)
    return quotes, QuotedList(path, len(rows), accounted=whole, place=place)


def _all_none(line: Line) -> bool:
    return all(_NONE.fullmatch(cell.text) for cell in line.cells)


def _is_header(line: Line) -> bool:
    words = [word.casefold() for word in _WORD.findall(line.text)]
    return not words or (words != ["the"] and all(word in _HEADER_WORDS for word in words))


def _said(found: re.Match[str]) -> _Row:
    """The row that a sentence is: what is listed where, under which symbol."""
    return _Row([found.span("title")], [found.span("symbol")], [found.span("exchange")])


def _rows(lines: Sequence[Line], first: str) -> list[_Row]:
    """Rows end with an exchange; before it stands the symbol, before that the title.

    `first` is the column that stands before the title, if another one does.
    """
    rows: list[_Row] = []
    pending: list[Cell] = []
    noted = False
    for number, line in enumerate(lines):
        noted = len(line.cells) == 1 and bool(_NOTE.match(line.text) or (noted and line.gap == 0))
        if noted or (len(line.cells) == 1 and line.text.endswith(":")):
            pending = []
            continue
        cells = _in_order([piece for cell in line.cells for piece in _pieces(cell)], first)
        if _is_sentence(line) or (_all_none(line) and not (pending and len(cells) == 1)):
            pending = []
            continue
        at = next(
            (i for i in range(len(cells) - 1, -1, -1) if _EXCHANGE.search(cells[i].text)), None
        )
        if rows and not pending and _joins(rows[-1], cells, line, at):
            continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        if rows and not pending and at is None and _is_short(cells, rows[-1], following):
            rows.append(_without_exchange(cells, rows[-1]))
            continue
        if at is not None and (at > 0 or pending) and not _is_rest(cells, rows, line, pending):
            row = _row([*pending, *cells[: at + 1]])
            if row:
                _add_symbol_behind(row, cells[at + 1 :])
                row.without_symbol = row.without_symbol or _dashed(line, cells[: at + 1])
                rows.append(row)
                pending = []
                continue
        goes_on = bool(rows) and not pending and (line.gap == 0 or rows[-1].open)
        goes_on = goes_on and not _leads(cells, following)
        if goes_on and _extends(rows[-1], cells):
            continue
        pending += cells
    return rows


def _joins(above: _Row, cells: Sequence[Cell], line: Line, at: int | None) -> bool:
    """Add a line to the row above where it holds a further exchange or the symbol behind it."""
    if len(cells) == 1 and _add_symbol_behind(above, cells):
        return True
    if at == 0 and len(cells) == 1 and not line.gap:
        above.exchange.append((cells[0].start, cells[0].end))
        return True
    if line.gap or not _is_listing(cells, above):
        return False
    _add_listing(above, *cells)
    return True


def _in_order(cells: list[Cell], first: str) -> list[Cell]:
    """The cells of a row as title, symbol and exchange, where another column than the title's is
    the first."""
    if first == "registrant":
        return cells[1:] if len(cells) > _ALL_COLUMNS else cells
    if len(cells) != _ALL_COLUMNS or first == "title":
        return cells
    if first == "symbol" and _is_symbol(cells[0]):
        return [cells[1], cells[0], cells[2]]
    return (
        [*cells[1:], cells[0]] if first == "exchange" and _EXCHANGE.search(cells[0].text) else cells
    )


def _is_short(cells: Sequence[Cell], above: _Row, following: Line | None) -> bool:
    """Whether a line is a row whose exchange is named in a row above for both."""
    if len(cells) != _TITLE_AND_SYMBOL or not above.symbol or not _is_symbol(cells[1]):
        return False
    alone = following is not None and len(following.cells) == 1
    return not (alone and following and _EXCHANGE.search(following.text))


def _is_listing(cells: Sequence[Cell], above: _Row) -> bool:
    """Whether a line lists the security above once more: a symbol and an exchange, no title."""
    if len(cells) != _TITLE_AND_EXCHANGE or not above.symbol or not _is_symbol(cells[0]):
        return False
    near = [abs(cell.column - at) for cell, at in zip(cells, above.columns[1:], strict=True)]
    return _EXCHANGE.search(cells[1].text) is not None and max(near) <= _SAME_COLUMN


def _add_listing(row: _Row, symbol: Cell, exchange: Cell) -> None:
    if symbol.text != row.called:
        row.symbol.append(_symbol(symbol))
    row.exchange.append(_unmarked(exchange))


def _leads(cells: Sequence[Cell], following: Line | None) -> bool:
    """Whether a line begins the title of the row below it, which goes on in small letters."""
    if len(cells) != 1 or following is None or following.gap or len(following.cells) == 1:
        return False
    return cells[0].text[:1].isupper() and following.text[:1].islower()


def _without_exchange(cells: Sequence[Cell], above: _Row) -> _Row:
    title, symbol = cells
    columns = (title.column, symbol.column, above.columns[2])
    return _Row([(title.start, title.end)], [_symbol(symbol)], [], columns)


def _pieces(cell: Cell) -> list[Cell]:
    """A cell, cut before and behind the symbol where only single blanks part the columns, and
    before each caption that stands in it."""
    bounds = [0, *(found.end() for found in _NEXT_CAPTION.finditer(cell.text)), len(cell.text)]
    return [
        piece
        for low, high in pairwise(bounds)
        for piece in _columns(_cut(cell, low, len(cell.text[:high].rstrip("; \t"))))
    ]


def _cut(cell: Cell, low: int, high: int) -> Cell:
    if (low, high) == (0, len(cell.text)):
        return cell
    return Cell(cell.start + low, cell.start + high, cell.column + low, cell.text[low:high])


def _columns(cell: Cell) -> list[Cell]:
    cell = _uncaptioned(cell)
    match = _ROW_IN_ONE.fullmatch(cell.text)
    if match is None:
        return [cell]
    names = ("title", "exchange") if _DASH.fullmatch(match["symbol"]) else _IN_ONE
    return [_cut(cell, *match.span(name)) for name in names]


def _uncaptioned(cell: Cell) -> Cell:
    """A cell without the column's name, where each row says it anew: "Trading symbol: ACME"."""
    head, colon, rest = cell.text.partition(":")
    words = [word.casefold() for word in _WORD.findall(head)]
    if not colon or not words or not all(word in _HEADER_WORDS for word in words):
        return cell
    return _cut(cell, len(cell.text) - len(rest.lstrip()), len(cell.text))


def _is_sentence(line: Line) -> bool:
    return len(line.cells) == 1 and line.text.endswith(".") and len(line.text.split()) > 12


def _is_rest(
    cells: Sequence[Cell], rows: Sequence[_Row], line: Line, pending: Sequence[Cell]
) -> bool:
    """Whether a line is only the second line of the row above."""
    if not rows or line.gap or pending:
        return False
    if len(cells) > 1 and cells[-1].text == rows[-1].named and not cells[0].text[:1].islower():
        return False
    return not any(_is_symbol(cell) for cell in cells) and len(cells) < 3


def _row(cells: Sequence[Cell]) -> _Row | None:
    exchange = cells[-1]
    before = list(cells[:-1])
    while before and _EXCHANGE.search(before[-1].text) and not _is_symbol(before[-1]):
        before.pop()
    symbol = next((i for i in range(len(before) - 1, 0, -1) if _is_symbol(before[i])), None)
    none = symbol is None and len(before) > 1 and bool(_NONE.fullmatch(before[-1].text))
    if none:
        before.pop()
    title = before if symbol is None else before[:symbol]
    if not title or all(_NONE.fullmatch(cell.text) for cell in title):
        return None
    row = _Row(
        [(cell.start, cell.end) for cell in title],
        [] if symbol is None else [_symbol(before[symbol])],
        [_unmarked(exchange)],
        (title[0].column, before[symbol].column if symbol else 0, exchange.column),
        exchange.text,
        before[symbol].text if symbol else "",
        bool(_OPEN.search(title[-1].text)),
        none,
    )
    extra = before[symbol + 1 :] if symbol is not None else []
    row.exchange[:0] = [(cell.start, cell.end) for cell in extra]
    return row


def _dashed(line: Line, cells: Sequence[Cell]) -> bool:
    """Whether a dash stands where the symbol would: between the title and the exchange."""
    if len(cells) != _TITLE_AND_EXCHANGE:
        return False
    between = line.text[cells[0].end - line.start : cells[1].start - line.start]
    return _DASH.fullmatch(between) is not None


def _add_symbol_behind(row: _Row, behind: Sequence[Cell]) -> bool:
    """Add the symbol where its column is the last; False where there is none to add."""
    if not behind or row.symbol or row.without_symbol or not _is_symbol(behind[0]):
        return False
    row.symbol.append(_symbol(behind[0]))
    return True


def _is_symbol(cell: Cell) -> bool:
    return bool(_SYMBOL.fullmatch(cell.text)) and not _NONE.fullmatch(cell.text)


def _symbol(cell: Cell) -> Range:
    """Where the symbol of its cell stands."""
    found = _SYMBOL.fullmatch(cell.text)
    assert found is not None, cell.text
    return cell.start + found.start("symbol"), cell.start + found.end("symbol")


def _without_mark(text: str, ranges: Sequence[Range]) -> list[Range]:
    """A title without the mark of a footnote behind its last line."""
    *rest, (start, end) = ranges
    mark = _MARKS.search(text[start:end])
    return [*rest, (start, start + mark.start() if mark else end)]


def _unmarked(cell: Cell) -> Range:
    """Where a cell stands without the marks of footnotes behind it."""
    marks = _MARKS.search(cell.text)
    return cell.start, cell.start + (marks.start() if marks else len(cell.text))


def _extends(row: _Row, cells: Sequence[Cell]) -> bool:
    """Add the cells of a second line to the columns under which they stand."""
    if row.columns[2] == 0 or any(_is_symbol(cell) for cell in cells):
        return False
    for cell in cells:
        distances = [abs(cell.column - column) for column in row.columns]
        near = distances.index(min(distances))
        (row.title, row.symbol, row.exchange)[near].append((cell.start, cell.end))
    row.open = bool(cells) and bool(_OPEN.search(cells[0].text))
    return True
