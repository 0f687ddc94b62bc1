"""Ready-made checks of tables: a row that adds up, a column that adds up to its total."""

from collections.abc import Sequence
from decimal import Decimal

from extractor.forms.base import Facts, Row, Rule
from extractor.records import CheckResult, CheckStatus, Value

Number = int | Decimal
_MOST_NAMED = 3


def rows_add_up(path: str, *, plus: Sequence[str], minus: Sequence[str] = (), equals: str) -> Rule:
    """In each row of the list at `path` the fields `plus` less the fields `minus` give `equals`.

    A row in which one of them is missing is left out. A failure doubts the cells of the rows that
    do not add up, a success confirms all cells that were added.
    """
    name = f"{path}_rows_add_up"
    fields = (*plus, *minus, equals)

    def rule(facts: Facts) -> CheckResult:
        whole = [row for row in facts.rows[path] if all(_is_number(row, each) for each in fields)]
        if not whole:
            return CheckResult(name, CheckStatus.NOT_APPLICABLE, "No row has all its amounts.")
        wrong = [row for row in whole if _sum(row, plus) - _sum(row, minus) != _of(row, equals)]
        said = " + ".join(plus) + "".join(f" - {each}" for each in minus)
        if not wrong:
            message = f"{said} = {equals} in each of {len(whole)} rows."
            return CheckResult(name, CheckStatus.PASSED, message, confirms=_cells(whole, fields))
        shown = "; ".join(
            f"{row.path}: {_sum(row, plus) - _sum(row, minus):,} and not {_of(row, equals):,}"
            for row in wrong[:_MOST_NAMED]
        )
        message = f"{said} is not {equals} in {len(wrong)} of {len(whole)} rows ({shown})."
        return CheckResult(name, CheckStatus.FAILED, message, doubts=_cells(wrong, fields))

    return rule


def column_adds_up(path: str, column: str, total: str) -> Rule:
    """The amounts of a column of the list at `path` add up to the field `total`.

    Both the amounts and the list as a whole are confirmed or doubted by it: a row left out or
    counted twice would break the sum.
    """
    name = f"{path}_{column}_adds_up"

    def rule(facts: Facts) -> CheckResult:
        stated = facts.values.get(total)
        rows = [row for row in facts.rows[path] if _is_number(row, column)]
        if not isinstance(stated, int | Decimal) or not rows:
            return CheckResult(name, CheckStatus.NOT_APPLICABLE, f"{total} or {column} is missing.")
        added = sum((_of(row, column) for row in rows), Decimal())
        paths = (total, f"{path}#complete", *_cells(rows, (column,)))
        if added == stated:
            message = f"{column} of {len(rows)} rows adds up to {total}, {stated:,}."
            return CheckResult(name, CheckStatus.PASSED, message, confirms=paths)
        message = f"{column} of {len(rows)} rows adds up to {added:,}, and {total} is {stated:,}."
        return CheckResult(name, CheckStatus.FAILED, message, doubts=paths)

    return rule


def _is_number(row: Row, name: str) -> bool:
    return _number(row.values.get(name)) is not None


def _number(value: Value | None) -> Number | None:
    return value if isinstance(value, int | Decimal) else None


def _of(row: Row, name: str) -> Number:
    return _number(row.values.get(name)) or Decimal()


def _sum(row: Row, names: Sequence[str]) -> Number:
    return sum((_of(row, name) for name in names), Decimal())


def _cells(rows: Sequence[Row], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{row.path}.{name}" for row in rows for name in names)
