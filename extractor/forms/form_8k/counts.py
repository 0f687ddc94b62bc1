"""How many rows of a list the text shows, counted by their marks alone.

The baseline and the model read rows; this only counts what looks like the beginning of one. A
list with fewer rows than there are marks has lost one, whoever read it.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from extractor.filing.model import Document, SectionKind
from extractor.values import GRAMMARS

_LETTER = r"(?:\s{0,20}\([a-z]\))?"
_MARK = r"[ ]{0,2}[*†+#]{0,3}"
_EXHIBIT = re.compile(
    r"^[ \t]{0,60}(?:"
    rf"(?i:exhibit[ ]{{1,3}}(?:no\.?[ ]{{0,3}})?|ex[-.][ ]?)"
    rf"(?P<worded>\d{{1,3}}+(?:\.\d{{1,3}}+)?+{_LETTER}){_MARK}"
    r"(?=[ ]?(?:[A-Z“\"]|[:.–—-])|[ \t]{2}|[ ]?$)"
    rf"|(?P<dotted>(?:\d{{1,3}}\.\d{{1,3}}|99|10[1-6])[A-Za-z]?{_LETTER}){_MARK}"
    r"(?=[ \t]{2,}\S|[ ]?[:–—-][ ]|[ ][A-Z“\"]|[ ]?$)"
    rf"|(?P<bare>[1-9]\d?(?:\([a-z]\))?){_MARK}(?=[ \t]{{3,}}[A-Z“\"]|[ \t]{{1,4}}--[ ])"
    r")",
    re.MULTILINE,
)
"""A number at the beginning of a line and apart from what follows. Of the bare ones only those that
stand in a column of their own or are nothing but exhibits: the others may be the number of a page,
a day or a paragraph."""


def _items(document: Document) -> int:
    return len({each.label for each in document.of_kind(SectionKind.ITEM) if each.label})


def _exhibits(document: Document) -> int:
    """The numbers of the list, or of the index, which may number an exhibit otherwise."""
    return max(map(_numbered, _texts(document, SectionKind.EXHIBIT_LIST)), default=0)


def _numbered(text: str) -> int:
    numbers = (each[each.lastgroup] for each in _EXHIBIT.finditer(text) if each.lastgroup)
    return len({"".join(each.split()).casefold() for each in numbers})


def _numbers(grammar: str) -> Callable[[Document], int]:
    def count(document: Document) -> int:
        texts = _texts(document, SectionKind.COVER)
        return len({each.value for text in texts for each in GRAMMARS[grammar].find(text)})

    return count


def _texts(document: Document, kind: SectionKind) -> Iterator[str]:
    return (document.reading.text[each.start : each.end] for each in document.of_kind(kind))


COUNTS: Mapping[str, Callable[[Document], int]] = {
    "items": _items,
    "exhibits": _exhibits,
    "cover.commission_file_numbers": _numbers("file_number"),
    "cover.employer_ids": _numbers("ein"),
}
"""For each list the number of distinct marks of its rows."""
