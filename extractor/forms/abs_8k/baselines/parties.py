"""The parties to whom the text gives a role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.forms.abs_8k.baselines.names import is_generic, name_before
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.synonyms import ROLE_SYNONYMS
from extractor.forms.base import Answer, Quoted, QuotedList, Range
from extractor.reasons import Reason
from extractor.text.compare import Comparison, identity

PATH = "deal.parties"


def _wordings() -> str:
    longest = sorted(ROLE_SYNONYMS, key=len, reverse=True)
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") + "s?" for each in longest)


ROLE = rf"(?<![\w-])(?:{_wordings()})(?![\w-])"
"""Any printed wording of a role, in the singular or the plural."""

ROLE_CUE = (
    rf"{ROLE}|\b(?:deposited|guaranteed|insured|originated|serviced|sold|sponsored|underwritten)"
    r"\s+by\b"
)
"""What a text has that gives anybody a role: its noun, or the verb of it."""

_ONE_ROLE = re.compile(ROLE, re.IGNORECASE)
_CUE = re.compile(ROLE_CUE, re.IGNORECASE)
_ARTICLE = r"(?:(?:the|an?|its|initial|successor|joint|sole|several)\s+){0,2}"
_AS = re.compile(rf"(?<![\w-])as\s+{_ARTICLE}(?P<role>{ROLE})", re.IGNORECASE)
_AND_ROLE = re.compile(
    rf"\s*(?:,\s*(?:and\s+)?|\s+and\s+|/)(?:as\s+)?{_ARTICLE}(?P<role>{ROLE})", re.IGNORECASE
)
_DEFINED = re.compile(
    rf"\(\s?(?:[a-z,\s]{{0,60}}?)[\"“]\s?(?P<role>{ROLE})\s?[\"”][^()]{{0,60}}\)", re.IGNORECASE
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[ ]{{2}}))(?P<role>{ROLE})[ \t]*:[ \t]*(?P<name>[A-Z][^\n:]{{2,100}}?)"
    r"(?=[ ]{2}|[ \t]?$)",
    re.IGNORECASE | re.MULTILINE,
)
_VERB = re.compile(
    r"(?:,?\s+(?:each|acting|solely|not\s+in\s+its\s+individual\s+capacity\s+but|in\s+its\s+capacity"
    r"|(?:will\s+|shall\s+)?(?:is\s+|are\s+|was\s+|were\s+)?(?:acts?|acted|acting|serves?|served"
    r"|serving)))+\s*,?\s*$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*\([^()]{1,160}\)\s*,?\s*$")
_DESCRIBED = re.compile(
    r",?\s+an?\s+[A-Za-z ,\n]{2,60}?(?:corporation|company|partnership|association|bank|trust)"
    r"\s*,?\s*$"
)
_ALIAS = re.compile(r"\(\s?(?:[a-z, ]{0,40}?)[\"“]\s?([A-Z][^\"“”()\n]{0,40}?)\s?[\"”]")
_SEVERAL = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+)$")
_TERM = re.compile(rf"\bthe\s+(?P<role>{ROLE})", re.IGNORECASE)
_LETTERED = re.compile(r"^[^A-Za-z\n]*+[A-Za-z][^\n]*", re.MULTILINE)
_TAIL = 400
_MAX_ROLES = 6


@dataclass(frozen=True, slots=True)
class Party:
    """A party: the ranges of its name and of the wording of its role, and the role."""

    name: Range
    wording: Range
    role: str


def read_parties(prose: Prose) -> Answer:
    """One row for each role and name, in the order of mention."""
    parties, unresolved = _parties(prose)
    quotes: list[Quoted] = []
    for number, party in enumerate(parties, 1):
        role, name = f"{PATH}.role", f"{PATH}.name"
        quotes.append(Quoted(role, number, (party.wording,), party.name, value=party.role))
        quotes.append(Quoted(name, number, (party.name,), party.wording))
    if not parties:
        reason = None if prose.find(_CUE) else Reason.NO_CUE
        return Answer((), (QuotedList(PATH, 0, reason=reason),))
    roles = {party.role for party in parties}
    # A term that brackets define stands for whoever they follow, whatever his own role is called.
    for pattern in (_DEFINED, _AS):
        roles |= {_role(found["role"]) for found in pattern.finditer(prose.text, *prose.body)}
    named = {_role(found["role"]) for found in _TERM.finditer(prose.text, *prose.body)}
    accounted = not unresolved and named <= roles
    return Answer(tuple(quotes), (QuotedList(PATH, len(parties), accounted),))


def _parties(prose: Prose) -> tuple[list[Party], bool]:
    names = dict(_aliases(prose))
    mentions = [*_by_as(prose, names), *_by_label(prose)]
    taken = {m.wording for m in mentions if m is not None}
    spoken = [found.start() for found in _AS.finditer(prose.text, *prose.body)]
    mentions += _by_definition(prose, spoken)
    found: dict[tuple[str, str], Party] = {}
    for party in sorted(filter(None, mentions), key=lambda each: each.wording):
        name = identity(Comparison.NAME, prose.text[slice(*party.name)])
        found.setdefault((party.role, name), party)
    parties = sorted(found.values(), key=lambda each: (each.name, each.wording))
    return parties, None in mentions and bool(taken)


def _by_as(prose: Prose, aliases: dict[str, Range]) -> Iterator[Party | None]:
    """ "X, as depositor": the roles after "as" belong to the name before it."""
    floor = prose.body[0]
    for found in _AS.finditer(prose.text, *prose.body):
        if found.start() < floor:
            continue  # one of the roles of the name before
        wordings = list(_roles_from(prose, found.span("role")))
        end = _before(prose.text, found.start(), floor)
        names = list(_names(prose, end, floor, aliases, plural=_is_plural(prose, wordings[0])))
        if not names and _speaks_of_role(prose, end):
            yield None
        for name in names:
            for wording in wordings:
                yield Party(name, wording, _role(prose.text[slice(*wording)]))
        floor = wordings[-1][1]


def _roles_from(prose: Prose, first: Range) -> Iterator[Range]:
    """The wordings of the roles that are listed from the first on ("seller and servicer")."""
    yield first
    end = first[1]
    for _ in range(_MAX_ROLES):
        more = _AND_ROLE.match(prose.text, end)
        if more is None:
            return
        yield more.span("role")
        end = more.end()


def _by_label(prose: Prose) -> Iterator[Party]:
    for found in _LABELLED.finditer(prose.text, *prose.body):
        if not is_generic(found["name"]):
            yield Party(found.span("name"), found.span("role"), _role(found["role"]))


def _by_definition(prose: Prose, spoken: list[int]) -> Iterator[Party]:
    """`X (the "Underwriter")`; after "as trustee" the brackets only define a term."""
    for found in _DEFINED.finditer(prose.text, *prose.body):
        end = _before(prose.text, found.start(), prose.body[0])
        after = max((place for place in spoken if place < found.start()), default=-1)
        if after >= 0 and _AS_ENDS.search(prose.text, after, found.start()):
            continue
        plural = _is_plural(prose, found.span("role"))
        for name in _names(prose, end, max(after, prose.body[0]), {}, plural=plural):
            yield Party(name, found.span("role"), _role(found["role"]))


_AS_ENDS = re.compile(rf"as\s+{_ARTICLE}{ROLE}(?:[\s,/]|and|{ROLE}){{0,12}}\s*$", re.IGNORECASE)


def _names(
    prose: Prose, end: int, floor: int, aliases: dict[str, Range], *, plural: bool
) -> Iterator[Range]:
    """The name that ends at `end`; where the role is in the plural those listed before it too."""
    while True:
        alias = _alias_at(prose.text, end, aliases)
        name = alias or name_before(prose.text, end, floor)
        if name is None:
            return
        yield name
        begins = end if alias else name[0]
        joint = _SEVERAL.search(prose.text, max(floor, begins - 20), begins)
        if not plural or alias or joint is None:
            return
        end = _before(prose.text, joint.start(), floor)


def _before(text: str, end: int, floor: int) -> int:
    """Where a name may end: what describes it, brackets and verbs between it and `end` skipped."""
    for pattern in (_VERB, _BRACKET, _DESCRIBED, _BRACKET):
        found = pattern.search(text, max(floor, end - _TAIL), end)
        end = found.start() if found else end
    while end > floor and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return end


def _aliases(prose: Prose) -> Iterator[tuple[str, Range]]:
    """Short names defined in brackets behind a full one, the registrant of the cover included."""
    cover = re.search(r"\n[ \t]*\(?\s?exact\s+name\s+of", prose.text, re.IGNORECASE)
    if cover is not None:
        lines = _LETTERED.finditer(prose.text, 0, cover.start() + 1)
        last = max((line.span() for line in lines), default=None)
        if last is not None:
            start = last[0] + len(prose.text[slice(*last)]) - len(prose.text[slice(*last)].lstrip())
            yield "registrant", (start, start + len(prose.text[start : last[1]].rstrip()))
    for found in _ALIAS.finditer(prose.text, *prose.body):
        end = _before(prose.text, found.start(), prose.body[0])
        name = name_before(prose.text, end, prose.body[0])
        if name is not None and not _ONE_ROLE.fullmatch(prose.text, *name):
            yield found[1].lower(), name


def _alias_at(text: str, end: int, aliases: dict[str, Range]) -> Range | None:
    """The full name that the short one ending at `end` was defined for."""
    words = list(re.finditer(r"\S+", text[max(0, end - 60) : end]))
    for count in range(1, min(len(words), 6) + 1):
        short = " ".join(word.group() for word in words[-count:])
        name = aliases.get(short.lower())
        if name is not None and end > name[1]:
            before = words[-count - 1].group() if len(words) > count else ""
            longer = before[:1].isupper() and before != "The"
            return None if longer else name
    return None


def _speaks_of_role(prose: Prose, end: int) -> bool:
    """Whether somebody is named before "as": a capital begins the word that stands there."""
    word = re.search(r"[\w.&-]+$", prose.text[max(0, end - 40) : end])
    return word is not None and word.group()[0].isupper()


def _is_plural(prose: Prose, wording: Range) -> bool:
    text = " ".join(prose.text[slice(*wording)].lower().split())
    return text not in ROLE_SYNONYMS


def _role(wording: str) -> str:
    text = " ".join(wording.lower().split())
    return ROLE_SYNONYMS.get(text) or ROLE_SYNONYMS[text.removesuffix("s")]
