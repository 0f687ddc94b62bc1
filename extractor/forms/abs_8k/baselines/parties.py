"""The parties to whom the text gives a role."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

from extractor.forms.abs_8k.baselines.holders import Holders
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.role_statements import Statement, statements_in
from extractor.forms.abs_8k.baselines.roles import ROLE, ROLE_CUE, role_of, singular
from extractor.forms.base import Answer, Quoted, QuotedList, Range
from extractor.reasons import Reason
from extractor.text.compare import Comparison, identity

__all__ = ["PATH", "ROLE", "ROLE_CUE", "Party", "read_parties"]

PATH = "deal.parties"

_ONE_ROLE = re.compile(ROLE, re.IGNORECASE)
_CUE = re.compile(ROLE_CUE, re.IGNORECASE)
_RELATIVE = re.compile(r"[\"”')]*+,?\s+(?:and\s+)?(?:which|who|and)\s*+")
_INSURED = re.compile(r"\binsured\s+by\s+[A-Z]")
_DISTINCT = ("trustee", "other")
_ISSUER = frozenset({"issuer", "issuing entity"})
_TRUST = re.compile(r"\bTrust\b(?!\s+Compan)", re.IGNORECASE)
_OF_WHAT = re.compile(r"\s+(?:of|for|under)\s+[^\W\d][\w\s-]{2,60}")
_MAX_BREAK = 40


@dataclass(frozen=True, slots=True)
class Party:
    """A party: the ranges of its name and of the wording of its role, and the role."""

    name: Range
    wording: Range
    role: str


def read_parties(prose: Prose) -> Answer:
    """One row for each role and name, in the order of mention."""
    parties, terms = _parties(prose)
    quotes: list[Quoted] = []
    for number, party in enumerate(parties, 1):
        role, name = f"{PATH}.role", f"{PATH}.name"
        quotes.append(Quoted(role, number, (party.wording,), party.name, value=party.role))
        quotes.append(Quoted(name, number, (party.name,), party.wording))
    if not parties:
        reason = None if prose.find(_CUE) else Reason.NO_CUE
        return Answer((), (QuotedList(PATH, 0, reason=reason),))
    accounted = terms is not None and _covers(prose, parties, terms)
    return Answer(tuple(quotes), (QuotedList(PATH, len(parties), accounted),))


def _parties(prose: Prose) -> tuple[list[Party], set[str] | None]:
    """The parties in the order of mention, and the wordings of the terms that stand for them.

    None for the terms where a statement speaks of somebody who was not found.
    """
    holders = Holders(prose)
    found: dict[tuple[str, str], Party] = {}
    terms: set[str] = set()
    missed = False
    last: list[Range] = []
    floor, given = prose.body[0], -1
    before: Statement | None = None
    for statement in statements_in(prose):
        follows = _follows(prose, given, statement.start) or _repeats(prose, before, statement)
        if statement.term and follows:
            terms |= _wordings(prose, statement)
            given = statement.wordings[-1][1]
            continue
        names, whole = _holders(holders, statement, floor)
        if not names and _goes_on(prose, given, statement.start):
            names, whole = last, True
        missed |= not whole
        for name, wording in product(names, statement.wordings):
            if _is_issuing_trust(prose, name, wording):
                terms |= _ISSUER
                continue
            role = role_of(prose.text[slice(*wording)])
            key = role, identity(Comparison.NAME, prose.text[slice(*name)])
            found.setdefault(key, Party(name, wording, role))
        given, last, before = statement.wordings[-1][1], names, statement
        floor = given if names and statement.names is None else floor
    parties = sorted(found.values(), key=lambda each: (each.name, each.wording))
    return parties, None if missed else terms


def _holders(holders: Holders, statement: Statement, floor: int) -> tuple[list[Range], bool]:
    if statement.names is not None:
        return list(statement.names), bool(statement.names)
    return holders.before(statement.start, floor, several=statement.several, term=statement.term)


def _goes_on(prose: Prose, given: int, start: int) -> bool:
    """Whether a statement goes on with the holder of the one before ("X (the "A"), which is B")."""
    near = 0 <= given <= start <= given + _MAX_BREAK
    return near and _RELATIVE.fullmatch(prose.text, given, start) is not None


def _follows(prose: Prose, given: int, start: int) -> bool:
    """Whether brackets at `start` stand directly behind the words that gave a role."""
    near = 0 <= given <= start <= given + _MAX_BREAK
    return near and not prose.text[given:start].strip(" ,\n\t")


def _repeats(prose: Prose, before: Statement | None, statement: Statement) -> bool:
    """Whether brackets only repeat a role: "as underwriter of the Notes (the "Underwriter")"."""
    if before is None or _wordings(prose, before) != _wordings(prose, statement):
        return False
    given, start = before.wordings[-1][1], statement.start
    near = 0 <= given <= start <= given + 2 * _MAX_BREAK
    return near and _OF_WHAT.fullmatch(prose.text, given, start) is not None


def _wordings(prose: Prose, statement: Statement) -> set[str]:
    return {singular(prose.text[slice(*wording)]) for wording in statement.wordings}


def _is_issuing_trust(prose: Prose, name: Range, wording: Range) -> bool:
    """Whether a trust is called the issuer: it is the deal itself, not a party to it."""
    called = singular(prose.text[slice(*wording)]) in _ISSUER
    return called and _TRUST.search(prose.text, *name) is not None


def _covers(prose: Prose, parties: Sequence[Party], terms: Collection[str]) -> bool:
    """Whether every wording of a role in the body is one that some party was given.

    "Trustee" may stand for an owner trustee that was named, but not the other way round.
    """
    given = {singular(prose.text[slice(*party.wording)]) for party in parties}
    roles = {party.role for party in parties}
    if "insurer" not in roles and prose.find(_INSURED):
        return False
    for found in _ONE_ROLE.finditer(prose.text, *prose.body):
        wording, role = singular(found.group()), role_of(found.group())
        if wording in terms or wording in given:
            continue
        if role not in roles:
            return False
        if role in _DISTINCT and not any(each.endswith(f" {wording}") for each in given):
            return False
    return True
