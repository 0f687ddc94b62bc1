"""The date of the report: of the earliest event reported, where two dates are printed."""

import re
from collections.abc import Sequence

from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.captions import DATE_CAPTION, Cover, Kind
from extractor.values import DATE

_EVENT = re.compile(
    r"(?:date\s{1,40}of\s{1,40}(?:the\s{1,40})?)?earliest\s{1,40}event(?:\s{1,40}reported)?"
    r"|event\s{1,40}reported",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(\[]\s{0,8}$")
_BEHIND = re.compile(r"[\s:.,;\-–—_)\]]{0,200}(?:is\s|was\s)?[\s:_]{0,40}")
_ABOVE, _BELOW = 4, 6

Found = tuple[tuple[Range, ...], Range | None]


def read_report_date(cover: Cover) -> Found | None:
    """The date and its caption; the dates near "Date of Report" come into question.

    Where none stands near it, or the caption is missing, the first date of the cover counts.
    """
    text = cover.text
    captions = [match.span() for match in DATE_CAPTION.finditer(text, cover.start, cover.end)]
    near = _near(cover, captions) if captions else []
    if near:
        return (_event_date(cover, near),), captions[0]
    dates = [(each.start, each.end) for each in cover.of_kind(Kind.DATE)]
    whole = [each for each in dates if next(DATE.find(text[slice(*each)]), None)]
    return ((whole[0],), captions[0] if captions else None) if whole else None


def all_report_dates(cover: Cover) -> list[Found]:
    """The date at each of the captions for it, of which a cover has one.

    "Date of Report" and "Date of earliest event reported" are two captions; either is
    repeated where its words come again.
    """
    near = [(_near(cover, group), group[0]) for group in _captions(cover)]
    return [((_event_date(cover, dates),), caption) for dates, caption in near if dates]


def earliest_report_date(cover: Cover) -> Found | None:
    """The earliest of the dates at the first captions, where these differ.

    The form asks for the date of the earliest event reported, so that none of the later ones is
    meant, wherever the brackets stand, or a caption of its own.
    """
    first = next(iter(_captions(cover)), [])
    near = dict.fromkeys(each for caption in first for each in _near(cover, [caption]))
    dated = [(next(DATE.find(cover.text[slice(*each)])).value, each) for each in near]
    if len({value for value, _ in dated}) < 2:
        return None
    return (min(dated)[1],), first[0]


def _captions(cover: Cover) -> list[list[Range]]:
    """The captions of each time that a cover asks for the date."""
    groups: list[list[Range]] = []
    said: set[str] = set()
    for match in DATE_CAPTION.finditer(cover.text, cover.start, cover.end):
        words = " ".join(match[0].casefold().split())
        if not groups or words in said:
            groups.append([])
            said = set()
        said.add(words)
        groups[-1].append(match.span())
    return groups


def _near(cover: Cover, captions: Sequence[Range]) -> list[Range]:
    """The dates on the lines of the captions; else those next to them, above before below."""
    first, last = cover.line_of(captions[0][0]), cover.line_of(captions[-1][1] - 1)
    low = cover.lines[max(0, first - _ABOVE)].start
    high = cover.lines[min(len(cover.lines) - 1, last + _BELOW)].end
    found = [(low + each.start, low + each.end) for each in DATE.find(cover.text[low:high])]
    inside = [each for each in found if first <= cover.line_of(each[0]) <= last + 1]
    if inside and inside[0][0] > captions[0][0]:
        stop = max(last + 1, cover.line_of(inside[0][0]) + 1)
        return [e for e in found if e[0] >= inside[0][0] and cover.line_of(e[0]) <= stop]
    above = [each for each in found if each[0] < captions[0][0]]
    below = [each for each in found if each[0] > captions[0][0]]
    if not above or (below and _nearer_below(cover, above[-1], below[0], first, last)):
        stop = cover.line_of(below[0][0]) + 1 if below else 0
        return [each for each in below if cover.line_of(each[0]) <= stop]
    line = cover.line_of(above[-1][0])
    return [each for each in above if cover.line_of(each[0]) >= line - 1]


def _nearer_below(cover: Cover, above: Range, below: Range, first: int, last: int) -> bool:
    return cover.line_of(below[0]) - last < first - cover.line_of(above[0])


def _event_date(cover: Cover, near: Sequence[Range]) -> Range:
    """Of several dates the one in brackets, or behind or beside "earliest event reported"."""
    text = cover.text
    for each in near[1:]:
        if _BRACKET.search(text, max(0, each[0] - 10), each[0]):
            return each
    events = list(_EVENT.finditer(text, cover.start, cover.end))
    for event in events:
        behind = _BEHIND.match(text, event.end())
        for each in near:
            if behind and each[0] == behind.end():
                return each
    if len(near) > 1 and cover.line_of(near[0][0]) == cover.line_of(near[1][0]) and events:
        column = _column(cover, events[0].start())
        return min(near[:2], key=lambda each: abs(_column(cover, each[0]) - column))
    return near[0]


def _column(cover: Cover, offset: int) -> int:
    line = cover.lines[cover.line_of(offset)]
    return offset - line.start + line.column
