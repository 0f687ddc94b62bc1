"""Who holds a role: the names before the words that give it."""

import re
from collections.abc import Iterator, Sequence

from extractor.forms.abs_8k.baselines.names import (
    is_company,
    is_end_of_name,
    is_generic,
    is_place,
    is_supposed,
    name_after,
    name_before,
)
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.roles import ROLE
from extractor.forms.base import Range
from extractor.forms.form_8k.baselines.captions import read_cover
from extractor.forms.form_8k.baselines.registrant import read_registrant

_ONE_ROLE = re.compile(ROLE, re.IGNORECASE)
_VERB = re.compile(
    r"(?:,?\s+(?:each(?:\s+of\s+(?:which|whom|them))?|acting|solely|which|who|also|in\s+each\s+case"
    r"|not\s+(?:individually|in\s+its\s+(?:individual|own)\s+capacity)(?:,?\s+but)?"
    r"|in\s+its\s+(?:[a-z]+\s+)?capacit(?:y|ies)|has\s+agreed|has\s+been\s+(?:appointed|named|designated)"
    r"|(?:(?:will|shall)\s+)?(?:is\s+|are\s+|was\s+|were\s+)?"
    r"(?:acts?|acted|acting|serves?|served|serving)))+\s*,?\s*$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*(?P<inside>\([^()]{1,160}\))\s*,?\s*$")
_OPEN = re.compile(r"\s*\(\s*$")
_DESCRIBED = re.compile(
    r",?\s+an?\s+[A-Za-z ,\n]{2,60}?(?:corporation|company|partnership|association|bank|trust)"
    r"\s*,?\s*$"
)
_RELATED = re.compile(
    r",\s+(?:(?:an?|the)\s+[a-z][a-z\s-]{2,60}?\s+of|(?:as\s+)?successor\s[a-z\s-]{0,30}?to"
    r"|formerly(?:\s+known\s+as)?|[fd]/[kb]/a)\s+[A-Z][^;:()]{2,80}?,\s*$"
)
_ALIAS = re.compile(r"\(\s?(?:[a-z, ]{0,40}?)(?=[\"“])(?P<quoted>[^()]{3,160})\)")
_QUOTED = re.compile(r"[\"“]\s?([A-Z][^\"“”()\n]{0,40}?)\s?[\"”]")
_SEVERAL = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+)$")
_PREPOSITION = re.compile(r"(?<!\w)(?P<word>to|from|by|through)\s+$")
_COORDINATED = re.compile(r",?\s+and\s[^.;:]{0,100}$")
_FIRST_PARTNER = re.compile(r"(?<!\w)(?:to|from|by|through)\s+(?P<word>[A-Z][a-z]+),\s+$")
_BEGINS = re.compile(r"(?<!\bSt)(?<!\bNo)(?<!\b[A-Z])[.;]\s+(?=[A-Z])|\n[ \t]*+\n\s*+")
_BRACKETS = re.compile(r"\s*\([^()]{1,80}\)")
_UNNAMED = re.compile(
    r"\s(?:Class(?:es)?\s+[0-9A-Z-]{1,8}(?![\w-])|(?:Certificates?|Notes?|Bonds?)\b|[^A-Z.;]){0,160}+$"
)
_OF_A_THING = re.compile(r"(?:certificates?|notes?|bonds?|securities|series|agreement)\b")
_COMPANY = re.compile(r"\b(?:Inc|Corp|Corporation|Company|L\.?L\.?C|L\.P|Bank|Trust)\b")
_LEAVES = re.compile(r"\b(?:replac|remov|resign|terminat|succe|former|not\b|other\s+than)")
_ENDS: dict[re.Pattern[str], tuple[str, ...]] = {
    _OPEN: ("(",),
    _VERB: (
        *("each", "which", "who", "whom", "them", "also", "solely", "case", "individually"),
        *("capacity", "capacities", "but", "agreed", "appointed", "named", "designated"),
        *("act", "acts", "acted", "acting", "serve", "serves", "served", "serving"),
    ),
    _BRACKET: (")",),
    _RELATED: (",",),
    _DESCRIBED: ("corporation", "company", "partnership", "association", "bank", "trust"),
}
"""How these end, but for white space and a comma: in most places that says that none matches."""
_TAIL = 400
_BACK = 260


class Holders:
    """Finds the holders of roles in a prose, with the short names that it defines."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._text = prose.text
        self._aliases = dict(self._defined())

    def before(
        self, position: int, floor: int, *, several: bool, term: bool
    ) -> tuple[list[Range], bool]:
        """The names of those whom words at a position give a role, and whether they are all.

        A term in brackets names somebody also where the sentence only says when something was.

        Where no name stands there, nobody is missing unless a capital says that somebody is named.
        """
        end = self._end(position, floor)
        listed = self._listed(end, floor, several)
        names = [name for name in listed if not is_supposed(self._text, name[0], called=term)]
        if names:
            names = self._with_partners(names)
            return names, not several or len(names) > 1
        subject = None if several else self._subject(end)
        if subject is not None:
            return [subject], True
        return [], not self._names_somebody(end)

    def _listed(self, end: int, floor: int, several: bool) -> Iterator[Range]:
        """The name that ends at `end`; where several hold the role those listed before it too."""
        while True:
            alias = self._alias_at(end)
            name = alias or name_before(self._text, end, floor)
            if name is None or is_end_of_name(self._text, name):
                return
            yield name
            begins = end if alias else name[0]
            if not several or alias:
                return
            joint = _SEVERAL.search(self._text, max(floor, begins - 20), begins)
            if joint is None:
                yield from self._coordinated(begins, floor)
                return
            end = self._end(joint.start(), floor)

    def _coordinated(self, begins: int, floor: int) -> Iterator[Range]:
        """The others of "some to X, some to Y and the rest to Z"."""
        while True:
            low = max(floor, begins - _BACK)
            preposition = _PREPOSITION.search(self._text, max(low, begins - 20), begins)
            if preposition is None:
                return
            before = re.compile(rf"(?<!\w){preposition['word']}\s+(?=[A-Z])")
            others = before.finditer(self._text, low, preposition.start())
            name = next(self._joined(others, preposition.start()), None)
            if name is None:
                return
            yield name
            begins = name[0]

    def _joined(self, others: Iterator[re.Match[str]], end: int) -> Iterator[Range]:
        """The names behind a preposition which "and" joins to what follows at `end`."""
        for found in others:
            name = name_after(self._text, found.end(), end)
            if name is not None and not is_generic(self._text[slice(*name)]):
                between = self._text[name[1] : end]
                if _COORDINATED.match(between) and _COMPANY.search(between) is None:
                    yield name

    def _with_partners(self, names: Sequence[Range]) -> list[Range]:
        """Names in order; a single word before a comma is the first partner of the next name."""
        whole: list[Range] = []
        for start, end in sorted(names):
            if whole:
                left, right = whole[-1]
                lone = not is_company(self._text[left:right])
                if lone and self._text[right:start].strip() == ",":
                    whole[-1] = left, end
                    continue
            partner = _FIRST_PARTNER.search(self._text, max(0, start - 60), start)
            joins = partner is not None and not is_generic(partner["word"])
            whole.append((partner.start("word") if partner and joins else start, end))
        return whole

    def _end(self, end: int, floor: int) -> int:
        """Where a name may end: what describes it, brackets and verbs up to `end` skipped."""
        for pattern in (_OPEN, _VERB, _BRACKET, _RELATED, _DESCRIBED, _BRACKET):
            low = max(floor, end - _TAIL)
            last = self._text[low:end].casefold().rstrip()
            if not last.endswith(_ENDS[pattern]):
                last = last.removesuffix(",").rstrip()
            may = last.endswith(_ENDS[pattern])
            found = pattern.search(self._text, low, end) if may else None
            if found is None or (pattern is _BRACKET and is_place(found["inside"])):
                continue
            end = found.start()
        while end > floor and (self._text[end - 1].isspace() or self._text[end - 1] == ","):
            end -= 1
        return end

    def _subject(self, end: int) -> Range | None:
        """The name that begins the sentence, where it alone can be meant ("X, as ...")."""
        low = max(self._prose.body[0], end - _TAIL)
        begins = [found.end() for found in _BEGINS.finditer(self._text, low, end)]
        if not begins:
            return None
        name = name_after(self._text, begins[-1], end)
        if name is None or is_generic(self._text[slice(*name)]):
            return None
        brackets = _BRACKETS.match(self._text, name[1], end)
        rest = self._text[brackets.end() if brackets else name[1] : end]
        itself = rest.endswith(" it") and _COMPANY.search(rest) is None
        if _LEAVES.search(rest) or not (itself or _UNNAMED.match(rest)):
            return None
        return name

    def _names_somebody(self, end: int) -> bool:
        """Whether a capital begins the word that stands before `end`."""
        word = re.search(r"[\w.&-]+$", self._text[max(0, end - 40) : end])
        return word is not None and word.group()[0].isupper()

    def _defined(self) -> Iterator[tuple[str, Range]]:
        """Short names defined in brackets behind a full one, and the cover's registrant."""
        start, end = self._prose.body
        found = read_registrant(read_cover(self._text, 0, start)) if start else None
        if found is not None and found[0]:
            whole = found[0][0][0], found[0][-1][1]
            gaps = zip(found[0], found[0][1:], strict=False)
            if not any(self._text[left[1] : right[0]].strip() for left, right in gaps):
                yield "registrant", whole
        for alias in _ALIAS.finditer(self._text, start, end):
            name = name_before(self._text, self._end(alias.start(), start), start)
            if name is None or _ONE_ROLE.fullmatch(self._text, *name):
                continue
            for short in _QUOTED.findall(alias["quoted"]):
                if _OF_A_THING.match(short.lower()) is None:
                    yield short.lower(), name

    def _alias_at(self, end: int) -> Range | None:
        """The full name that the short one ending at `end` was defined for."""
        words = list(re.finditer(r"\S+", self._text[max(0, end - 60) : end]))
        for count in range(1, min(len(words), 6) + 1):
            short = " ".join(word.group() for word in words[-count:])
            name = self._aliases.get(short.lower())
            if name is not None and end > name[1]:
                before = words[-count - 1].group() if len(words) > count else ""
                longer = before[:1].isupper() and before[-1:].isalnum() and before != "The"
                return None if longer else name
        return None
