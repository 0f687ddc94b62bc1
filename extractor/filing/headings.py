"""Item headings of Form 8-K: which lines are headings of the body, and which only look so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.filing.layout import Line

TITLES: Mapping[str, str] = {
    "1": r"changes?\W+(?:in|of)\W+control",
    "2": r"(?:completion\W+of\W+)?(?:the\W+)?acquisitions?\W+(?:or|and|of)",
    "3": r"bankruptcy",
    "4": r"changes?\W+in\W+(?:the\W+)?(?:registrant|company|independent|certifying|accountant)",
    "5": r"other\W+(?:material\w*\W+)?(?:important\W+)?(?:event|matter|information|item)",
    "6": r"resignations?\b",
    "7": r"(?:consolidated\W+)?(?:financial\W+(?:statement|information)|exhibits?\b|pro\W+forma)",
    "8": r"changes?\W+in\W+(?:the\W+)?fiscal",
    "9": r"(?:regulation\W+fd|sales?\W+of\W+equity|disclosure)",
    "10": r"amendments?\b",
    "11": r"temporary\b",
    "12": r"(?:results\W+of|disclosure\W+of\W+results|financial\W+results)",
    "1.01": r"entry\W+into",
    "1.02": r"termination\b",
    "1.03": r"bankruptcy",
    "1.04": r"mine\W+safety",
    "1.05": r"material\W+cybersecurity",
    "2.01": r"(?:completion|acquisition)\b",
    "2.02": r"(?:disclosure\W+of\W+)?results\b",
    "2.03": r"creation\b",
    "2.04": r"triggering\b",
    "2.05": r"costs?\W+associated",
    "2.06": r"material\W+impairment",
    "3.01": r"notice\b",
    "3.02": r"(?:unregistered|recent)\W+sales?",
    "3.03": r"material\W+modification",
    "4.01": r"changes?\W+in\W+(?:the\W+)?(?:registrant|company|certifying|independent)",
    "4.02": r"non\W?reliance",
    "5.01": r"changes?\W+in\W+control",
    "5.02": r"(?:departures?|election|appointment|compensatory|resignation)\b",
    "5.03": r"(?:amendments?|changes?\W+in)\b",
    "5.04": r"temporary\b",
    "5.05": r"amendments?\b",
    "5.06": r"changes?\W+in\W+shell",
    "5.07": r"submission\b",
    "5.08": r"(?:share|stock)holder",
    "6.01": r"abs\b",
    "6.02": r"change\W+of\W+(?:servicer|trustee)",
    "6.03": r"change\W+in\W+credit",
    "6.04": r"failure\b",
    "6.05": r"securities\W+act",
    "6.06": r"static\b",
    "7.01": r"(?:regulation\W+fd|disclosure)",
    "8.01": r"other\W+(?:event|matter|information|item)",
    "9.01": r"(?:financial\W+(?:statement|information)|exhibits?\b|pro\W+forma)",
}
"""For each item how its title begins, in the wordings that filers use."""

_TITLE = re.compile("|".join(dict.fromkeys(TITLES.values())), re.IGNORECASE)
_ITEM = re.compile(
    r"[\s•·*(\[\-–—]{0,6}items?[\s\u00a0]{0,60}(?:no\.?\s{0,4}|number\s|[-–—:#]\s{0,4})?"
    r"(?P<number>\d{1,2}(?:\s?\.\d{1,2}(?!\d))?)(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{2})?)")
_SUB = re.compile(r"(?:\s{0,2}(?:and|&|,)?\s{0,2}\((?:[a-z]|[ivx]{1,4}|\d)\)){1,8}", re.IGNORECASE)
_JOINT = re.compile(r"[\s.:;,\-–—*|]{0,80}")
_MORE = re.compile(
    r"\s{0,40}(?:,?\s{0,4}(?:and|&)\s|,|;\s{0,4}and\s|;|/)\s{0,40}(?:items?\s{0,4})?"
    r"(?P<number>\d{1,2}(?:\.\d{2})?)(?![\d(])",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"(?:[;,.]\s{1,4}(?:(?:and|&)\s{1,4})?|\s(?:and|&)\s{1,4})"
    r"(?P<heading>item\s{1,4}(?P<number>\d{1,2}(?:\.\d{2})?)[\s.:–—-]{1,12})",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset("a an and at by for from in its of on or the to with".split())
_RANGE_FOLLOWS = re.compile(r"(?:through|thru|to)\s{1,8}(?:items?\s)?\d", re.IGNORECASE)
_NONE_FOLLOWS = re.compile(r"(?:are\s)?(?:not\s+applicable|none|inapplicable|omitted)", re.I)
_BARE = re.compile(r"(?P<number>\d{1,2}(?:\.\d{2})?)[.):]?\s{1,20}[-–—]?\s{0,8}(?=[A-Z])")
_UNFINISHED = re.compile(
    r"(?:,|(?<![/&])\b(?:of|in|under|to|this|these|see|and|or|with|by|per|the|its|a|an|for|from|on|at|"
    r"pursuant|said|such|new|current))$",
    re.IGNORECASE,
)
_PROSE_WORDS = 9
_FEW_WORDS = 2
# The form has some forty items; a table of contents lists none twice.
_MOST_CONTENTS = 60
# A longer line is a paragraph of its own and not broken for width.
_LONGEST_WRAPPED = 160
_CONTENTS = re.compile(r"\W*(?:table\s+of\s+contents|contents|index)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """An item heading: `line` is the index of its line, `number` as the form writes it."""

    start: int
    line: int
    number: str


@dataclass(frozen=True, slots=True)
class HeadingParts:
    """Where in the text the number of a heading stands and where its title may begin."""

    number_start: int
    number_end: int
    title_start: int


def item_headings(text: str, lines: Sequence[Line]) -> list[Heading]:
    """Every line that reads like an item heading, tables of contents included, in order."""
    found = [each for index in range(len(lines)) for each in _at(text, lines, index)]
    if found:
        return _of_the_form(text, found)
    return [each for index in range(len(lines)) for each in _bare_at(lines, index)]


def _of_the_form(text: str, found: list[Heading]) -> list[Heading]:
    """The headings without those of a meeting's agenda: "Item 1 - Election of Directors".

    A report whose items have numbers as since 2004 has one of before only under its own title.
    """
    if not any("." in each.number for each in found):
        return found
    return [each for each in found if "." in each.number or _is_own_title(text, each)]


def _is_own_title(text: str, heading: Heading) -> bool:
    parts = heading_parts(text, heading.start)
    return parts is not None and _begins_title(text, parts.title_start, heading.number)


def _begins_title(text: str, start: int, number: str) -> bool:
    """Whether the title of the item of a number begins at a place."""
    title = TITLES.get(number)
    return title is not None and re.compile(title, re.IGNORECASE).match(text, start) is not None


def without_contents(headings: list[Heading], lines: Sequence[Line]) -> list[Heading]:
    """The headings of the body: those of a table of contents that are repeated later are gone."""
    for size in range(1, min(len(headings), _MOST_CONTENTS)):
        contents, body = headings[:size], headings[size:]
        if body[0].number != contents[0].number:
            continue
        listed = {each.number for each in contents}
        bare = not any(_prose_between(lines, one.line, two.line) for one, two in pairwise(contents))
        announced = size > 1 or _announced(lines, contents[0].line)
        if bare and announced and listed <= {each.number for each in body}:
            return body
    return headings


def heading_parts(text: str, start: int) -> HeadingParts | None:
    """The parts of the heading at `start`, with or without the word Item; None without number."""
    match = _ITEM.match(text, start) or _NUMBER.match(text, start)
    if match is None:
        return None
    end = _numbers(text, match)[1]
    joint = _JOINT.match(text, end)
    return HeadingParts(match.start("number"), match.end("number"), joint.end() if joint else end)


def contents_line(lines: Sequence[Line], before: int) -> int | None:
    """The index of the line that announces a table of contents above the line `before`."""
    for index in range(before - 1, max(-1, before - 12), -1):
        if _CONTENTS.fullmatch(lines[index].text):
            return index
    return None


def is_item_number(number: str) -> bool:
    """Whether the form has, or once had, an item of that number."""
    return number in TITLES or bool(re.fullmatch(r"[1-9]\.[01]?\d", number))


def _at(text: str, lines: Sequence[Line], index: int) -> list[Heading]:
    line = lines[index]
    if line.text[:1].isalpha() and line.text[:1] not in "Ii":
        return []
    match = _ITEM.match(text, line.start)
    if match is None or not is_item_number(_plain(match["number"])):
        return []
    others, end = _numbers(text, match)
    if not _reads_as_heading(text, lines, index, end, several=bool(others)):
        return []
    first = Heading(line.start, index, _plain(match["number"]))
    joined = [Heading(each.start("number"), index, each["number"]) for each in others]
    return [first, *joined, *_behind_title(text, line, index, end)]


def _behind_title(text: str, line: Line, index: int, start: int) -> list[Heading]:
    """A further heading behind the title of the first: "…; and Item 3.02 Unregistered Sales"."""
    joint = _JOINT.match(text, start, line.end)
    begin = joint.end() if joint else start
    found = _FURTHER.search(text, begin, min(line.end, begin + _LONGEST_WRAPPED))
    if found is None or not _TITLE.match(text, begin) or ". " in text[begin : found.start() + 1]:
        return []
    if not _begins_title(text, found.end(), found["number"]):
        return []
    return [Heading(found.start("heading"), index, found["number"])]


def _numbers(text: str, match: re.Match[str]) -> tuple[list[re.Match[str]], int]:
    """Further numbers of the same heading ("Items 2.02 and 7.01") and where the last one ends."""
    others: list[re.Match[str]] = []
    end = match.end()
    sub = _SUB.match(text, end)
    end = sub.end() if sub else end
    while (more := _MORE.match(text, end)) and len(others) < len(TITLES):
        if not is_item_number(more["number"]):
            break
        others.append(more)
        sub = _SUB.match(text, more.end())
        end = sub.end() if sub else more.end()
    return others, end


def _reads_as_heading(
    text: str, lines: Sequence[Line], index: int, end: int, *, several: bool
) -> bool:
    line = lines[index]
    joint = _JOINT.match(text, end)
    begin = joint.end() if joint else end
    rest = text[begin : max(begin, line.end)] if begin < line.end else ""
    if not rest:
        following = next((each for each in lines[index + 1 : index + 3] if each.end > end), None)
        rest = following.text if following else ""
        if _runs_on(lines, index):
            return bool(_TITLE.match(rest)) and _is_set_off(lines[index - 1], text[end:begin])
        return not rest[:1].islower() and not (several and _NONE_FOLLOWS.match(rest))
    if rest[:1].islower() or rest[:1] in ')]”’"' or (rest[:1].isdigit() and text[end] in "-–—"):
        return False
    if _RANGE_FOLLOWS.match(rest) or (several and _NONE_FOLLOWS.match(rest)):
        return False
    if _TITLE.match(_with_next(rest, lines, index)):
        if not _runs_on(lines, index) or _is_set_off(lines[index - 1], text[end:begin]):
            return True
        return " " in rest and is_titled(rest) and _UNFINISHED.search(lines[index - 1].text) is None
    return line.apart or index == 0 or not _is_prose(lines[index - 1])


def _with_next(rest: str, lines: Sequence[Line], index: int) -> str:
    """A title of few words with the line on which it may go on."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or following.apart or len(rest.split()) > _FEW_WORDS:
        return rest
    return f"{rest} {following.text}"


def _bare_at(lines: Sequence[Line], index: int) -> list[Heading]:
    line = lines[index]
    match = _BARE.match(line.text)
    if match is None or match["number"] not in TITLES or _runs_on(lines, index):
        return []
    known = re.compile(TITLES[match["number"]], re.IGNORECASE)
    if not known.match(line.text, match.end()):
        return []
    return [Heading(line.start, index, match["number"])]


def _runs_on(lines: Sequence[Line], index: int) -> bool:
    """Whether the line only goes on with the sentence of the line before."""
    if index == 0 or lines[index].apart:
        return False
    before = lines[index - 1].text
    heading = _ITEM.match(before)
    if len(before) > _LONGEST_WRAPPED or (heading and _TITLE.search(before, heading.end())):
        return False
    if index > 1 and _TITLE.match(before) and _ITEM.match(lines[index - 2].text):
        return False
    if _UNFINISHED.search(before):
        return True
    return _is_prose(lines[index - 1]) and before[-1].isalnum()


def _is_set_off(before: Line, joint: str) -> bool:
    """Whether a full stop or a wide gap before the title makes up for a missing blank line."""
    return _UNFINISHED.search(before.text) is None and ("." in joint or len(joint) > 1)


def is_titled(text: str) -> bool:
    """Whether a text is written as titles are: words but small ones in capitals, no sentence ends
    before the last of them."""
    words = text.split()
    ends = any(word.endswith(".") for word in words[:-1])
    return not ends and all(word[:1].isupper() or word in _SMALL_WORDS for word in words)


def _is_prose(line: Line) -> bool:
    words = line.text.split()
    small = sum(1 for word in words if word[:1].islower())
    return len(words) >= _PROSE_WORDS and small * 2 >= len(words)


def _prose_between(lines: Sequence[Line], first: int, second: int) -> bool:
    return any(_is_prose(line) for line in lines[first + 1 : second])


def _announced(lines: Sequence[Line], index: int) -> bool:
    return contents_line(lines, index) is not None


def _plain(number: str) -> str:
    return "".join(number.split())
