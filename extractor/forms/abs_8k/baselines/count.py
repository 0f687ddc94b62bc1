"""The number of classes that the text announces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.forms.abs_8k.baselines.prose import DATE, Place, Prose
from extractor.forms.base import Range
from extractor.values.grammar import Unreadable
from extractor.values.integer import INTEGER

_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[-\s](?:{_ONES}))?|{_ONES}|ten"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|[0-9]{1,3})"
)
# The initials first: most words are no number, and fail there at once.
_COUNT = re.compile(
    rf"(?<![\w$.,/-])(?=[0-9efnost])(?P<count>{_NUMBER}(?:\s*\(\s?[0-9]{{1,3}}\s?\))?)\s+"
    r"(?:(?:separate|different|distinct)\s+)?(?P<noun>class(?:es)?)\b(?![-/])",
    re.IGNORECASE,
)
_SECURITIES = re.compile(
    r"\b(?:certificates|notes|bonds|securities|series|trust|obligations)\b", re.IGNORECASE
)
_OF = re.compile(r"\s+(?:of|in)\b", re.IGNORECASE)
# What a class is of: a few words of a title, and a noun for securities.
_OF_SECURITIES = re.compile(
    r"\s+(?:of|in)\s+(?P<which>[^.;:()$]{0,100}?)\b(?:certificates|notes|bonds|securities)\b",
    re.IGNORECASE,
)
_OTHER_THINGS = re.compile(r"\b(?:stock|shares|equity|interests?|loans|assets)\b", re.IGNORECASE)
_STOCK = re.compile(r"\b(?:stock|shares|employees|directors)\b", re.IGNORECASE)
# Wordings for a part of the securities only; "Senior/Subordinate" is the title of a whole series.
_PART = (
    r"(?:(?<![/-])\b(?:senior|subordinated?|mezzanine)\b(?![/-])|\boffered\b|\bresidual\b|\bother\b"
    r"|\bremaining\b|\badditional\b|\b(?:public|private)ly\b|\bregistered\b|\bunderwritten\b"
    r"|\bclass\s+[A-Z0-9]|\bgroup\s+[A-Z0-9])"
)
_OF_PART = re.compile(_PART, re.IGNORECASE)
_PART_SUBJECT = re.compile(
    rf"{_PART}[-\w]{{0,6}}\s+(?:certificates|notes|bonds|securities)\b[^.;]{{0,40}}$", re.IGNORECASE
)
_NOT_A_WHOLE = re.compile(
    r"(?:\bclass|\bgroup|\bpool|\btier|\brule|\bitem|\bsection|\bseries|\bno\.|\bhundred|\band|\bor"
    r"|\bto|\bleast|\bmore|\bthan|\bup|\bother|\bremaining|\badditional|\bfirst|\blast|\beach\s+of"
    r"(?:\s+the)?|\b(?:any|some|either|neither|none|both|all\s+but|except)(?:\s+of)?(?:\s+the)?)"
    r"\s+$",
    re.IGNORECASE,
)
# The words by which a text says what a whole consists of.
_ANNOUNCES = re.compile(
    r"(?:\b(?:consists?|consisting|compris(?:es?|ing|ed)|composed|divided|issued?|issues|issuing"
    r"|issuance|made\s+up|represented|evidenced|created|designated)\b[\s,]*(?:and\s+sold\s+)?"
    rf"(?:on\s+{DATE},?\s+)?"
    r"(?:(?:of|in|into|as|by|a\s+total\s+of|initially|on\s+that\s+date)\s+){0,3}"
    r"(?:the\s+following\s+)?"
    r"|\b(?:is|are|was|were|be|being|has|have|having|had|with)\s+(?:in\s+|of\s+)?(?:the\s+following\s+)?"
    r"|\b(?:certificates|notes|bonds|securities)[\"”)]{0,2},?\s+(?:in|of)\s+(?:the\s+following\s+)?"
    r"|[\"”)]\s*,\s+in\s+|\ba\s+total\s+of\s+|\bthe\s+following\s+)$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:^\s*|[.;:]\s+|\b(?:the|its|these|those)\s+)$", re.IGNORECASE)
_IN = re.compile(
    r"\b(?!(?:interests?|invested|investment|sold|offered|placed|changes?|holders?)\b)[a-z]+\s+in\s+$",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"\bof\s+which\s+$", re.IGNORECASE)
_EXIST = re.compile(r"\s+(?:exist|were\s+(?:issued|created)|are\s+outstanding)\b", re.IGNORECASE)
# What is done with some classes, and not with others.
_DONE_WITH_PART = re.compile(
    r"\b(?:sold|offered|bought|purchased|underwritten|placed|taken|retained|kept|held|registered"
    r"|rated|insured)\b",
    re.IGNORECASE,
)
_TABLE_FOLLOWS = re.compile(
    r"\b(?:below|following|follows|set\s+(?:forth|out)|listed|described|these|table)\b|:",
    re.IGNORECASE,
)
_ADDEND = re.compile(rf"[^.;:]{{0,160}}?\band\s+{_NUMBER}\s+class(?:es)?\b", re.IGNORECASE)
_LOOK_BACK = 160
_LOOK_AHEAD = 300
_CONTEXT = 600


@dataclass(frozen=True)
class _Announced:
    """A number of classes, the place of it, and whether the text says that it is the whole."""

    number: int
    place: Place
    whole: bool


def class_count(prose: Prose) -> Place | None:
    """Where the number of all classes is announced; None where the text leaves it open.

    Several numbers leave it open, unless the largest is the sum of the others: "eight classes,
    of which five ... and three ...". Numbers of parts are never added up.
    """
    announced = list(_announcements(prose))
    wholes = [each for each in announced if each.whole]
    return _settled(wholes or announced, announced)


def _settled(candidates: Sequence[_Announced], announced: Sequence[_Announced]) -> Place | None:
    largest = max(candidates, key=lambda each: each.number, default=None)
    if largest is None:
        return None
    others = [each.number for each in candidates if each.number != largest.number]
    if others and sum(others) != largest.number:
        return None
    if any(each.number > largest.number for each in announced):
        return None
    return next(each.place for each in candidates if each.number == largest.number)


def _announcements(prose: Prose) -> Iterator[_Announced]:
    for found in _COUNT.finditer(prose.text, *prose.body):
        number = _number(found)
        start, end = prose.sentence(found.start())
        start = max(start, found.start() - _LOOK_BACK)
        end = min(end, found.end() + _LOOK_AHEAD)
        before = prose.text[start : found.start()]
        if (
            number is None
            or _NOT_A_WHOLE.search(before)
            or _ADDEND.match(prose.text, found.end(), end)
        ):
            continue
        if not _of_securities(prose, found, (start, end)):
            continue
        place = found.span("count"), found.span()
        announcing = _ANNOUNCES.search(before)
        if announcing is not None:
            if not _PART_SUBJECT.search(before[: announcing.start()]):
                yield _Announced(number, place, True)
        elif number > 1 and _is_told_of_all(prose, found, before, end):
            yield _Announced(number, place, False)


def _number(found: re.Match[str]) -> int | None:
    try:
        number = INTEGER.parse(found["count"])
    except Unreadable:
        return None
    singular = found["noun"].lower() == "class"
    return number if number and singular == (number == 1) else None


def _of_securities(prose: Prose, found: re.Match[str], sentence: Range) -> bool:
    """Whether the classes are of all securities, not of a part of them nor of anything else."""
    start, end = sentence
    if _OF.match(prose.text, found.end(), end):
        named = _OF_SECURITIES.match(prose.text, found.end(), end)
        if named is None:
            return False
        return not (_OF_PART.search(named["which"]) or _OTHER_THINGS.search(named["which"]))
    if _STOCK.search(prose.text, start, end):
        return False
    return _SECURITIES.search(prose.text, max(prose.body[0], start - _CONTEXT), end) is not None


def _is_told_of_all(prose: Prose, found: re.Match[str], before: str, end: int) -> bool:
    """Whether a number that no verb announces is said of all classes, in passing."""
    if _OF_WHICH.search(before):
        return _EXIST.match(prose.text, found.end(), end) is not None
    near = min(end, found.end() + 120)
    if _DONE_WITH_PART.search(prose.text, found.end(), near):
        return False
    if _IN.search(before):
        return True
    if not _OPENS.search(before):
        return False
    if _OF_SECURITIES.match(prose.text, found.end(), end):
        return True
    return _TABLE_FOLLOWS.search(prose.text, found.end(), near) is not None
