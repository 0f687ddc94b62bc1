"""When two values are the same: typed, without thresholds (design: comparisons).

Each field of a schema names one of these. Digits are never compared by likeness.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum

from extractor.text.folding import unify

_LOOSE_COMMA = re.compile(r",(?=\s|$)")
_FINAL_PUNCTUATION = ".,;:"


class Comparison(StrEnum):
    """How two values of a field are compared."""

    EXACT = "exact"
    TEXT = "text"
    NAME = "name"
    DIGITS = "digits"
    DATE = "date"
    DECIMAL = "decimal"
    INTEGER = "integer"
    ENUM = "enum"


def same(comparison: Comparison, left: object, right: object) -> bool:
    """Whether two values of a field are the same; None is the same as None only."""
    if left is None or right is None:
        return left is right
    folding = _FOLDINGS.get(comparison)
    if folding is None:
        return type(left) is type(right) and left == right
    return folding(str(left)) == folding(str(right))


def identity(comparison: Comparison, value: object) -> str:
    """A text that is equal for exactly those values that are the same: a key to group by."""
    if isinstance(value, Decimal):
        return _plain(value)
    folding = _FOLDINGS.get(comparison)
    return folding(str(value)) if folding else str(value)


def _plain(value: Decimal) -> str:
    # As text: Decimal.normalize would round long numbers to the precision of the context.
    if not value:
        return "0"
    printed = format(value, "f")
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


def _exact(text: str) -> str:
    return "".join(unify(text).split())


def _text(text: str) -> str:
    # A line join may or may not carry a comma: "100 Main Street, Suite 5" against its two lines.
    loose = _LOOSE_COMMA.sub("", unify(text).casefold())
    return "".join(loose.split()).rstrip(_FINAL_PUNCTUATION)


def _name(text: str) -> str:
    return "".join(unify(text).casefold().split()).replace(",", "").replace(".", "")


def _digits(text: str) -> str:
    return "".join(character for character in unify(text) if character.isdigit())


_FOLDINGS: Mapping[Comparison, Callable[[str], str]] = {
    Comparison.EXACT: _exact,
    Comparison.TEXT: _text,
    Comparison.NAME: _name,
    Comparison.DIGITS: _digits,
    Comparison.ENUM: _exact,
}
