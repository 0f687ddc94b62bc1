"""A cover taken apart: which words are captions, which are values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from extractor.filing.layout import Cell, Line, whole_lines_of
from extractor.forms.form_8k.baselines.places import is_place
from extractor.values import DATE, EIN, FILE_NUMBER, TELEPHONE


class Kind(StrEnum):
    """What a segment of a cover is."""

    CAPTION = "caption"
    VALUE = "value"
    NONE = "none"
    FURNITURE = "furniture"
    DATE = "date"
    EIN = "ein"
    FILE_NUMBER = "file_number"
    TELEPHONE = "telephone"


class Role(StrEnum):
    """What a caption asks for."""

    DATE = "date"
    REGISTRANT = "registrant"
    JURISDICTION = "jurisdiction"
    FILE_NUMBER = "file_number"
    EIN = "ein"
    ADDRESS = "address"
    ZIP = "zip"
    TELEPHONE = "telephone"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a cell of one kind; `line` is the index of its line, `roles` are a caption's."""

    start: int
    end: int
    line: int
    column: int
    kind: Kind
    text: str
    roles: frozenset[Role] = frozenset()

    @property
    def middle(self) -> float:
        """The column of its middle."""
        return self.column + len(self.text) / 2


@dataclass(frozen=True, slots=True, order=True)
class _Token:
    """A date or number; it may run over the end of a line."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Cover:
    """A cover as lines and segments: its head, all above its check boxes, or the whole of it."""

    text: str
    start: int
    end: int
    lines: tuple[Line, ...]
    segments: tuple[Segment, ...]

    def of_kind(self, kind: Kind) -> list[Segment]:
        """The segments of a kind, in order."""
        return [each for each in self.segments if each.kind is kind]

    def with_role(self, role: Role) -> list[Segment]:
        """The captions that have a role, in order."""
        return [each for each in self.segments if role in each.roles]

    def of_line(self, line: int) -> list[Segment]:
        """The segments of a line, from left to right."""
        return [each for each in self.segments if each.line == line]

    def beside(self, caption: Segment) -> Segment | None:
        """The value in the second cell of a row of which the caption is the first."""
        cells = self.lines[caption.line].cells
        behind = [each for each in self.of_line(caption.line) if each.start >= cells[0].end]
        alone = cells[0].start <= caption.start and caption.end <= cells[0].end < cells[-1].end
        return behind[0] if alone and behind and behind[0].kind is Kind.VALUE else None

    def nearest(self, values: Sequence[Segment], captions: Sequence[Segment]) -> list[Segment]:
        """The values that stand under or over the first of captions that share a line."""
        if len(captions) < _FEWEST_COLUMNS:
            return list(values)
        own, others = captions[0], captions[1:]
        return [
            each
            for each in values
            if all(abs(each.middle - own.middle) <= abs(each.middle - o.middle) for o in others)
        ]

    def under(self, values: Sequence[Segment], captions: Sequence[Segment]) -> list[Segment]:
        """The values of a line that belong to the first of captions that share another.

        Where no columns tell it, as in a row drawn with tabs of which several values are nearest
        to one caption, as many values as captions belong to them in their order.
        """
        row = self.of_line(values[0].line) if values else []
        ordered = sorted(captions, key=lambda each: each.start)
        near = {min(ordered, key=lambda c: abs(c.middle - each.middle)).start for each in row}
        if len(row) != len(captions) or len(near) == len(row):
            return self.nearest(values, captions)
        return [each for each in values if each is row[ordered.index(captions[0])]]

    def line_of(self, offset: int) -> int:
        """The index of the last line that begins at or before an offset."""
        index = 0
        for number, line in enumerate(self.lines):
            if line.start <= offset:
                index = number
        return index


_VOCABULARY = frozenset(
    """a act address addresses agency and any applicable area as at authority by changed charter
    charters code codes commission company co country date dated district division docket each
    earliest employee employer entity event events exact executive file files for former fiscal
    formation from i i.r.s i.r.s. id identification identifying if in inc incl include included
    including incorporated incorporation instrument internal irs irs. is issuer issuing its
    jurisdiction last law mailing name names no nos number numbers numeral of office offices
    or organisation organization organized other phone place postal principal r registrant
    registrant's registrant’s registrants registrants' registrants’ registered report reported
    required revenue s sec service since specified state states street tax taxpayer telephone that
    the their this to under used where which with year zip business governing depositor sponsor
    juris diction incor incorpo poration porated ration identi identifi fication cation organi
    zation zip-code i.d d reg registrant.s issuers file. identification. corporate organiz-
    association chapter declaration central index key cik""".split()
)
_LONE = frozenset("company co inc incorporated a i s r in the at no to district is street".split())
# Words of captions before which a line often breaks; conversions drop such a break.
_JOINED = frozenset("of or and in no number numbers identification file code as to by for".split())
_SHORTEST_GLUED = 4
_SHORTEST_PIECE = 3
_LONGEST_WORD = 60
_FEWEST_COLUMNS = 2
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.FORMER, re.compile(r"\bformer|\bchanged\b|\bsince\s+last\b|last\s+report", re.I)),
    (
        Role.DATE,
        re.compile(
            r"date\s+of\s+(?:the\s+)?(?:report|earliest|event)|event\s+reported|earliest", re.I
        ),
    ),
    (
        Role.REGISTRANT,
        re.compile(
            r"\bexact\b|as\s+specified|\bcharters?\b|names?\s+of\s+(?:the\s+)?registrant"
            r"|^\W*registrant\s?[;,]",
            re.I,
        ),
    ),
    (
        Role.JURISDICTION,
        re.compile(r"jurisdiction|incorporation|organi[sz]ation|\bstate\b|formation", re.I),
    ),
    (Role.FILE_NUMBER, re.compile(r"\bcommission\b|\bfile\b", re.I)),
    (Role.EIN, re.compile(r"employ|\bi\.?\s?r\.?\s?s\b|identif|taxpayer", re.I)),
    (Role.ADDRESS, re.compile(r"\baddress|executive|\boffices?\b", re.I)),
    (Role.ZIP, re.compile(r"\bzip\b|postal", re.I)),
    (Role.TELEPHONE, re.compile(r"phone|area\s+code", re.I)),
)
_NONE = re.compile(
    r"\W*(?:not\s+applicable|n\W?a|none|no\s+change|inapplicable|same)\W*", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"united\s+states|.{0,20}securities\s+and\s+exchange\s+commission|washington\W+d\W*c\W*(?:20549.{0,8})?"
    r"|.{0,12}form\s+8\s?-?\s?k\b.{0,30}|.{0,20}current\s+report.{0,80}|(?:report\s+|filed\s+)?pursuant\s+to\b.*|"
    r"(?:of\s+)?(?:the\s+)?securities\s+(?:and\s+)?exchange\s+act.{0,30}|.{0,12}amendment\s+no.{0,40}|"
    r"section\s+13.{0,80}|(?:of\s+)?the\s+securities\s+exchange.{0,20}|judiciary\s+plaza|"
    r"450\s+(?:fifth|5th)\s+st.{0,40}|.{0,40}\bfor\s+the\s+period\b.{0,40}|prepared\s+by\b.*|"
    r"converted\s+by\b.*|.{0,60}\.html?|page\s+\d.{0,20}|to\s+section\s+13.{0,60}|act\s+of\s+1934\W*|"
    r"exchange\s+act\s+of\s+1934|.{0,4}date\s+of\s+report.{0,80}",
    re.IGNORECASE,
)
_COMMISSION = re.compile(
    r"(?:united\s+states\s+)?securities\s+and\s+exchange\s+commission|washington\W+d\W*c\W*20549",
    re.IGNORECASE,
)
_RUN_TOGETHER = re.compile(r"(?<![\d-])(\d{1,3}-\d{4,6})(\d{2}-\d{7})(?!\d)")
_LOOSE_PHONE = re.compile(
    r"(?=[\d(])(?:\(\s{0,3}\d{3}\s{0,3}\)[\s\-–./]{0,60}\d{3}\s{0,3}[-–.\s]\s{0,3}\d{4}(?!\d)"
    r"|(?<![\d-])\d{3}\s?[-–./]\s?\d{3}\s?[-–.]\s?\d{4}(?![\d-]))"
)
_CHECK_BOXES = re.compile(
    r"check\s{1,40}the\s{1,40}appropriate|securities\s{1,40}registered\s{1,40}(?:or\s{1,8}to\s{1,8}be"
    r"\s{1,8}registered\s{1,8})?pursuant|indicate\s{1,40}by\s{1,40}check|written\s{1,40}communications",
    re.IGNORECASE,
)
DATE_CAPTION = re.compile(
    r"date\s{1,40}of\s{1,40}(?:the\s{1,40})?(?:earliest\s{1,40}event|report|event)\b|"
    r"earliest\s{1,40}event\s{1,40}reported|\bevent\s{1,40}reported",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()]{2,200}\)?")
_LONGEST_HEAD = 12_000


# One cover is read for its values and again for what contradicts them.
@lru_cache(maxsize=2)
def read_cover(text: str, start: int, end: int) -> Cover:
    """The head of the cover that stands from `start` to `end` of a text.

    Where the check boxes come first, so that the date of the report is asked for only below them,
    it is the whole of the cover.
    """
    boxes = _CHECK_BOXES.search(text, start, end)
    head = boxes.start() if boxes else end
    if not DATE_CAPTION.search(text, start, head) and DATE_CAPTION.search(text, head, end):
        head = end
    stop = min(head, start + _LONGEST_HEAD)
    lines = whole_lines_of(text, start, stop)
    tokens = _tokens(text, start, stop)
    segments = tuple(
        segment
        for number, line in enumerate(lines)
        for cell in _cells(line)
        for segment in _segments(cell, number, tokens, alone=len(_cells(line)) == 1)
    )
    return Cover(text, start, stop, lines, segments)


def is_caption(text: str) -> bool:
    """Whether all words of a text are words of the form's captions; "ID" alone is a state."""
    words = [word.casefold() for piece in _GLUED.split(text) for word in _WORD.findall(piece)]
    if not words or not all(is_caption_word(word) for word in words):
        return False
    if len(words) > 1 or text[:1] == "(" or text[-1:] == ")":
        return True
    return words[0] not in _LONE and not is_place(text)


@lru_cache(maxsize=4096)
def is_caption_word(word: str) -> bool:
    """Whether a word is one of the captions', or several that lost the blanks between them."""
    if word in _VOCABULARY:
        return True
    joined = any(
        word[:cut] in _VOCABULARY and word[cut:] in _JOINED
        for cut in range(_SHORTEST_GLUED, len(word) - 1)
    )
    return joined or (len(word) <= _LONGEST_WORD and _falls_apart(word))


def _falls_apart(word: str) -> bool:
    """Whether a word is nothing but words of captions, one glued to the other."""
    reached = [0]
    for end in range(len("as"), len(word) + 1):
        pieces = (word[start:end] for start in reached)
        if any(p in _JOINED or (len(p) >= _SHORTEST_PIECE and p in _VOCABULARY) for p in pieces):
            reached.append(end)
    return reached[-1] == len(word)


def roles_of(text: str) -> frozenset[Role]:
    """What a caption asks for; a caption for the former name or address asks for nothing else."""
    words = _GLUED.sub(" ", text)
    roles = frozenset(role for role, pattern in _ROLES if pattern.search(words))
    return frozenset({Role.FORMER}) if Role.FORMER in roles else roles


def _cells(line: Line) -> tuple[Cell, ...]:
    """The cells of a line; the Commission's name and seat are one, however wide their blanks."""
    if len(line.cells) == 1 or not _COMMISSION.fullmatch(line.text):
        return line.cells
    return (Cell(line.start, line.end, line.column, line.text),)


def _segments(cell: Cell, line: int, tokens: Sequence[_Token], *, alone: bool) -> Iterator[Segment]:
    if alone and _FURNITURE.fullmatch(cell.text) and not _ROLES[1][1].search(cell.text):
        yield Segment(cell.start, cell.end, line, cell.column, Kind.FURNITURE, cell.text)
        return
    offset = 0
    for token in tokens:
        if token.start < cell.end and cell.start < token.end:
            low = max(0, token.start - cell.start)
            high = min(len(cell.text), token.end - cell.start)
            yield from _plain(cell, line, offset, low)
            yield _segment(cell, line, low, high, token.kind)
            offset = high
    yield from _plain(cell, line, offset, len(cell.text))


def _tokens(text: str, start: int, stop: int) -> list[_Token]:
    """Dates and numbers of a known form, from left to right, none overlapping another."""
    head = text[start:stop]
    found: list[tuple[int, int, Kind]] = []
    for match in _RUN_TOGETHER.finditer(head):
        found += [(*match.span(1), Kind.FILE_NUMBER), (*match.span(2), Kind.EIN)]
    found += [(each.start, each.end, Kind.DATE) for each in DATE.find(head)]
    found += [(*match.span(), Kind.TELEPHONE) for match in _LOOSE_PHONE.finditer(head)]
    found += [(each.start, each.end, Kind.TELEPHONE) for each in TELEPHONE.find(head)]
    found += [
        (e.start, e.end, Kind.EIN) for e in EIN.find(head) if not head[e.start : e.end].isdigit()
    ]
    found += [(each.start, each.end, Kind.FILE_NUMBER) for each in FILE_NUMBER.find(head)]
    kept: list[_Token] = []
    for low, high, kind in found:
        if all(start + high <= each.start or start + low >= each.end for each in kept):
            kept.append(_Token(start + low, start + high, kind))
    return sorted(kept)


def _plain(cell: Cell, line: int, low: int, high: int) -> Iterator[Segment]:
    """The segments of the words between two tokens: bracketed captions, captions with a colon."""
    offset = low
    for match in _BRACKETED.finditer(cell.text, low, high):
        if is_caption(match[0]):
            yield from _worded(cell, line, offset, match.start())
            yield from _worded(cell, line, match.start(), match.end())
            offset = match.end()
    yield from _worded(cell, line, offset, high)


def _worded(cell: Cell, line: int, low: int, high: int) -> Iterator[Segment]:
    text = cell.text
    while low < high and (text[low].isspace() or text[low] in ",;:|"):
        low += 1
    while low < high and (text[high - 1].isspace() or text[high - 1] in ",;:|"):
        high -= 1
    part = text[low:high]
    if not any(map(str.isalnum, part)):
        return
    head, colon, tail = part.partition(":")
    captioned = bool(colon) and is_caption(head)
    if _NONE.fullmatch(part):
        yield _segment(cell, line, low, high, Kind.NONE)
    elif is_caption(part) and not (captioned and any(map(str.isdigit, tail))):
        yield _segment(cell, line, low, high, Kind.CAPTION)
    elif captioned:
        yield _segment(cell, line, low, low + len(head), Kind.CAPTION)
        yield from _worded(cell, line, low + len(head) + 1, high)
    else:
        yield _segment(cell, line, low, high, Kind.VALUE)


def _segment(cell: Cell, line: int, low: int, high: int, kind: Kind) -> Segment:
    text = cell.text[low:high]
    roles = roles_of(text) if kind is Kind.CAPTION else frozenset[Role]()
    return Segment(cell.start + low, cell.start + high, line, cell.column + low, kind, text, roles)
