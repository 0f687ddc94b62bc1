"""Who signs: the name and the title of the first signatory of a block."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.blocks import Part, Role
from extractor.forms.form_8k.baselines.persons import (
    is_company,
    is_name,
    is_title,
    split_name,
    trimmed,
    without_its,
)
from extractor.text.compare import Comparison, identity

_JOINING = re.compile(r"(?:[,&;/–—]|\s-|\b(?:and|or|of|the|for|to|in))$", re.IGNORECASE)
# Words of a title after which another word of it must follow.
_OPEN = re.compile(
    r"\b(?:vice|senior|executive|chief|assistant|principal|managing|deputy|associate|general|"
    r"financial|operating|accounting|administrative)$",
    re.I,
)
_CHIEF = re.compile(r"\bchief(?:\s\w+)?$", re.IGNORECASE)
_OFFICER = re.compile(r"officer\b", re.IGNORECASE)
_CONTINUES = re.compile(r"(?:and\b|&)", re.IGNORECASE)
# A title that names the company in which the office is held: it may go on with an indented line.
_OF = re.compile(r"\bof\s[A-Z]")
# An initial ends no name.
_INITIAL = re.compile(r"\s[A-Z]\.$")
_HEAD = re.compile(r"[,(]|\s[-–—]|[-–—]\s")
_OFFICER_REMARK = re.compile(
    r"\(.{0,80}\b(?:officer|accounting|financial|executive)\b", re.IGNORECASE
)
_NEAR = 12
_TWO_BLANKS = 2
_SURNAME = 5

Ranges = tuple[Range, ...]
Signer = tuple[Ranges | None, Ranges | None]


def read_signer(text: str, parts: Sequence[Part]) -> Signer:
    """Name and title of the first who signs, each None where it is not printed."""
    signer = _first(parts, Role.SIGN)
    if signer is None:
        signer = _first(parts, Role.BY, Role.NAME)
    if signer is None:
        return _unsigned(text, parts)
    sign = parts[signer]
    below = _column_of(parts, signer)
    behind = _behind_signature(sign, below)
    free = [
        part
        for part in below
        if (part.start, part.end) not in behind and not _repeats(text, behind, part)
    ]
    rest = [part for part in free if part.role is Role.TEXT]
    whole = _spelled_name(text, behind, free)
    if whole:
        ranges, inline = whole
        name = (*ranges[:-1], split_name(text, *ranges[-1])[0])
        lower = [part for part in rest if part.start >= ranges[-1][1]]
        return name, _title(text, below, inline, lower) or _beside(text, sign, rest)
    named = next((part for part in (sign, *below) if part.role is Role.NAME), None)
    printed = named or _printed_name(text, behind, rest)
    if printed is None and not behind:
        return None, None
    start, end = (printed.start, printed.end) if printed else (behind[0][0], behind[-1][1])
    one, inline = split_name(text, start, end)
    spelled = identity(Comparison.NAME, text[slice(*one)])
    lower = [
        part
        for part in rest
        if part.start > one[0] and identity(Comparison.NAME, part.text) != spelled
    ]
    if inline is None:
        inline = _behind_same_name(text, below, spelled)
        lower = [part for part in lower if inline is None or part.start > inline[0]]
    return ((one,), _title(text, below, inline, lower)) if one[0] < one[1] else (None, None)


def _behind_same_name(text: str, below: Sequence[Part], spelled: str) -> Range | None:
    """The title behind the signed name, where a line below prints both."""
    for part in below:
        if part.role not in (Role.TEXT, Role.BY) or part.start == part.end:
            continue
        bracketed = part.text.startswith("(") and part.text.endswith(")")
        head, title = split_name(text, part.start + bracketed, part.end - bracketed)
        if identity(Comparison.NAME, text[slice(*head)]) != spelled:
            return None
        if title:
            return title
    return None


def spelling(parts: Sequence[Part], wanted: str) -> tuple[Range, ...] | None:
    """The parts, one after the other, that together spell a name; None if they do not."""
    spelled = ""
    for count, part in enumerate(parts, start=1):
        spelled += identity(Comparison.NAME, part.text)
        if not spelled or not wanted.startswith(spelled):
            return None
        if spelled == wanted:
            return tuple((each.start, each.end) for each in parts[:count])
    return None


def _first(parts: Sequence[Part], *roles: Role) -> int | None:
    return next((index for index, part in enumerate(parts) if part.role in roles), None)


def _column_of(parts: Sequence[Part], signer: int) -> list[Part]:
    """What stands below a signature in its own column, up to where the next one has its name."""
    sign = parts[signer]
    before = parts[signer - 1] if signer else sign
    own = before if before.role is Role.BY and before.line == sign.line else sign
    others = [
        part.column
        for part in parts
        if part.role in (Role.SIGN, Role.BY)
        and part is not own
        and part.line == sign.line
        and abs(part.column - sign.column) > _NEAR
    ]
    dealt = _dealt(parts, signer)
    if dealt:
        return dealt
    below: list[Part] = []
    for part in parts[signer + 1 :]:
        if part.role is Role.SIGN and any(is_title(each.text) for each in below):
            break
        distance = min(abs(part.column - sign.column), abs(part.column - own.column))
        if all(abs(part.column - other) >= distance for other in others):
            below.append(part)
    return below


def _dealt(parts: Sequence[Part], signer: int) -> list[Part]:
    """What belongs to the first of signatures that stood side by side before a text was torn.

    The cells of the table follow each other row by row: the signatures, the names, the titles.
    Nothing, where the names do not follow the signatures in their order.
    """
    after = [part for part in parts[signer:] if part.start < part.end and part.role is not Role.BY]
    texts = [part for part in after if part.role is not Role.SIGN]
    signs = [part for part in after[: len(after) - len(texts)] if part.role is Role.SIGN]
    if (
        len(signs) < 2
        or len(signs) * 2 > len(texts)
        or any(s.line == parts[signer].line for s in signs[1:])
    ):
        return []
    spelled = zip(signs, texts, strict=False)
    if not all(_alike(_letters(sign.text), _letters(text.text)) for sign, text in spelled):
        return []
    blocks: list[list[Part]] = []
    for part in texts:
        if blocks and (_JOINING.search(blocks[-1][-1].text) or _CONTINUES.match(part.text)):
            blocks[-1].append(part)
        else:
            blocks.append([part])
    return [part for block in blocks[:: len(signs)] for part in block]


def _behind_signature(sign: Part, below: Sequence[Part]) -> Ranges:
    """The name behind "/s/", which a torn text may break over two lines."""
    following = below[0] if below and below[0].role is Role.TEXT else None
    if sign.start >= sign.end:
        beside = following is not None and following.line == sign.line
        return ((following.start, following.end),) if following and beside else ()
    attached = following is not None and following.line <= sign.line + 1 and following.gap == 0
    broken = len(sign.text.split()) == 1 or _INITIAL.search(sign.text)
    if following and attached and broken and not is_title(following.text):
        return ((sign.start, sign.end), (following.start, following.end))
    return ((sign.start, sign.end),)


def _spelled_name(
    text: str, behind: Ranges, free: Sequence[Part]
) -> tuple[Ranges, Range | None] | None:
    """The lines that spell the signed name once more, broken in between as torn texts are.

    With them the title, where it stands behind the name on its last line.
    """
    signed = identity(Comparison.NAME, " ".join(text[start:end] for start, end in behind))
    lines = [part for part in free if part.role in (Role.TEXT, Role.NAME)]
    for index in range(min(len(lines), 4)):
        spelled = spelling(lines[index:], signed)
        if spelled:
            return spelled, None
    for one, two in pairwise(lines[:4]):
        head, inline = split_name(text, two.start, two.end)
        if inline and identity(Comparison.NAME, one.text + text[slice(*head)]) == signed:
            return ((one.start, one.end), head), inline
    return None


def _repeats(text: str, behind: Ranges, part: Part) -> bool:
    """Whether a line only gives the signed name again in brackets."""
    signed = " ".join(text[start:end] for start, end in behind)
    return part.text[:1] == "(" and _letters(part.text) == _letters(signed)


def _printed_name(text: str, behind: Ranges, rest: Sequence[Part]) -> Part | None:
    """The line that prints the name: the first below the signature, unless that is a title."""
    candidate = next(iter(rest), None)
    if candidate is None:
        return None
    signed = _letters(" ".join(text[start:end] for start, end in behind))
    head = _HEAD.split(candidate.text, maxsplit=1)[0]
    if signed and _alike(signed, _letters(head)):
        return candidate
    if is_title(head) or is_company(head):
        return None
    return candidate if is_name(head.strip()) or not signed else None


def _alike(one: str, two: str) -> bool:
    """Whether two spellings are of one name: they share their end, a surname at least."""
    return bool(two) and (one.endswith(two[-_SURNAME:]) or two.endswith(one[-_SURNAME:]))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())


def _title(
    text: str, below: Sequence[Part], inline: Range | None, rest: Sequence[Part]
) -> Ranges | None:
    """The title: behind its caption, or behind the name, or on the lines below the name."""
    titled = next((part for part in below if part.role is Role.TITLE), None)
    if titled is not None:
        lower = [part for part in below if part.start > titled.start]
        return _continued(text, titled, lower)
    if inline is not None:
        first = without_its(text, *inline)
        after = next((part for part in rest if part.start >= inline[1]), None)
        if after is None:
            return (first,)
        printed = text[slice(*first)]
        joining = (
            _JOINING.search(text[slice(*inline)].rstrip())
            or _OPEN.search(printed)
            or _CONTINUES.match(after.text)
        )
        if after.gap and not joining:
            return (first,)
        goes_on = is_title(after.text) or joining
        return (first, *(_continued(text, after, rest) or ())) if goes_on else (first,)
    if not rest or not _begins_title(rest):
        return None
    return _continued(text, rest[0], rest)


def _beside(text: str, sign: Part, rest: Sequence[Part]) -> Ranges | None:
    """A title printed on the line of the signature itself."""
    beside = [part for part in rest if part.line == sign.line and is_title(part.text)]
    return (trimmed(text, beside[0].start, beside[0].end),) if beside else None


def _begins_title(rest: Sequence[Part]) -> bool:
    first = rest[0]
    if is_title(first.text):
        return True
    if is_company(first.text):
        return False
    broken = len(rest) > 1 and rest[1].gap == 0 and is_title(rest[1].text)
    return first.gap == 0 or (broken and not is_name(first.text))


def _continued(text: str, first: Part, rest: Sequence[Part]) -> Ranges | None:
    """A title with the lines that go on with it."""
    ranges = [without_its(text, first.start, first.end)]
    last = first
    for part in rest:
        if part.start <= last.start or (part.role is Role.DATE and part.line <= last.line + 1):
            continue
        if not (_beside_it(last, part) if part.line == last.line else _goes_on(last, part)):
            break
        ranges.append((part.start, part.end))
        last = part
    ranges[-1] = trimmed(text, *ranges[-1])
    return tuple(ranges) if ranges[0][0] < ranges[0][1] else None


def _beside_it(last: Part, part: Part) -> bool:
    """Whether the next words of a line whose words are spaced out belong to the same title."""
    spaced = part.start - last.end == _TWO_BLANKS and part.role is Role.TEXT
    return spaced and bool(_OPEN.search(last.text) or _JOINING.search(last.text))


def _goes_on(last: Part, part: Part) -> bool:
    """Whether a line goes on with the title of the line before."""
    if part.role not in (Role.TEXT, Role.REMARK):
        return False
    if _OFFICER_REMARK.match(part.text):
        return True
    if part.role is Role.REMARK:
        return False
    if _JOINING.search(last.text) or _CONTINUES.match(part.text):
        return True
    if _CHIEF.search(last.text) and _OFFICER.match(part.text):
        return True
    attached = part.gap == 0 and part.line == last.line + 1
    if _OPEN.search(last.text) and (attached or is_title(part.text)):
        return True
    if attached and part.column > last.column + 1 and _OF.search(last.text):
        return True
    words = is_title(part.text) or (part.text[:1].islower() and not is_company(part.text))
    return attached and words


def _unsigned(text: str, parts: Sequence[Part]) -> Signer:
    """A block without any mark of a signature: a name with a title below it."""
    texts = [part for part in parts if part.role is Role.TEXT]
    for one, two in pairwise(texts):
        person = is_name(one.text) and not is_company(one.text) and not is_title(one.text)
        if person and is_title(two.text):
            return (trimmed(text, one.start, one.end),), _continued(text, two, texts)
    return None, None
