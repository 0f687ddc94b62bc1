"""Where a value of Form 8-K begins and ends in the text, if a model quoted another part of it.

A small model reads a street on into the city, or only its first line, and breaks off in a long
title. Where the text itself shows the end, its quote is cut or completed there. What it quoted
must stand in the text all the same, and the other readers read the place on their own.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from extractor.forms.base import Extent, Range
from extractor.forms.form_8k.baselines.item_titles import title_end
from extractor.forms.form_8k.declared import state_names

_CITY = "cover.address.city"
_BEHIND_STREET = (_CITY, "cover.address.state", "cover.address.zip_code")
_UNIT = re.compile(
    r"(?:[\s,;|]{1,200}|\s{0,4}[–—-]\s{0,4})"
    r"(?:(?:the\s)?(?:\d{1,3}(?:st|nd|rd|th)|\w{4,12})\s(?:floor|fl\b\.?)"
    r"|(?:suite|ste\b\.?|room|rm\b\.?|unit|floor|fl\b\.?|level|building|bldg\b\.?|tower|apt\b\.?"
    r"|box|p\.?\s?o\.?\s{1,2}box|post\soffice\sbox|mail\s(?:stop|code)|number|no\.|\#)"
    r"[ ]{0,2}[#]?[\w./–-]{1,12})",
    re.IGNORECASE,
)
"""What of a street stands behind its name, on the same line or the next: "Suite 1400"."""
_MOST_UNITS = 4
_BETWEEN = re.compile(r"[\s,;.|–—-]{0,300}")
_PAR_VALUE = re.compile(
    r",?\s(?:\(?par\svalue\s(?:of\s)?)?\$?(?:\d{1,3})?\.\d{1,8}(?:\spar\svalue)?"
    r"(?:\s(?:per|a)\sshare)?\)?(?=\s{2}|\s?\n|\s\|)",
    re.IGNORECASE,
)
_OFFICE_BEHIND = re.compile(
    r"\s{1,80}\((?:principal|chief|duly|authorized)\s[a-z ,&]{4,70}(?:officer|representative|"
    r"signatory)\)",
    re.IGNORECASE,
)


def _street(text: str, quote: Range, others: Mapping[str, Sequence[Range]]) -> Range:
    """A street ends where the city begins that the same reader quoted."""
    start, end = quote
    parts = sorted(place for path in _BEHIND_STREET for place in others.get(path, ()))
    for low, _ in sorted(others.get(_CITY, ())):
        if start < low < end and _covered(text, low, end, parts):
            return start, _trimmed(text, start, low)
    at = end
    for _ in range(_MOST_UNITS):
        if any(_BETWEEN.fullmatch(text, at, low) for low, _ in others.get(_CITY, ()) if low >= at):
            return start, at
        unit = _UNIT.match(text, at)
        if unit is None:
            break
        at = unit.end()
    return quote


def _covered(text: str, start: int, end: int, parts: Sequence[Range]) -> bool:
    """Whether a text from `start` to `end` is nothing but these parts."""
    at = start
    while at < end:
        behind = _BETWEEN.match(text, at, end)
        at = behind.end() if behind else at
        within = [high for low, high in parts if low <= at < high]
        if at >= end or not within:
            break
        at = max(within)
    return at >= end


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" \t\r\n\u00a0,;|–—-"))


def behind(pattern: re.Pattern[str]) -> Extent:
    """The extent of a value that goes on with what matches directly behind it."""

    def extent(text: str, quote: Range, _: Mapping[str, Sequence[Range]]) -> Range:
        more = pattern.match(text, quote[1])
        return (quote[0], more.end()) if more else quote

    return extent


def _item_title(text: str, quote: Range, _: Mapping[str, Sequence[Range]]) -> Range:
    end = title_end(text, quote[0])
    return (quote[0], end) if end is not None and end > quote[1] else quote


EXTENTS: Mapping[str, Extent] = {
    "cover.address.street": _street,
    "cover.securities.title": behind(_PAR_VALUE),
    "items.title": _item_title,
    "signature.title": behind(_OFFICE_BEHIND),
}
"""The leaves whose end the text shows."""

SPELLINGS: Mapping[str, Callable[[str], Iterable[str]]] = {
    "cover.address.state": state_names,
    "cover.jurisdiction": state_names,
}
"""The leaves that a model likes to shorten where the text does not."""
