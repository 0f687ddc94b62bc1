"""Text in a filing that speaks to a machine: orders to a model, its markup, answers for it.

Such words are data like any others and are left where they are. But no filing needs them, so a
value that stands among them is in doubt, and a person is told.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractor.text.view import View

_GAP = r"\s{1,9}"


@dataclass(frozen=True, slots=True)
class Saying:
    """A way of speaking to a machine: a pattern, and words without which it is nowhere.

    Of each group of `words`, in lower case, one must be in the text; a blank before or behind one
    stands for where white space, or the text, begins or ends. Most texts have not one of them,
    and to look for words takes a hundredth of what a pattern takes.
    """

    pattern: str
    words: tuple[tuple[str, ...], ...]


_KEY = r"(?-i:[a-z]{1,20}(?:_[a-z]{1,20}){1,4})"
"""Words joined as programs name things, which filings do not print: `report_date`."""

SAYINGS = (
    Saying(
        rf"\b(?:ignore|disregard|forget|override|bypass){_GAP}(?:[\w-]{{1,12}}{_GAP}){{0,4}}"
        r"(?:instructions?|prompts?|directions|guidelines)\b",
        (
            ("ignore", "disregard", "forget", "override", "bypass"),
            ("instruction", "prompt", "directions", "guidelines"),
        ),
    ),
    Saying(
        rf"\b(?:system|developer|hidden){_GAP}(?:prompt|message|instructions?|override|note{_GAP}to)\b",
        (
            ("system", "developer", "hidden"),
            ("prompt", "message", "instruction", "override", "note"),
        ),
    ),
    Saying(
        r"^[ ]{0,80}(?:system|assistant|developer)[ ]{0,3}:",
        (
            (" system", " assistant", " developer"),
            (" system:", " assistant:", " developer:", " :"),
        ),
    ),
    Saying(r"<[|｜][^\n<>]{1,40}[|｜]>", (("<|", "<｜"),)),
    Saying(
        r"</?(?:system|assistant|user|human|think|tool|invoke|parameter"
        rf"|{_KEY})(?:[ ][^\n<>]{{0,80}})?>|<</?SYS>>",
        (
            ("<",),
            (
                *("system", "assistant", "user", "human", "think", "tool", "invoke"),
                *("parameter", "sys>>", "_"),
            ),
        ),
    ),
    Saying(r"\[/?(?:INST|(?-i:[A-Z]{1,20}(?:_[A-Z]{1,20}){1,3}))\]", (("[",), ("inst]", "_"))),
    Saying(
        rf"^[ ]{{0,80}}[\"']?{_KEY}[\"']?[ ]{{0,3}}[:=|]|\|[ ]?{_KEY}[ ]?\|",
        (("_",), (":", "=", "|")),
    ),
    Saying(
        r"^[ ]{0,80}(?:human|bot|ai)[ ]{0,3}:[ ]",
        ((":",), ("human", "bot", "ai")),
    ),
    Saying(
        rf"\b(?:ignore|disregard|forget){_GAP}(?:everything|all|anything){_GAP}(?:\w{{1,12}}{_GAP}){{0,3}}"
        rf"(?:above|before|previous|preceding|so{_GAP}far)\b",
        (("ignore", "disregard", "forget"), ("above", "before", "previous", "preceding", "far")),
    ),
    Saying(
        rf"\b(?:if{_GAP}you{_GAP}are{_GAP}(?:an?{_GAP}|the{_GAP})?(?:ai|chat-?bot)"
        rf"|to{_GAP}(?:any|all|every){_GAP}(?:chat-?bot|gpt))s?\b",
        (("if", "to"), ("ai", "chat", "gpt")),
    ),
    Saying(
        rf"\bfor{_GAP}(?:all{_GAP})?(?:automated|machine){_GAP}(?:processing|reading|extraction)\b",
        (("for",), ("automated", "machine")),
    ),
    Saying(rf"\bexpected{_GAP}(?:output|answer)s?[ ]?:", (("expected",), ("output", "answer"))),
    Saying(r"#{2,4}[ ]?(?:instructions?|system|response|assistant|task)\b", (("##",),)),
    Saying(
        rf"\byou{_GAP}(?:are|must|should|will){_GAP}(?:now{_GAP}|only{_GAP})?(?:(?:an?|the){_GAP})?"
        rf"(?:[\w-]{{1,12}}{_GAP}){{0,2}}(?:ai|assistant|model|parser|extractor|answer|output)\b",
        (
            ("you",),
            ("are", "must", "should", "will"),
            (" ai", " assistant", " model", " parser", " extractor", " answer", " output"),
        ),
    ),
    Saying(
        rf"\b(?:as|dear|attention|note{_GAP}to){_GAP}(?:an?{_GAP}|the{_GAP}|any{_GAP}|all{_GAP})?"
        rf"(?:ai|llm|language{_GAP}model|automated{_GAP}\w{{1,12}})s?\b",
        ((" ai", " llm", " language", " automated"),),
    ),
    Saying(r"(?-i:</?text(?:-[a-z]{1,4})?>)", (("<text", "</text"),)),
    Saying(
        r"[\"“'](?-i:[a-z][a-z0-9_]{1,40})[\"”']\s{0,9}:\s{0,9}"
        r"(?:[\"“'\[{]|-?\d|(?:null|true|false)\b)",
        (('"', "“", "'"), (":",)),
    ),
    Saying(
        rf"\b(?:respond|reply|answer|output|return){_GAP}(?:only{_GAP})?(?:with|in|as|using){_GAP}"
        rf"(?:the{_GAP}|this{_GAP}|following{_GAP}){{0,2}}(?:json|value|date|amount|name|text)\b",
        (
            ("respond", "reply", "answer", "output", "return"),
            ("json", "value", "date", "amount", "name", "text"),
        ),
    ),
    Saying(
        rf"\b(?:extract|quote|report|give|use){_GAP}(?:only{_GAP})?(?:the{_GAP}|this{_GAP}|following"
        rf"{_GAP}){{1,3}}(?:[\w-]{{1,12}}{_GAP}){{0,3}}(?:instead|as{_GAP}the{_GAP}answer)\b",
        (("extract", "quote", "report", "give", "use"), ("instead", "answer")),
    ),
    Saying(
        r"\bignor(?:ez|iere|ieren|a|ar|e|are|i)\s{1,9}(?:\w{1,12}\s{1,9}){0,4}(?:instru[ck]\w{2,9}"
        r"|istruzioni|anweisung\w{0,4}|consignes)",
        (("ignor",), ("instru", "istruzioni", "anweisung", "consignes")),
    ),
    Saying(
        rf"\b(?:negeer{_GAP}alle|zignoruj{_GAP}wszystkie|esque[cç]a{_GAP}(?:as|todas)"
        rf"|dimentica{_GAP}(?:tutt\w|quello)|önceki{_GAP}tüm{_GAP}talimatlar\w{{1,3}})\b",
        (("negeer", "zignoruj", "esque", "dimentica", "önceki"),),
    ),
    Saying(
        r"忽略.{0,12}(?:指令|指示|说明|說明)|(?:指示|命令|文章|文).{0,8}無視|(?:지시|명령).{0,6}무시"
        r"|تجاهل.{0,12}(?:التعليمات|الأوامر)",
        (("忽略", "無視", "무시", "تجاهل"),),
    ),
    Saying(r"игнорир\w{1,6}\s{1,9}(?:\w{1,14}\s{1,9}){0,3}(?:инструкц|указани)", (("игнорир",),)),
)
# What the engine takes for a letter of small print besides its capital.
_SMALL = str.maketrans("İıſKᲂ", "iiskо")
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{48,400}={0,2}(?![A-Za-z0-9+/=])")
_SHORTEST_ENCODED = 48
# Letters of other alphabets that look like Latin ones. One for one, so that offsets stay.
_OF_ALPHABETS = str.maketrans(
    "аеорсухіјѕԁһӏԛԝкмтвнАЕОРСУХІЈЅВНКМТαορνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlqwkmtbhAEOPCYXIJSBHKMTaopvikTuABEZHIKMNOPTYX",
)
# Letters in print of their own (wide, bold, script) stand for the plain ones.
_PLAIN_LETTERS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0xFF01, 0xFF5F), (0x1D400, 0x1D6A4))
    for code in range(first, last)
}
_LOOKALIKE = _OF_ALPHABETS | {
    code: ord(plain) for code, plain in _PLAIN_LETTERS.items() if len(plain) == 1
}
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_FEWEST_UNSEEN = 3
_FARTHEST = 600
_SHOWN = 60


@lru_cache(maxsize=2)
def addressed(text: str) -> tuple[tuple[int, int], ...]:
    """The paragraphs of a reading view's text that speak to a machine, in order, as ranges.

    A paragraph ends at a blank line, and where it is long some lines from the words.
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(_places(text)):
        low, high = _paragraph(text, start, end)
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return tuple(found)


def warnings_of(view: View, text: str) -> tuple[str, ...]:
    """Sentences for people: where a document speaks to a machine, and what in it is not seen."""
    found: list[str] = []
    places = addressed(view.text)
    if places:
        first = next(_places_in(view.text, places[0]))
        shown = " ".join(view.text[first : first + _SHOWN].split())
        more = f" ({len(places)} places)" if len(places) > 1 else ""
        found.append(
            f"The text speaks to a machine: “{shown}…”{more}. No value that stands there is "
            "accepted."
        )
    unseen = 0 if text.isascii() else len(_UNSEEN.findall(text))
    if unseen >= _FEWEST_UNSEEN:
        found.append(f"The text holds {unseen} characters that are not seen or turn its direction.")
    return tuple(found)


def _places_in(text: str, paragraph: tuple[int, int]) -> Iterator[int]:
    yield from (paragraph[0] + start for start, _ in _places(text[slice(*paragraph)]))
    yield paragraph[0]


def _places(text: str) -> Iterator[tuple[int, int]]:
    words = _words(text)
    yield from _said(text, words)
    latin = text.translate(_LOOKALIKE)
    if latin != text:
        yield from _said(latin, _words(latin))
    if any(len(each) >= _SHORTEST_ENCODED and _ENCODED.search(each) for each in words):
        for match in _ENCODED.finditer(text):
            decoded = _decoded(match.group())
            if next(_said(decoded, _words(decoded)), None) is not None:
                yield match.span()


def _words(text: str) -> frozenset[str]:
    """The different words of a text, in lower case: what white space parts."""
    small = text if text.isascii() else text.translate(_SMALL)
    return frozenset(small.lower().split())


def _said(text: str, words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a text, with its words, says something that is said to machines."""
    known = f" {' '.join(words)} "
    sayings = tuple(
        each
        for each in SAYINGS
        if all(any(word in known for word in group) for group in each.words)
    )
    if sayings:
        yield from (match.span() for match in _pattern(sayings).finditer(text))


@lru_cache(maxsize=64)
def _pattern(sayings: tuple[Saying, ...]) -> re.Pattern[str]:
    return re.compile("|".join(each.pattern for each in sayings), re.IGNORECASE | re.MULTILINE)


def _decoded(encoded: str) -> str:
    whole = encoded.rstrip("=")
    try:
        return base64.b64decode(whole[: len(whole) // 4 * 4]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(0, start - _FARTHEST, text.rfind("\n\n", max(0, start - _FARTHEST), start))
    stop = text.find("\n\n", end, end + _FARTHEST)
    return low, stop if stop >= 0 else min(len(text), end + _FARTHEST)
