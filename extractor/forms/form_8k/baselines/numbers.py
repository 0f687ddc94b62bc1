"""Commission file numbers and employer identification numbers of a cover."""

import re
from collections.abc import Sequence

from extractor.forms.base import Quoted, QuotedList, Range
from extractor.forms.form_8k.baselines.captions import Cover, Kind, Role, Segment
from extractor.forms.form_8k.baselines.places import home_at_start
from extractor.reasons import Reason

_EIN = re.compile(r"(?<![\d-])\d{2}\s?[-–]\s?\d{7}(?![\d-])")
_WORDS = re.compile(r"[^\W\d_]{3}")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_NINE_DIGITS = re.compile(r"(?<![\d-])\d{9}(?![\d-])")
_FILE_LIKE = re.compile(r"(?<![\d-])\d{1,3}\s?[-–]\s?\d{2,7}(?![\d-])")
_CAPTIONS_WITHIN = 4
_PENDING = re.compile(
    r"\b(?:applied\s+for|pending|to\s+be\s+applied|not\s+(?:yet\s+)?applicable|not\s+assigned|"
    r"requested|none|n/a)\b",
    re.IGNORECASE,
)


def read_numbers(
    cover: Cover, taken: Sequence[Range] = ()
) -> list[tuple[list[Quoted], QuotedList]]:
    """All file numbers and all employer ids, each with the statement on its list.

    What is `taken` is part of a telephone number.
    """
    files = _distinct(
        [
            each
            for each in cover.of_kind(Kind.FILE_NUMBER)
            if not _within_words(cover, each)
            and not _of_the_employer(cover, each)
            and not any(each.start < end and start < each.end for start, end in taken)
        ]
    )
    files = files or _by_caption(cover, Role.FILE_NUMBER, _FILE_LIKE)
    ids = _distinct(cover.of_kind(Kind.EIN))
    ids = ids or _by_caption(cover, Role.EIN, _NINE_DIGITS)
    return [
        _listed(cover, "cover.commission_file_numbers", Role.FILE_NUMBER, files, _FILE_LIKE),
        _listed(cover, "cover.employer_ids", Role.EIN, ids, _EIN),
    ]


def _within_words(cover: Cover, number: Segment) -> bool:
    """Whether a number is part of a name or an address: "Suite 2-150", "Trust 1-100 Corp."."""
    line = cover.of_line(number.line)
    captions = [each.start for each in line if each.kind is Kind.CAPTION]
    if line[0] is number and any(each.kind is Kind.EIN for each in line):
        return False
    return any(
        each.kind is Kind.VALUE
        and _PENDING.search(each.text) is None
        and any(
            c.start <= min(each.start, number.start) and max(each.start, number.start) < c.end
            for c in cover.lines[number.line].cells
        )
        and not any(
            min(each.start, number.start) < at < max(each.start, number.start) for at in captions
        )
        and home_at_start(each.text) is None
        and _WORDS.search(each.text) is not None
        for each in line
    )


def _of_the_employer(cover: Cover, number: Segment) -> bool:
    """Whether a number like those of files stands where the employer's id is asked for.

    Of two such numbers on a line, each over its caption, the second may be a mistyped id.
    """
    line = [each for each in cover.of_line(number.line) if each.kind is Kind.FILE_NUMBER]
    if len(line) < 2 or any(each.kind is Kind.EIN for each in cover.of_line(number.line)):
        return False
    for below in range(number.line, min(len(cover.lines), number.line + _CAPTIONS_WITHIN)):
        row = cover.of_line(below)
        ids = [each for each in row if Role.EIN in each.roles]
        files = [each for each in row if Role.FILE_NUMBER in each.roles and each not in ids]
        if ids and files:
            return bool(cover.nearest([number], [ids[0], *files])) and any(
                cover.nearest([each], [files[0], *ids]) for each in line if each is not number
            )
    return False


def _distinct(segments: Sequence[Segment]) -> list[Range]:
    seen: dict[str, Range] = {}
    for each in segments:
        seen.setdefault("".join(filter(str.isdigit, each.text)), (each.start, each.end))
    return list(seen.values())


def _by_caption(cover: Cover, role: Role, pattern: re.Pattern[str]) -> list[Range]:
    """Numbers of an unusual form, which count beside their caption only."""
    lines = [each.line for each in cover.with_role(role)]
    found: list[Range] = []
    for segment in cover.of_kind(Kind.VALUE):
        if any(abs(segment.line - line) <= 2 for line in lines):
            found += [
                (segment.start + m.start(), segment.start + m.end())
                for m in pattern.finditer(segment.text)
            ]
    return found


def _listed(
    cover: Cover, path: str, role: Role, found: Sequence[Range], pattern: re.Pattern[str]
) -> tuple[list[Quoted], QuotedList]:
    captions = cover.with_role(role)
    anchor = (captions[0].start, captions[0].end) if captions else None
    place = (cover.start, cover.end)
    quotes = [Quoted(path, row, (each,), anchor=anchor) for row, each in enumerate(found)]
    if not found:
        return [], QuotedList(path, 0, reason=_why_none(cover, captions), place=anchor)
    return quotes, QuotedList(
        path,
        len(found),
        accounted=bool(captions) and not _left_over(cover, found, pattern),
        place=place,
    )


def _why_none(cover: Cover, captions: Sequence[Segment]) -> Reason | None:
    if not captions:
        return Reason.NO_CUE
    near = " ".join(
        each.text
        for each in cover.segments
        if any(abs(each.line - caption.line) <= 3 for caption in captions)
    )
    return Reason.STATED_NONE if _PENDING.search(near) else None


def _left_over(cover: Cover, found: Sequence[Range], pattern: re.Pattern[str]) -> bool:
    """Whether a value of the cover holds such a number that was not taken.

    Among words it is part of an address or a name: "25-28 Harcourt Road".
    """
    taken = {"".join(filter(str.isdigit, cover.text[slice(*each)])) for each in found}
    return any(
        "".join(filter(str.isdigit, match[0])) not in taken
        for each in cover.of_kind(Kind.VALUE)
        if not _LONG_WORD.search(each.text)
        for match in pattern.finditer(each.text)
    )
