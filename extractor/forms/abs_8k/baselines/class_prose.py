"""Classes that running text lists with their amounts, where no table does."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extractor.forms.abs_8k.baselines.class_rows import ClassRow
from extractor.forms.abs_8k.baselines.prose import MONEY, Prose
from extractor.forms.abs_8k.baselines.table_lines import DESIGNATION
from extractor.forms.base import Range

_MONEY = re.compile(MONEY)
_CLASS = re.compile(rf"\bClass\s+[\"“]?(?P<name>{DESIGNATION})")
_RATE = re.compile(
    r"(?:(?:\b(?:one|two|three|six|twelve|[0-9]{1,2})[-\s]months?\s+)?\bLIBOR\s+(?:plus|minus|[+-])\s+)?"
    r"(?<![0-9.])[0-9]{1,2}(?:\.[0-9]+)?\s?%",
    re.IGNORECASE,
)
_BEARING = re.compile(
    r"[^;$]{0,100}?\b(?:interest|rate)\s+(?:rate\s+)?(?:at|of|equal\s+to)\s+"
    rf"(?:(?:an?|the)\s+[^;$0-9]{{0,40}}?\s+(?:of|equal\s+to)\s+)?(?P<rate>{_RATE.pattern})",
    re.IGNORECASE,
)
_MAX_APART = 170
_MAX_RATE = 40
_LIKE_A_CLASS = re.compile(r"\b(?:notional|interest[\s-]+only)\b", re.IGNORECASE)


def classes_in_prose(prose: Prose) -> tuple[list[ClassRow], bool]:
    """The classes listed with amounts in one stretch of text, and whether all of it was used.

    The list is a run of two or more sums of dollars with one class each, the sum always before
    its class or always behind it.
    """
    sums = [found.span() for found in _MONEY.finditer(prose.text, *prose.body)]
    names = list(_CLASS.finditer(prose.text, *prose.body))
    before = _longest(_pairs(prose, sums, names, sum_first=True))
    behind = _longest(_pairs(prose, sums, names, sum_first=False))
    chosen = max((before, behind), key=len)
    if len(chosen) < 2:
        return [], False
    first = [_before(prose, name) for name, _ in chosen]
    rates = first if all(first) else [_behind(prose, name, dollars) for name, dollars in chosen]
    rows = [
        _row(prose, name, dollars, rate)
        for (name, dollars), rate in zip(chosen, rates, strict=True)
    ]
    return rows, _all_used(prose, chosen, sums)


Pair = tuple[re.Match[str], Range]


def _pairs(
    prose: Prose, sums: list[Range], names: list[re.Match[str]], *, sum_first: bool
) -> Iterator[Pair | None]:
    """Neighbouring sums and names, None where the run of them is broken."""
    marks: list[tuple[int, int, re.Match[str] | None]] = [(*span, None) for span in sums]
    marks += [(name.start(), name.end(), name) for name in names]
    marks.sort(key=lambda mark: mark[0])
    for left, right in pairwise(marks):
        first, second = (left, right) if sum_first else (right, left)
        near = right[0] - left[1] <= _MAX_APART and prose.same_sentence(left[1], right[0])
        if first[2] is None and second[2] is not None:
            yield (second[2], first[:2]) if near and not _breaks(prose, left[1], right[0]) else None
        elif not near:
            yield None


def _breaks(prose: Prose, start: int, end: int) -> bool:
    return re.search(r"[;]", prose.text[start:end]) is not None


def _longest(pairs: Iterator[Pair | None]) -> list[Pair]:
    """The longest run of pairs in which no class stands twice."""
    best: list[Pair] = []
    run: list[Pair] = []
    seen: set[str] = set()
    for pair in (*pairs, None):
        if pair is None or pair[0]["name"] in seen:
            best = max(best, run, key=len)
            run, seen = [], set()
        if pair is not None:
            run.append(pair)
            seen.add(pair[0]["name"])
    return best


def _before(prose: Prose, name: re.Match[str]) -> Range | None:
    """The rate directly before a class, "6.10% Class A"."""
    start = max(prose.body[0], name.start() - _MAX_RATE)
    for rate in _RATE.finditer(prose.text, start, name.start()):
        if not prose.text[rate.end() : name.start()].strip():
            return rate.span()
    return None


def _behind(prose: Prose, name: re.Match[str], dollars: Range) -> Range | None:
    """The rate between a class and its sum, directly behind them, or that they are said to bear."""
    low, high = min(name.start(), dollars[0]), max(name.end(), dollars[1])
    rate = _RATE.search(prose.text, low, min(high + 12, len(prose.text)))
    if rate is not None:
        return rate.span()
    bearing = _BEARING.match(prose.text, high, prose.sentence(high)[1])
    return bearing.span("rate") if bearing is not None else None


def _row(prose: Prose, name: re.Match[str], dollars: Range, rate: Range | None) -> ClassRow:
    low, high = min(name.start(), dollars[0]), max(name.end(), dollars[1])
    digits = prose.text[slice(*dollars)].strip("$ ").replace(",", "")
    row = ClassRow(name.span("name"), name["name"].upper(), balance=Decimal(digits))
    row.leaves["balance"] = (dollars,)
    row.shown = (dollars,)
    if rate is not None:
        row.leaves["rate"] = (rate,)
    called = _LIKE_A_CLASS.search(prose.text, low, high)
    row.notional = called.span() if called else None
    return row


def _all_used(prose: Prose, chosen: list[Pair], sums: list[Range]) -> bool:
    """Whether every sum in the list's sentences belongs to one of its classes."""
    used = {dollars for _, dollars in chosen}
    start = prose.sentence(min(d[0] for d in used))[0]
    end = prose.sentence(max(d[1] for d in used))[1]
    names = {name["name"] for name, _ in chosen}
    others = {found["name"] for found in _CLASS.finditer(prose.text, *prose.body)} - names
    return not others and all(d in used for d in sums if start <= d[0] < end)
