"""Names of classes of securities."""

import re
from collections.abc import Iterator
from typing import Final

from extractor.values._tokens import refusal
from extractor.values.grammar import Found, Grammar

_HINT = "the name of a class, short, with a letter or a digit"
_LONGEST = 60
_LONGEST_QUOTE = 2_000
_CALLED = re.compile(
    r"(?:the )?class(?:es)? (?P<name>\S.*?)(?: (?:certificates?|notes?|bonds?))?", re.IGNORECASE
)


def _parse(quote: str) -> str:
    if len(quote) > _LONGEST_QUOTE:
        raise refusal(quote, _HINT)
    text = " ".join(quote.split()).strip(" *,;:\"“”'")
    called = _CALLED.fullmatch(text)
    text = called["name"] if called else text
    if len(text) > _LONGEST or not any(map(str.isalnum, text)):
        raise refusal(quote, _HINT)
    return text


def _find(_text: str) -> Iterator[Found[str]]:
    return iter(())


CLASS_NAME: Final[Grammar[str]] = Grammar("class_name", _parse, _find)
"""Names of classes as printed, without the word Class, and without "Certificates" behind them.

"Class A-1 Certificates" is "A-1"; "Senior Notes", which are no Class, stay. A name has no form that
could be told in running text, so `find` yields nothing.
"""
