"""Employer identification numbers."""

import re
from typing import Final

from extractor.values._tokens import AFTER, BEFORE, DASHES, token_grammar
from extractor.values.grammar import Grammar

_BLANK = r"[^\S\r\n]{0,3}+"
_TOKEN = rf"(?P<left>[0-9]{{2}})(?:{_BLANK}[{DASHES}]{_BLANK})?(?P<right>[0-9]{{7}})"


def _read(match: re.Match[str]) -> str:
    return f"{match['left']}-{match['right']}"


def known_prefix(ein: str) -> bool:
    """Whether the first two digits are of the list that the IRS publishes today.

    That list leaves out prefixes of old numbers that are still in use, so an unknown one is a
    remark and never a refusal.
    """
    # numdb and what it needs take longer to import than the whole of this package.
    from stdnum.exceptions import ValidationError
    from stdnum.us.ein import get_campus

    try:
        return bool(get_campus(ein))
    except ValidationError:
        return False


EIN: Final[Grammar[str]] = token_grammar(
    "ein",
    "an employer identification number: two digits, a hyphen, seven digits",
    _TOKEN,
    _read,
    begins="0-9",
    search=rf"{BEFORE}(?<![+#])(?P<token>{_TOKEN}){AFTER}",
)
"""Nine digits, two and seven, as "NN-NNNNNNN"; the hyphen may be missing or another dash."""
