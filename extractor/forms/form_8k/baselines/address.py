"""The address of the principal executive offices: its lines, and its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.filing.layout import Line
from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.captions import Cover, Kind, Role, Segment
from extractor.forms.form_8k.baselines.places import (
    has_states,
    home_at_start,
    is_place,
    place_at_end,
)

# The number of a post office box is no code.
_UNBOXED = r"(?<!(?i:box)\s)(?<!(?i:drawer)\s)"
_ZIP = re.compile(rf"(?<![\w-]){_UNBOXED}\d{{5}}(?:\s?[-–]\s?\d{{4}})?(?![\w-])")
_ENVELOPE = re.compile(r"(?<![\w-])\d{5}(?:-\d{4})?$")
_FOREIGN_CODE = re.compile(
    r"(?<!\w)(?:[A-Z]\d[A-Z]\s{0,2}\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}|[A-Z]{2}\s?\d{2}|"
    r"[A-Z]{1,2}-\d{4,5}|[A-Z]\d[\dW]\s?[A-Z\d]{4}|\d{4}\s?[A-Z]{2}|\d{6,7}|\d{3}-\d{4}|\d{5}-\d{3}|"
    r"(?:(?<=NSW\s)|(?<=QLD\s)|(?<=VIC\s)|(?<=TAS\s)|(?<=ACT\s)|(?<=(?i:Wales)\s)|(?<=(?i:Victoria)\s)"
    r"|(?<=(?i:Queensland)\s)|(?<=(?i:Tasmania)\s)|(?<=(?i:Australia)\s))\d{4})(?!\w)"
)
_CODE = re.compile(rf"{_ZIP.pattern}|{_FOREIGN_CODE.pattern}")
_CODE_BESIDE = re.compile(
    r"(?P<before>\d{4}\s[A-Z]{2}|(?:[A-Z]{1,3}-)?(?:\d{4,6}|\d{3}\s\d{2}))\s{1,8}(?P<after>[^\W\d][^\d]{1,60})"
    r"|(?P<named>[^\W\d][^\d]{1,60}?)\s{1,8}(?P<behind>\d{3,7}|\d{3}\s\d{3}|[A-Z]{2}\d-\d{4})"
)
_STREET_WORD = re.compile(
    r"\b(?:street|st\.?|avenue|ave\.?|road|rd\.?|boulevard|blvd\.?|drive|dr\.?|lane|ln\.?|way|court|"
    r"ct\.?|place|pl\.?|plaza|parkway|pkwy\.?|highway|hwy\.?|circle|cir\.?|square|sq\.?|center|centre|"
    r"terrace|turnpike|pike|broadway|row|trail|loop|expressway|freeway|building|bldg\.?|tower|towers)"
    r"(?:\s+of\s+the\s+\w+)?(?:,?\s+(?:north|south|east|west|n\.?w\.?|n\.?e\.?|s\.?w\.?|s\.?e\.?|n\.?|s\.?|e\.?|w\.?))?(?=\s)"
    r"|\b(?:suite|ste\.?|room|rm\.?|unit|floor|building|bldg\.?|p\.?\s?o\.?\s+box|box)\s+#?[\w-]*\d[\w-]*"
    r"|\b\d+(?:st|nd|rd|th)\s+fl(?:oor|\.)?|#\s?\d+[\w-]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\W*(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|p\.?\s?o\.?\s|suite)\b|\W*\d", re.I
)
_STREET_ONLY = re.compile(
    r"\W*(?:suite|ste\.|room|floor|unit|building|p\.?\s?o\.?\s+box|\d+(?:st|nd|rd|th)\s+floor)\b",
    re.I,
)
_PROVINCE = re.compile(r".{0,60}\b(?i:province|prefecture)|[A-Z]{2,3}")
_CODED_CITY = re.compile(rf"[^\W\d][^\d,]{{1,40}}\s{_UNBOXED}(?:\d{{3}}\s\d{{3}}|\d{{5,6}})")
_MOST_LINES = 9
_MOST_LINES_DOWN = 12
_TRIMMED = " \t\r\n\u00a0,;:.-–—("


@dataclass(frozen=True)
class Address:
    """The parts of an address, each with its ranges; `caption` is the line it belongs to."""

    street: tuple[Range, ...] = ()
    city: tuple[Range, ...] = ()
    state: tuple[Range, ...] = ()
    zip_code: tuple[Range, ...] = ()
    caption: Range | None = None


def read_address(cover: Cover, taken: Sequence[Range] = ()) -> Address:
    """The address above its caption, or else behind or below it, but for what is `taken`."""
    caption = _caption(cover)
    if caption is None:
        segments = _free(_uncaptioned(cover), taken)
        return _parts(cover.text, segments, cover.lines, None) if segments else Address()
    for place in (_inline, _above, _below):
        segments = _free(place(cover, caption), taken)
        if segments:
            found = _parts(cover.text, segments, cover.lines, (caption.start, caption.end))
            return found if found.zip_code else _with_own_zip(cover, found)
    return Address(caption=(caption.start, caption.end))


def _with_own_zip(cover: Cover, address: Address) -> Address:
    """The address with the code that stands alone beside, over or under a caption of its own."""
    for caption in cover.with_role(Role.ZIP):
        if "address" in caption.text.casefold():
            continue
        for line in (caption.line, caption.line - 1, caption.line + 1):
            for each in cover.of_line(line) if 0 <= line < len(cover.lines) else ():
                if each.kind is Kind.VALUE and _CODE.fullmatch(each.text):
                    return replace(address, zip_code=((each.start, each.end),))
    return address


def _free(segments: Sequence[Segment], taken: Sequence[Range]) -> list[Segment]:
    """The segments without those of other leaves, a home in brackets over two lines included."""
    free: list[Segment] = []
    within = False
    for segment in segments:
        if within or _is_taken(segment, taken):
            opened = within or segment.text.startswith("(")
            within = opened and ")" not in segment.text
        else:
            free.append(segment)
    return free


def _is_taken(segment: Segment, taken: Sequence[Range]) -> bool:
    """Whether a segment is the registrant's name or its "(a Delaware corporation)"."""
    if any(segment.start < end and start < segment.end for start, end in taken):
        return True
    return segment.text.startswith("(") and home_at_start(segment.text) is not None


def _caption(cover: Cover) -> Segment | None:
    found = cover.with_role(Role.ADDRESS) or cover.with_role(Role.ZIP)
    named = [each for each in found if "address" in each.text.casefold()]
    return next(iter(named or found), None)


def _uncaptioned(cover: Cover) -> list[Segment]:
    """The lines that end, without a caption, in a state and a zip code: as on an envelope."""
    for last, line in enumerate(cover.lines):
        match = _ENVELOPE.search(line.text) if _is_value(cover, last) else None
        if match is None or place_at_end(line.text[: match.start()].rstrip(_TRIMMED)) is None:
            continue
        first = last
        while first > 0 and not cover.lines[first].apart and _is_value(cover, first - 1):
            first -= 1
        rows = range(max(first, last - _MOST_LINES), last + 1)
        return [each for row in rows for each in cover.of_line(row)]
    return []


def _is_value(cover: Cover, line: int) -> bool:
    return all(each.kind is Kind.VALUE for each in cover.of_line(line))


def _inline(cover: Cover, caption: Segment) -> list[Segment]:
    """What stands behind the caption's own colon, and on until the next caption.

    Or in the cell beside the caption, where it begins its line.
    """
    colon = cover.text[caption.end : caption.end + 3].lstrip(" )").startswith(":")
    beside = cover.beside(caption)
    addressed = beside is not None and _CODE.fullmatch(beside.text) is None
    return _down(cover, caption.line, caption.start) if colon or addressed else []


def _above(cover: Cover, caption: Segment) -> list[Segment]:
    """The values on the lines above, up to the next caption of another kind."""
    kept: list[Segment] = []
    columns = [caption, *_twins(cover, caption)]
    for line in range(caption.line, max(-1, caption.line - _MOST_LINES), -1):
        segments = cover.of_line(line)
        segments = [each for each in segments if not _is_no_code(cover, each)]
        if line < caption.line and any(_bounds(each) for each in segments):
            break
        before = [each for each in segments if each.start < caption.start or line < caption.line]
        bound = max((each.start for each in before if _bounds(each)), default=-1)
        values = [each for each in before if each.kind is Kind.VALUE]
        behind = [each for each in values if each.start > bound >= 0]
        if behind:
            return behind
        kept = cover.nearest(values, columns) + kept
    return kept


def _twins(cover: Cover, caption: Segment) -> list[Segment]:
    """The same caption once more on its line, as where two registrants stand side by side."""
    return [
        each
        for each in cover.of_line(caption.line)
        if each is not caption
        and each.roles >= {Role.ADDRESS}
        and "address" in each.text.casefold()
    ]


def _is_no_code(cover: Cover, segment: Segment) -> bool:
    """Whether "N/A" stands behind the words of an address, in place of a zip code."""
    row = [each.kind for each in cover.of_line(segment.line) if each.start < segment.start]
    return segment.kind is Kind.NONE and bool(row) and set(row) == {Kind.VALUE}


def _bounds(segment: Segment) -> bool:
    if segment.kind is Kind.CAPTION:
        return segment.roles != {Role.ZIP}
    return segment.kind in (Kind.FURNITURE, Kind.NONE, Kind.DATE)


def _ends(segment: Segment, kept: Sequence[Segment]) -> bool:
    """Whether an address that is read downwards ends: at a caption, behind its zip code or so."""
    return _bounds(segment) or (segment.kind is Kind.TELEPHONE and bool(kept))


def _below(cover: Cover, caption: Segment) -> list[Segment]:
    line = caption.line
    while line + 1 < len(cover.lines) and _captions_on(cover, line + 1):
        line += 1
    return _down(cover, line, caption.end)


def _captions_on(cover: Cover, line: int) -> bool:
    """Whether a line still captions the address, or holds nothing but captions."""
    segments = cover.of_line(line)
    own = {Role.ADDRESS, Role.ZIP, Role.TELEPHONE}
    return any(each.kind is Kind.CAPTION and each.roles <= own for each in segments) or (
        bool(segments)
        and all(each.kind is Kind.CAPTION and Role.FORMER not in each.roles for each in segments)
    )


def _down(cover: Cover, line: int, start: int) -> list[Segment]:
    kept: list[Segment] = []
    for number in range(line, min(len(cover.lines), line + _MOST_LINES_DOWN)):
        segments = [each for each in cover.of_line(number) if each.start > start]
        stop = next((s for s in segments if number > line and _ends(s, kept)), None)
        kept += [s for s in segments if s.kind is Kind.VALUE and (not stop or s.start < stop.start)]
        if stop:
            break
    return kept


def _whole_pieces(segments: Sequence[Segment], lines: Sequence[Line]) -> list[Range]:
    """The pieces of an address; a lone word that a torn text parts from its line is put back."""
    pieces: list[Range] = []
    before: Segment | None = None
    for segment in segments:
        torn = (
            before is not None
            and segment.line == before.line + 1
            and not lines[segment.line].apart
            and _is_torn(before, segment, apart=lines[before.line].apart)
        )
        start = pieces.pop()[0] if torn else segment.start
        pieces.append((start, segment.end))
        before = segment
    return pieces


def _is_torn(before: Segment, segment: Segment, *, apart: bool) -> bool:
    """Whether a line goes on with the words of the one before: "New" and "York 10001"."""
    ends = before.text.split()[-1]
    state = place_at_end(f"{ends} {segment.text.split()[0].rstrip(',.')}")
    if state and state.start("place") == 0 and place_at_end(ends) is None:
        return True
    if not before.text.isalpha():
        return False
    city = segment.text.partition(",")[0]
    return apart or (
        "," in segment.text
        and _STREET_WORD.search(f"{before.text} ") is None
        and not is_place(before.text)
        and not is_place(city)
        and not _NUMBERED.match(city)
        and place_at_end(segment.text.rstrip(_TRIMMED)) is not None
    )


def _parts(
    text: str, segments: Sequence[Segment], cover_lines: Sequence[Line], caption: Range | None
) -> Address:
    pieces = _whole_pieces(segments, cover_lines)
    pieces, code = _take_zip(text, pieces)
    pieces, state = _take_state(text, pieces)
    pieces, city = _take_city(text, pieces, certain=bool(state))
    if city and not code:
        city, code = _code_beside(text, city[0])
    elif city:
        city = (_without_code(text, city[0], text[slice(*code[0])]),)
    street = [_trim(text, piece) for piece in pieces]
    # "Attn:" goes on behind its colon.
    street[:-1] = [(start, end + (text[end] == ":")) for start, end in street[:-1]]
    return Address(
        street=tuple(piece for piece in street if piece[0] < piece[1]),
        city=city,
        state=state,
        zip_code=code,
        caption=caption,
    )


def _take_zip(text: str, pieces: list[Range]) -> tuple[list[Range], tuple[Range, ...]]:
    for pattern in (_ZIP, _FOREIGN_CODE):
        for index in range(len(pieces) - 1, -1, -1):
            start, end = pieces[index]
            matches = list(pattern.finditer(text, start, end))
            match = matches[-1] if matches else None
            if match is None:
                continue
            rest = text[match.end() : end].strip(_TRIMMED + ")")
            alone = match.start() == start and match.end() == end
            if rest and not is_place(rest):
                continue
            if match.start() == start and not alone and not is_place(rest):
                continue
            parts = ((start, match.start()), (match.end(), end))
            kept = [each for each in parts if text[slice(*each)].strip(_TRIMMED)]
            return [*pieces[:index], *kept, *pieces[index + 1 :]], (match.span(),)
    return pieces, ()


def _take_state(text: str, pieces: list[Range]) -> tuple[list[Range], tuple[Range, ...]]:
    """The state at the end of the last piece, or of one before it where columns mix."""
    named = [each for each in pieces if not has_states(text[slice(*each)].strip(_TRIMMED))]
    if named and place_at_end(text[slice(*named[-1])].rstrip(_TRIMMED)):
        pieces = named
    for index in range(len(pieces) - 1, max(-1, len(pieces) - 4), -1):
        start, end = pieces[index]
        window = text[start:end].rstrip(_TRIMMED)
        match = place_at_end(window)
        if match is None:
            continue
        if has_states(match["place"]) and match.start("place"):
            before = place_at_end(window[: match.start("place")].rstrip(_TRIMMED))
            match = before or match
        place = (start + match.start("place"), start + match.end("place"))
        left = _trim(text, (start, place[0]))
        kept = [left] if left[0] < left[1] else []
        return [*pieces[:index], *kept, *pieces[index + 1 :]], (place,)
    return pieces, ()


def _take_city(
    text: str, pieces: list[Range], *, certain: bool
) -> tuple[list[Range], tuple[Range, ...]]:
    """The city: behind the last comma or line break, or behind the last word of a street."""
    if not pieces or (len(pieces) == 1 and not certain and "," not in text[slice(*pieces[0])]):
        return pieces, ()
    start, end = _trim(text, pieces[-1])
    comma = text.rfind(",", start, end)
    if comma >= 0 and _is_province(text, start, comma, end):
        end = _trim(text, (start, comma))[1]
        comma = text.rfind(",", start, end)
    begin = comma + 1 if comma >= 0 else start
    part = text[begin:end]
    if _STREET_ONLY.match(part):
        words = [m.end() for m in _STREET_WORD.finditer(part)]
        begin = begin + words[-1] if words and words[-1] < len(part.rstrip()) else end
    elif _NUMBERED.match(part) or (comma < 0 and len(pieces) == 1):
        matches = [m for m in _STREET_WORD.finditer(part) if m.start() > 0]
        begin = begin + matches[-1].end() if matches else begin
    city = _trim(text, (begin, end))
    rest = [*pieces[:-1], (start, begin)] if begin > start else pieces[:-1]
    return rest, (city,) if city[0] < city[1] else ()


def _is_province(text: str, start: int, comma: int, end: int) -> bool:
    """Whether a province stands between the city and the country: after a city with its code."""
    before = text[max(start, text.rfind(",", start, comma) + 1) : comma].strip()
    province = _PROVINCE.fullmatch(text[comma + 1 : end].strip())
    return province is not None or _CODED_CITY.fullmatch(before) is not None


def _code_beside(text: str, city: Range) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """A foreign city and the postal code printed before or behind it: "75002 Paris"."""
    match = _CODE_BESIDE.fullmatch(text, *city)
    if match is None:
        return (city,), ()
    name = "after" if match["before"] else "named"
    code = "before" if match["before"] else "behind"
    return (match.span(name),), (match.span(code),)


def _without_code(text: str, city: Range, code: str) -> Range:
    """A city without the postal code behind it that a column of its own repeats."""
    printed = text[slice(*city)]
    before = printed.removesuffix(code)
    if before == printed or not before[-1:].isspace():
        return city
    return _trim(text, (city[0], city[0] + len(before)))


def _trim(text: str, piece: Range) -> Range:
    start, end = piece
    while start < end and text[start] in " \t\r\n\u00a0,;:":
        start += 1
    while start < end and text[end - 1] in " \t\r\n\u00a0,;:":
        end -= 1
    return (start, end)
