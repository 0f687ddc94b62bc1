"""Names of companies and persons."""

import re
from collections.abc import Iterator
from typing import Final

from extractor.values._tokens import refusal
from extractor.values.grammar import Found, Grammar
from extractor.values.nothing import says_nothing

_HINT = "a name; give null where none is printed"
_LONGEST = 200
_LONGEST_QUOTE = 2_000
_QUOTES = {('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’")}
_CONFORMED_SIGNATURE = re.compile(r"(?ai:/s/) ?")


def _parse(quote: str) -> str:
    if len(quote) > _LONGEST_QUOTE:
        raise refusal(quote, _HINT)
    text = " ".join(quote.split()).strip(" *_,;:")
    if (text[:1], text[-1:]) in _QUOTES:
        text = text[1:-1].strip(" ,;:")
    text = _CONFORMED_SIGNATURE.sub("", text, count=1) if text.startswith("/") else text
    if len(text) > _LONGEST or says_nothing(text) or not any(map(str.isalpha, text)):
        raise refusal(quote, _HINT)
    return text


def _find(_text: str) -> Iterator[Found[str]]:
    return iter(())


NAME: Final[Grammar[str]] = Grammar("name", _parse, _find)
"""Names as printed, white space collapsed, with their final full stop and without a "/s/".

At least one letter, at most 200 characters, no "None" or "N/A". A name has no form that could be
told in running text, so `find` yields nothing.
"""
