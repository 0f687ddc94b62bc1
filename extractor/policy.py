"""Which results are accepted without a person. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from extractor.forms.base import Form
from extractor.reasons import Reason
from extractor.records import Decision, FieldResult, Outcome

_NEVER = frozenset({Reason.CHECK_DOUBTS, Reason.NOT_IN_ITS_ROW, Reason.NO_SYNONYM})
"""Reasons with which nothing is accepted by any policy."""
_PROVEN_NONE = frozenset({Reason.NO_CUE, Reason.BOTH_SAY_NONE})


class Policy(BaseModel):
    """What is accepted: the outcomes, and whether a closed sum stands in for a second reader.

    `certified` policies carry a measured error bound in `bound`; the built-in one does not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    accepts: frozenset[Outcome] = frozenset({Outcome.AGREE, Outcome.ABSENT})
    confirmed_by_checks: bool = True
    certified: bool = False
    bound: str = "no error bound: the policy is not calibrated on labelled filings yet"

    @property
    def hash(self) -> str:
        """The sha256 of the policy."""
        # A set has another order in every process.
        said = self.model_dump(mode="json") | {"accepts": sorted(self.accepts)}
        text = json.dumps(said, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


AGREEMENT = Policy(name="agreement-1")
"""Accepts what independent readers agree on, grounded, anchored and doubted by no check."""


def decide(form: Form, fields: Mapping[str, FieldResult], policy: Policy) -> dict[str, FieldResult]:
    """The fields with their decisions."""
    decided = {path: replace(each, decision=_decide(each, policy)) for path, each in fields.items()}
    for path, each in decided.items():
        if each.outcome is Outcome.DERIVED:
            decided[path] = _derived(form, each, decided)
    return decided


def _decide(field: FieldResult, policy: Policy) -> Decision:
    if field.outcome is Outcome.SETTLED:
        return Decision.SETTLED
    reasons = set(field.reasons)
    if reasons & _NEVER:
        return Decision.REVIEW
    accepted = (
        _accepts_list(field, reasons, policy)
        if field.path.endswith("#complete")
        else _accepts_leaf(field, reasons, policy)
    )
    return Decision.ACCEPTED if accepted else Decision.REVIEW


def _accepts_leaf(field: FieldResult, reasons: set[Reason], policy: Policy) -> bool:
    if field.outcome is Outcome.ABSENT:
        return Outcome.ABSENT in policy.accepts and bool(reasons & _PROVEN_NONE)
    if not (field.evidence and field.anchor):
        return False
    one_reader = field.outcome in (Outcome.BASELINE_ONLY, Outcome.LLM_ONLY)
    confirmed = policy.confirmed_by_checks and Reason.CHECK_CONFIRMS in reasons
    return field.outcome in policy.accepts or (one_reader and confirmed)


def _accepts_list(field: FieldResult, reasons: set[Reason], policy: Policy) -> bool:
    if field.outcome is Outcome.ABSENT:
        return Outcome.ABSENT in policy.accepts and bool(reasons & _PROVEN_NONE)
    if policy.confirmed_by_checks and Reason.CHECK_CONFIRMS in reasons:
        # A sum proves the rows that have an amount; where the readers differ on the rows, the one
        # in doubt may have none.
        return not reasons & {Reason.ROWS_LEFT_OVER, Reason.LIST_DIFFERS}
    return field.outcome in policy.accepts and Reason.ROWS_ACCOUNTED in reasons


def _derived(form: Form, field: FieldResult, decided: Mapping[str, FieldResult]) -> FieldResult:
    """A derived leaf shares the fate of the leaves of its row that it is computed from."""
    row = field.path.rpartition(".")[0]
    sources = [decided.get(f"{row}.{name}") for name in form.derived[field.schema_path]]
    if all(each is not None and each.decision is not Decision.REVIEW for each in sources):
        proven = bool(field.evidence and field.anchor) and not _NEVER & set(field.reasons)
        return replace(field, decision=Decision.ACCEPTED if proven else Decision.REVIEW)
    return replace(
        field, decision=Decision.REVIEW, reasons=(*field.reasons, Reason.SOURCE_IN_REVIEW)
    )
