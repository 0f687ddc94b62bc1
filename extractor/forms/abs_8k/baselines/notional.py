"""Which classes a footnote, the text or their own name call notional or interest-only."""

import re
from collections.abc import Iterator, Sequence

from extractor.forms.abs_8k.baselines.class_rows import ClassRow
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.table_lines import DESIGNATION
from extractor.forms.base import Range

_FOOTNOTE = re.compile(
    r"^[ \t]*(?:\(([0-9a-z]{1,2})\)|\[([0-9a-z]{1,2})\]|([*†‡§]{1,3}))[ \t]*(?=\S)", re.MULTILINE
)
_NOTIONAL = re.compile(r"notional|interest[\s-]+only", re.IGNORECASE)
_MAX_NOTE = 900
_NAME = rf"[\"“]?(?:{DESIGNATION})[\"”]?"
_CLASSES = (
    rf"Class(?:es)?\s+{_NAME}(?:,?\s+(?:and\s+)?(?:Class\s+)?{_NAME}){{0,12}}+"
    r"(?:\s+(?:Certificates?|Notes?))?"
)
_SUBJECT = re.compile(
    rf"(?P<classes>{_CLASSES})(?![\w-])[^.;]{{0,24}}?\s(?:is|are|has|have|will|shall|bears?|with)\s"
    r"(?:(?!Class\s)[^.;]){0,110}?(?:;(?:(?!Class\s)[^.;]){0,60}?\b(?:its|their)\s+)?"
    r"(?P<called>notional|interest[\s-]+only)"
)
_OBJECT = re.compile(
    rf"(?P<called>notional)\s+(?:amount|balance|principal\s+(?:amount|balance))s?\s+(?:of|for)\s+"
    rf"(?:the\s+)?(?P<classes>{_CLASSES})"
)
_OF_NAME = re.compile(DESIGNATION)
_BY_NAME = re.compile(r"(?:^|[-/0-9A-Z])IO(?![A-Z])")


def mark_notional(prose: Prose, rows: Sequence[ClassRow]) -> None:
    """Mark the rows whose balance a footnote or the text calls notional."""
    if not rows:
        return
    notes = dict(_notes(prose, rows))
    named = dict(_named(prose))
    for row in rows:
        if row.notional is not None or "percentage_interest" in row.leaves:
            continue
        by_mark = next((notes[mark] for mark in sorted(row.marks) if mark in notes), None)
        row.notional = by_mark or named.get(row.key)
        named_so = row.balance is not None and row.name is not None
        if row.notional is None and named_so and _BY_NAME.search(row.key):
            row.notional = row.name


def _notes(prose: Prose, rows: Sequence[ClassRow]) -> Iterator[tuple[str, Range]]:
    """The footnotes below the table that say notional, by their marks."""
    last = max((row.name or (0, 0))[1] for row in rows)
    found = list(_FOOTNOTE.finditer(prose.text, last, prose.body[1]))
    for number, note in enumerate(found):
        after = found[number + 1].start() if number + 1 < len(found) else prose.body[1]
        called = _NOTIONAL.search(prose.text, note.end(), min(after, note.end() + _MAX_NOTE))
        if called is not None:
            yield note[1] or note[2] or note[3], called.span()


def _named(prose: Prose) -> Iterator[tuple[str, Range]]:
    for pattern in (_SUBJECT, _OBJECT):
        for found in pattern.finditer(prose.text, *prose.body):
            listed = re.sub(r"Class(?:es)?|Certificates?|Notes?|and", " ", found["classes"])
            for name in _OF_NAME.finditer(listed):
                yield name.group().upper(), found.span("called")
