"""Where the parts of a document are: cover, items, tables, exhibit lists, signature."""

import re
from collections.abc import Sequence

from extractor.filing.headings import (
    Heading,
    contents_line,
    heading_parts,
    item_headings,
    without_contents,
)
from extractor.filing.layout import Edges, Line, lines_of
from extractor.filing.model import Section, SectionKind
from extractor.text.view import View

# A set of letters at its beginning is looked for without trying the rest at every place.
_CLAUSE = re.compile(
    r"(?-i:[PpDdCc])(?:(?<=p)ursuant\s{1,40}to\s{1,40}the\s{1,40}requirements?\s{1,40}of\s{1,40}"
    r"(?:the\s{1,40})?(?:section\s{1,40}13\b[^.]{0,60}?)?(?:the\s{1,40})?securit(?:ies|y)"
    r"|(?:(?<=d)uly\s{1,40}caused|(?<=c)aused)\s{1,40}this\s{1,40}(?:\w{1,20}\s{1,40}){1,4}"
    r"to\s{1,40}be\s{1,40}signed)",
    re.IGNORECASE,
)
_SIGNATURE_HEADING = re.compile(
    r"[^\w(]*(?:signatures?|s\si\sg\sn\sa\st\su\sr\se(?:\ss)?)(?:\(s\))?(?:\s+page)?\W*",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?:[/\\]s?[/\\]|\bby\s?:)", re.IGNORECASE)
_SECTION_HEADING = re.compile(r"section\s{1,4}[1-9]\s{0,4}[.:\-–—]?(?:\s|[A-Z]|$)", re.IGNORECASE)
_INDEX_HEADING = re.compile(
    r"\W*(?:exhibits?\s+(?:index|list)|(?:index|list)\s+(?:to|of)\s+exhibits?|index\s+of\s+exhibits"
    r"|exhibits)\W*(?:page\W*)?",
    re.IGNORECASE,
)
_INDEX_HEADER = re.compile(r"\W*exhibit\s{0,8}(?:no\b|number|#)", re.IGNORECASE)
_EXHIBIT_TITLE = re.compile(r"\W*(?:exhibit|ex\.?-?)\s{0,4}\d{1,3}(?:\.\d{1,3})?\W*", re.IGNORECASE)
_EXHIBITS_LETTER = re.compile(r"\(?\b[cd][.)]{1,2}[\s|]{0,60}exhibits?\b", re.IGNORECASE)
_EXHIBIT_CUE = re.compile(
    r"\bexhibits?\s{1,40}(?:no\b|number)"
    r"|\bfollowing\s{1,40}(?:\w{1,20}\s{1,40}){0,3}exhibits?\b|\bexhibits?\s{1,40}(?:is|are)\s"
    r"|^[^\S\n]{0,60}(?:exhibit\s{1,8})?\(?\d{1,3}\.\d{1,3}\b|^[^\S\n]{0,60}exhibits?\b",
    re.IGNORECASE | re.MULTILINE,
)
_COVER_CAPTION = re.compile(
    r"exact\s{1,40}(?P<name>name)\s{1,40}of\s{1,40}(?:the\s{1,40})?registrant"
    r"|(?P<seat>address)\s{1,40}of\s{1,40}(?:its\s{1,40})?principal\s{1,40}executive"
    r"|(?P<home>state)\s{1,40}or\s{1,40}other\s{1,40}jurisdiction",
    re.IGNORECASE,
)
_COVER_CAPTIONS = 2
_LONGEST_COVER = 10_000
_ROW = re.compile(r"\(?\d{1,3}(?:\.\d{1,3})?\b")
_EXHIBIT_ITEMS = ("7", "9.01")
_HEADING_ABOVE = 6
_INDEX_LINES = 200
_BLOCK_LINES = 60
_FEWEST_ROWS = 3
_MOST_BLOCKS = 20


def find_sections(reading: View) -> tuple[Section, ...]:
    """The sections of a document in the order of their beginnings.

    Item headings count in the body only: not in a table of contents that repeats them, not in
    prose, not behind the signature. A document without item and signature is one whole section.
    """
    text = reading.text
    lines = lines_of(text)
    printed = _below_captions(text, item_headings(text, lines))
    headings = without_contents(printed, lines)
    signature = _signature(text, lines, headings)
    close = signature.start if signature else len(text)
    headings = [each for each in headings if each.start < close]
    items = _items(lines, headings, close)
    first = _end_of_cover(lines, [each for each in printed if each.start < close], close)
    sections = [Section(SectionKind.COVER, 0, first)] if items or signature else []
    sections += [*items, *_exhibit_lists(text, items), *_tables(lines)]
    if signature:
        sections.append(signature)
        sections += _index(lines, signature)
    if not items and not signature:
        sections.append(Section(SectionKind.WHOLE, 0, len(text)))
    return tuple(sorted(sections, key=lambda each: (each.start, -each.end)))


def _below_captions(text: str, headings: list[Heading]) -> list[Heading]:
    """The headings without those above captions of the cover, where an amendment says which items
    it amends."""
    if not headings:
        return headings
    start = headings[0].start
    stop = min(headings[-1].start, start + _LONGEST_COVER)
    last = {found.lastgroup: found.start() for found in _COVER_CAPTION.finditer(text, start, stop)}
    if len(last) < _COVER_CAPTIONS:
        return headings
    bound = sorted(last.values())[-_COVER_CAPTIONS]
    return [each for each in headings if each.start > bound]


def _end_of_cover(lines: Sequence[Line], headings: Sequence[Heading], close: int) -> int:
    if not headings:
        return close
    line = headings[0].line
    announced = contents_line(lines, line)
    if announced is not None:
        return lines[announced].start
    return lines[_with_section_heading(lines, line)].start


def _with_section_heading(lines: Sequence[Line], line: int) -> int:
    for above in (line - 1, line - 2):
        if above >= 0 and _SECTION_HEADING.match(lines[above].text):
            return above
    return line


def _items(lines: Sequence[Line], headings: Sequence[Heading], close: int) -> list[Section]:
    sections: list[Section] = []
    following: Heading | None = None
    after: Heading | None = None
    for heading in reversed(headings):
        if after is not None and after.line > heading.line:
            following = after
        end = close
        if following is not None:
            end = lines[_with_section_heading(lines, following.line)].start
        sections.append(
            Section(SectionKind.ITEM, heading.start, max(heading.start, end), heading.number)
        )
        after = heading
    return sections[::-1]


def _signature(text: str, lines: Sequence[Line], headings: Sequence[Heading]) -> Section | None:
    after = headings[0].start if headings else 0
    clause = _CLAUSE.search(text, after)
    if clause:
        at = _line_at(lines, clause.start())
        above = range(at - 1, max(-1, at - _HEADING_ABOVE), -1)
        begin = next((i for i in above if _SIGNATURE_HEADING.fullmatch(lines[i].text)), at)
        return _block(text, lines, begin, at)
    last = headings[-1].line if headings else -1
    for index in range(last + 1, len(lines)):
        block = lines[index + 1 : index + 1 + _BLOCK_LINES // 3]
        if _SIGNATURE_HEADING.fullmatch(lines[index].text) and any(
            _SIGNED.search(line.text) for line in block
        ):
            return _block(text, lines, index, index)
    return _unnamed_block(text, lines, last) if headings else None


def signatures_behind(reading: View, signature: Section) -> tuple[Section, ...]:
    """The blocks behind a signature that begin with the same clause."""
    text = reading.text
    found: list[Section] = []
    at = signature.end
    lines: Sequence[Line] = ()
    while len(found) < _MOST_BLOCKS and (clause := _CLAUSE.search(text, at)):
        # Few filings have one: the lines are made for those.
        lines = lines or lines_of(text)
        line = _line_at(lines, clause.start())
        found.append(_block(text, lines, line, line))
        at = max(found[-1].end, clause.end())
    return tuple(found)


def _unnamed_block(text: str, lines: Sequence[Line], last: int) -> Section | None:
    """A block without heading and clause: the lines round the first "/s/" or "By:"."""
    for index in range(last + 1, len(lines)):
        if _SIGNED.match(lines[index].text.lstrip()):
            begin = index
            while begin > last + 1 and lines[begin].gap < 2 and index - begin < _HEADING_ABOVE:
                begin -= 1
            return _block(text, lines, begin, index)
    return None


def _block(text: str, lines: Sequence[Line], begin: int, clause: int) -> Section:
    stop = min(len(lines), clause + _BLOCK_LINES)
    for index in range(clause + 1, stop):
        line = lines[index]
        again = line.text[:8].lower() == "pursuant" and _CLAUSE.match(text, line.start)
        apart = index > clause + 2
        if apart and (again or _ends_block(line)):
            stop = index
            break
    return Section(SectionKind.SIGNATURE, lines[begin].start, lines[stop - 1].end)


def _ends_block(line: Line) -> bool:
    return bool(
        _INDEX_HEADING.fullmatch(line.text)
        or _INDEX_HEADER.match(line.text)
        or _EXHIBIT_TITLE.fullmatch(line.text)
        or _SIGNATURE_HEADING.fullmatch(line.text)
    )


def _exhibit_lists(text: str, items: Sequence[Section]) -> list[Section]:
    found: list[Section] = []
    for item in items:
        if item.label not in _EXHIBIT_ITEMS:
            continue
        parts = heading_parts(text, item.start)
        head = parts.title_start if parts else item.start
        head = min(head, item.end)
        cue = _EXHIBITS_LETTER.search(text, head, item.end)
        cue = cue or _EXHIBIT_CUE.search(text, head, item.end)
        if cue:
            found.append(Section(SectionKind.EXHIBIT_LIST, cue.start(), item.end))
    return found


def _index(lines: Sequence[Line], signature: Section) -> list[Section]:
    begin = next(
        (
            index
            for index, line in enumerate(lines)
            if line.start >= signature.end
            and (_INDEX_HEADING.fullmatch(line.text) or _INDEX_HEADER.match(line.text))
        ),
        None,
    )
    if begin is None:
        return []
    stop = min(len(lines), begin + _INDEX_LINES)
    rows = False
    for index in range(begin + 1, stop):
        line = lines[index]
        if rows and _EXHIBIT_TITLE.fullmatch(line.text):
            stop = index
            break
        rows = rows or bool(_ROW.match(line.text))
    return [Section(SectionKind.EXHIBIT_LIST, lines[begin].start, lines[stop - 1].end)]


def _tables(lines: Sequence[Line]) -> list[Section]:
    """Runs of lines with two or more cells of which neighbours share an edge."""
    sections: list[Section] = []
    run: list[Line] = []
    above: list[Edges] = []
    loose = 0
    for line in lines:
        cells = line.edges
        joins = len(cells) > 1 and (not run or _aligned(above, cells))
        if joins:
            run.append(line)
            loose = 0
        elif run and loose == 0 and line.gap <= 1 and len(cells) == 1:
            loose = 1
            continue
        else:
            sections += _table(run)
            run, loose = ([line] if len(cells) > 1 else []), 0
        above = cells
    return sections + _table(run)


def _table(run: Sequence[Line]) -> list[Section]:
    if len(run) < _FEWEST_ROWS:
        return []
    return [Section(SectionKind.TABLE, run[0].start, run[-1].end)]


def _aligned(one: Sequence[Edges], two: Sequence[Edges]) -> bool:
    """Whether a cell of each, the first ones apart, begin or end within a character."""
    begins = {begin for begin, _ in one[1:]}
    ends = {end for _, end in one[1:]}
    near = (0, -1, 1)
    return any(begin + by in begins or end + by in ends for begin, end in two[1:] for by in near)


def _line_at(lines: Sequence[Line], offset: int) -> int:
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if lines[middle].start <= offset:
            low = middle
        else:
            high = middle - 1
    return low
