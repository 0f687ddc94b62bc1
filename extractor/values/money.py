"""Amounts in dollars."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractor.values._tokens import BEFORE, DASHES, NUMBERED, refusal, trimmed, word_before
from extractor.values.grammar import Found, Grammar
from extractor.values.integer import NUMBER_WORDS

_HINT = "an amount of dollars, its digits as printed and unbroken"

_SCALES = {"thousand": 3, "million": 6, "billion": 9}
_CURRENCY = r"(?:(?:US|U\.S\.)[ \u00a0]?)?\$[^\S\r\n]{0,80}+"
_DOLLAR = rf"(?<![^\W_])(?P<dollar>{_CURRENCY}(?P<loss>\([^\S\r\n]?)?)(?=\.?[0-9])"
_BARE = rf"{BEFORE}(?<![$€£¥.])(?<![$€£¥]\s)(?=[0-9])"
_TOKEN = (
    rf"(?:{_DOLLAR}|{_BARE})"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,5}+|[0-9]{1,18}+)?+(?P<cents>\.[0-9]{1,12}+)?+"
    r"(?(loss)\s?\))"
    r"(?:(?:\s{1,80}+|-)(?P<scale>(?ai:thousand|million|billion))(?![^\W_]))?+"
)
_WHOLE_QUOTE = re.compile(_TOKEN)
# A stop or comma that touches a letter is not the end of a number: "$198,OOO".
# What it may begin with comes first: most places of a text have none of it.
_INSIDE = re.compile(rf"(?=[$US0-9]){_TOKEN}(?![^\W_])(?![.,'’{DASHES}][^\W_])(?![/:]\d)")

_SCALE_WORD = r"(?ai:(?:hundred|thousand|million|billion|trillion)s?)(?![^\W_])"
_OTHER_UNIT = re.compile(rf"\s{{0,40}}+(?:%|(?ai:per\s?cent)|{_SCALE_WORD})")
# "$5 M", and "$2 to $3 million", whose scale word is meant for both.
_SCALED = re.compile(
    r"[^\S\r\n]?(?ai:mm|bn|mn|mil|mio|[kmb])(?![^\W_])"
    rf"|(?:\s{{1,40}}+(?ai:to|and|or)\s{{1,40}}+|\s?[{DASHES}]\s?)(?:US)?\$?[0-9.,]{{1,20}}+"
    rf"\s{{1,40}}+{_SCALE_WORD}"
)
# The next three digits, or the cents, behind a stray blank or a break of the line.
_GOES_ON = re.compile(
    r"\s{0,80}+,\s{0,80}+[0-9]{3}(?![0-9])|\s{1,80}+\.[0-9]"
    r"|\.\s{1,80}+[0-9]{2}(?![^\W_]|[.,:)%])"
)
_BEGAN = re.compile(r"(?:\$[^\S\r\n]?[0-9]{1,3}|[0-9],[0-9]{3})$")
_DASH = re.compile(f"[{DASHES}]")
_AMOUNT_WORDS = {*NUMBER_WORDS, *_SCALES, "hundred", "dollar", "dollars", "cent", "cents"}
_CONTEXT = 120


def _parse(quote: str) -> Decimal:
    text = trimmed(quote, _HINT)
    bracketed = text.startswith("(") and text.endswith(")")
    match = _WHOLE_QUOTE.fullmatch(text[1:-1].strip() if bracketed else text)
    value = _value(match, negative=bracketed) if match else None
    if value is None:
        raise refusal(quote, _HINT)
    return value


def _value(match: re.Match[str], *, negative: bool) -> Decimal | None:
    whole, cents, scale = match["whole"] or "", match["cents"] or "", match["scale"]
    if whole.startswith("0") and whole != "0":
        return None
    # Brackets mean a loss in tables; round a scale word they may be an aside of the prose.
    if (negative or match["loss"]) and (scale or (negative and match["loss"])):
        return None
    shift = _SCALES[scale.lower()] if scale else 0
    fraction = cents[1:].ljust(shift, "0")
    # Moved as text: arithmetic would round long numbers to the precision of the context.
    digits = f"{whole.replace(',', '')}{fraction[:shift]}.{fraction[shift:]}".removesuffix(".")
    value = Decimal(digits)
    return value.copy_negate() if (negative or match["loss"]) and value else value


def _find(text: str) -> Iterator[Found[Decimal]]:
    for match in _INSIDE.finditer(text):
        start, end = match.span()
        if not _is_amount(match) or _is_broken(match):
            continue
        bracketed = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
        repeated = bracketed and word_before(text, start - 1) in _AMOUNT_WORDS
        if bracketed and not repeated and match["dollar"]:
            continue  # a loss in a table, an aside in prose: the text does not tell
        negative = bracketed and not repeated
        value = _value(match, negative=negative)
        if value is not None:
            yield Found(start - negative, end + negative, value)


def _is_amount(match: re.Match[str]) -> bool:
    """Whether the token has the looks of money and is not the number of something."""
    text, start = match.string, match.start()
    if start and _DASH.match(text, start - 1):
        # A minus, unless it joins the amounts of a range.
        return bool(match["dollar"]) and text[max(0, start - 2) : start - 1].isalnum()
    if match["dollar"]:
        return True
    if match["scale"]:
        return False
    if "," not in match["whole"] and len(match["cents"] or "") != len(".00"):
        return False
    return word_before(text, start) not in NUMBERED


def _is_broken(match: re.Match[str]) -> bool:
    """Whether the token is a piece of a larger number, or of one in another unit."""
    text, end = match.string, match.end()
    if _OTHER_UNIT.match(text, end):
        return True
    if not match["scale"]:
        if not match["cents"] and _GOES_ON.match(text, end):
            return True
        if "," not in (match["whole"] or "") and _SCALED.match(text, end):
            return True
    return _is_tail(match)


def _is_tail(match: re.Match[str]) -> bool:
    """Whether white space parts the token from the groups of digits that it goes on from."""
    text = match.string
    if match["dollar"] or len(match["whole"].partition(",")[0]) != len("000"):
        return False
    head = text[max(0, match.start() - _CONTEXT) : match.start()].rstrip()
    return head.endswith(",") and _BEGAN.search(head[:-1].rstrip()) is not None


MONEY: Final[Grammar[Decimal]] = Grammar("money", _parse, _find)
"""Dollars; negative where brackets enclose the number, as in tables.

Commas must part thousands, and a number that is broken by white space, joined by letters or
followed by another unit is unreadable. In running text an amount has a dollar sign, commas or
two digits of cents. There a bracketed repetition of words ("hundred dollars ($100)") is positive,
and any other bracketed amount with a dollar sign is passed over, since it may be a loss.
"""
