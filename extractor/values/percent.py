"""Percentages."""

import re
from decimal import Decimal
from typing import Final

from extractor.values._tokens import BEFORE, DASHES, token_grammar
from extractor.values.grammar import Grammar

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}+|[0-9]{1,15}+)(?:\.[0-9]{1,15}+)?+|\.[0-9]{1,15}+"
_SIGN = r"(?:%|(?ai:per\s?cent(?:um)?))"
_UNIT = r"(?:\s{1,40}+(?ai:per\s{1,40}+annum|percentage\s{1,40}+interests?))?"
_TOKEN = rf"(?P<number>{_NUMBER})\s{{0,40}}+{_SIGN}{_UNIT}"
# A dash before the number is a minus, which no form here reads, or joins it to "5%".
_NOT_NEGATIVE = rf"(?:(?<![{DASHES}])|(?<=%[{DASHES}]))"


def _read(match: re.Match[str]) -> Decimal | None:
    digits = match["number"].replace(",", "")
    if digits.startswith("0") and digits[1:2].isdigit():
        return None
    return Decimal(digits)


PERCENT: Final[Grammar[Decimal]] = token_grammar(
    "percent",
    "a percentage: a number and a percent sign",
    _TOKEN,
    _read,
    begins=".0-9",
    search=rf"{BEFORE}(?<![$.]){_NOT_NEGATIVE}(?P<token>{_TOKEN})(?![^\W_])",
)
"""Percentages as the printed number ("6.50%" is 6.50): the sign or the word must stand there.

Never negative. Brackets round a percentage repeat words ("fifty percent (50%)").
"""
