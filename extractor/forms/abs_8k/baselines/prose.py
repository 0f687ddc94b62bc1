"""The running text of a document: its body, its sentences, dates and sums of money in it."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extractor.filing.model import Document, SectionKind
from extractor.forms.base import Range

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
DATE = (
    r"(?-i:(?=[0-9JFMASOND]))"
    rf"(?:(?:{_MONTHS})\s+[0-9]{{1,2}}(?:st|nd|rd|th)?\s?,?\s+[0-9]{{4}}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?(?:{_MONTHS}),?\s+[0-9]{{4}}"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})"
)
"""Where a date may stand; whether it is one, its grammar decides."""

MONEY = r"\$\s?[0-9]{1,3}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,2}(?![0-9]))?(?![0-9])"
"""Where a sum of dollars may stand in running text."""

Place = tuple[Range, Range]
"""Where a value stands and where the wording that gives it its role does."""

_HEADING = re.compile(r"^[ \t]*ITEMS?[ \t\u00a0]+[0-9]", re.IGNORECASE | re.MULTILINE)
_SIGNATURES = re.compile(r"^[ \t]*SIGNATURES?[ \t]*+:?[ \t]*+$", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(
    r"(?<=[.;])\s+(?=(?:The|On|This|These|In|Pursuant|Each|As|An?|Such|It|Attached|Certain|For"
    r"|All|There|They|Those|Their|Interest|Capitalized|Registrant|Item)\b)"
    r"|\n[ \t]{0,200}+\n\s{0,400}+(?![a-z])"
)


@dataclass(frozen=True)
class Prose:
    """The text of a reading view and the range of it that is the body."""

    text: str
    body: Range

    @staticmethod
    def of(document: Document) -> "Prose":
        """The prose of a document: the body runs from the first item to the signatures."""
        text = document.reading.text
        items = document.of_kind(SectionKind.ITEM)
        start = items[0].start if items else _start(_HEADING.search(text), 0)
        signed = [s.start for s in document.of_kind(SectionKind.SIGNATURE) if s.start > start]
        end = signed[0] if signed else _start(_SIGNATURES.search(text, start), len(text))
        return _prose(text, (start, end))

    @cached_property
    def _boundaries(self) -> list[int]:
        return [0, *(found.end() for found in _BOUNDARY.finditer(self.text)), len(self.text)]

    def sentence(self, position: int) -> Range:
        """The sentence around a position, cut at paragraphs."""
        after = bisect_right(self._boundaries, position)
        last = len(self._boundaries) - 1
        return self._boundaries[max(0, after - 1)], self._boundaries[min(after, last)]

    def same_sentence(self, left: int, right: int) -> bool:
        """Whether no sentence ends between two positions."""
        after = bisect_left(self._boundaries, left + 1)
        return after >= len(self._boundaries) or self._boundaries[after] >= right

    def find(self, pattern: re.Pattern[str], within: Range | None = None) -> re.Match[str] | None:
        """The first match in a range, the body unless another is named."""
        start, end = within or self.body
        return pattern.search(self.text, start, end)


# Two readers go through it, and its sentences are found once.
@lru_cache(maxsize=2)
def _prose(text: str, body: Range) -> Prose:
    return Prose(text, body)


def _start(found: re.Match[str] | None, otherwise: int) -> int:
    return found.start() if found else otherwise
