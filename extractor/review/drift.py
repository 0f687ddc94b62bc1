"""Whether what a policy accepts is still as right as it was certified to be: by a sample. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.evaluation.bounds import upper95
from extractor.evaluation.extra import MissingExtra
from extractor.forms.base import Form
from extractor.policy import Policy
from extractor.records import Decision
from extractor.review.actions import VALUES, Round
from extractor.review.items import AUDIT
from extractor.review.person import entry_cell, entry_ref, in_force
from extractor.review.refs import same_field
from extractor.store.codec import get_value
from extractor.store.log import Entry
from extractor.text.compare import same

_CLAIM = re.compile(r"certified: at most ([0-9]{1,3}(?:\.[0-9]{1,9})?) % of accepted leaves\b")


@dataclass(frozen=True)
class Looked:
    """An accepted leaf that a person looked at because it was drawn, and whether it was right."""

    extraction: int
    right: bool


@dataclass(frozen=True)
class Audit:
    """What a sample of the leaves that one policy accepted says of it.

    `claimed` is the share of wrong ones that the policy is certified to keep to, None where it is
    not certified. The bounds on the share of wrong ones are one-sided at 95 %; None without leaves.
    """

    policy: str
    claimed: float | None
    leaves: int
    wrong: int
    lower95: float | None
    upper95: float | None

    @property
    def drifted(self) -> bool:
        """Whether even the lower bound is above what the policy is certified to keep to."""
        known = self.claimed is not None and self.lower95 is not None
        return known and (self.lower95 or 0.0) > (self.claimed or 0.0)

    @property
    def sentence(self) -> str:
        """What the sample says, with what to do where the policy no longer holds."""
        said = f"policy {self.policy}: {self.wrong:,} of {self.leaves:,} accepted leaves wrong"
        if self.lower95 is not None and self.upper95 is not None:
            said += f", which is {self.lower95:.2%} to {self.upper95:.2%} (95 % each way)"
        if self.claimed is None:
            return f"{said}; it is not certified, so there is no bound to leave"
        if not self.drifted:
            return f"{said}; certified are at most {self.claimed:.2%}"
        return (
            f"{said}; certified were at most {self.claimed:.2%}: the filings have drifted from "
            "those it was certified on, so calibrate a new one (extractor calibrate) and review "
            "what this one accepted"
        )


def audit(policy: Policy, looked: Sequence[Looked]) -> Audit:
    """What a sample says of the policy that accepted it. Raises MissingExtra without scipy."""
    wrong = sum(not each.right for each in looked)
    n = len(looked)
    return Audit(policy.name, claimed(policy), n, wrong, lower95(wrong, n), upper95(wrong, n))


def claimed(policy: Policy) -> float | None:
    """The share of wrong leaves that a policy is certified to keep to, None for none."""
    found = _CLAIM.match(policy.bound) if policy.certified else None
    return None if found is None else float(found[1]) / 100


def lower95(wrong: int, n: int) -> float | None:
    """The one-sided lower 95 % bound on the share of wrong ones.

    Clopper and Pearson, as `upper95`: exact for independent trials. None where n is 0. Raises
    MissingExtra without scipy.
    """
    if not 0 <= wrong <= n:
        raise ValueError(f"{wrong} wrong of {n} cannot be")
    if n == 0:
        return None
    if wrong == 0:
        return 0.0
    try:
        from scipy.stats import beta
    except ImportError as error:
        raise MissingExtra("scipy") from error
    return float(beta.ppf(0.05, wrong, n - wrong + 1))


def looked_at(form: Form, entries: Iterable[Entry]) -> list[Looked]:
    """The leaves of a filing's sample that a person decided, by the last word on each.

    Only what was drawn counts: what a person corrected unasked was not chosen by chance.
    """
    held = in_force(form, entries)
    found: dict[int, Entry] = {}
    for entry in held:
        if entry.round == Round.FIRST and _is_drawn(entry):
            found[entry.item or -entry.seq] = entry
    return [
        Looked(entry.extraction or 0, _was_right(form, entry, held)) for entry in found.values()
    ]


def _is_drawn(entry: Entry) -> bool:
    said = entry.said
    drawn = said.get("origin") == AUDIT and said.get("decision") == Decision.ACCEPTED
    return drawn and entry.action in VALUES


def _was_right(form: Form, entry: Entry, held: Sequence[Entry]) -> bool:
    """Whether the value that was accepted is what was said of the field in the end."""
    ref = entry_ref(entry)
    final = [e for e in held if e.action in VALUES and same_field(form, entry_ref(e), ref)][-1]
    compare = form.spec.leaves[entry.path].leaf.compare
    return same(compare, get_value(entry.said.get("shown")), entry_cell(final).value)
