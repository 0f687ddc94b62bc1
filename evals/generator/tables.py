"""The table of classes, in the ways in which such tables are set."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from evals.generator.amounts import SecurityClass, dollars, pool_balance
from evals.generator.blocks import Block, Grid
from evals.generator.layout import Layout

_MARK = "(1)"
_NOTE = f"{_MARK} Notional amount."
_PERCENTAGE = "% Percentage Interest"


def class_tables(classes: Sequence[SecurityClass], layout: Layout) -> Iterator[Block]:
    """One table, or two where balances and rates stand in blocks of their own."""
    if layout.table == "blocks":
        yield _grid(classes, layout, rates=False)
        rows = tuple((_name(each, layout), each.rate or "") for each in classes)
        yield Grid(("Class", "Pass-Through Rate"), rows)
        return
    yield _grid(classes, layout, rates=layout.rates)


def _grid(classes: Sequence[SecurityClass], layout: Layout, rates: bool) -> Grid:
    head = ["Class", "Initial Certificate\nBalance"]
    head += ["Pass-Through\nRate"] if rates else []
    head += ["CUSIP"] if layout.cusips else []
    rows: list[tuple[str, ...]] = []
    signed = False
    for group, members in groupby(classes, key=lambda each: each.group):
        rows += [(group,)] if group else []
        for each in members:
            cells = [
                _name(each, layout),
                _balance(each, layout, not signed or layout.dollars == "all"),
            ]
            cells += [each.rate or ""] if rates else []
            cells += [each.cusip or ""] if layout.cusips else []
            rows.append(tuple(cells))
            signed = True
    blank = ("",) * (len(head) - 2)
    total = ("" if layout.totals == "bare" else "Total", dollars(pool_balance(classes)), *blank)
    footnote = layout.notional == "footnote" and any(each.kind == "notional" for each in classes)
    return Grid(
        head=tuple(head),
        rows=tuple(rows),
        total=None if layout.totals == "none" else total,
        cut=len(rows) // 2 if layout.cut and len(rows) > 2 else None,
        leaders=layout.table == "leaders",
        tagged=layout.table == "tagged",
        notes=(_NOTE,) if footnote else (),
    )


def _name(row: SecurityClass, layout: Layout) -> str:
    return f"Class {row.name}" if layout.prefix else row.name


def _balance(row: SecurityClass, layout: Layout, sign: bool) -> str:
    if row.percentage is not None:
        return row.percentage + _PERCENTAGE
    if row.balance is None:
        return "N/A"
    printed = dollars(row.balance, sign)
    if row.kind == "notional" and layout.notional == "inline":
        return f"{printed} (notional)"
    return printed + _MARK if row.kind == "notional" and layout.notional == "footnote" else printed
