"""The classes of the deal: from the class table, or from a list in running text."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from extractor.forms.abs_8k.baselines.class_blocks import MAX_GAP, Block, blocks_of
from extractor.forms.abs_8k.baselines.class_lines import row_lines
from extractor.forms.abs_8k.baselines.class_prose import classes_in_prose
from extractor.forms.abs_8k.baselines.class_rows import BlockRows, ClassRow, rows_of
from extractor.forms.abs_8k.baselines.class_transposed import transposed_rows
from extractor.forms.abs_8k.baselines.notional import mark_notional
from extractor.forms.abs_8k.baselines.prose import MONEY, Prose
from extractor.forms.abs_8k.baselines.table_lines import DESIGNATION, lines_of
from extractor.forms.base import Answer, Quoted, QuotedList, Range
from extractor.reasons import Reason

PATH = "deal.classes"
_LEAVES = ("balance", "percentage_interest", "rate", "group", "cusip")
_SERIES = re.compile(r"\bSERIES\s+([0-9]{2,4}-[0-9A-Z]{1,8})", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(?:set\s+forth|described|specified|contained|listed|reflected|reflecting|included|statements?"
    r"|reports?)\b(?:(?!\.\s)[^;]){0,240}?\b(?:exhibits?\b|annex|certificateholders|noteholders"
    r"|attached)"
    r"|(?:see|attached)\b(?:(?!\.\s)[^;]){0,120}?\b(?:reports?|statements?)\b",
    re.IGNORECASE,
)
_CLASS = re.compile(r"\bclass(?:es)?\b", re.IGNORECASE)
_OF_CLASS = re.compile(rf"\bClass\s+[\"“]?({DESIGNATION})")
_SUM = re.compile(MONEY)


def read_classes(prose: Prose) -> Answer:
    """The rows of the first series' class table, and what can be said of the whole list."""
    rows, blocks, whole = _from_tables(prose)
    if rows:
        mark_notional(prose, rows)
        accounted = whole and all(block.accounted for block in blocks)
    else:
        rows, accounted = transposed_rows(tuple(lines_of(prose.text, prose.body)))
        if not rows:
            rows, accounted = classes_in_prose(prose)
        mark_notional(prose, rows)
    if not rows:
        return Answer((), (_none(prose),))
    quotes = tuple(quote for n, row in enumerate(rows, 1) for quote in _quotes(n, row))
    return Answer(quotes, (QuotedList(PATH, len(rows), accounted),))


def _from_tables(prose: Prose) -> tuple[list[ClassRow], list[BlockRows], bool]:
    """The rows, the blocks that they came from, and whether no block was left out."""
    lines = row_lines(tuple(lines_of(prose.text, prose.body)))
    rows: list[ClassRow] = []
    used: list[BlockRows] = []
    last: Block | None = None
    for block in blocks_of(lines):
        above = lines[max(0, block.top - MAX_GAP) : block.top]
        read = rows_of(block, above, lines[block.last + 1 : block.last + 1 + MAX_GAP])
        if last is None:
            rows = list(read.rows)
        elif not _same_series(prose, last, block) or not _merge(rows, read.rows, block):
            return rows, used, False
        used.append(read)
        last = block
    return rows, used, True


def _same_series(prose: Prose, last: Block, block: Block) -> bool:
    """Whether no other series is named between two blocks than above the first of them."""
    between = {found[1].upper() for found in _SERIES.finditer(prose.text, last.end, block.start)}
    before = {found[1].upper() for found in _SERIES.finditer(prose.text, prose.body[0], last.start)}
    return not between or not before or between <= before


def _merge(rows: list[ClassRow], further: Sequence[ClassRow], block: Block) -> bool:
    """Join a further block to the rows; False where it speaks of other classes of these names."""
    known = {row.key: row for row in rows}
    shared = [row for row in further if row.key in known]
    if not shared:
        if block.columns.balance:
            rows.extend(further)
        return bool(block.columns.balance)
    for row in shared:
        old = known[row.key]
        initial = block.columns.initial and None not in (row.balance, old.balance)
        if initial and row.balance != old.balance:
            return False
        for leaf, ranges in row.leaves.items():
            if leaf != "balance" or initial:
                old.leaves.setdefault(leaf, ranges)
    return len(shared) == len(further) or not block.columns.initial


def _quotes(number: int, row: ClassRow) -> Iterator[Quoted]:
    anchor = row.name
    if row.name is not None:
        yield Quoted(f"{PATH}.name", number, (row.name,))
    for leaf in _LEAVES:
        if leaf in row.leaves:
            yield Quoted(f"{PATH}.{leaf}", number, row.leaves[leaf], anchor)
    kind = _kind(row)
    if kind is not None:
        yield Quoted(f"{PATH}.balance_kind", number, kind[1], anchor, value=kind[0])


def _kind(row: ClassRow) -> tuple[str, tuple[Range, ...]] | None:
    if row.notional is not None and (
        "balance" in row.leaves or "percentage_interest" not in row.leaves
    ):
        return "notional", (row.notional,)
    if "balance" in row.leaves:
        return "principal", row.shown or row.leaves["balance"]
    if "percentage_interest" in row.leaves:
        return "percentage", row.leaves["percentage_interest"]
    return None


def _none(prose: Prose) -> QuotedList:
    """Why there is no row: no word of classes, the terms are elsewhere, or there is no table.

    Where classes and sums of dollars stand in the text all the same, nothing says that there is
    no row.
    """
    names = {found[1].upper() for found in _OF_CLASS.finditer(prose.text, *prose.body)}
    sums = sum(1 for _ in islice(_SUM.finditer(prose.text, *prose.body), 2))
    if len(names) > 1 and sums > 1:
        return QuotedList(PATH, 0, accounted=False)
    elsewhere = prose.find(_ELSEWHERE)
    if elsewhere is not None:
        start, end = prose.sentence(elsewhere.start())
        place = max(start, prose.body[0]), max(min(end, prose.body[1]), elsewhere.end())
        return QuotedList(PATH, 0, reason=Reason.IN_EXHIBIT, place=place)
    reason = Reason.NO_SECTION if prose.find(_CLASS) else Reason.NO_CUE
    return QuotedList(PATH, 0, reason=reason)
