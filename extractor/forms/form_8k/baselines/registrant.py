"""The registrant's exact name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.filing.layout import Line
from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.captions import Cover, Kind, Role, Segment, roles_of
from extractor.forms.form_8k.baselines.places import home_at_start

_SUFFIX = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|company|co|ltd|limited|llc|l\.\s?l\.\s?c|lp|l\.\s?p|llp|trust|"
    r"n\.\s?a|plc|p\.l\.c|bancorp|bancorporation|bancshares|association|partnership|s\.a|n\.v|ag|fund|"
    r"a\.g|s\.p\.a|group|holdings|bank|fsb|f\.s\.b|partners|utilities|industries|systems)\b\.?(?:\s+(?:[ivx]{1,4}|(?:series\s+)?\d{4}[-\w]{0,8}))?\W*$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"[,;]?\s{0,8}(?:\((?:as\b|the\b|in\s+its|on\s+behalf|acting|depositor|issuer|registrant|sponsor|seller|"
    r"originator|servicer|formerly|f/k/a|co-?registrant).*|\bas\s+(?:depositor|seller|servicer|sponsor|"
    r"master|issuer|originator|trustee|representative|managing)\b.*|\bon\s+behalf\s+of\b.*|"
    r"\(?(?:formerly|f/k/a)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_REMARK = re.compile(
    r"\(|\bas\s|on\s+behalf|in\s+its\s+capacity|formerly|f/k/a|by\s*:|issuer\b|\[|under\s+(?:the|a)\s|"
    r"dated\s|providing\s|relating\s|with\s+respect|depositor|and\s+on\s+behalf",
    re.IGNORECASE,
)
_OPENS_REMARK = re.compile(
    r"\((?:as|on|in|acting|formerly|the|issuer|under|which)\s", re.IGNORECASE
)
_LONGEST_REMARK = 8
_JOINS = re.compile(r"(?:,|&|\b(?:and|of|the|for))$", re.IGNORECASE)
_PARTY = re.compile(
    r"\b(?:registrant|depositor|sponsor|issuer|issuing\s{1,9}entity|seller|servicer|guarantor)s?\b",
    re.IGNORECASE,
)
_BOUNDS = (Kind.CAPTION, Kind.FURNITURE)
_MOST_LINES = 14
_ONE_BLANK = 2
_LONGEST_NAME = 16
_TRIMMED = " \t\r\n\u00a0,;:*®™_"

Found = tuple[tuple[Range, ...], Range | None]


def read_registrant(cover: Cover) -> Found | None:
    """The first registrant's name and its caption: above the caption, else below or behind it."""
    captions = cover.with_role(Role.REGISTRANT)
    # Beside those of an issuing entity and a sponsor the one that says so is the registrant's.
    named = [each for each in captions if "registrant" in each.text.casefold()]
    caption = next(iter(named or captions), None)
    if caption is None:
        return _without_caption(cover)
    for place in _PLACES:
        ranges = _name(cover, place(cover, caption))
        if ranges:
            return ranges, (caption.start, caption.end)
    return None


def all_registrants(cover: Cover) -> list[Found]:
    """The name that `read_registrant` gives, and those at further captions for the same.

    A caption that is broken over lines is one, and those of a depositor or a sponsor ask for
    others than that of the registrant. Names stand below captions only where the first one does.
    """
    captions = _asking(cover)
    first = read_registrant(cover)
    if first is None:
        return []
    is_below = first[0][0][0] > (captions[0].end if captions else cover.end)
    places = _PLACES if is_below else _PLACES[:-1]
    found = [first]
    for before, caption in pairwise(captions):
        if _whose(caption).isdisjoint(_whose(captions[0])) or not _is_apart(cover, before, caption):
            continue
        names = (_name(cover, place(cover, caption)) for place in places)
        ranges = next((each for each in names if each and each[0][0] >= before.end), ())
        if ranges:
            found.append((ranges, (caption.start, caption.end)))
    return found


def _asking(cover: Cover) -> list[Segment]:
    """The captions that ask for the registrant, also those of which a word is torn."""
    return [
        each
        for each in cover.segments
        if Role.REGISTRANT in each.roles
        or (
            each.kind is Kind.VALUE
            and each.text.startswith("(")
            and Role.REGISTRANT in roles_of(each.text)
        )
    ]


def _is_apart(cover: Cover, one: Segment, other: Segment) -> bool:
    """Whether a value stands between two captions."""
    return any(one.end <= each.start < other.start for each in cover.of_kind(Kind.VALUE))


def _whose(caption: Segment) -> frozenset[str]:
    """Whose name a caption asks for, "registrant" where it does not say."""
    said = {each.casefold().removesuffix("s") for each in _PARTY.findall(caption.text)}
    return frozenset(said or {"registrant"})


def _without_caption(cover: Cover) -> Found | None:
    """The first line of the cover that reads like the name of a company."""
    first = cover.of_kind(Kind.FURNITURE)
    start = first[0].start if first else cover.start
    for segment in cover.of_kind(Kind.VALUE):
        if segment.start > start and _SUFFIX.search(segment.text):
            ranges = _name(cover, _enumerated(cover, [segment, *_behind(cover, segment)]))
            return (ranges, None) if ranges else None
    return None


def _inline(cover: Cover, caption: Segment) -> list[Segment]:
    behind = [s for s in cover.of_line(caption.line) if s.start > caption.end]
    colon = cover.text[caption.end : caption.end + 2].lstrip(" )").startswith(":")
    if colon and behind and behind[0].kind is Kind.VALUE:
        return behind[:1]
    beside = None if "(" in caption.text else cover.beside(caption)
    return [beside] if beside and not home_at_start(beside.text) else []


def _before(cover: Cover, caption: Segment) -> list[Segment]:
    """The name that stands on the caption's own line, with a blank between the two."""
    before = [each for each in cover.of_line(caption.line) if each.end <= caption.start]
    last = before[-1] if before else None
    if last is None or last.kind is not Kind.VALUE or caption.start - last.end > _ONE_BLANK:
        return []
    long = len(last.text.split()) > _LONGEST_NAME
    return (
        [] if long or home_at_start(last.text) or not any(map(str.isalpha, last.text)) else [last]
    )


def _above(cover: Cover, caption: Segment) -> list[Segment]:
    """The values between the caption and what stands above it on every cover."""
    kept: list[Segment] = []
    row = [each for each in cover.of_line(caption.line) if each.kind is Kind.CAPTION]
    columns = [caption, *(each for each in row if each is not caption)]
    remarks = _remark_lines(cover.lines)
    for line in range(caption.line - 1, max(-1, caption.line - _MOST_LINES), -1):
        if line in remarks:
            continue
        segments = cover.of_line(line)
        valued = any(s.kind is Kind.VALUE for s in segments)
        if any(_bounds(s) or (s.kind is Kind.DATE and not valued) for s in segments):
            if any(s.kind is Kind.VALUE for s in segments) and not kept:
                kept = [s for s in segments if s.kind is Kind.VALUE]
            break
        values = [s for s in segments if s.kind is Kind.VALUE]
        if len(values) > 1 and home_at_start(values[0].text):
            values = cover.under(values, columns)
        kept = _enumerated(cover, values) + kept
    return kept


def _bounds(segment: Segment) -> bool:
    """Whether a segment ends the names above a caption: not "(as depositor under the"."""
    return segment.kind in _BOUNDS and _OPENS_REMARK.match(segment.text) is None


def _behind(cover: Cover, segment: Segment) -> list[Segment]:
    line = cover.of_line(segment.line)
    return [each for each in line if each.start > segment.start and each.kind is Kind.VALUE]


def _enumerated(cover: Cover, values: Sequence[Segment]) -> list[Segment]:
    """The first of the values of a line, with those that a comma or nothing parts from it.

    Of two names that stand side by side the first ends like the name of a company.
    """
    joined = list(values[:1])
    for value in values[1:]:
        between = cover.text[joined[0].end : value.start].strip()
        if (between and between != ",") or (not between and _SUFFIX.search(joined[0].text)):
            break
        text = cover.text[joined[0].start : value.end]
        joined = [replace(joined[0], end=value.end, text=text)]
    return joined


def _remark_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of remarks in brackets that run over several lines: "(as depositor under …"."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        opened = line.text.count("(") - line.text.count(")")
        if index in found or opened <= 0 or not _OPENS_REMARK.search(line.text):
            continue
        for after in range(index + 1, min(len(lines), index + _LONGEST_REMARK)):
            opened += lines[after].text.count("(") - lines[after].text.count(")")
            if opened <= 0:
                found.update(range(index + 1, after + 1))
                found.update({index} if line.text.startswith("(") else ())
                break
    return frozenset(found)


def _below(cover: Cover, caption: Segment) -> list[Segment]:
    """The first value below in the caption's own column."""
    for line in range(caption.line + 1, min(len(cover.lines), caption.line + _MOST_LINES)):
        values = [s for s in cover.of_line(line) if s.kind is Kind.VALUE]
        if values:
            nearest = min(values, key=lambda s: abs(s.column - caption.column))
            return [nearest, *_rest_below(cover, nearest)]
    return []


_PLACES = (_inline, _before, _above, _below)
"""Where a caption's name stands, the surest first."""


def _rest_below(cover: Cover, first: Segment) -> list[Segment]:
    """The lines on which a name goes on that does not yet end like that of a company."""
    rest: list[Segment] = []
    last = first
    while not _SUFFIX.search(last.text) and last.line + 1 < len(cover.lines):
        below = cover.of_line(last.line + 1)
        attached = not cover.lines[last.line + 1].apart and below[0].column == first.column
        if len(below) != 1 or below[0].kind is not Kind.VALUE or not attached:
            return []
        last = below[0]
        rest.append(last)
    return rest


def _name(cover: Cover, segments: Sequence[Segment]) -> tuple[Range, ...]:
    """The first name that the segments spell, over as many lines as it needs."""
    ranges: list[Range] = []
    inside_remark = False
    last: Segment | None = None
    for segment in segments:
        opened, closed = segment.text.count("("), segment.text.count(")")
        if inside_remark:
            inside_remark = closed <= opened
            continue
        if _BEGINS_REMARK.match(segment.text) or not any(map(str.isalnum, segment.text)):
            if ranges:
                break
            inside_remark = opened > closed
            continue
        if last is not None and not _belongs(cover.lines, last, segment):
            break
        start, end = _without_remark(cover.text, segment)
        if start < end:
            ranges.append((start, end))
        last = segment
        if end < segment.end - 1:
            break
    return tuple(ranges)


def _belongs(lines: Sequence[Line], last: Segment, segment: Segment) -> bool:
    """Whether a line goes on with the name of the line before."""
    if _JOINS.search(last.text):
        return True
    ended, ends = _SUFFIX.search(last.text) is not None, _SUFFIX.search(segment.text) is not None
    attached = segment.line == last.line + 1 and not lines[segment.line].apart
    if ended and ends and len(segment.text.split()) > 1:
        return False
    return attached or not ended


def _without_remark(text: str, segment: Segment) -> Range:
    match = _REMARK.search(text, segment.start, segment.end)
    start, end = segment.start, match.start() if match else segment.end
    while start < end and text[start] in _TRIMMED + ")":
        start += 1
    while start < end and text[end - 1] in _TRIMMED:
        end -= 1
    return (start, end)
