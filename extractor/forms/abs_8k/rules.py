"""Cross-checks of a deal: its sums, its counts and the order of its dates."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from extractor.forms.base import Facts, Row, Rule
from extractor.forms.form_8k.rules import rows_once
from extractor.records import CheckResult, CheckStatus

CLASSES = "deal.classes"
COMPLETE = f"{CLASSES}#complete"
POOL = "deal.pool_balance"
COUNT = "deal.stated_class_count"
_MAX_NAMED = 12

_RATE = re.compile(
    r"[0-9]|\bn\s?/?\s?a\b|\b(?:none|fixed|variable|adjustable|floating|residual|weighted|wac|net"
    r"|libor|prime|index|auction|zero|accrual)\b",
    re.IGNORECASE,
)
"""What the printed rate of a class has: a figure, or a word that stands for one."""

_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()


def balances_sum_to_pool(facts: Facts) -> CheckResult:
    """The principal balances of all classes add up to the pool's balance, to the cent.

    Classes that are notional or have only a percentage interest are no part of the sum. A sum
    that closes proves every balance, the pool's balance and that no class is missing. One that
    does not close proves nothing: overcollateralization, classes sold elsewhere, a row that is
    missing and a digit that is wrong look alike in it, and a share below which the difference
    would be harmless does not exist, since a wrong digit may stand anywhere. So all that enters
    the sum is doubted, and the message and hint say what would explain the difference.
    """
    name = "balances_sum_to_pool"
    pool, rows = _amount(facts.values.get(POOL)), _principal(facts)
    if pool is None or not rows:
        lacks = "a pool balance" if pool is None else "a class with a principal balance"
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, f"The record has no {lacks}.")
    total = _total(rows)
    paths = (*(f"{row.path}.balance" for row, _ in rows), POOL, COMPLETE)
    if total == pool:
        message = f"The balances of {len(rows)} classes sum to the pool balance of {pool:,}."
        return CheckResult(name, CheckStatus.PASSED, message, confirms=paths)
    message = (
        f"The balances of {len(rows)} classes sum to {total:,}, but the pool balance is {pool:,}: "
        f"a difference of {pool - total:,}."
    )
    if 0 < pool - total < pool * 15 / 100:
        message += " Overcollateralization or classes not listed would leave such a difference too."
    hint = _repair(rows, pool, pool - total)
    return CheckResult(name, CheckStatus.FAILED, message, doubts=paths, hint=hint)


def named_against_stated_classes(facts: Facts) -> CheckResult:
    """The table has as many classes as the text announces.

    Where the numbers differ but the sum of the balances closes, the table is complete and the
    difference is the filing's own.
    """
    name = "named_against_stated_classes"
    stated, rows = facts.values.get(COUNT), facts.rows.get(CLASSES, ())
    if not isinstance(stated, int) or not rows:
        lacks = "an announced number of classes" if rows else "a class"
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, f"The record has no {lacks}.")
    message = f"The text announces {_classes(stated)}, the table names {_word(len(rows))}."
    if stated == len(rows):
        return CheckResult(name, CheckStatus.PASSED, message, confirms=(COMPLETE, COUNT))
    if balances_sum_to_pool(facts).status is CheckStatus.PASSED:
        return CheckResult(name, CheckStatus.FINDING, message)
    # Either number may be the wrong one.
    return CheckResult(name, CheckStatus.FAILED, message, doubts=(COMPLETE, COUNT))


_ORDER = (
    ("deal.cut_off_date", "the cut-off date", "deal.issued_on", "the issue", 0),
    ("deal.agreement.dated", "the agreement's date", "deal.issued_on", "the issue", 0),
    # A report may announce an issue that is to come, but not one that is far off.
    ("deal.issued_on", "the issue", "cover.report_date", "the reported event", 60),
)


def date_order(facts: Facts) -> CheckResult:
    """Cut-off date and agreement precede the issue, and the issue the report of it."""
    name = "date_order"
    wrong: list[str] = []
    doubts: list[str] = []
    compared = 0
    for earlier, first, later, second, slack in _ORDER:
        before, after = facts.values.get(earlier), facts.values.get(later)
        if not isinstance(before, date) or not isinstance(after, date):
            continue
        compared += 1
        if (before - after).days > slack:
            wrong.append(f"{first} of {before} lies after {second} of {after}")
            doubts += [earlier, later]
    if not compared:
        message = "The record has no two dates of the deal to compare."
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, message)
    if wrong:
        message = f"Dates are out of order: {'; '.join(wrong)}."
        return CheckResult(name, CheckStatus.FAILED, message, doubts=tuple(dict.fromkeys(doubts)))
    return CheckResult(name, CheckStatus.PASSED, "The deal's dates are in order.")


def classes_have_amounts(facts: Facts) -> CheckResult:
    """A class has a balance, or a percentage interest in its place.

    Few have neither; where the record has neither, one of the two was probably not read.
    """
    name = "classes_have_amounts"
    rows = facts.rows.get(CLASSES, ())
    if not rows:
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, "The record has no class.")
    leaves = ("balance", "percentage_interest")
    without = [row for row in rows if all(row.values.get(leaf) is None for leaf in leaves)]
    if not without:
        return CheckResult(name, CheckStatus.PASSED, "Every class has an amount.")
    message = f"No balance and no percentage interest: {_either([_name(row) for row in without])}."
    doubts = tuple(f"{row.path}.{leaf}" for row in without for leaf in leaves)
    return CheckResult(name, CheckStatus.FAILED, message, doubts=doubts)


def rate_form(facts: Facts) -> CheckResult:
    """A rate is printed as a figure, or as a word that stands for one ("Variable", "N/A")."""
    name = "rate_form"
    rates = [(row, rate) for row in facts.rows.get(CLASSES, ()) if (rate := row.values.get("rate"))]
    if not rates:
        return CheckResult(name, CheckStatus.NOT_APPLICABLE, "The record has no rate of a class.")
    odd = [(row, rate) for row, rate in rates if not _RATE.search(str(rate))]
    if not odd:
        return CheckResult(name, CheckStatus.PASSED, "Every rate is a figure or stands for one.")
    found = "; ".join(f'{_name(row)}: "{rate}"' for row, rate in odd[:_MAX_NAMED])
    doubts = tuple(f"{row.path}.rate" for row, _ in odd)
    return CheckResult(name, CheckStatus.FAILED, f"No rates: {found}.", doubts=doubts)


RULES_ABS: tuple[Rule, ...] = (
    balances_sum_to_pool,
    named_against_stated_classes,
    date_order,
    classes_have_amounts,
    rate_form,
    rows_once("parties_once", "deal.parties", ("role", "name")),
    rows_once("classes_once", CLASSES, ("name", "group")),
)
"""The rules of a deal, besides those of Form 8-K."""

Balance = tuple[Row, Decimal]


def _principal(facts: Facts) -> list[Balance]:
    rows = facts.rows.get(CLASSES, ())
    amounts = ((row, _amount(row.values.get("balance"))) for row in rows)
    outside = ("notional", "percentage")
    return [
        (row, balance)
        for row, balance in amounts
        if balance is not None and row.values.get("balance_kind") not in outside
    ]


def _amount(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _total(rows: Sequence[Balance]) -> Decimal:
    return sum((balance for _, balance in rows), Decimal(0))


def _repair(rows: Sequence[Balance], pool: Decimal, residual: Decimal) -> str:
    """Which single change would close the sum; "" where none would."""
    hints: list[str] = []
    changed = [_name(row) for row, balance in rows if _near(balance, balance + residual)]
    if changed:
        hints.append(f"one digit or two swapped ones in {_either(changed)} would close it")
    if _near(pool, pool - residual):
        hints.append("so would one digit or two swapped ones in the pool balance")
    surplus = [_name(row) for row, balance in rows if balance == -residual]
    if surplus:
        hints.append(f"without {_either(surplus)} it would close: is that balance notional?")
    if residual > 0:
        hints.append(f"a missing class of exactly {residual:,} would close it")
    return "; ".join(hints)


def _near(printed: Decimal, meant: Decimal) -> bool:
    """Whether two amounts differ in one digit, or in two neighbouring digits that are swapped."""
    if meant < 0:
        return False
    left, right = _digits(printed), _digits(meant)
    width = max(len(left), len(right))
    left, right = left.zfill(width), right.zfill(width)
    places = [n for n in range(width) if left[n] != right[n]]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return left[first] == right[second] and left[second] == right[first]


def _digits(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", "")


def _name(row: Row) -> str:
    return f"class {row.values.get('name') or row.path}"


def _either(names: Sequence[str]) -> str:
    shown = list(_shown(names))
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _shown(names: Sequence[str]) -> Iterator[str]:
    yield from names[:_MAX_NAMED]
    if len(names) > _MAX_NAMED:
        yield f"{len(names) - _MAX_NAMED} more"


def _classes(number: int) -> str:
    return f"{_word(number)} {'class' if number == 1 else 'classes'}"


def _word(number: int) -> str:
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)
