"""Item headings: their numbers and titles."""

import re
from collections.abc import Sequence

from extractor.filing.headings import heading_parts, is_item_number, is_titled
from extractor.filing.layout import Line, lines_of
from extractor.filing.model import Document, Section, SectionKind
from extractor.forms.base import Quoted, QuotedList, Range
from extractor.forms.form_8k.baselines.item_titles import (
    known_beginnings,
    known_first_words,
    known_titles,
    letters,
)
from extractor.reasons import Reason

_ITEM_WORD = re.compile(r"\bitems?\b", re.IGNORECASE)
_STRAY = re.compile(r"\W{0,4}items?\s{0,4}(\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\d)", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<!\bInc)(?<!\bNo)(?<!\bCorp)(?<!\b[A-Z])[.:](?=\s{1,80}[A-Z(“\"\[])"
    r"|\s{1,20}[-–—:]{1,2}\s{0,20}(?=(?:not\s|none|n/a|inapplicable))"
    r"|[.:;]?\s{1,40}(?=\([a-z1-9]\)\s{0,40}\S)",
    re.IGNORECASE,
)
_CAPITAL_FOLLOWS = re.compile(r"[.:]\s{1,80}[A-Z(“\"\[]")
_NONE = re.compile(r"\W*(?:not\s+applicable|none|n/?a|inapplicable|no\s+response)\b", re.I)
_JOINING = re.compile(
    r"(?:[,;]|\b(?:and|or|of|the|a|an|in|to|under|with|for|on|by|certain|that|pro|non-))$", re.I
)
_BEGINS_PROSE = re.compile(
    r"(?:on|the|in|as|we|see|this|attached|pursuant|effective|reference|during|by|at|for|filed|"
    r"following|it|to|a|an|registrant|company|under|if|please|exhibit)\s",
    re.IGNORECASE,
)
_AND = re.compile(r"[;,\s]\s{0,20}and$", re.IGNORECASE)
_REMARK = re.compile(r"\s{1,8}\((?![a-z\d]\)|[ivx]{1,4}\))[^()]{3,120}\)\W*", re.IGNORECASE)
_DASH = re.compile(r"\s{1,8}[-–—]{1,2}\s{1,8}")
_LONGEST_SUBTITLE = 8
_TRIMMED = " \t\u00a0.:;,-–—_*"
_MOST_LINES = 8
_LONGEST_HEADING = 2_000
_LONGEST_TITLE_WORDS = 40


def read_items(document: Document) -> tuple[list[Quoted], QuotedList]:
    """Every item heading of the body, in order, and whether all were used."""
    text = document.reading.text
    sections = document.of_kind(SectionKind.ITEM)
    quotes: list[Quoted] = []
    rows = 0
    for index, section in enumerate(sections):
        parts = heading_parts(text, section.start)
        if parts is None:
            continue
        number = (parts.number_start, parts.number_end)
        word = (min(section.start, number[0]), number[1])
        quotes.append(Quoted("items.number", rows, (number,), anchor=word))
        title = _title(text, section, parts.title_start, _next_start(text, sections, index))
        if title:
            quotes.append(Quoted("items.title", rows, title, anchor=word))
        rows += 1
    return quotes, _completeness(document, sections, rows)


def _next_start(text: str, sections: Sequence[Section], index: int) -> int:
    """Where the heading must end at the latest: the next one that has a title of its own."""
    section = sections[index]
    # By index: a slice would be made anew of all that follow, for each of thousands of headings.
    after = (sections[at].start for at in range(index + 1, len(sections)))
    ends = (start for start in after if start >= section.end or _ITEM_WORD.match(text, start))
    following = next(ends, section.end)
    return min(section.end, following, section.start + _LONGEST_HEADING)


def _completeness(document: Document, sections: Sequence[Section], rows: int) -> QuotedList:
    text = document.reading.text
    if not rows:
        reason = Reason.NO_SECTION if _ITEM_WORD.search(text) else Reason.NO_CUE
        return QuotedList("items", 0, reason=reason)
    place = (sections[0].start, sections[-1].end)
    return QuotedList("items", rows, accounted=not _stray_heading(text, sections), place=place)


def _stray_heading(text: str, sections: Sequence[Section]) -> bool:
    """Whether a line of the body that is no heading of the list could be one all the same."""
    starts = {section.start for section in sections}
    for section in sections:
        for line in lines_of(text, section.start, section.end):
            match = _STRAY.match(line.text)
            if match is None or not line.apart or line.start in starts:
                continue
            rest = line.text[match.end() :].lstrip(" .:-–—\t")
            if is_item_number(match[1]) and rest[:1].isupper():
                return True
    return False


def _title(text: str, section: Section, start: int, end: int) -> tuple[Range, ...]:
    """The ranges of a title, one a line, since rules may stand between its lines."""
    lines = lines_of(text, start, end)
    if not lines or _NONE.match(lines[0].text):
        return ()
    printed_below = "\n" in text[section.start : lines[0].start]
    cut = _cut(lines[0].text)
    joined = lines[0].text[: cut or None]
    if not _is_title(joined, below=printed_below, whole=cut is None):
        return ()
    ranges = [(lines[0].start, lines[0].start + len(joined))]
    for line in lines[1:_MOST_LINES]:
        if cut is not None or not _goes_on(joined, line):
            break
        cut = _cut(line.text)
        more = line.text[: cut or None]
        joined = f"{joined} {more}"
        ranges.append((line.start, line.start + len(more)))
    return _trimmed(text, ranges)


def _trimmed(text: str, ranges: list[Range]) -> tuple[Range, ...]:
    """The ranges without final punctuation, and without an "and" to the next heading."""
    begin = ranges[0][0]
    if text[begin] == "(" and text[ranges[-1][1] - 1] == ")":
        ranges = [(begin + 1, ranges[0][1]), *ranges[1:]]
        ranges[-1] = (ranges[-1][0], ranges[-1][1] - 1)
    start, end = ranges[-1]
    last = _AND.sub("", text[start:end].rstrip(_TRIMMED)).rstrip(_TRIMMED)
    kept = [*ranges[:-1], (start, start + len(last))]
    return tuple(each for each in kept if each[0] < each[1])


def _cut(line: str) -> int | None:
    """Where within a line the title ends because a sentence begins; None if it does not."""
    known = _known_end(line)
    if known is not None:
        return None if _REMARK.fullmatch(line, known) or _is_subtitled(line[known:]) else known
    for match in _SENTENCE_END.finditer(line):
        if match[0][:1] not in ".:" or _CAPITAL_FOLLOWS.match(line, match.start()):
            return match.start() or None
    return None


def _is_subtitled(rest: str) -> bool:
    """Whether a dash and a few words in capitals behind a title say what the item is about."""
    dash = _DASH.match(rest)
    words = rest[dash.end() :].split() if dash else []
    if not 0 < len(words) <= _LONGEST_SUBTITLE or _NONE.match(" ".join(words)):
        return False
    return is_titled(" ".join(words))


def _known_end(line: str) -> int | None:
    """Where a title in the form's own words ends, if a sentence follows it."""
    count = 0
    best: int | None = None
    folded = letters(line)
    ends = {len(title) for title in known_titles() if folded.startswith(title)}
    for offset, character in enumerate(line):
        count += len(letters(character))
        if count in ends and character.isalnum():
            after = line[offset + 1 :].lstrip("*_) ")
            best = offset + 1 if after[:1] in tuple(".:—–(-") else best
    rest = line[best:].strip(_TRIMMED) if best is not None else ""
    return best if rest else None


def _is_title(text: str, *, below: bool, whole: bool) -> bool:
    words = text.split()
    if not words or len(words) > _LONGEST_TITLE_WORDS:
        return False
    folded = letters(text)
    if folded in known_titles() or folded in known_beginnings() or text.isupper():
        return True
    if any(folded.startswith(title) for title in known_titles()):
        return True
    if _BEGINS_PROSE.match(text):
        return False
    capital = sum(1 for word in words if word[:1].isupper())
    small = sum(1 for word in words if word[:1].islower() and len(word) > len("from"))
    return words[0][:1].isupper() and small <= (capital // 2 if below or whole else capital)


def _goes_on(joined: str, line: Line) -> bool:
    """Whether the line goes on with the title that was read so far."""
    folded, more = letters(joined), letters(line.text)
    if _NONE.match(line.text) or not more:
        return False
    together = folded + more
    beginnings, titles = known_beginnings(), known_titles()
    if together in beginnings or together in titles:
        return line.gap <= 1
    first_word = letters(line.text.split()[0])
    if folded in beginnings and folded + first_word in known_first_words() and line.gap <= 1:
        return True
    if line.apart or joined.rstrip().endswith((".", ":")):
        return False
    if _JOINING.search(joined.rstrip()) or line.text[:1].islower():
        return folded not in titles or _looks_titled(line.text)
    if folded in titles:
        return False
    if joined.isupper():
        return line.text.isupper()
    return _looks_titled(line.text)


def _looks_titled(text: str) -> bool:
    if _BEGINS_PROSE.match(text) and not text[:1].islower():
        return False
    words = text.split()
    capital = sum(1 for word in words if not word[:1].islower())
    return len(words) <= _LONGEST_TITLE_WORDS // 2 and capital * 2 >= len(words)
