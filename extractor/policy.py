"""Which results are accepted without a person. Pure."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, field_serializer, model_validator

from extractor.forms.base import Form
from extractor.reasons import Reason
from extractor.records import Decision, FieldResult, Outcome, Receipt

_NEVER = frozenset(
    {Reason.CHECK_DOUBTS, Reason.NOT_IN_ITS_ROW, Reason.NO_SYNONYM, Reason.SHARED_PLACE}
    | {Reason.ADDRESSED, Reason.ROWS_LEFT_OVER}
)
"""Reasons with which nothing is accepted by any policy."""
_UNLESS_CONFIRMED = frozenset({Reason.STATED_TWICE})
"""Reasons with which nothing is accepted but what another part of the record confirms."""
_WITHOUT_A_ROLE = frozenset({Reason.NO_ANCHOR, Reason.NO_CUE})
"""What a value has of which nothing in the text says that it is this leaf's."""
_PROVEN_NONE = frozenset({Reason.NO_CUE, Reason.BOTH_SAY_NONE})
_NOT_CLOSED = frozenset({Reason.ROWS_LEFT_OVER, Reason.LIST_DIFFERS})
"""What a sum that closes does not outweigh: the row in doubt may have no amount."""
_FOR_A_PERSON = frozenset({Outcome.CONFLICT, Outcome.UNGROUNDED})
_NOT_MEASURED = frozenset({Outcome.DERIVED, Outcome.SETTLED})
"""Outcomes that are decided by other fields or by a person, never by a stratum."""
_ONE_READER = frozenset({Outcome.BASELINE_ONLY, Outcome.LLM_ONLY, Outcome.DECLARED_ONLY})
OF_DECISIONS = frozenset(
    {
        Reason.SOURCE_IN_REVIEW,
        Reason.KEY_IN_REVIEW,
        Reason.CELL_IN_REVIEW,
        Reason.ROW_IN_REVIEW,
    }
)
"""Reasons that deciding adds, since they follow from what was decided of other fields."""
_COMPLETE = "#complete"


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Fields that are alike in all that a decision may look at: the unit of calibration.

    `kind` tells a leaf from a list as a whole. `reasons` are kept sorted, each once.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Literal["leaf", "list"]
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "reasons", tuple(sorted(set(self.reasons))))

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome} ({', '.join(self.reasons) or 'no reason'})"


@dataclass(frozen=True)
class Fits:
    """The parts of a receipt under which the figures of a calibrated policy hold.

    The version of the package is one of them, since the baselines and the checks are its code.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    form: str
    schema: str
    prompts: Mapping[str, str]
    model: str
    sampling: Mapping[str, object]
    package: str
    text_only: bool

    @property
    def asks_all(self) -> bool:
        """Whether a model was asked every question.

        Without a model there is no sampling, and the cascade leaves questions out.
        """
        return bool(self.sampling) and not self.sampling.get("cascade")


class Policy(BaseModel):
    """What is accepted.

    Without `strata`, by rule: the outcomes that `accepts` names, and with `confirmed_by_checks`
    a closed sum in the place of a second reader. With `strata`, these and no others, whatever the
    other two say. `fits` says what the figures were measured with. `certified` policies carry a
    measured error bound in `bound`; the built-in one does not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    accepts: frozenset[Outcome] = frozenset({Outcome.AGREE, Outcome.ABSENT})
    confirmed_by_checks: bool = True
    strata: frozenset[Stratum] | None = None
    certified: bool = False
    bound: str = "no error bound: the policy is not calibrated on labelled filings yet"
    fits: Fits | None = None

    @model_validator(mode="after")
    def _may_be_accepted(self) -> Self:
        asked = self.fits is not None and self.fits.asks_all
        for each in sorted(self.strata or ()):
            if not acceptable(each, asked=asked):
                raise ValueError(f"no policy accepts the stratum {each}")
        return self

    # A set has another order in every process.
    @field_serializer("accepts", when_used="json")
    def _sorted_outcomes(self, accepts: frozenset[Outcome]) -> list[Outcome]:
        return sorted(accepts)

    @field_serializer("strata", when_used="json")
    def _sorted_strata(self, strata: frozenset[Stratum] | None) -> list[Stratum] | None:
        return None if strata is None else sorted(strata)

    @property
    def hash(self) -> str:
        """The sha256 of the policy."""
        said = self.model_dump(mode="json", exclude_none=True)
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


AGREEMENT = Policy(name="agreement-1")
"""Accepts what independent readers agree on, grounded, anchored and doubted by no check."""

NOTHING = Policy(
    name="nothing", strata=frozenset(), bound="no error bound: nothing is accepted by it"
)
"""Accepts nothing but what follows from what a person settled."""


def policy_text(policy: Policy) -> str:
    """A policy as a file holds it: JSON that a person can read."""
    # By which rule to accept is not said by a policy that names its strata.
    rule = {"accepts", "confirmed_by_checks"} if policy.strata is None else {"strata"}
    kept = {"name", "certified", "bound", "fits", *rule}
    return policy.model_dump_json(indent=1, include=kept) + "\n"


def stratum_of(field: FieldResult) -> Stratum:
    """The stratum of a field, before its decision."""
    kind: Literal["leaf", "list"] = "list" if field.path.endswith(_COMPLETE) else "leaf"
    return Stratum(kind, field.outcome, field.reasons)


def acceptable(stratum: Stratum, *, asked: bool = False) -> bool:
    """Whether a calibrated policy may accept a stratum, however few errors were seen in it.

    It may not where the readers differ (that is work for a person), without evidence or anchor,
    without a proof that there is none, or that a list is whole, and with what no policy accepts.
    What one reader alone supports where another was asked is what they differ on, unless a check
    takes the place of the other: an error of that one reader would pass. Where a model was `asked`
    everything, that is every such leaf. Derived leaves share the fate of their sources and so are
    in no policy.
    """
    reasons = set(stratum.reasons)
    if stratum.kind == "leaf" and stratum.outcome in _ONE_READER:
        differ = asked or Reason.ONE_READER not in reasons
        if differ and Reason.CHECK_CONFIRMS not in reasons:
            return False
    if stratum.outcome in _FOR_A_PERSON | _NOT_MEASURED or _forbidden(reasons):
        return False
    if stratum.outcome is Outcome.ABSENT:
        return bool(reasons & _PROVEN_NONE)
    if stratum.kind == "list":
        closed = Reason.CHECK_CONFIRMS in reasons
        return not reasons & _NOT_CLOSED and (closed or Reason.ROWS_ACCOUNTED in reasons)
    return not reasons & _WITHOUT_A_ROLE


def _forbidden(reasons: Collection[Reason]) -> bool:
    """Whether no policy accepts what has these reasons."""
    if not _NEVER.isdisjoint(reasons):
        return True
    return not _UNLESS_CONFIRMED.isdisjoint(reasons) and Reason.CHECK_CONFIRMS not in reasons


def fits_of(receipt: Receipt) -> Fits:
    """The parts of a receipt that a policy has to fit."""
    return Fits(**{part.name: getattr(receipt, part.name) for part in fields(Fits)})


def fit(policy: Policy, receipt: Receipt) -> str:
    """ "" where a policy's figures hold for a receipt, else a sentence on what differs."""
    if policy.fits is None:
        return ""
    differing = [
        _told(part.name, getattr(policy.fits, part.name), getattr(receipt, part.name))
        for part in fields(policy.fits)
        if getattr(policy.fits, part.name) != getattr(receipt, part.name)
    ]
    if not differing:
        return ""
    return (
        f"the policy {policy.name} does not hold here, so every field goes to review: what it was "
        f"calibrated with differs in {', '.join(differing)}; calibrate one on runs made as this "
        "one is (`extractor eval`, then `extractor calibrate`)"
    )


def fitting(policy: Policy, receipt: Receipt) -> Policy:
    """The policy, or `NOTHING` where it does not fit the receipt."""
    return NOTHING if fit(policy, receipt) else policy


def _told(name: str, calibrated: object, used: object) -> str:
    """A part of a receipt that differs; of several prompts or settings those that do."""
    if isinstance(calibrated, Mapping) and isinstance(used, Mapping):
        keys = sorted(calibrated.keys() | used.keys())
        changed = [key for key in keys if calibrated.get(key) != used.get(key)]
        return f"{name} ({', '.join(changed)})"
    return name if name == "schema" else f"{name} ({calibrated}, not {used})"


def decide(form: Form, fields: Mapping[str, FieldResult], policy: Policy) -> dict[str, FieldResult]:
    """The fields with their decisions."""
    decided = {path: _decided(each, _decide(each, policy)) for path, each in fields.items()}
    for path, each in decided.items():
        if each.outcome is Outcome.DERIVED:
            decided[path] = _derived(form, each, decided)
    return _whole_lists(form, _whole_cells(form, _whole_keys(form, decided)))


def _whole_lists(form: Form, decided: Mapping[str, FieldResult]) -> dict[str, FieldResult]:
    """A list is not complete while it is open whether one of its rows is a row.

    Where a check closes it, the rows are those that the sum needs.
    """
    lists = {key: rows.complete for rows in form.spec.lists.values() for key in rows.key}
    waiting = {
        lists[each.schema_path]
        for each in decided.values()
        if each.schema_path in lists and each.decision is Decision.REVIEW
    }
    result = dict(decided)
    for path in waiting & decided.keys():
        each = decided[path]
        if each.decision is Decision.ACCEPTED and Reason.CHECK_CONFIRMS not in each.reasons:
            result[path] = _held_back(each, Reason.ROW_IN_REVIEW)
    return result


def _whole_cells(form: Form, decided: Mapping[str, FieldResult]) -> dict[str, FieldResult]:
    """Of two leaves that one cell may state, neither is accepted as absent while the other waits.

    Both readers may have put the cell of the row beside in its place.
    """
    beside = {**form.shares, **{shared: own for own, shared in form.shares.items()}}
    result = dict(decided)
    for path, each in decided.items():
        if each.schema_path not in beside or each.outcome is not Outcome.ABSENT:
            continue
        row = path.rpartition(".")[0]
        other = decided.get(f"{row}.{beside[each.schema_path].rpartition('.')[2]}")
        waits = other is not None and other.decision is Decision.REVIEW
        if waits and each.decision is Decision.ACCEPTED:
            result[path] = _held_back(each, Reason.CELL_IN_REVIEW)
    return result


def _whole_keys(form: Form, decided: Mapping[str, FieldResult]) -> dict[str, FieldResult]:
    """The parts of a row's key share their fate: a role without its holder says nothing."""
    result = dict(decided)
    for path, each in decided.items():
        rows = form.list_of(each.schema_path) if each.schema_path in form.spec.leaves else None
        if rows is None or each.schema_path not in rows.key:
            continue
        if each.decision is not Decision.ACCEPTED:
            continue
        row = path.rpartition(".")[0]
        parts = (
            decided[f"{row}.{part.rpartition('.')[2]}"] for part in rows.key if len(rows.key) > 1
        )
        if any(part.decision is Decision.REVIEW for part in parts):
            result[path] = _held_back(each, Reason.KEY_IN_REVIEW)
    return result


def _held_back(field: FieldResult, reason: Reason) -> FieldResult:
    """A field that would be accepted by itself and waits for another one."""
    return replace(field, decision=Decision.REVIEW, reasons=(*field.reasons, reason))


def _decided(field: FieldResult, decision: Decision) -> FieldResult:
    return field if field.decision is decision else replace(field, decision=decision)


def _decide(field: FieldResult, policy: Policy) -> Decision:
    if field.outcome is Outcome.SETTLED:
        return Decision.SETTLED
    reasons = set(field.reasons)
    if _forbidden(reasons):
        return Decision.REVIEW
    if policy.strata is not None:
        accepted = _is_grounded(field) and stratum_of(field) in policy.strata
    elif field.path.endswith(_COMPLETE):
        accepted = _accepts_list(field, reasons, policy)
    else:
        accepted = _accepts_leaf(field, reasons, policy)
    return Decision.ACCEPTED if accepted else Decision.REVIEW


def _is_grounded(field: FieldResult) -> bool:
    """Whether a value has its two kinds of evidence; an absence and a list have none."""
    if field.outcome is Outcome.ABSENT or field.path.endswith(_COMPLETE):
        return True
    return bool(field.evidence and field.anchor)


def _accepts_leaf(field: FieldResult, reasons: set[Reason], policy: Policy) -> bool:
    if field.outcome is Outcome.ABSENT:
        return Outcome.ABSENT in policy.accepts and bool(reasons & _PROVEN_NONE)
    if not _is_grounded(field) or reasons & _WITHOUT_A_ROLE:
        return False
    one_reader = field.outcome in _ONE_READER
    confirmed = policy.confirmed_by_checks and Reason.CHECK_CONFIRMS in reasons
    return field.outcome in policy.accepts or (one_reader and confirmed)


def _accepts_list(field: FieldResult, reasons: set[Reason], policy: Policy) -> bool:
    if field.outcome is Outcome.ABSENT:
        return Outcome.ABSENT in policy.accepts and bool(reasons & _PROVEN_NONE)
    if policy.confirmed_by_checks and Reason.CHECK_CONFIRMS in reasons:
        return not reasons & _NOT_CLOSED
    return field.outcome in policy.accepts and Reason.ROWS_ACCOUNTED in reasons


def _derived(form: Form, field: FieldResult, decided: Mapping[str, FieldResult]) -> FieldResult:
    """A derived leaf shares the fate of the leaves of its row that it is computed from."""
    row = field.path.rpartition(".")[0]
    sources = [decided.get(f"{row}.{name}") for name in form.derived[field.schema_path]]
    if all(each is not None and each.decision is not Decision.REVIEW for each in sources):
        proven = bool(field.evidence and field.anchor) and not _forbidden(field.reasons)
        return replace(field, decision=Decision.ACCEPTED if proven else Decision.REVIEW)
    return _held_back(field, Reason.SOURCE_IN_REVIEW)
