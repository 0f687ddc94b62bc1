"""Who comes and goes: changes among officers and directors under Item 5.02 of a Form 8-K."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from extractor.forms.kit import Cue, Form, FoundRows, Hit, Near, Reads, Rows, Synonyms, items

PROMPTS = Path(__file__).parent / "prompts"

EVENTS = {
    "appointed": ("appointed", "elected", "named", "promoted", "hired"),
    "resigned": ("resigned", "resign", "resignation", "stepped down"),
    "retired": ("retired", "retire", "retirement"),
    "removed": ("terminated", "removed", "dismissed"),
    "died": ("died", "passed away"),
}


class Change(BaseModel):
    """One person who comes to a position or leaves it."""

    name: Annotated[
        str,
        Reads("name", max_length=60),
        Near(r"\b(?:appoint|elect|named|promot|hired|resign|stepp|retire|terminat|remov|dismiss|"
             r"died|passed)", before=12, after=3),
    ] = Field(description="the person's name, without Mr. or Ms.")  # fmt: skip
    position: str = Field(description="the position that is taken or left")
    event: Annotated[
        Literal["appointed", "resigned", "retired", "removed", "died"],
        Synonyms(EVENTS),
        Near(r"\b(?:officer|director|president|chairman|board|treasurer|secretary|counsel)",
             before=8, after=8),
    ] = Field(description="the word that says what happened")  # fmt: skip
    effective: Annotated[date | None, Near("effective", before=8, after=1)] = Field(
        None, description="the date from which the change is effective"
    )
    reason: Annotated[
        str | None, Reads(max_length=200), Near("resign|retire|left|stepp|terminat", 8, 3)
    ] = Field(None, description="why the person leaves, in the words of the text")


class OfficerChanges(BaseModel):
    """Changes among officers and directors (Form 8-K, Item 5.02)."""

    changes: Annotated[
        list[Change],
        Rows(key=("name",), most=20),
        Cue(r"\b(?:appoint|elect|named|promot|hired|resign|stepped|retire|terminat|remov|died)"),
    ] = Field([], description="each person who comes to a position or leaves it")


_NAME = r"[A-Z][a-z]+(?: [A-Z]\.)?(?:[ \n]{1,9}[A-Z][a-z]+(?:-[A-Z][a-z]+)?)"
_RANK = r"(?:Senior |Executive |First )?"
_POSITION = (
    r"(?:(?:Interim )?(?:Chief\s{1,9}\w{1,20}\s{1,9}Officer"
    rf"|{_RANK}Vice President(?: of \w{{1,20}})?|President|General Counsel|Treasurer|Controller"
    r"|Secretary|Chairman of the\s{1,9}Board|member of the Board of Directors|[Dd]irector)"
    r"(?: and (?:Secretary|Treasurer|President|Chief\s\w{1,20}\sOfficer))?)"
)
_DATE = r"[A-Z][a-z]{2,8}\s{1,9}\d{1,2},\s{1,9}\d{4}"
NAME = re.compile(rf"\b{_NAME}\b")
POSITION = re.compile(rf"\b{_POSITION}")
EFFECTIVE = re.compile(rf"[Ee]ffective(?:\s{{1,9}}(?:as of|on))?\s{{1,9}}(?P<date>{_DATE})")
EVENT = re.compile(
    r"\b(?:appointed|elected|resigned|will\s{1,9}resign|retired|decision\s{1,9}to\s{1,9}retire"
    r"|terminated|died)\b"
)
WORD = re.compile("|".join(each for words in EVENTS.values() for each in words))
REASON = re.compile(
    r"\b(?:to\s{1,9}(?:pursue|accept|join|spend)\s[^.,;]{3,80}|for\s{1,9}personal\s{1,9}reasons"
    r"|for\s{1,9}reasons\s{1,9}of\s{1,9}\w{3,20})"
)
SENTENCE = re.compile(
    r"(?:[^.]|\.(?!\s{1,9}[A-Z(]|\s{0,40}\Z)|(?<=\s[A-Z])\.|(?<=\b(?:Inc|Ltd))\.|(?<=\bCorp)\."
    r"|(?<=\b(?:Mr|Ms|Dr|Jr))\.){20,1500}"
)
LINE = re.compile(
    rf"^(?P<name>{_NAME}) {{2,}}(?P<position>\S[^\n]{{1,60}}?) {{2,}}(?P<event>[a-z]{{4,12}})"
    rf" {{2,}}(?P<effective>{_DATE})$",
    re.MULTILINE,
)
OTHERS = re.compile(
    r"\b(?:Board|Chief|Company|Corp|Committee|Directors?|Effective|Exhibit|Executive|General|Group"
    r"|Holdings|Inc|Item|Officers?|President|Principal|Senior|Vice|Financial|Certain)\b"
)
"""Words with capitals that are in no person's name."""
COMPANY = re.compile(
    r"(?:[ \n,]{1,9}[A-Z][\w&-]{0,20}){0,3}[ \n,]{1,9}(?:Inc|Corp|Corporation|Company|Co|LLC|Ltd)\b"
)
"""What follows the first words of a company's name."""


def changes(text: str) -> FoundRows:
    """The changes that a table or the sentences of an Item 5.02 report."""
    table = tuple(_cells(row) for row in LINE.finditer(text))
    if table:
        return FoundRows(table, accounted=True)
    return FoundRows(tuple(_told(text)))


def _cells(row: re.Match[str]) -> dict[str, Hit]:
    return {name: Hit(*row.span(name)) for name in ("name", "position", "event", "effective")}


def _told(text: str) -> Iterator[dict[str, Hit]]:
    """One change for each sentence that names an event and a person behind or before it."""
    title = re.search(r"\n\s*\n", text)
    for sentence in SENTENCE.finditer(text, title.end() if title else 0):
        event = EVENT.search(text, *sentence.span())
        person = event and _person(text, sentence.span(), event)
        if event is None or person is None:
            continue
        word = WORD.search(text, *event.span())
        row = {"name": person, "event": Hit(*(word or event).span())}
        begin = min(person.end, event.end())
        position = POSITION.search(text, begin, sentence.end())
        effective = EFFECTIVE.search(text, *sentence.span())
        reason = REASON.search(text, event.end(), sentence.end())
        if position:
            row["position"] = Hit(*position.span())
        if effective:
            row["effective"] = Hit(*effective.span("date"))
        if reason:
            row["reason"] = Hit(*reason.span())
        yield row


def _person(text: str, sentence: tuple[int, int], event: re.Match[str]) -> Hit | None:
    """Behind a word for coming the next person, before a word for leaving the last one."""
    found = [
        Hit(*name.span())
        for name in NAME.finditer(text, *sentence)
        if not OTHERS.search(name.group()) and not COMPANY.match(text, name.end())
    ]
    before = [each for each in found if each.end <= event.start()]
    behind = [each for each in found if each.start >= event.end()]
    if event.group() in ("appointed", "elected"):
        return behind[0] if behind else None
    return before[-1] if before else None


FORM = Form.from_schema(
    OfficerChanges,
    name="officer-changes",
    sections=items("5.02"),
    baselines={"changes": changes},
    prompts={"changes": (PROMPTS / "changes.txt").read_text(encoding="utf-8")},
    version="1",
)
