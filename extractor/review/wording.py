"""The words among which a value stands: what filings of one template have in common. Pure."""

import re
from collections.abc import Iterator

from extractor.filing.model import Filing
from extractor.records import FieldResult
from extractor.render.words import tidy
from extractor.store.codec import digest
from extractor.text.spans import Evidence

_WORD = re.compile(r"[a-z]+")
_REACH = 300
"""How far the lines around a value are looked at, in characters: a line may be very long."""


def no_words(_field: FieldResult) -> str:
    """Where nothing is known of what stands around a value."""
    return ""


def words_around(filing: Filing, field: FieldResult) -> str:
    """A hash of the words on the lines of a value and on those next to them, "" for none.

    The value itself, capitals and figures do not count. Two filings in which a value stands among
    the same words were written by one template.
    """
    if not field.evidence:
        return ""
    words = _WORD.findall(" ".join(_around(filing, field.evidence)).lower())
    return digest(words) if words else ""


def line_of(filing: Filing, evidence: Evidence, most: int) -> str:
    """The line on which a value stands, to be shown; at most `most` characters of it."""
    if not evidence:
        return ""
    text = filing.documents[evidence[0].document].text
    start = _line_start(text, evidence[0].start, 1)
    near = max(start, evidence[0].start - most // 3)
    line = tidy(text[near : _line_end(text, evidence[0].end, 1)], most - 1)
    return line if near == start else f"…{line}"


def _around(filing: Filing, evidence: Evidence) -> Iterator[str]:
    """What stands before a value, between its parts and behind it."""
    text = filing.documents[evidence[0].document].text
    at = _line_start(text, evidence[0].start, 2)
    for span in evidence:
        yield text[at : span.start]
        at = span.end
    yield text[at : _line_end(text, at, 2)]


def _line_start(text: str, at: int, lines: int) -> int:
    """Where the line begins that is so many before, counting that of `at`."""
    for _ in range(lines):
        at = max(text.rfind("\n", max(0, at - _REACH), at), at - _REACH, -1)
    return at + 1


def _line_end(text: str, at: int, lines: int) -> int:
    """Where the line ends that is so many behind, counting that of `at`."""
    for _ in range(lines):
        end = text.find("\n", at, at + _REACH)
        at = min(len(text), at + _REACH) if end < 0 else end + 1
    return at
