"""Parts of a document that a form asks for: numbered items, tables, what is below a heading."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.errors import ExtractorError
from extractor.filing.model import Document, Section, SectionKind

_LONGEST_HEADING = 120
_LINE = re.compile(r"[^\n]+")
_BLANK = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\])| (?![{*+?])", re.DOTALL)
"""A blank of a pattern, but for one that is escaped, repeated or in a set of characters."""
_MARKS = re.compile(r"[^\w(]{0,40}")


class BadPattern(ExtractorError):
    """A wording of a form that is no pattern."""


def wording(pattern: str) -> re.Pattern[str]:
    """A pattern as a form writes it: letters of either case, a blank for any white space.

    `^` and `$` are the ends of a line. Patterns meet text that anyone may have written, so they
    have no repetition within a repetition. Raises BadPattern.
    """
    try:
        return re.compile(
            _BLANK.sub(lambda at: at[1] or r"\s{1,40}", pattern), re.IGNORECASE | re.MULTILINE
        )
    except re.error as error:
        raise BadPattern(f"{pattern!r} is not a pattern: {error}") from error


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document; without anything set, the whole of it. See `items`, `headed`, `tables`.

    `kinds` are kinds of sections and `labels` the numbers of the items that are meant (any where
    there are none). `begins` matches the beginning of a heading, `ends` that of a line that is no
    longer part of it. `cue` must match somewhere in a section for it to count.
    """

    kinds: tuple[SectionKind, ...] = ()
    labels: tuple[str, ...] = ()
    begins: re.Pattern[str] | None = None
    ends: re.Pattern[str] | None = None
    cue: re.Pattern[str] | None = None

    def of(self, document: Document) -> tuple[Section, ...]:
        """The sections of a document that are this part; () where it has none."""
        text = document.reading.text
        found: tuple[Section, ...] = (Section(SectionKind.WHOLE, 0, len(text)),)
        if self.begins is not None:
            found = tuple(_below(document, self.begins, self.ends))
        elif self.kinds:
            labelled = document.of_kind(*self.kinds)
            found = tuple(each for each in labelled if not self.labels or each.label in self.labels)
        if self.cue is None:
            return found
        return tuple(each for each in found if self.cue.search(text, each.start, each.end))


WHOLE = Part()
"""The whole document."""


def items(*numbers: str) -> Part:
    """The Items of a report with these numbers ("5.02"); all Items without a number."""
    return Part(kinds=(SectionKind.ITEM,), labels=numbers)


def tables(cue: str | None = None) -> Part:
    """The tables of a document, or those in which the pattern `cue` matches."""
    return Part(kinds=(SectionKind.TABLE,), cue=wording(cue) if cue is not None else None)


def headed(begins: str, ends: str | None = None) -> Part:
    """What stands below a heading: a line of at most 120 characters that the pattern begins.

    It reaches to a heading that `ends` begins, and in any case not over the next Item, the
    signature or the same heading again.
    """
    return Part(begins=wording(begins), ends=wording(ends) if ends is not None else None)


def _below(
    document: Document, begins: re.Pattern[str], ends: re.Pattern[str] | None
) -> Iterator[Section]:
    text = document.reading.text
    heads = _headings(text, begins)
    stops = [*(start for start, _ in heads), *(start for start, _ in _headings(text, ends))]
    stops += [each.start for each in document.of_kind(SectionKind.ITEM, SectionKind.SIGNATURE)]
    stops = [*sorted(stops), len(text)]
    for start, line_end in heads:
        end = stops[bisect_right(stops, start)]
        # A line of a table of contents has nothing below it.
        if text[line_end:end].strip():
            yield Section(SectionKind.WHOLE, start, end)


@lru_cache(maxsize=64)
def _headings(text: str, pattern: re.Pattern[str] | None) -> tuple[tuple[int, int], ...]:
    """Start and end of every short line that the pattern begins."""
    if pattern is None:
        return ()
    return tuple(
        line.span()
        for line in _LINE.finditer(text)
        if len(line.group().strip()) <= _LONGEST_HEADING
        and (marks := _MARKS.match(text, *line.span())) is not None
        and pattern.match(text, marks.end(), line.end())
    )
