"""The cover page: form, date, registrant, numbers, address, telephone, securities."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby

from extractor.filing.model import Document, SectionKind
from extractor.forms.base import Quoted, QuotedList, Range
from extractor.forms.form_8k.baselines.address import Address, read_address
from extractor.forms.form_8k.baselines.captions import (
    Cover,
    Kind,
    Role,
    Segment,
    is_caption_word,
    read_cover,
)
from extractor.forms.form_8k.baselines.numbers import read_numbers
from extractor.forms.form_8k.baselines.places import home_at_start, is_united_states
from extractor.forms.form_8k.baselines.registrant import read_registrant
from extractor.forms.form_8k.baselines.report_date import read_report_date
from extractor.forms.form_8k.baselines.securities import read_securities

_FORM = re.compile(
    r"\bform\s{0,40}8\s{0,2}[-–]?\s{0,2}k(?P<amended>\s{0,3}[/\\-]?\s{0,3}a\b)?", re.I
)
_SHORT_FORM = re.compile(r"\b8\s?[-–]\s?k(?P<amended>\s{0,3}/\s{0,3}a\b)?", re.IGNORECASE)
_AMENDMENT = re.compile(
    r"\bamendment\s{1,40}(?:no\W{0,4}|number\s{1,8})?\s{0,8}(?:\d{1,2}|one|two|three|four|i{1,3})\b"
    r"|\b8\s?[-–]\s?k\s?/\s?a\b",
    re.IGNORECASE,
)
_INCORPORATED = re.compile(
    r"(?:incorporated|organi[sz]ed|formed)\s{1,8}(?:in|under\s{1,8}the\s{1,8}laws\s{1,8}of)\s{1,8}",
    re.IGNORECASE,
)
_HEADING_LENGTH = 2_500
_SAME_COLUMN = 8
_NEAR_CAPTION = 3

Found = tuple[tuple[Range, ...], Range | None]


def read_cover_page(document: Document) -> tuple[list[Quoted], list[QuotedList]]:
    """The leaves and lists of the cover."""
    text = document.reading.text
    start, end = _place(document)
    cover = cover_of(document)
    quotes: list[Quoted] = []
    quotes += _form_type(cover)
    quotes += _one("report_date", read_report_date(cover))
    registrant = read_registrant(cover)
    quotes += _one("registrant", registrant)
    quotes += _one("jurisdiction", _jurisdiction(cover))
    address = read_address(cover, registrant[0] if registrant else ())
    quotes += _address(address)
    telephone = _telephone(cover, address)
    quotes += _one("telephone", telephone)
    lists: list[QuotedList] = []
    for found, listed in (
        *read_numbers(cover, telephone[0] if telephone else ()),
        read_securities(text, start, end),
    ):
        quotes += found
        lists.append(listed)
    return quotes, lists


def cover_of(document: Document) -> Cover:
    """The head of a document's cover, taken apart."""
    return read_cover(document.reading.text, *_place(document))


def registrant_of(cover: Cover) -> str:
    """The registrant's name as the cover prints it, "" where there is none."""
    found = read_registrant(cover)
    return " ".join(cover.text[start:end] for start, end in found[0]) if found else ""


def _place(document: Document) -> Range:
    for kind in (SectionKind.COVER, SectionKind.WHOLE):
        for section in document.of_kind(kind):
            return (section.start, section.end)
    return (0, len(document.reading.text))


def _one(leaf: str, found: tuple[tuple[Range, ...], Range | None] | None) -> list[Quoted]:
    if found is None:
        return []
    ranges, anchor = found
    return [Quoted(f"cover.{leaf}", None, ranges, anchor=anchor)]


def _form_type(cover: Cover) -> list[Quoted]:
    stop = min(cover.end, cover.start + _HEADING_LENGTH)
    heading = _FORM.search(cover.text, cover.start, stop)
    heading = heading or _SHORT_FORM.search(cover.text, cover.start, stop)
    if heading is None:
        return []
    ranges: tuple[Range, ...] = (heading.span(),)
    captions = cover.with_role(Role.DATE) + cover.with_role(Role.REGISTRANT)
    below = min((each.start for each in captions if each.start > heading.start()), default=stop)
    amendment = _AMENDMENT.search(cover.text, cover.start, max(below, heading.end()))
    amended = bool(heading["amended"]) or amendment is not None
    if amendment and not heading["amended"]:
        ranges = tuple(sorted((heading.span(), amendment.span())))
    return [Quoted("cover.form_type", None, ranges, value="8-K/A" if amended else "8-K")]


def _jurisdiction(cover: Cover) -> tuple[tuple[Range, ...], Range | None] | None:
    captions = cover.with_role(Role.JURISDICTION)
    if not captions:
        return _stated_home(cover) or _beside_numbers(cover)
    caption = captions[0]
    anchor = (caption.start, caption.end)
    homes = [
        each
        for each in cover.of_kind(Kind.VALUE)
        if home_at_start(each.text) and not _is_torn(cover, each)
    ]
    if homes:
        best = min(homes, key=lambda each: min(_distance(each, one) for one in captions))
        place = home_at_start(_topmost(cover, homes, best).text)
        first = _topmost(cover, homes, best).start
        if place:
            return ((first + place.start("place"), first + place.end("place")),), anchor
    return _federal(cover, caption) or _above_or_behind(cover, caption)


def _is_torn(cover: Cover, home: Segment) -> bool:
    """Whether a place may be a word of the caption begun above it: "IRS EMPLOYER", "ID"."""
    above = cover.of_line(home.line - 1) if not cover.lines[home.line].apart else []
    return is_caption_word(home.text.casefold()) and any(
        each.kind is Kind.CAPTION and abs(each.column - home.column) <= _SAME_COLUMN
        for each in above
    )


def all_jurisdictions(cover: Cover) -> list[Found]:
    """The place nearest to each caption for it, above before below."""
    homes = [
        (each, place) for each in cover.of_kind(Kind.VALUE) if (place := home_at_start(each.text))
    ]
    lines = [home.line for home, _ in homes]
    found: list[Found] = []
    for caption in _row_by_row(cover.with_role(Role.JURISDICTION)):
        near = homes[_near(lines, caption)]
        if near:
            home, place = min(near, key=lambda each: _distance(each[0], caption))
            span = home.start + place.start("place"), home.start + place.end("place")
            found.append(((span,), (caption.start, caption.end)))
    return found


def _federal(cover: Cover, caption: Segment) -> tuple[tuple[Range, ...], Range | None] | None:
    """ "United States" on a line of its own, below the heading that begins every cover with it."""
    first = next(iter(cover.of_kind(Kind.VALUE)), caption)
    for each in cover.of_kind(Kind.FURNITURE):
        if is_united_states(each.text) and first.line < each.line < caption.line + _SAME_COLUMN:
            return ((each.start, each.end),), (caption.start, caption.end)
    return None


def _stated_home(cover: Cover) -> tuple[tuple[Range, ...], Range | None] | None:
    """The place that a phrase states in place of a caption: "Incorporated in New Jersey"."""
    for each in cover.of_kind(Kind.VALUE):
        phrase = _INCORPORATED.match(each.text)
        place = home_at_start(each.text[phrase.end() :]) if phrase else None
        if phrase and place:
            start = each.start + phrase.end()
            home = (start + place.start("place"), start + place.end("place"))
            return (home,), (each.start, start)
    return None


def _beside_numbers(cover: Cover) -> tuple[tuple[Range, ...], Range | None] | None:
    """Without captions the place in the row of the file number or of the employer's number."""
    for home in cover.of_kind(Kind.VALUE):
        place = home_at_start(home.text)
        row = {each.kind for each in cover.of_line(home.line)}
        if place and row & {Kind.FILE_NUMBER, Kind.EIN}:
            return ((home.start + place.start("place"), home.start + place.end("place")),), None
    return None


def _topmost(cover: Cover, homes: Sequence[Segment], best: Segment) -> Segment:
    """Of places stacked in one column, as for several registrants, the first."""
    top = best
    for home in reversed(homes):
        near = (
            top.line - 2 <= home.line < top.line and abs(home.column - top.column) <= _SAME_COLUMN
        )
        captions = any(
            each.kind is Kind.CAPTION
            for line in range(home.line, top.line)
            for each in cover.of_line(line)
        )
        top = home if near and not captions else top
    return top


def _distance(segment: Segment, caption: Segment) -> float:
    """How far a value stands from a caption, in lines; above counts as nearer than below."""
    lines = caption.line - segment.line
    rows = abs(lines) if lines >= 0 else abs(lines) * 2 + 0.5
    return rows + min(1.0, abs(segment.column - caption.column) / 100)


def _above_or_behind(
    cover: Cover, caption: Segment
) -> tuple[tuple[Range, ...], Range | None] | None:
    """A place that no list of places has: behind the caption or in the cell above it."""
    anchor = (caption.start, caption.end)
    behind = [s for s in cover.of_line(caption.line) if s.start > caption.end]
    colon = cover.text[caption.end : caption.end + 2].lstrip(" )").startswith(":")
    if behind and behind[0].kind is Kind.VALUE and colon:
        return ((behind[0].start, behind[0].end),), anchor
    for line in range(caption.line - 1, max(-1, caption.line - 4), -1):
        values = [s for s in cover.of_line(line) if s.kind is Kind.VALUE]
        if values:
            nearest = min(values, key=lambda s: abs(s.column - caption.column))
            return ((nearest.start, nearest.end),), anchor
        if any(s.kind is Kind.CAPTION for s in cover.of_line(line)):
            return None
    return None


def _address(address: Address) -> list[Quoted]:
    leaves = (
        ("street", address.street),
        ("city", address.city),
        ("state", address.state),
        ("zip_code", address.zip_code),
    )
    return [
        Quoted(f"cover.address.{leaf}", None, ranges, anchor=address.caption)
        for leaf, ranges in leaves
        if ranges
    ]


_PHONE = re.compile(
    r"(?=[\d(+])(?:\(\s{0,3}\d{3}\s{0,3}\)[\s\-–./]{0,60}\d{3}\s{0,3}[-–.\s]\s{0,3}\d{4}(?!\d)"
    r"|(?<![\d-])(?:1\s?[-.]\s?)?\d{3}\s{0,3}[-–./]\s{0,3}\d{3}\s{0,3}[-–.]\s{0,3}\d{4}(?![\d-])"
    r"|(?<![\d-])\d{3}\s\d{3}[\s-]\d{4}(?![\d-])"
    r"|\+1[-.\s]\d{3}[-.\s]\d{7}(?!\d))"
)
_COUNTRY_CODE = re.compile(r"\(?\+\s?(?!1\b)\d")
_ABROAD = re.compile(
    r"\+\d{1,3}(?:[^\S\n]{1,20}\d{1,8}){1,5}(?!\d)"
    r"|\+?\s?\(?\+?\d{1,4}\)?(?:[\s().\-–/]{1,3}\d{1,5}){2,6}(?!\d)"
)


def _telephone(cover: Cover, address: Address) -> tuple[tuple[Range, ...], Range | None] | None:
    captions = cover.with_role(Role.TELEPHONE)
    found = [match.span() for match in _PHONE.finditer(cover.text, cover.start, cover.end)]
    if not captions:
        return (_digits(cover.text, found[0]), address.caption) if len(found) == 1 else None
    caption = captions[0]
    anchor = (caption.start, caption.end)
    abroad = _abroad(cover, captions)
    coded = [each for each in abroad if _COUNTRY_CODE.match(cover.text, each[0])]
    found = coded + [
        each for each in found if all(each[1] <= wide[0] or wide[1] < each[1] for wide in coded)
    ]
    found = _of_first(cover, captions, found or abroad)
    if not found:
        return None
    nearest = min(found, key=lambda each: _telephone_distance(cover, captions, each))
    return _digits(cover.text, nearest), anchor


def _of_first(cover: Cover, captions: Sequence[Segment], found: list[Range]) -> list[Range]:
    """The numbers nearest to the first caption, where the same is printed twice on its line."""
    first = captions[0]
    row = [each for each in captions if (each.line, each.text) == (first.line, first.text)]
    middles = {each: _middle(cover, each) for each in found}
    return [
        each
        for each in found
        if all(
            abs(middles[each] - first.middle) <= abs(middles[each] - other.middle)
            for other in row[1:]
        )
    ]


def _middle(cover: Cover, place: Range) -> float:
    line = cover.lines[cover.line_of(place[0])]
    return line.column + (place[0] + place[1]) / 2 - line.start


def all_telephones(cover: Cover) -> list[Found]:
    """The number nearest to each caption for it, of which a cover has one a row."""
    numbers = [match.span() for match in _PHONE.finditer(cover.text, cover.start, cover.end)]
    lines = [cover.line_of(each[0]) for each in numbers]
    found: list[Found] = []
    for caption in _row_by_row(cover.with_role(Role.TELEPHONE)):
        near = numbers[_near(lines, caption)]
        if near:
            number = min(near, key=lambda each: _telephone_distance(cover, [caption], each))
            found.append((_digits(cover.text, number), (caption.start, caption.end)))
    return found


def _row_by_row(captions: Sequence[Segment]) -> list[Segment]:
    """The first of the captions of each line."""
    return [next(row) for _, row in groupby(captions, key=lambda each: each.line)]


def _near(lines: Sequence[int], caption: Segment) -> slice:
    """Which of the things that stand on `lines`, in order, are near a caption."""
    return slice(
        bisect_left(lines, caption.line - _NEAR_CAPTION),
        bisect_right(lines, caption.line + _NEAR_CAPTION),
    )


def _telephone_distance(cover: Cover, captions: Sequence[Segment], found: Range) -> float:
    line = cover.line_of(found[0])
    return min(
        (each.line - line) * 1.5 if each.line >= line else line - each.line for each in captions
    )


def _abroad(cover: Cover, captions: Sequence[Segment]) -> list[Range]:
    """Numbers of other countries, which only their caption tells from other numbers."""
    found: list[Range] = []
    for caption in captions:
        first = cover.lines[max(0, caption.line - 2)].start
        last = cover.lines[min(len(cover.lines) - 1, caption.line + 2)].end
        for match in _ABROAD.finditer(cover.text, first, last):
            if 8 <= sum(map(str.isdigit, match[0])) <= 15 and "\n" not in match[0].strip():
                blank = len(match[0]) - len(match[0].lstrip())
                found.append((match.start() + blank, match.end()))
    return found


def _digits(text: str, found: Range) -> tuple[Range, ...]:
    """The number's range, or the ranges of its groups where blanks stand within brackets."""
    number = text[slice(*found)]
    if not re.search(r"\(\s|\s\)|\)\s*[-–]", number):
        return (found,)
    return tuple(
        (found[0] + match.start(), found[0] + match.end())
        for match in re.finditer(r"\d+(?:[-–.]\d+)*", number)
    )
