"""What the lines of an exhibit list are: header, row, continuation, end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.filing.layout import Cell, Line
from extractor.forms.base import Range

_SIGNS = r"*†‡+#^°§~¹²³⁴⁵⁶⁷⁸⁹"
_NUMBER = re.compile(
    rf"[\s•\-–—\[“\"{_SIGNS}]{{0,8}}(?:\(\d{{1,2}}\)\s{{0,2}}(?=\d{{1,3}}\.\d))?"
    r"(?:(?P<word>exhibits?|exh?(?=[\s.:#(\d\-–—]))[\s.:#\-–—“\"]{0,40}"
    r"(?:(?:nos?\b\.?|number)\s{0,20})?|no\.\s{1,4})?"
    r"(?P<bracket>\()?"
    r"(?P<number>\d{1,3}(?:(?<=10[1-6])\.(?-i:[A-Z]{3})(?![A-Za-z])"
    r"|\.\d{1,3}(?:\.\d{1,2})?|[-–](?:\d{1,2}(?![\d-])|[A-Z](?![\w-])))?"
    r"(?:(?:\s?|[^\S\n]{0,8}(?:\n[^\S\n]{0,80}){1,2})\([A-Za-z0-9]{1,3}\)){0,2}"
    r"(?:(?<=\))[-–]\d{1,2}(?!\d)|[A-Za-z](?![A-Za-z]))?)"
    r"(?(bracket)\)(?P<letter>\([a-z]\))?)"
    rf"(?:\s?[{_SIGNS}]{{1,4}}|\s?[\[(](?:\d{{1,2}}|[{_SIGNS}]{{1,3}})[\])]|[\]”\"]){{0,3}}",
    re.IGNORECASE,
)
_FOOTNOTES = re.compile(r"(?:\s{0,4}\(\d{1,2}\)){1,3}")
# Names of forms, of which a column or a sentence tells where an exhibit was filed before.
_FORM = re.compile(r"(?:[68]-?K|8-?A|10-?[KQ]|[24]0-?F)\b", re.IGNORECASE)
_AFTER = re.compile(r"(?P<joint>[.:;,)]{0,2}[\s\-–—:|]{0,60})(?P<next>\S?)")
_LABEL = re.compile(
    r"\W{0,4}(?:[cd]\W{1,6})?exhibits?\b(?!\s{0,4}(?:no|num))[^\w\n]{0,20}", re.IGNORECASE
)
_YEAR_AND_WORD = re.compile(r"(?:19|20)\d\d\s{1,4}[A-Z]")
_LISTED = re.compile(r";\s{0,4}(?:and|or)$", re.IGNORECASE)
_LETTER = re.compile(r"\(?[cd][.)]{1,2}(?:[^\S\n]{1,40}|(?=\())", re.IGNORECASE)
_COLON = re.compile(r":[^\S\n]{0,20}")
_CUE = re.compile(r"exhibit|herewith|following|attached", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:exhibits?|no\.?|nos\.?|section|rule|item|items|and|or|of|to|in|as|through|appendix|form|"
    r"schedule|series|article|paragraph|page|due|approximately|attachment|annex|chapter|"
    r"volume|suite)$",
    re.IGNORECASE,
)
# Numbers that reports give without a point: accountants' letters, consents, press releases.
_LONE_NUMBERS = ("16", "20", "23", "99")
_TABLE = frozenset({*range(1, 36), *range(95, 108)})
_HEADER_WORDS = frozenset(
    "exhibit exhibits no nos number numbers description of document documents page pages title "
    "the name sequential sequentially numbered method filing item s k regulation reference "
    "location index to c d table designation and footnote paragraph in list letter 601 601(a) a "
    "filed herewith exhibit. ex #".split()
)
# Words of a column that says how each exhibit is filed, which only count beside another column.
_METHOD_WORDS = frozenset("incorporated by furnished previously form file date exh filing".split())
_SMALL_WORDS = frozenset("the of to and in a".split())
_WORD = re.compile(r"[^\W_]+")
_COLUMN_TO_DROP = re.compile(
    r"\b(?:pages?|sequential\w*|method|location|footnote|filed|incorporated|reference|form)\b",
    re.IGNORECASE,
)
_INDEX_HEADING = re.compile(
    r"\W*(?:exhibits?\s+(?:index|list)|(?:index|list)\s+(?:to|of)\s+exhibits?)\W*", re.IGNORECASE
)
_METHOD = re.compile(
    r"\W*(?:(?:filed|furnished|attached|included|provided|submitted)\s+(?:herewith|electronically)"
    r"|(?:herewith|previously)\s+(?:filed|furnished)"
    r"|incorporated\s+(?:herein\s+)?by\s+reference)\b.{0,80}",
    re.IGNORECASE,
)
_METHOD_COLUMN = re.compile(r"\b(?:method|manner)\s+of\s+filing\b", re.IGNORECASE)
_METHOD_BEHIND = re.compile(
    r"\s(?:filed|furnished)\s+(?:herewith|electronically)(?:\s+electronically)?\W{0,4}$",
    re.IGNORECASE,
)
_DATA_FILES = ("101", "104")
_DATA_FILE = re.compile(
    r"\W{1,8}(?:the\s+)?(?:cover\s+page|inline\s|interactive\s|xbrl\b)", re.IGNORECASE
)
_PAGE = re.compile(r"(?:[EF]-)?\d{1,3}|[-–—*]{1,3}|n/?a|[ivx]{1,5}|\(\w\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """The beginning of an exhibit's entry: its number and where its description may begin.

    `letter` is the part of the number behind the bracket that closes the rest: "(99)(a)".
    """

    start: int
    end: int
    rest: int
    column: int
    bracketed: bool
    worded: bool
    number: str
    letter: Range | None = None


def row_at(text: str, lines: Sequence[Line], index: int, *, table: bool) -> Row | None:
    """The entry that begins on a line; `table` says that a header of columns stands above."""
    line = lines[index]
    for offset in _offsets(text, line):
        row = _row(text, line, offset, table=table)
        if row and not (offset == line.start and refers_back(lines, index)):
            return row
    return None


def is_sure(row: Row) -> bool:
    """Whether a number is that of an exhibit wherever it stands, and not of a paragraph."""
    return row.worded or row.bracketed or "(" in row.number or not _is_whole(row.number)


def is_header(line: Line) -> bool:
    """Whether a line only names the columns of the list or the list itself."""
    words = _WORD.findall(line.text.casefold())
    named = any(word not in _SMALL_WORDS for word in words)
    known = _HEADER_WORDS
    if len(line.cells) > 1 and not known.isdisjoint(words):
        known = known | _METHOD_WORDS
    return named and all(word in known for word in words) and not words[0].isdigit()


def is_index_heading(line: Line) -> bool:
    """Whether a line is the heading of an exhibit index, which lists all exhibits anew."""
    return _INDEX_HEADING.fullmatch(line.text) is not None


def dropped_column(header: Line) -> int | None:
    """The column from which on the cells of a table are no description (pages, methods)."""
    for cell in header.cells[1:]:
        if _COLUMN_TO_DROP.search(cell.text) and "exhibit" not in cell.text.casefold():
            return cell.column
    return None


def without_methods(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without how each exhibit is filed, where a header without columns announces it."""
    announced = any(
        len(each.cells) == 1 and _METHOD_COLUMN.search(each.text) and is_header(each)
        for each in lines
    )
    return [_without_method(each) for each in lines] if announced else lines


def _without_method(line: Line) -> Line:
    method = _METHOD_BEHIND.search(line.text)
    if method is None:
        return line
    return replace(line, end=line.start + method.start(), text=line.text[: method.start()])


def kept_cells(line: Line, start: int, limit: int | None) -> list[Cell]:
    """The cells of a line from `start` on that belong to a description."""
    cells = [cell for cell in line.cells if cell.end > start]
    kept = [cell for cell in cells if limit is None or cell.column < limit - 2]
    if len(kept) > 1 and _METHOD.fullmatch(kept[-1].text):
        kept = kept[:-1]
    if len(kept) > 1 and _PAGE.fullmatch(kept[-1].text):
        kept = kept[:-1]
    if not kept and cells and limit is not None:
        return [] if line.cells[0] in cells else cells[:1]
    return kept


def _offsets(text: str, line: Line) -> list[int]:
    """Where on a line an entry may begin: at its start, behind a label, behind a colon."""
    offsets = [line.start]
    for label in (
        _LETTER.match(text, line.start, line.end),
        _LABEL.match(text, line.start, line.end),
    ):
        if label and label.end() < line.end:
            offsets.append(label.end())
    for count, colon in enumerate(_COLON.finditer(text, line.start, line.end)):
        if count > 2:
            break
        if _CUE.search(text, line.start, colon.start()):
            offsets.append(colon.end())
    return offsets


def _row(text: str, line: Line, offset: int, *, table: bool) -> Row | None:
    row, behind = _numbered(text, line, offset, table=table)
    if behind is None:
        return row
    # A column of the numbers of the regulation stands before that of the exhibits.
    further, _ = _numbered(text, line, behind[1], table=table)
    if further and further.number.startswith(f"{behind[0]}."):
        return further
    numbers = any(further and cell.text == further.number for cell in line.cells[1:-1])
    return replace(row, rest=further.rest) if row and further and numbers else row


def _numbered(
    text: str, line: Line, offset: int, *, table: bool
) -> tuple[Row | None, tuple[str, int] | None]:
    """The entry whose number stands at an offset, and that number with where digits follow it."""
    match = _NUMBER.match(text, offset)
    if match is None or match.start("number") >= line.end:
        return None, None
    start, number = match.start("number"), _without_footnotes(match["number"])
    after = _AFTER.match(text, match.end(), max(line.end, match.end()))
    known = int(re.split(r"\D", number, maxsplit=1)[0]) in _TABLE
    if after is None or not known or _FORM.match(text, start):
        return None, None
    digits = number.isdigit() and after["next"].isdigit()
    behind = (number, after.start("next")) if digits else None
    if not _separated(match, after, line, table=table):
        return None, behind
    row = Row(
        start,
        start + len(number),
        after.start("next"),
        start - (line.start - line.column),
        bool(match["bracket"]),
        bool(match["word"]),
        number + (match["letter"] or ""),
        match.span("letter") if match["letter"] else None,
    )
    return row, behind


def _without_footnotes(number: str) -> str:
    """A number without references to footnotes: "2.1(1)", "4 (2)"; "10(1)" is a number itself."""
    head, _, _ = number.partition("(")
    if _FOOTNOTES.fullmatch(number[len(head.rstrip()) :]) is None:
        return number
    return head.rstrip() if "." in head or head != head.rstrip() else number


def _separated(match: re.Match[str], after: re.Match[str], line: Line, *, table: bool) -> bool:
    """Whether what follows a number lets it be the number of an entry."""
    joint, following = after["joint"], after["next"]
    whole = _is_whole(match["number"]) and not match["word"]
    if not following:
        return (
            not whole or table or len(line.text) == len(match[0].strip()) or joint.startswith(".")
        )
    if not whole and joint and _YEAR_AND_WORD.match(after.string, after.start("next")):
        return True
    if following.isdigit() or following in "%/,":
        return len(joint) > 1 and not joint.startswith(",") and following.isdigit() and table
    if match["number"] in _DATA_FILES and _DATA_FILE.match(line.text, match.end() - line.start):
        return True
    wide = len(joint) > 1 or "\t" in joint
    if following.islower():
        return wide and (table or not joint.strip()) and len(joint.strip(" ")) < len(joint) - 1
    if not joint:
        return not whole and following.isupper()
    lone = line.apart and match["number"] in _LONE_NUMBERS and following.isupper()
    return not whole or table or wide or lone or bool(match["bracket"])


def _is_whole(number: str) -> bool:
    """Whether a number has no part that only numbers of exhibits have: "2", "99", not "99A"."""
    parted = any(sign in number for sign in ".(-–")
    return not parted and (number == "99" or not number.startswith("99"))


def refers_back(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is the rest of a sentence that refers to an exhibit by its number."""
    if index == 0 or lines[index].apart:
        return False
    before = lines[index - 1].text
    if _LISTED.search(before):
        return False
    return _REFERS.search(before) is not None and not is_header(lines[index - 1])
