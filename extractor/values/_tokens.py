"""What the grammars share: the edges of a token, the trimming of a quote, the refusal."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, TypeVar

from extractor.values.grammar import Found, Grammar, Unreadable

T = TypeVar("T")

# For use inside a character class.
DASHES: Final = "\\-\u2010-\u2015\u2212"

# A token starts and ends where no letter, digit or joint to a further digit touches it.
BEFORE: Final = rf"(?<![^\W_])(?<!\d[.,/:'’{DASHES}])"
AFTER: Final = rf"(?![^\W_])(?![.,/:'’{DASHES}]\d)"

# A number after one of these numbers a thing, whatever it looks like.
NUMBERED: Final = frozenset(
    {"article", "clause", "exhibit", "form", "item", "items", "no", "note", "page", "paragraph"}
    | {"rule", "schedule", "section", "sections", "subsection"}
)

_LONGEST_QUOTE = 2_000
_LONGEST_SHOWN = 60
# No stop, comma or dash at the left: ".25" and "-5" would become other numbers.
_LEFT = " \"'“”‘’«»`*_:;•"
_RIGHT = _LEFT + ".,"
_WORD_BEFORE = re.compile(r"([A-Za-z]{1,20})\.?\s{0,2}$")
_LONGEST_WORD = 24


def refusal(quote: str, hint: str) -> Unreadable:
    """The error that shows the quote, cut where it is long, and says what was expected."""
    shown = quote if len(quote) <= _LONGEST_SHOWN else quote[:_LONGEST_SHOWN] + "…"
    return Unreadable(f"{shown!r} is not {hint}")


def trimmed(quote: str, hint: str) -> str:
    """The quote with white space collapsed and without the punctuation round it."""
    if len(quote) > _LONGEST_QUOTE:
        raise refusal(quote, hint)
    return " ".join(quote.split()).lstrip(_LEFT).rstrip(_RIGHT)


def without_brackets(text: str) -> str:
    """The text without the brackets round it, or without the single one caught at an end."""
    openings, closings = text.count("("), text.count(")")
    opened = text.startswith("(") and openings >= closings
    closed = text.endswith(")") and closings >= openings
    return text[opened : len(text) - closed].lstrip(_LEFT).rstrip(_RIGHT)


def word_before(text: str, position: int) -> str:
    """The word that stands directly before a position, in small letters; empty if none does."""
    match = _WORD_BEFORE.search(text, max(0, position - _LONGEST_WORD), position)
    return match[1].lower() if match else ""


def always(_match: re.Match[str]) -> bool:
    """Every match counts."""
    return True


def token_grammar(  # noqa: PLR0913  # each is a part of what a token looks like
    name: str,
    hint: str,
    token: str,
    read: Callable[[re.Match[str]], T | None],
    *,
    begins: str,
    lead: str = "",
    tail: str = "",
    search: str | None = None,
    counts: Callable[[re.Match[str]], bool] = always,
) -> Grammar[T]:
    """A grammar whose values are tokens of one regular form.

    `token` is the form, `read` gives a match's value or None where it has none. A quote may hold
    `lead` before and `tail` behind the token. In running text `search` is looked for, with the
    token in its group `token`, and a match must satisfy `counts`. `begins` are the characters that
    `search` may begin with, as a set of a pattern: most places of a text have none of them.
    """

    # Compiled at the first use: all of them together would slow every start.
    @cache
    def whole() -> re.Pattern[str]:
        return re.compile(rf"{lead}(?P<token>{token}){tail}")

    @cache
    def inside() -> re.Pattern[str]:
        return re.compile(rf"(?=[{begins}])(?:{search or rf'{BEFORE}(?P<token>{token}){AFTER}'})")

    def parse(quote: str) -> T:
        text = trimmed(quote, hint)
        match = whole().fullmatch(text) or whole().fullmatch(without_brackets(text))
        value = read(match) if match else None
        if value is None:
            raise refusal(quote, hint)
        return value

    def find(text: str) -> Iterator[Found[T]]:
        for match in inside().finditer(text):
            value = read(match) if counts(match) else None
            if value is not None:
                yield Found(match.start("token"), match.end("token"), value)

    return Grammar(name, parse, find)
