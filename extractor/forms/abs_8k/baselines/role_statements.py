"""The ways in which a text gives somebody a role: where his name stands and what the role is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.forms.abs_8k.baselines.names import (
    is_company,
    is_generic,
    is_supposed,
    name_after,
    name_before,
)
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.roles import (
    ARTICLE,
    BY_VERB,
    ROLE,
    is_plural,
    with_further,
)
from extractor.forms.base import Range

_ONE = re.compile(ROLE, re.IGNORECASE)
_AS = re.compile(rf"(?<![\w-])as\s+{ARTICLE}(?P<role>{ROLE})", re.IGNORECASE)
_IS = re.compile(
    r"\b(?:is|are|was|were|will\s+be|shall\s+be|to\s+be|has\s+been\s+appointed|became)\s+"
    rf"(?:(?:also|initially|currently)\s+)?{ARTICLE}(?P<role>(?i:{ROLE}))(?!\s*['’])(?!\s+[A-Z])"
)
_APPOSED = re.compile(
    rf",\s+(?P<each>each\s+)?(?:the|an?)\s+(?P<role>(?=[a-z])(?i:{ROLE}))(?!\s*['’])"
)
_BARE = re.compile(rf",\s+(?P<role>(?=[a-z])(?i:{ROLE}))(?=\s*[,;.]|\s+and\s)")
_DEFINED = re.compile(r"\(\s?(?P<before>[A-Za-z,\s]{0,60}?)[\"“](?P<inside>[^()]{2,160})\)")
_QUOTED = re.compile(rf"[\"“]\s?(?P<role>{ROLE})\s?(?:[\"”]|'')", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"\(\s?(?:the\s+)?(?P<role>{ROLE})(?:\s?(?:,|/|\band\b|,\s?and\b)\s?{ROLE})*\s?\)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:^[ \t]{0,40}+|(?<=[ ]{2}))(?=\S)"
    rf"(?P<roles>{ROLE}(?:[ ]?(?:,|/|&|and)[ ]?{ROLE}){{0,3}})"
    r"(?:[ \t]*+(?P<colon>:)|[ ]*+\.{3}[. ]*+|(?=[ ]{2}))[ \t]*+"
    r"(?P<name>(?-i:[A-Z])[^\n:]{2,100}?)(?=[ ]{2}|[ \t]?$)",
    re.IGNORECASE | re.MULTILINE,
)
_CAPACITY = re.compile(
    r"^[ \t]{0,40}+(?P<name>[A-Z][^\n:]{2,80}?)(?:[ ]{2,80}+|[ ]?\.{3}[. ]{0,80}+)"
    rf"(?P<role>(?i:{ROLE}))",
    re.MULTILINE,
)
_LINE_END = re.compile(r"[ \t]*$", re.MULTILINE)
_BY = re.compile(
    rf"\b(?=[msuo])(?P<role>{'|'.join(each.replace(' ', '[ ]') for each in BY_VERB)})\s+"
    r"(?:(?:solely|initially|entirely)\s+)?by\s+(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_UNDERWROTE = re.compile(r"(?<=\s)(?P<role>underwrote)\s+(?=the\b|all\b|[A-Z])")
_AND = re.compile(r"\band\s")
_NAMED_BEHIND = re.compile(
    rf"(?<![\w-])[Tt]he\s+(?P<role>(?i:{ROLE}))(?:\s+(?:of|for|under)\s+[A-Za-z \n]{{2,60}}?)?\s+"
    r"(?:is|are|was|were|will\s+be)\s+(?=[A-Z])"
)
_INDEFINITE = re.compile(r"\ban?\s+$", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|collectively|together)\b", re.IGNORECASE)
_LISTING = re.compile(r"\b(?:among|between|parties)\b", re.IGNORECASE)
_BETWEEN = re.compile(r",?\s+and\s+|,\s+")
_LABEL_GOES_ON = re.compile(r"[ \t]?\n(?P<indent>[ ]*)(?P<more>[^\s:][^\n:]{1,80}?)[ \t]*$", re.M)
_MAX_NAMES = 8


@dataclass(frozen=True, slots=True)
class Statement:
    """One giving of roles: their wordings, and whether several hold them.

    The holder's name stands before `start`, where `names` are not the ones that the statement
    itself has. `term` is true of brackets, which only define a term where the role is given before
    them.
    """

    start: int
    wordings: tuple[Range, ...]
    several: bool = False
    names: tuple[Range, ...] | None = None
    term: bool = False


def statements_in(prose: Prose) -> list[Statement]:
    """All statements of the body, in order."""
    found = [
        *_spoken(prose, _AS),
        *_spoken(prose, _IS),
        *_apposed(prose),
        *_bare(prose),
        *_defined(prose),
        *_labelled(prose),
        *_in_capacity(prose),
        *_underwrote(prose),
        *_named_behind(prose),
    ]
    return sorted(found, key=lambda each: each.wordings[0])


def names_from(prose: Prose, start: int) -> Iterator[Range]:
    """The names that are listed from a position on ("X and Y")."""
    for _ in range(_MAX_NAMES):
        name = name_after(prose.text, start, prose.body[1])
        if name is None or is_generic(prose.text[slice(*name)]):
            return
        yield name
        joint = _BETWEEN.match(prose.text, name[1])
        if joint is None:
            return
        start = joint.end()


def _spoken(prose: Prose, pattern: re.Pattern[str]) -> Iterator[Statement]:
    """ "X, as depositor" and "X is the depositor"."""
    reached = 0
    for found in pattern.finditer(prose.text, *prose.body):
        if found.start() < reached:
            continue  # one of the roles of the statement before
        if pattern is _IS and _is_trade(prose, found):
            continue
        wordings = tuple(with_further(prose.text, found.span("role")))
        reached = wordings[-1][1]
        each = _EACH.search(prose.text, max(prose.body[0], found.start() - 30), found.start())
        several = each is not None or _any_plural(prose, wordings[:1])
        yield Statement(found.start(), wordings, several)


def _is_trade(prose: Prose, found: re.Match[str]) -> bool:
    """Whether somebody is said to be "a servicer" of loans: that is his trade, not his role."""
    before = prose.text[max(prose.body[0], found.start() - 30) : found.start("role")]
    if _INDEFINITE.search(before) is None or _EACH.search(before):
        return False
    return "underwriter" not in found["role"].lower()


def _apposed(prose: Prose) -> Iterator[Statement]:
    """ "X, the underwriter": not among the parties of an agreement, where it is somebody else."""
    reached = 0
    for found in _APPOSED.finditer(prose.text, *prose.body):
        if found.start() < reached or _is_trade(prose, found):
            continue
        wordings = tuple(with_further(prose.text, found.span("role")))
        reached = wordings[-1][1]
        sentence = max(prose.sentence(found.start())[0], found.start() - 600)
        if _LISTING.search(prose.text, sentence, found.start()) is None:
            several = bool(found["each"]) or _any_plural(prose, wordings[:1])
            yield Statement(found.start(), wordings, several)


def _bare(prose: Prose) -> Iterator[Statement]:
    """ "X, seller and servicer, and Y, trustee": a company's name directly before the comma."""
    reached = 0
    for found in _BARE.finditer(prose.text, *prose.body):
        name = name_before(prose.text, found.start(), prose.body[0])
        if found.start() < reached or name is None or not is_company(prose.text[slice(*name)]):
            continue
        wordings = tuple(with_further(prose.text, found.span("role")))
        reached = wordings[-1][1]
        yield Statement(found.start(), wordings, names=(name,))


def _defined(prose: Prose) -> Iterator[Statement]:
    """`X (the "Seller" and the "Servicer")` and "X (Trustee)"."""
    for found in _DEFINED.finditer(prose.text, *prose.body):
        inside = found.start("inside") - 1, found.end("inside")
        wordings = tuple(each.span("role") for each in _QUOTED.finditer(prose.text, *inside))
        if wordings:
            several = bool(_EACH.search(found["before"])) or _any_plural(prose, wordings[:1])
            yield Statement(found.start(), wordings, several, term=True)
    for found in _BRACKETED.finditer(prose.text, *prose.body):
        wordings = tuple(each.span() for each in _ONE.finditer(prose.text, *found.span()))
        several = _any_plural(prose, wordings[:1])
        yield Statement(found.start(), wordings, several, term=True)


def _labelled(prose: Prose) -> Iterator[Statement]:
    """ "Trustee:  X", a list of such lines also without the colons."""
    for found in _LABELLED.finditer(prose.text, *prose.body):
        if is_generic(found["name"]):
            continue
        end = _end_of_label(prose, found)
        whole = name_before(prose.text, end, found.start("name"))
        names = (whole,) if whole and whole[0] == found.start("name") else ()
        if found["colon"] or (names and is_company(prose.text[slice(*names[0])])):
            wordings = tuple(
                each.span() for each in _ONE.finditer(prose.text, *found.span("roles"))
            )
            yield Statement(found.start(), wordings, names=names)


def _in_capacity(prose: Prose) -> Iterator[Statement]:
    """ "X    Trustee": a table that names the parties first, their roles behind them."""
    for found in _CAPACITY.finditer(prose.text, *prose.body):
        wordings = tuple(with_further(prose.text, found.span("role")))
        whole = name_before(prose.text, found.end("name"), found.start("name"))
        alone = _LINE_END.match(prose.text, wordings[-1][1]) is not None
        if alone and whole == found.span("name") and is_company(found["name"]):
            yield Statement(found.start(), wordings, names=(whole,))


def _underwrote(prose: Prose) -> Iterator[Statement]:
    """ "X underwrote the Class A Notes"."""
    for found in _UNDERWROTE.finditer(prose.text, *prose.body):
        sentence = max(prose.sentence(found.start())[0], found.start() - 120)
        several = _AND.search(prose.text, sentence, found.start()) is not None
        yield Statement(found.start("role"), (found.span("role"),), several)


def _end_of_label(prose: Prose, found: re.Match[str]) -> int:
    """Where a labelled name ends: on the next line where that stands below the name."""
    after = _LABEL_GOES_ON.match(prose.text, found.end("name"), prose.body[1])
    if after is None:
        return found.end("name")
    line = prose.text.rfind("\n", 0, found.start("name")) + 1
    below = len(after["indent"]) == found.start("name") - line
    return after.end("more") if below else found.end("name")


def _named_behind(prose: Prose) -> Iterator[Statement]:
    """ "The trustee is X" and "underwritten by X"."""
    for pattern in (_BY, _NAMED_BEHIND):
        for found in pattern.finditer(prose.text, *prose.body):
            if is_supposed(prose.text, found.start()):
                continue
            names = tuple(names_from(prose, found.end()))
            known = all(is_company(prose.text[slice(*name)]) for name in names)
            wordings = (found.span("role"),)
            yield Statement(found.start(), wordings, names=names if known else ())


def _any_plural(prose: Prose, wordings: tuple[Range, ...]) -> bool:
    return any(is_plural(prose.text[slice(*wording)]) for wording in wordings)
