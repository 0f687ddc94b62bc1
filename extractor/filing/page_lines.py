"""The lines of a document, and what each of them is."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE_END = re.compile(f"\r\n|[{_ENDS}]")
_PAGE_TAG = re.compile(r"</?PAGE>", re.IGNORECASE)
_GUIDES_ONLY = re.compile(
    r"\s*(?:</?(?:TABLE|CAPTION|S|C|FN|F\d{1,2}|BR|HR|P|B|I|U|R|CENTER|PRE|PAGE)\s?/?>\s*)+",
    re.IGNORECASE,
)
GUIDE = r"</?(?:TABLE|CAPTION|S|C|FN|F\d{1,2})>"
"""A guide tag that may stand beside text in a line of a plain-text table, as a pattern."""

_LONGEST_NUMBER = 24
_NUMBER = r"(?:\d{1,3}|[A-Z]{1,2}-\d{1,3}|[ivx]{1,6})"
_PRINTED = re.compile(
    rf"(?:-{{1,3}}\s?(?P<dashed>{_NUMBER})\s?-{{1,3}}"
    rf"|page:?\s{{1,3}}(?P<page>{_NUMBER})(?:\s{{1,3}}of\s{{1,3}}\d{{1,3}})?"
    rf"|(?P<of>\d{{1,3}})\s{{1,3}}(?:of|/)\s{{1,3}}\d{{1,3}}"
    rf"|[(\[]?(?P<bare>{_NUMBER})[)\]]?)",
    re.IGNORECASE,
)
_UNSEEN = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
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
    """What may be a page number; `prefix` is the F of F-3, or "roman"."""

    style: Style
    prefix: str
    value: int


@dataclass(frozen=True, slots=True)
class Line:
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
    """The lines of a text; `plain` says that SGML tags and entities may occur in it."""
    lines: list[Line] = []
    start = 0
    for match in _LINE_END.finditer(text):
        body, ending = text[start : match.start()], match.group()
        newline = match.end() - 1
        if ending == "\n" and not (plain and "<" in body):
            lines.append(_line(body, start, newline, plain=plain))
        elif ending != "\f" or body.strip():
            lines += _parts(body, start, newline, plain=plain)
        if ending == "\f":
            lines.append(Line(Kind.BREAK, newline, "", -1))
        start = match.end()
    if start < len(text):
        lines += _parts(text[start:], start, -1, plain=plain)
    return lines


def _parts(body: str, start: int, newline: int, *, plain: bool) -> Iterator[Line]:
    """What one printed line holds: text on both sides of a <PAGE> makes three lines."""
    tag = _PAGE_TAG.search(body) if plain and "<" in body else None
    if tag:
        before, after = body[: tag.start()], body[tag.end() :]
        if before.strip():
            yield _line(before, start, newline, plain=True)
        yield Line(Kind.BREAK, start + tag.start(), "", -1)
        if after.strip() and not page_number(after.strip()):
            yield _line(after, start + tag.end(), newline, plain=True)
    elif plain and "<" in body and _GUIDES_ONLY.fullmatch(body):
        yield Line(Kind.GUIDE, start, body, newline)
    else:
        yield _line(body, start, newline, plain=plain)


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
    """What `printed` says if it is a page number: "-2-", "Page 3 of 10", "F-3", "iv", "7"."""
    match = _PRINTED.fullmatch(printed)
    if not match:
        return None
    group = match.lastgroup or "bare"
    prefix, value = _numeral(match.group(group))
    style = {"dashed": Style.DASHED, "page": Style.CAPTIONED}.get(group, Style.PLAIN)
    return PageNumber(style, prefix, value)


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
    return "roman", sum(signed)
