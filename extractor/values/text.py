"""Free text."""

from collections.abc import Iterator
from typing import Final

from extractor.values._tokens import refusal
from extractor.values.grammar import Found, Grammar

_LONGEST = 2_000
_LONGEST_QUOTE = 20_000
_HINT = f"a text of at most {_LONGEST:,} characters with a letter or a digit"


def _parse(quote: str) -> str:
    if len(quote) > _LONGEST_QUOTE:
        raise refusal(quote, _HINT)
    text = " ".join(quote.split())
    if len(text) > _LONGEST or not any(map(str.isalnum, text)):
        raise refusal(quote, _HINT)
    return text


def _find(_text: str) -> Iterator[Found[str]]:
    return iter(())


TEXT: Final[Grammar[str]] = Grammar("text", _parse, _find)
"""Any text as printed, white space collapsed. It has no form, so `find` yields nothing."""
