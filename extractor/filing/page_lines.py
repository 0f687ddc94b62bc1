"""The lines of a document, and what each of them is."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

_FEED = "\f"
_PAGE_TAG = re.compile(r"</?PAGE>", re.IGNORECASE)
_GUIDES_ONLY = re.compile(
    r"\s*(?:</?(?:TABLE|CAPTION|S|C|FN|F\d{1,2}|BR|HR|P|B|I|U|R|CENTER|PRE|PAGE)\s?/?>\s*)+",
    re.IGNORECASE,
)
GUIDE = r"</?(?:TABLE|CAPTION|S|C|FN|F\d{1,2})>"
"""A guide tag that may stand beside text in a line of a plain-text table, as a pattern."""

_LONGEST_NUMBER = 24
_NUMBER = r"(?:\d{1,3}|[A-Z]{1,2}-\d{1,3}|(?-i:[ivx]{1,6}))"
_PRINTED = re.compile(
    rf"(?:[-–—]{{1,3}}\s?(?P<dashed>{_NUMBER})\s?[-–—]{{1,3}}"
    rf"|page:?\s{{1,3}}(?P<page>{_NUMBER})(?:\s{{1,3}}of\s{{1,3}}\d{{1,3}})?"
    rf"|(?P<of>\d{{1,3}})\s{{1,3}}(?:of|/)\s{{1,3}}\d{{1,3}}"
    rf"|(?P<open>[(\[])?(?P<bare>{_NUMBER})[)\]]?)",
    re.IGNORECASE,
)
_UNSEEN = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_ROMAN_PREFIX = "roman"
_ROMAN = {"i": 1, "v": 5, "x": 10}


class Kind(Enum):
    """What a line is: text, nothing, or something that belongs to the page and not to the text."""

    TEXT = auto()
    BLANK = auto()
    BREAK = auto()
    NUMBER = auto()
    GUIDE = auto()


class Style(Enum):
    """How a page number is printed: "- 2 -", "Page 2 of 9", or as a number like any other."""

    DASHED = auto()
    CAPTIONED = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class PageNumber:
    """What may be a page number; `prefix` is the F of F-3, the bracket of "(3)", or "roman"."""

    style: Style
    prefix: str
    value: int


class Line(NamedTuple):
    """A line: its text without the line end, and where both stand.

    `newline` is the offset of the last character of the line end, -1 where the line has none of
    its own. `number` is set for a line that may be, or is, a page number.
    """

    kind: Kind
    start: int
    body: str
    newline: int
    number: PageNumber | None = None


def lines_of(text: str, *, plain: bool) -> list[Line]:
    """The lines of a text; `plain` says that SGML tags and entities may occur in it.

    A form feed is a line of its own, with the blank rest of the line that it stands in.
    """
    lines: list[Line] = []
    start, fed = 0, False
    for body, raw in zip(text.splitlines(), text.splitlines(keepends=True), strict=True):
        ended = len(body) < len(raw)
        newline = start + len(raw) - 1 if ended else -1
        feeds = raw[-1] == _FEED
        if (feeds or fed) and ended and not body.strip():
            pass
        elif plain and "<" in body:
            lines += _parts(body, start, newline)
        else:
            lines.append(_line(body, start, newline, plain=plain))
        if feeds:
            lines.append(Line(Kind.BREAK, newline, "", -1))
        start, fed = start + len(raw), feeds
    return lines


def _parts(body: str, start: int, newline: int) -> Iterator[Line]:
    """What a line with tags holds: text on both sides of a <PAGE> makes three lines."""
    tag = _PAGE_TAG.search(body)
    if tag:
        before, after = body[: tag.start()], body[tag.end() :]
        if before.strip():
            yield _line(before, start, -1, plain=True)
        yield Line(Kind.BREAK, start + tag.start(), "", -1)
        number = page_number(after.strip())
        if after.strip() and (number is None or number.prefix == _ROMAN_PREFIX):
            yield _line(after, start + tag.end(), newline, plain=True)
    elif _GUIDES_ONLY.fullmatch(body):
        yield Line(Kind.GUIDE, start, body, newline)
    else:
        yield _line(body, start, newline, plain=True)


def _line(body: str, start: int, newline: int, *, plain: bool) -> Line:
    shown = body.strip()
    if shown and not shown.isascii():
        shown = shown.strip(_UNSEEN)
    if plain and shown.startswith("&") and len(shown) < _LONGEST_NUMBER * 4:
        shown = html.unescape(shown).strip()
    if not shown:
        return Line(Kind.BLANK, start, body, newline)
    if len(shown) <= _LONGEST_NUMBER:
        number = page_number(shown)
        if number:
            return Line(Kind.NUMBER, start, body, newline, number)
    return Line(Kind.TEXT, start, body, newline)


def page_number(printed: str) -> PageNumber | None:
    """What `printed` says if it is a page number: "-2-", "Page 3 of 10", "F-3", "iv", "7".

    None for zero: "-0-" is how tables print that there is nothing.
    """
    match = _PRINTED.fullmatch(printed)
    if not match:
        return None
    group = match.lastgroup or "bare"
    prefix, value = _numeral(match.group(group))
    style = {"dashed": Style.DASHED, "page": Style.CAPTIONED}.get(group, Style.PLAIN)
    return PageNumber(style, (match.group("open") or "") + prefix, value) if value else None


def _numeral(printed: str) -> tuple[str, int]:
    if printed.isdigit():
        return "", int(printed)
    letters, dash, digits = printed.partition("-")
    if dash:
        return letters.upper(), int(digits)
    values = [_ROMAN[letter] for letter in printed.lower()]
    signed = [
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    ]
    return _ROMAN_PREFIX, sum(signed)
