"""Whole numbers in digits or words."""

import re
from typing import Final

from extractor.values._tokens import AFTER, BEFORE, DASHES, token_grammar
from extractor.values.grammar import Grammar

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen")
_SMALL = (*_ONES, *_TEENS, "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS: Final = {word: number for number, word in enumerate(_SMALL)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
"""The words that numbers below 100 are made of."""

_LARGE = "hundred|thousand|million|billion|trillion|dozen"
_FRACTIONS = "half|halves|third|thirds|quarter|quarters|fourths|tenths|point"
_ORDINALS = "first|second|fourth|fifth|sixth|seventh|eighth|ninth"
_UNITS = "percent|percentage|per|cents?|dollars?"
_BETWEEN = "to|through|or|and|plus|minus|times"

_WORDS = (
    rf"(?ai:(?:{'|'.join(_TENS)})(?:(?:[{DASHES}]|\s{{1,40}}+)(?:{'|'.join(_ONES[1:])}))?"
    rf"|{'|'.join(reversed(_SMALL))})(?![^\W_])"
)
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}+|[0-9]{1,15}+)"
_TOKEN = rf"(?P<count>{_DIGITS}|{_WORDS})(?:\s{{0,40}}+\(\s?+(?P<again>{_DIGITS}|{_WORDS})\s?+\))?"
_INITIALS = "0-9" + "".join(sorted({f"{word[0]}{word[0].upper()}" for word in NUMBER_WORDS}))
_NUMERAL = "|".join(NUMBER_WORDS)
# Words that make another number of the one before them.
_CHANGING = rf"(?:{_LARGE}|{_FRACTIONS}|{_ORDINALS}|{_UNITS}|{_NUMERAL})(?![^\W_])"
_NOUNS = rf"(?:\s(?!(?ai:(?:{_BETWEEN})(?![^\W_])|{_CHANGING}))[^\W\d_].*)?"

_PART_BEFORE = re.compile(rf"(?ai:(?<![^\W_])(?:{_LARGE})\s{{1,9}}(?:and\s{{1,9}})?)$")
_PART_BEHIND = re.compile(rf"\s{{0,40}}+(?:%|(?ai:{_CHANGING})|\d{{1,3}}/\d)")
_LONGEST_PART = 40


def _read(match: re.Match[str]) -> int | None:
    count, again = _number(match["count"]), match["again"]
    if again is not None and _number(again) != count:
        return None
    return count


def _number(text: str) -> int | None:
    if text[0].isdigit():
        digits = text.replace(",", "")
        # A leading zero belongs to a code or to half a number.
        return int(digits) if digits == str(int(digits)) else None
    words = re.findall(r"[a-z]+", text.lower())
    return sum(NUMBER_WORDS[word] for word in words)


def _counts(match: re.Match[str]) -> bool:
    text, start = match.string, match.start("token")
    if text[max(0, start - 1) : start] in {"$", "€", "£", "¥"}:
        return False
    if _PART_BEFORE.search(text, max(0, start - _LONGEST_PART), start):
        return False
    return _PART_BEHIND.match(text, match.end("token")) is None


INTEGER: Final[Grammar[int]] = token_grammar(
    "integer",
    "one whole number in digits or in words",
    _TOKEN,
    _read,
    begins=_INITIALS,
    tail=_NOUNS,
    search=(rf"{BEFORE}(?<![{DASHES}.])(?P<token>{_TOKEN}){AFTER}(?![-\u2010\u2011])"),
    counts=_counts,
)
"""Whole numbers from 0, in words up to ninety-nine; a quote may go on with what is counted.

A repetition in brackets must say the same: "ten (11)" is unreadable, and so is a number that the
next word changes ("ten thousand", "ten to twelve", "10 %").
"""
