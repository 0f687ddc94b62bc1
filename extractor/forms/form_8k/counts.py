"""How many rows of a list the text shows, counted by their marks alone.

The baseline and the model read rows; this only counts what looks like the beginning of one. A
list with fewer rows than there are marks has lost one, whoever read it.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from extractor.filing.layout import whole_lines_of
from extractor.filing.model import Document, Section, SectionKind
from extractor.values import GRAMMARS

_LETTER = r"(?:\s{0,20}\([a-z]\))?"
_MARK = r"[ ]{0,2}[*†+#]{0,3}"
_EXHIBIT = re.compile(
    r"^[ \t]{0,60}(?:"
    rf"(?i:exhibit[ ]{{1,3}}(?:no\.?[ ]{{0,3}})?|ex[-.][ ]?)"
    rf"(?P<worded>\d{{1,3}}+(?:\.\d{{1,3}}+)?+{_LETTER}){_MARK}"
    r"(?=[ ]?(?:[A-Z“\"]|[:.–—-])|[ \t]{2}|[ ]?$)"
    rf"|(?P<dotted>(?:\d{{1,3}}\.\d{{1,3}}|99|10[1-6])[A-Za-z]?{_LETTER}){_MARK}"
    r"(?=[ \t]{2,}\S|[ ]?[:–—-]{1,2}[ ]|[ ][A-Z“\"]|[ ]?$)"
    rf"|(?P<lettered>[1-9]\d?\([a-z]\)){_MARK}(?=[ \t][A-Z\d“\"])"
    rf"|(?P<bare>[1-9]\d?(?:\([a-z]\))?){_MARK}(?=[ \t]{{3,}}[A-Z“\"]|[ \t]{{1,4}}--[ ])"
    r")",
    re.MULTILINE,
)
"""A number at the beginning of a line and apart from what follows. Of the bare ones only those that
stand in a column of their own or are nothing but exhibits: the others may be the number of a page,
a day or a paragraph."""
_LOOSE = re.compile(
    r"^[ \t]{0,60}(?:\((?P<inside>[1-9]\d?)\)|(?P<stopped>[1-9]\d?)\.)(?=[ \t]{1,8}[A-Z“\"])",
    re.MULTILINE,
)
"""What counts only in a list with no other number: these may number notes and paragraphs, too."""
_CLASSES = re.compile(r"title\s{1,9}of\s{1,9}each\s{1,9}class", re.IGNORECASE)
_EXCHANGE = re.compile(
    r"(?:the\s)?(?:nasdaq|nyse|(?:new york|american|national|long[- ]term|boston|chicago|pacific|"
    r"philadelphia|london|toronto|tokyo)\sstock\b|cboe|bats|iex|euronext|otc)",
    re.IGNORECASE,
)
_LETTERED_ITEM = re.compile(
    r"\W{0,9}(?:items?\s{0,9})?\d{1,2}(?:\.\d\d)?\.?\s{0,9}\(([a-z])\)", re.I
)


def _items(document: Document) -> int:
    """The items, one twice where its heading names two of its paragraphs: 5.02(b), 5.02(e)."""
    found = document.of_kind(SectionKind.ITEM)
    return len({(each.label, _paragraph(document, each)) for each in found if each.label})


def _paragraph(document: Document, item: Section) -> str:
    match = _LETTERED_ITEM.match(document.reading.text, item.start, item.end)
    return match[1].casefold() if match else ""


def _exhibits(document: Document) -> int:
    """The numbers of the list, or of the index, which may number an exhibit otherwise."""
    return max(map(_numbered, _texts(document, SectionKind.EXHIBIT_LIST)), default=0)


def _numbered(text: str) -> int:
    return _distinct(_EXHIBIT, text) or _distinct(_LOOSE, text)


def _distinct(pattern: re.Pattern[str], text: str) -> int:
    numbers = (each[each.lastgroup] for each in pattern.finditer(text) if each.lastgroup)
    return len({"".join(each.split()).casefold() for each in numbers})


def _securities(document: Document) -> int:
    """The exchanges below the caption of the classes, one to a line at the most."""
    found = 0
    for cover in document.of_kind(SectionKind.COVER):
        caption = _CLASSES.search(document.reading.text, cover.start, cover.end)
        if caption:
            lines = whole_lines_of(document.reading.text, caption.end(), cover.end)
            found += sum(any(_EXCHANGE.match(c.text) for c in line.cells) for line in lines)
    return found


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
    "cover.securities": _securities,
    "cover.commission_file_numbers": _numbers("file_number"),
    "cover.employer_ids": _numbers("ein"),
}
"""For each list the number of distinct marks of its rows."""
