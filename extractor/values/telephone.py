"""Telephone numbers."""

import re
from typing import Final

from extractor.values._tokens import AFTER, DASHES, token_grammar
from extractor.values.grammar import Grammar

_JOINT = rf"(?:[ \u00a0]?[./{DASHES}][ \u00a0]?|[ \u00a0])"
_AREA = r"[2-9][0-9]{2}"
_EXTENSION = r"(?:,?\s{0,5}+(?ai:extension|ext\.?+|x)\s{0,5}+[0-9]{1,6})?"
_AMERICAN = (
    rf"(?:\+?1(?:{_JOINT}|(?=\()))?"
    rf"(?:\(\s{{0,3}}+{_AREA}\s{{0,3}}+\)\s{{0,80}}+(?:[./{DASHES}][ \u00a0]?)?|{_AREA}{_JOINT})"
    rf"[0-9]{{3}}{_JOINT}[0-9]{{4}}{_EXTENSION}"
)
_UNBROKEN = rf"1?{_AREA}[0-9]{{7}}"
_INTERNATIONAL = rf"\+[0-9](?:[ \u00a0()./{DASHES}]{{0,3}}[0-9]){{6,16}}{_EXTENSION}"
_TOKEN = rf"{_AMERICAN}|{_UNBROKEN}|{_INTERNATIONAL}"
_ABROAD = rf"\(?[0-9]{{1,4}}\)?(?:[ \u00a0()./{DASHES}]{{1,3}}[0-9]{{1,5}}){{2,5}}"
_DIALLED = ("00", "011")
# A bracket may stand close to a word, a digit may not.
_START = rf"(?<![+\d])(?<!\d[.,/:{DASHES}])(?:(?<![^\W_])|(?=\())"


def digits(text: str) -> str:
    """The decimal digits 0 to 9 of a text, in order: what two telephone numbers compare by."""
    return "".join(character for character in text if character in "0123456789")


def _read(match: re.Match[str]) -> str | None:
    printed = " ".join(match["token"].split())
    if printed.startswith("+") and not _possible(printed):
        return None
    return printed


def _read_whole(match: re.Match[str]) -> str | None:
    """Also a country's code and number without a +, which only a caption tells from others."""
    if not match.groupdict().get("abroad"):
        return _read(match)
    groups = re.findall("[0-9]+", match["token"])
    code, *number = groups[1:] if groups[0] in _DIALLED else groups
    printed = " ".join(match["token"].split())
    return printed if _possible(f"+{code}{''.join(number)}", code) else None


def _possible(number: str, code: str = "") -> bool:
    """Whether a number has a length that its country knows; `code` is the country's, if told."""
    # Needed for the few numbers from abroad only, and slow to import.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    told = code in ("", str(parsed.country_code))
    return told and phonenumbers.is_possible_number(parsed)


def _counts(match: re.Match[str]) -> bool:
    """Digits that only blanks part, or nothing, may be any numbers of a running text."""
    return any(not character.isalnum() and not character.isspace() for character in match["token"])


TELEPHONE: Final[Grammar[str]] = token_grammar(
    "telephone",
    "a telephone number with its area code",
    rf"{_TOKEN}|(?P<abroad>{_ABROAD})",
    _read_whole,
    begins="+(0-9",
    search=rf"{_START}(?P<token>{_TOKEN}){AFTER}",
    counts=_counts,
)
"""Telephone numbers as printed, white space collapsed.

Ten digits in an American layout, eleven with a leading 1, or an international number of a possible
length for its country; an extension may follow. One that does not start with + is read where a
quote is nothing else, and not found in running text.
"""
