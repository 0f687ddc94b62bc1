"""What a grammar is: it turns a verbatim quote into a typed value, or refuses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")

Value: TypeAlias = str | int | Decimal | date
"""What a grammar makes of a quote."""


class Unreadable(ValueError):
    """A quote that its grammar refuses; the message is one short sentence for who quoted it."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A readable token at text[start:end], in code points, and its value."""

    start: int
    end: int
    value: T


@dataclass(frozen=True, slots=True)
class Grammar(Generic[T]):
    """Two ways to read the same tokens.

    `parse` reads a whole quote, of which only outer white space and punctuation may be ignored,
    and raises Unreadable otherwise. `find` yields the readable tokens of a longer text in order,
    each at its full length and never a piece of a longer run of digits. `bare` is what a token
    looks like in headings and tables, where `find` cannot tell it from other short numbers.
    """

    name: str
    parse: Callable[[str], T]
    find: Callable[[str], Iterator[Found[T]]]
    bare: re.Pattern[str] | None = None
