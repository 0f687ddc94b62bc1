"""What a page is made of, before it is text or markup."""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Centered:
    """Lines in the middle; `rule` draws a line below them."""

    lines: tuple[str, ...]
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of an item or a section."""

    text: str
    centered: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose, to be wrapped."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Captions with their values beside them."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Stacks of lines side by side: `upper` over `lower`, with a line between where `rule`."""

    upper: tuple[tuple[str, ...], ...]
    lower: tuple[tuple[str, ...], ...]
    rule: bool = True
    align: Align = "center"


@dataclass(frozen=True, slots=True)
class Entries:
    """Numbered texts; `head` names the two columns, `dash` stands between number and text."""

    rows: tuple[tuple[str, str], ...]
    head: tuple[str, str] | None = None
    dash: str = ""
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of classes.

    A row of one cell is a heading within the table. `total` stands below a line. `cut` is the
    number of rows before a page ends. `leaders` puts dots behind the first column, `tagged` the
    table tags of plain-text filings around it.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    cut: int | None = None
    leaders: bool = False
    tagged: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stack:
    """Lines one below the other, in the right half or at the left; "" is a blank line."""

    lines: tuple[str, ...]
    right: bool = True


@dataclass(frozen=True, slots=True)
class PageEnd:
    """The end of a page."""


Block = Centered | Heading | Paragraph | Fields | Side | Entries | Grid | Stack | PageEnd
