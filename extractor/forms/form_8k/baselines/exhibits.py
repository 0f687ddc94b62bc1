"""The exhibit list of Item 7 or 9.01, or else the exhibit index."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import zip_longest

from extractor.filing.headings import heading_parts
from extractor.filing.layout import Line, whole_lines_of
from extractor.filing.model import Document, Section, SectionKind
from extractor.forms.base import Quoted, QuotedList, Range
from extractor.forms.form_8k.baselines.exhibit_columns import rows_before_numbers
from extractor.forms.form_8k.baselines.exhibit_ends import is_end, without_page
from extractor.forms.form_8k.baselines.exhibit_entries import Entry, add_line, is_open, stops
from extractor.forms.form_8k.baselines.exhibit_rows import (
    Row,
    dropped_column,
    is_header,
    is_index_heading,
    is_sure,
    refers_back,
    row_at,
    without_methods,
)
from extractor.forms.form_8k.baselines.exhibit_runs import cut_lines
from extractor.reasons import Reason

_EXHIBIT = re.compile(r"\bexhibits?\b", re.IGNORECASE)
_NONE = re.compile(
    r"(?:\(?[cd][.)]{1,2}\s{0,40}exhibits?|\bexhibits?)\W{0,60}(?:none|not\s{1,20}applicable|n/a)\b"
    r"|\(?[cd][.)]{1,2}\s{0,60}(?:none|not\s{1,20}applicable|n/a)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:[A-Z][a-z]{2,8}\.?\s{1,4}\d{1,2},?\s{1,4}\d{4}|\d{1,2}/\d{1,2}/\d{2,4})\W*")
_LEADER = re.compile(r"[\s.]{3,400}\d{0,3}$|\s{2,400}\d{1,3}$")
_MARKS = re.compile(
    r"(?:\s{0,40}[*†‡+#^°§~]{1,4}"
    r"|\s{1,40}(?:\((?:\d{1,2}|[*†‡+#°§~]{1,3})\),?){1,4}|(?<=[a-z.])\(\d{1,2}\)){1,4}$"
)
_LABEL = re.compile(r"exhibit", re.IGNORECASE)
_EXHIBIT_ITEMS = ("7", "9.01")
_ONLY_EXHIBITS = 95
"""From this number on, numbers without a point are those of exhibits and of little else."""
_DOCUMENT = re.compile(r"\b(?:dated|between|among|(?:19|20)\d\d)\b", re.IGNORECASE)
_STRAY = re.compile(r"\(?\d{1,3}\.\d{1,3}\)?[*†+#°§~]{0,3}")


_NOT_FILED = re.compile(r"\W*(?:not\s+applicable|none|n/a|inapplicable)\W*", re.IGNORECASE)


def read_exhibits(document: Document) -> tuple[list[Quoted], QuotedList]:
    """The rows of the list, and whether every line of it was used."""
    text = document.reading.text
    for section in _places(document):
        lines = without_page(whole_lines_of(text, section.start, section.end))
        lines = without_methods(cut_lines(text, lines))
        found = _entries(text, lines) or [
            Entry(row, ranges) for row, ranges in rows_before_numbers(text, lines)
        ]
        entries = _listed(text, found)
        if section.kind is SectionKind.ITEM and not all(is_sure(each.row) for each in entries):
            continue
        place = (section.start, section.end)
        if entries:
            accounted = _accounted(text, _before_index(lines, entries), found)
            listed = QuotedList("exhibits", len(entries), accounted=accounted, place=place)
            return _quotes(text, entries), listed
        if found and not any(each.filed for each in found):
            return [], QuotedList("exhibits", 0, reason=Reason.STATED_NONE, place=place)
    return _elsewhere(document) or ([], _empty(document))


def _elsewhere(document: Document) -> tuple[list[Quoted], QuotedList] | None:
    """Exhibits that an item of another number lists under a header or by the word Exhibit.

    Nothing says where such a list ends, so nobody can say that it was read in full.
    """
    text = document.reading.text
    if document.of_kind(SectionKind.EXHIBIT_LIST):
        return None
    for section in document.of_kind(SectionKind.ITEM):
        heading = heading_parts(text, section.start)
        lines = whole_lines_of(text, heading.title_start if heading else section.start, section.end)
        for index, line in enumerate(lines):
            header = is_header(line) and _EXHIBIT.search(line.text) is not None
            if not (header or _is_labelled(text, lines, index)):
                continue
            entries = _listed(text, _entries(text, lines[index:]))
            if entries and all(each.row.worded or header for each in entries):
                return _quotes(text, entries), QuotedList(
                    "exhibits", len(entries), place=(line.start, section.end)
                )
    return None


def _is_labelled(text: str, lines: Sequence[Line], index: int) -> bool:
    """Whether a line begins an entry with the word Exhibit and parts the number from the rest."""
    row = row_at(text, lines, index, table=False)
    return row is not None and row.worded and lines[index].apart and len(lines[index].cells) > 1


def _places(document: Document) -> list[Section]:
    """The lists in the order in which they count: those of items first, then the index.

    An item of exhibits without a list that its words announce may begin with its first row.
    """
    found = document.of_kind(SectionKind.EXHIBIT_LIST)
    items = document.of_kind(SectionKind.ITEM)
    inside = [each for each in found if any(i.start <= each.start < i.end for i in items)]
    behind = [each for each in found if each not in inside] or _torn_index(document)
    return [*(inside or _unannounced(document)), *behind]


def _unannounced(document: Document) -> list[Section]:
    text = document.reading.text
    heads = ((each, heading_parts(text, each.start)) for each in document.of_kind(SectionKind.ITEM))
    return [
        Section(SectionKind.ITEM, head.title_start, item.end)
        for item, head in heads
        if item.label in _EXHIBIT_ITEMS and head is not None and head.title_start < item.end
    ]


def _torn_index(document: Document) -> list[Section]:
    """An index behind the signature whose heading is broken behind its first word."""
    text = document.reading.text
    for signature in document.of_kind(SectionKind.SIGNATURE)[:1]:
        for line in whole_lines_of(text, signature.start):
            if is_index_heading(line):
                return [Section(SectionKind.EXHIBIT_LIST, line.start, len(text))]
    return []


def _empty(document: Document) -> QuotedList:
    text = document.reading.text
    if not _EXHIBIT.search(text):
        return QuotedList("exhibits", 0, reason=Reason.NO_CUE)
    for section in document.of_kind(SectionKind.ITEM):
        match = _NONE.search(text, section.start, section.end)
        if section.label in _EXHIBIT_ITEMS and match:
            place = (match.start(), match.end())
            return QuotedList("exhibits", 0, reason=Reason.STATED_NONE, place=place)
    return QuotedList("exhibits", 0, reason=Reason.NO_SECTION)


def _entries(text: str, lines: Sequence[Line]) -> list[Entry]:
    entries: list[Entry] = []
    table, limit = False, None
    current: Entry | None = None
    last: Line | None = None
    for index, line in enumerate(lines):
        inside = current is not None and current.ranges and not line.apart
        if is_header(line) and not inside:
            ended = current is None and not _further(text, lines, index, entries)
            if entries and (ended or is_index_heading(line)):
                break
            table = table or _names_columns(lines, index)
            limit = dropped_column(line) if limit is None else limit
            continue
        if _only_label(text, lines, index, table=table):
            continue
        row = row_at(text, lines, index, table=table)
        if row and _fits(row, line, entries, current) and not _within(text, line, current):
            current = Entry(row)
            entries.append(current)
            add_line(text, current, line, row.rest, limit)
            last = line
        elif current is not None and _NOT_FILED.fullmatch(line.text):
            current.filed = False
        elif current is not None and not stops(text, lines, index, current, last):
            add_line(text, current, line, max(line.start, current.row.rest), limit)
            last = line
        elif (current or entries) and is_end(lines, index):
            break
        else:
            current = None
    return entries


def _further(text: str, lines: Sequence[Line], index: int, entries: Sequence[Entry]) -> bool:
    """Whether the header is that of the next page of a list: a new number follows it."""
    after = next((i for i in range(index + 1, len(lines)) if not is_header(lines[i])), None)
    row = None if after is None else row_at(text, lines, after, table=True)
    return row is not None and row.number not in {each.row.number for each in entries}


def _names_columns(lines: Sequence[Line], index: int) -> bool:
    """Whether a header names columns, alone or with the lines round it."""
    near = " ".join(line.text for line in lines[max(0, index - 1) : index + 3] if is_header(line))
    return re.search(r"\b(?:no|number|description|document|title)s?\b", near, re.I) is not None


def _listed(text: str, entries: list[Entry]) -> list[Entry]:
    """The entries without page numbers, and without references that an entry repeats in full.

    A number that those of its entries follow heads them: "10  Material Contracts" before 10.1.
    """
    entries = [
        each
        for each, following in zip_longest(entries, entries[1:])
        if each.filed
        and (each.ranges or not each.row.number.isdigit())
        and not (following and _heads(text, each, following))
        and not _is_dated(text, each)
    ]
    described = [entry for entry in entries if entry.ranges]
    if described and len(described) < len(entries):
        numbers = {entry.row.number for entry in described}
        return [each for each in entries if each.ranges or each.row.number not in numbers]
    return entries if described else []


def _heads(text: str, entry: Entry, following: Entry) -> bool:
    """Whether an entry names a kind of exhibits, with neither date nor party, above its first."""
    number = entry.row.number
    if not number.isdigit() or not following.row.number.startswith(f"{number}."):
        return False
    return not any(_DOCUMENT.search(text, *each) for each in entry.ranges)


def _is_dated(text: str, entry: Entry) -> bool:
    """Whether a date is all that stands behind a number: those of an earlier filing."""
    written = " ".join(text[start:end] for start, end in entry.ranges)
    return _DATE.fullmatch(written) is not None


def _fits(row: Row, line: Line, entries: Sequence[Entry], current: Entry | None) -> bool:
    """Whether an entry may begin here, seen from those before it."""
    if not entries:
        return True
    first = entries[0].row
    if row.bracketed and not first.bracketed:
        return False
    if row.worded and not first.worded and row.number in {e.row.number for e in entries}:
        return False
    if current is None and row.number.isdigit() and all("." in e.row.number for e in entries):
        # Behind other text, a lone "2." among numbers like 99.1 counts something else.
        return row.worded or row.bracketed or int(row.number) >= _ONLY_EXHIBITS
    if current is None or not current.ranges or line.apart:
        return True
    return row.column <= max(first.column, current.row.column) + 3


def _within(text: str, line: Line, current: Entry | None) -> bool:
    """Whether a line goes on with a description that has a bracket still to close."""
    return current is not None and not line.apart and is_open(text, current)


def _only_label(text: str, lines: Sequence[Line], index: int, *, table: bool) -> bool:
    """Whether a line is the word Exhibit alone, torn from the entry that begins below it."""
    if _LABEL.fullmatch(lines[index].text) is None or index + 1 == len(lines):
        return False
    return row_at(text, lines, index + 1, table=table) is not None


def _quotes(text: str, entries: Sequence[Entry]) -> list[Quoted]:
    quotes: list[Quoted] = []
    for number, entry in enumerate(entries):
        key = (entry.row.start, entry.row.end)
        letter = (entry.row.letter,) if entry.row.letter else ()
        quotes.append(Quoted("exhibits.number", number, (key, *letter)))
        ranges = _without_marks(text, entry.ranges)
        if ranges:
            quotes.append(Quoted("exhibits.description", number, ranges, anchor=key))
    return quotes


def _without_marks(text: str, ranges: Sequence[Range]) -> tuple[Range, ...]:
    """A description without footnote marks and leaders to a page number at its end."""
    if not ranges:
        return ()
    start, end = ranges[-1]
    for pattern in (_LEADER, _MARKS):
        match = pattern.search(text, max(start, end - 420), end)
        if match and match.start() > start:
            full_stop = text[match.start()] == "."
            end = match.start() + full_stop
    return (*ranges[:-1], (start, end))


def _before_index(lines: Sequence[Line], entries: Sequence[Entry]) -> Sequence[Line]:
    """The lines of a list without those of an index below it that lists the same anew."""
    last = entries[-1].row.start
    below = (i for i, line in enumerate(lines) if line.start > last and is_index_heading(line))
    return lines[: next(below, len(lines))]


def _accounted(text: str, lines: Sequence[Line], entries: Sequence[Entry]) -> bool:
    """Whether every line that begins with a number is the beginning of an entry, once."""
    numbers = [entry.row.number for entry in entries if not _is_dated(text, entry)]
    starts = sorted(entry.row.start for entry in entries)
    stray = any(
        _STRAY.fullmatch(line.cells[0].text)
        and bisect_left(starts, line.start) == bisect_left(starts, line.end)
        and not refers_back(lines, index)
        for index, line in enumerate(lines)
    )
    return not stray and len(set(numbers)) == len(numbers) and all(e.ranges for e in entries)
