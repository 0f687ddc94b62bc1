"""The first signature block: company, date, name and title."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.filing.layout import whole_lines_of
from extractor.filing.model import Document, Section, SectionKind
from extractor.filing.sections import signatures_behind
from extractor.forms.base import Quoted, Range
from extractor.forms.form_8k.baselines.blocks import Part, Role, parts_of
from extractor.forms.form_8k.baselines.persons import is_company, is_title
from extractor.forms.form_8k.baselines.signer import read_signer, spelling
from extractor.text.compare import Comparison, identity
from extractor.values import DATE

_AUTHORIZED = re.compile(
    r"authori[sz]ed(?:\s{1,40}(?:person|officer|representative|agent|signatory)s?)?[^\S\n]{0,40}[.,;:]?"
    r"|(?:its|their)\s{1,40}behalf[^.]{0,80}\.",
    re.IGNORECASE,
)
_PURSUANT = re.compile(r"\bpursuant\b|\bcaused\b", re.IGNORECASE)
_DATED = re.compile(
    r"\bdate[ds]?\b[\s:.]{0,60}(?:as\s{1,40}of\s{1,40}|this\s{1,40})?$", re.IGNORECASE
)
_WHOSE = re.compile(
    r"(?:(?:name\s+of\s+)?registrant|company|issuer|depositor)\s{0,8}:\s{0,60}", re.IGNORECASE
)
_CLAUSE_LENGTH = 1_200
_NEAR = 12


def read_signature(document: Document, registrant: str) -> list[Quoted]:
    """The leaves of the first block; `registrant` is the cover's, to know the company by."""
    sections = document.of_kind(SectionKind.SIGNATURE)
    return _block(document.reading.text, sections[0], registrant) if sections else []


def all_signatures(document: Document, registrant: str) -> list[Quoted]:
    """The leaves of every block that begins with the clause of the form.

    Where several registrants sign each for itself there are several, too: from the text alone
    these cannot be told from a block that was put before the real one.
    """
    sections = document.of_kind(SectionKind.SIGNATURE)[:1]
    further = signatures_behind(document.reading, sections[0]) if sections else ()
    text = document.reading.text
    return [each for block in (*sections, *further) for each in _block(text, block, registrant)]


def _block(text: str, section: Section, registrant: str) -> list[Quoted]:
    begin = _after_clause(text, section)
    anchor = _anchor(text, section, begin)
    signed_on = _signed_on(text, section, begin)
    parts = _undated(parts_of(whole_lines_of(text, begin, section.end)), signed_on)
    found: dict[str, tuple[Range, ...] | None] = {"signed_on": signed_on}
    found["registrant"] = _company(parts, registrant)
    found["name"], found["title"] = read_signer(text, parts)
    return [
        Quoted(f"signature.{leaf}", None, ranges, anchor=anchor)
        for leaf, ranges in found.items()
        if ranges
    ]


def _anchor(text: str, section: Section, begin: int) -> Range | None:
    match = _PURSUANT.search(text, section.start, max(section.start, begin))
    return (match.start(), begin) if match else None


def _after_clause(text: str, section: Section) -> int:
    """Where the block begins: behind the sentence that ends in "duly authorized"."""
    start = _PURSUANT.search(text, section.start, section.end)
    if start is None:
        line = text.find("\n", section.start, section.end)
        return line if line >= 0 else section.start
    limit = min(section.end, start.start() + _CLAUSE_LENGTH)
    match = _AUTHORIZED.search(text, start.start(), limit)
    if match is None:
        return _end_of_paragraph(text, start.start(), section.end)
    end = text.find("\n", match.end(), section.end)
    end = end if end >= 0 else section.end
    rest = text[match.end() : end]
    if len(rest.split()) > 1 and "  " not in rest.strip() and not match[0].endswith((".", ":")):
        return _end_of_paragraph(text, match.end(), section.end)
    return match.end()


def _end_of_paragraph(text: str, start: int, end: int) -> int:
    match = re.compile(r"\n[^\S\n]{0,200}\n|\.[^\S\n]{0,20}\n").search(text, start, end)
    return match.end() if match else end


def _signed_on(text: str, section: Section, begin: int) -> tuple[Range, ...] | None:
    """The date behind the word Date, or else the first of the block, or else of the clause."""
    for low in (begin, section.start):
        found = list(DATE.find(text[low : section.end]))
        captioned = [
            each
            for each in found
            if _DATED.search(text[max(0, low + each.start - 80) : low + each.start])
        ]
        for each in (*captioned, *found):
            return ((low + each.start, low + each.end),)
    return None


def _undated(parts: Sequence[Part], date: tuple[Range, ...] | None) -> list[Part]:
    """The parts without what is a piece of the date, which a torn text breaks."""
    if not date:
        return list(parts)
    ((start, end),) = date
    kept: list[Part] = []
    for part in parts:
        if part.role is not Role.TEXT or part.end <= start or end <= part.start:
            kept.append(part)
        elif end < part.end:
            cut = end - part.start
            kept.append(replace(part, start=end, text=part.text[cut:]))
    return kept


def _company(parts: Sequence[Part], registrant: str) -> tuple[Range, ...] | None:
    wanted = identity(Comparison.NAME, registrant)
    texts = [part for part in parts if part.role is Role.TEXT]
    for index in range(len(texts)):
        spelled = spelling(texts[index:], wanted)
        if spelled:
            return spelled
    for part in parts:
        if part.role in (Role.SIGN, Role.NAME):
            break
        if part.role is Role.BY and part.start < part.end and is_company(part.text):
            return ((part.start, part.end),)
        if part.role is Role.TEXT and (not is_title(part.text) or is_company(part.text)):
            return _with_continuation(parts, _without_caption(part))
    return None


def _without_caption(part: Part) -> Part:
    """The part without the word that says whose name it is: "Registrant: ACME INC."."""
    match = _WHOSE.match(part.text)
    if match is None or match.end() == len(part.text):
        return part
    return replace(part, start=part.start + match.end(), text=part.text[match.end() :])


def _with_continuation(parts: Sequence[Part], first: Part) -> tuple[Range, ...]:
    """A company's name with the lines that go on with it below in its column."""
    ranges = [(first.start, first.end)]
    last = first
    for part in parts:
        if part.start <= last.start or part.line == last.line:
            continue
        below = part.line == last.line + 1 and part.gap == 0 and part.role is Role.TEXT
        near = abs(part.column - first.column) <= _NEAR or part.column == 0
        if not below or not near or is_title(part.text) or _complete(last.text):
            break
        ranges.append((part.start, part.end))
        last = part
    return tuple(ranges)


def _complete(company: str) -> bool:
    return bool(re.search(r"\b(?:inc|corp|corporation|llc|l\.p|ltd|company)\b\.?$", company, re.I))
