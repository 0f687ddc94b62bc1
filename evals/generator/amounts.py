"""Classes of securities: amounts in dollars, rates, CUSIP numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

_CENT = Decimal("0.01")
_ROMAN = ("I", "II", "III")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class SecurityClass:
    """A row of the class table. `group` is the heading that it stands under, "" for none."""

    name: str
    balance: Decimal | None
    kind: str | None
    percentage: str | None = None
    rate: str | None = None
    group: str = ""
    cusip: str | None = None


def dollars(amount: Decimal, sign: bool = True) -> str:
    """An amount as it is printed."""
    return f"{'$' if sign else ''}{amount:,.2f}"


def pool_balance(classes: Sequence[SecurityClass]) -> Decimal:
    """The sum of the principal balances, which is the balance of the pool."""
    amounts = [each.balance for each in classes if each.kind == "principal" and each.balance]
    return sum(amounts, Decimal(0))


def draw_classes(
    random: Random, groups: Sequence[str], rates: bool, cusips: bool, residual: str
) -> tuple[SecurityClass, ...]:
    """The classes of a deal, in order.

    `groups` are the headings of a divided table. `residual` says what a residual class states:
    a percentage interest, nothing, or that there is none (`absent`).
    """
    classes: list[SecurityClass] = []
    for number, group in enumerate(groups or ("",)):
        prefix = f"{_ROMAN[number]}-" if groups else ""
        classes += [replace(each, group=group) for each in _ladder(random, prefix)]
    if not groups and residual != "absent":
        classes += _residuals(random, residual == "percentage")
    plain = random.random() < 0.4
    return tuple(
        replace(
            each,
            rate=_rate(random, each, plain) if rates else None,
            cusip=_cusip(random) if cusips else None,
        )
        for each in classes
    )


def _ladder(random: Random, prefix: str) -> list[SecurityClass]:
    seniors, mezzanine, junior = random.randint(1, 5), random.randint(0, 4), random.randint(0, 3)
    names = ["A"] if seniors == 1 else [f"A-{number}" for number in range(1, seniors + 1)]
    sizes = [random.randrange(20_000, 180_000) for _ in names]
    for letter, many in (("M", mezzanine), ("B", junior)):
        names += [f"{letter}-{number}" for number in range(1, many + 1)]
        sizes += [random.randrange(1_500, 19_000) for _ in range(many)]
    thousand = Decimal(1000)
    made = [
        _principal(prefix + name, size * thousand) for name, size in zip(names, sizes, strict=True)
    ]
    odd = Decimal(random.randrange(100_000, 900_000_000)) * _CENT
    made.append(_principal(prefix + random.choice(("CE", "OC", "C", "PO")), odd))
    if random.random() < 0.5:
        made.append(_principal(prefix + "P", Decimal(100)))
    if random.random() < 0.6:
        amount = sum((each.balance or Decimal(0) for each in made[: len(names)]), Decimal(0))
        notional = SecurityClass(prefix + random.choice(("X", "IO", "A-IO")), amount, "notional")
        made.insert(random.choice((seniors, len(made))), notional)
    return made


def _principal(name: str, amount: Decimal) -> SecurityClass:
    return SecurityClass(name, amount, "principal")


def _residuals(random: Random, percentage: bool) -> list[SecurityClass]:
    names = random.choice((("R",), ("R",), ("R-I", "R-II"), ("R-1", "R-2", "R-3")))
    if not percentage:
        return [SecurityClass(name, None, None) for name in names]
    return [SecurityClass(name, None, "percentage", "100") for name in names]


def _rate(random: Random, row: SecurityClass, plain: bool) -> str:
    if row.kind in (None, "percentage") or row.name.endswith(("P", "CE", "OC", "PO")):
        return "N/A"
    if plain:
        return "Variable"
    return f"{random.randrange(1500, 8750) / 1000:.{random.choice((2, 3))}f}%"


def _cusip(random: Random) -> str:
    body = f"{random.randrange(10_000, 99_999)}{random.choice('ABCDEFGHJKLMNPQRTUVWXY')}"
    body += random.choice("ABCDEFGHJK") + random.choice("ABCDEFGHJK23456789")
    total = 0
    for place, character in enumerate(body):
        value = _ALPHABET.index(character) * (1 + place % 2)
        total += value // 10 + value % 10
    return f"{body}{-total % 10}"
