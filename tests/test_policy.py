"""What is accepted without a person, and what no policy accepts."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.policy import (
    AGREEMENT,
    NOTHING,
    Fits,
    Policy,
    Stratum,
    acceptable,
    decide,
    fit,
    fitting,
    stratum_of,
)
from extractor.reasons import Reason
from extractor.records import Decision, FieldResult, Outcome, Receipt, Value
from extractor.text.spans import Evidence, Span
from tests.note_form import NOTE

R = Reason
PLACE: Evidence = (Span(0, 1, 5),)
ANCHOR: Evidence = (Span(0, 7, 9),)
NEVER = (R.CHECK_DOUBTS, R.NOT_IN_ITS_ROW, R.NO_SYNONYM)
GREEDY = Policy(name="greedy", accepts=frozenset(Outcome))
SINGLE = frozenset({Outcome.BASELINE_ONLY, Outcome.LLM_ONLY})


def field(
    outcome: Outcome,
    *reasons: Reason,
    path: str = "amount",
    evidence: Evidence = PLACE,
    anchor: Evidence = ANCHOR,
    value: Value | None = "x",
) -> FieldResult:
    row, _, leaf = path.partition(".")
    schema = f"{row.partition('#')[0]}.{leaf}" if leaf else path
    return FieldResult(path, schema, "", value, outcome, reasons, evidence, anchor, ())


def decided(each: FieldResult, policy: Policy = AGREEMENT) -> Decision:
    return decide(NOTE, {each.path: each}, policy)[each.path].decision


def complete(outcome: Outcome, *reasons: Reason) -> FieldResult:
    return field(outcome, *reasons, path="holders#complete", evidence=(), anchor=(), value=3)


def absent(*reasons: Reason, path: str = "amount") -> FieldResult:
    return field(Outcome.ABSENT, *reasons, path=path, evidence=(), anchor=(), value=None)


ACCEPTED = [
    field(Outcome.AGREE, R.READERS_AGREE),
    field(Outcome.BASELINE_ONLY, R.ONE_READER, R.CHECK_CONFIRMS),
    field(Outcome.LLM_ONLY, R.OTHER_SAYS_NONE, R.CHECK_CONFIRMS),
    absent(R.NO_CUE),
    absent(R.BOTH_SAY_NONE),
    complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_ACCOUNTED),
    complete(Outcome.BASELINE_ONLY, R.ONE_READER, R.ROWS_ACCOUNTED, R.CHECK_CONFIRMS),
    complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_UNPROVEN, R.CHECK_CONFIRMS),
    absent(R.NO_CUE, path="holders#complete"),
    absent(R.BOTH_SAY_NONE, path="holders#complete"),
]
IN_REVIEW = [
    field(Outcome.BASELINE_ONLY, R.ONE_READER),
    field(Outcome.LLM_ONLY, R.ONE_READER),
    field(Outcome.CONFLICT, R.READERS_DIFFER),
    field(Outcome.CONFLICT, R.READERS_DIFFER, R.CHECK_CONFIRMS),
    field(Outcome.UNGROUNDED, R.NOT_IN_TEXT, evidence=(), anchor=(), value=None),
    field(Outcome.AGREE, R.READERS_AGREE, R.NO_ANCHOR, anchor=()),
    field(Outcome.AGREE, R.READERS_AGREE, R.CHECK_DOUBTS),
    field(Outcome.BASELINE_ONLY, R.ONE_READER, R.CHECK_CONFIRMS, anchor=()),
    field(Outcome.BASELINE_ONLY, R.NO_CUE, R.CHECK_CONFIRMS),
    absent(R.ONE_READER),
    absent(R.NOT_READ),
    complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_UNPROVEN),
    complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_LEFT_OVER),
    complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_LEFT_OVER, R.CHECK_CONFIRMS),
    complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_ACCOUNTED, R.CHECK_DOUBTS),
    complete(Outcome.BASELINE_ONLY, R.ONE_READER, R.ROWS_ACCOUNTED),
    complete(Outcome.CONFLICT, R.LIST_DIFFERS, R.ROWS_ACCOUNTED),
    complete(Outcome.CONFLICT, R.LIST_DIFFERS, R.ROWS_ACCOUNTED, R.CHECK_CONFIRMS),
    absent(R.ONE_READER, path="holders#complete"),
    absent(R.IN_EXHIBIT, path="holders#complete"),
    absent(R.ROWS_LEFT_OVER, path="holders#complete"),
    absent(R.NOT_READ, path="holders#complete"),
]


def _said(each: FieldResult) -> str:
    return "-".join((each.path, each.outcome, *each.reasons))


@pytest.mark.parametrize("each", ACCEPTED, ids=_said)
def test_accepted(each: FieldResult) -> None:
    assert decided(each) is Decision.ACCEPTED


@pytest.mark.parametrize("each", IN_REVIEW, ids=_said)
def test_sent_to_review(each: FieldResult) -> None:
    assert decided(each) is Decision.REVIEW


@pytest.mark.parametrize("reason", NEVER)
@pytest.mark.parametrize("each", ACCEPTED, ids=_said)
def test_reasons_that_no_policy_accepts(each: FieldResult, reason: Reason) -> None:
    doubted = field(
        each.outcome,
        *each.reasons,
        reason,
        path=each.path,
        evidence=each.evidence,
        anchor=each.anchor,
        value=each.value,
    )
    assert decided(doubted, GREEDY) is Decision.REVIEW


def test_what_is_stated_twice_is_accepted_only_if_another_field_confirms_it() -> None:
    twice = (R.READERS_AGREE, R.STATED_TWICE)
    assert decided(field(Outcome.AGREE, *twice), GREEDY) is Decision.REVIEW
    assert decided(field(Outcome.AGREE, *twice, R.CHECK_CONFIRMS)) is Decision.ACCEPTED
    assert not acceptable(Stratum("leaf", Outcome.AGREE, twice))
    assert acceptable(Stratum("leaf", Outcome.AGREE, (*twice, R.CHECK_CONFIRMS)))


@pytest.mark.parametrize("reason", NEVER)
def test_what_a_person_settled_stays_settled(reason: Reason) -> None:
    settled = field(Outcome.SETTLED, R.PERSON, reason, evidence=(), anchor=())
    assert decided(settled) is Decision.SETTLED


def test_a_policy_may_take_single_readers() -> None:
    policy = Policy(name="single", accepts=SINGLE)
    assert decided(field(Outcome.BASELINE_ONLY, R.ONE_READER), policy) is Decision.ACCEPTED
    assert decided(field(Outcome.AGREE, R.READERS_AGREE), policy) is Decision.REVIEW
    assert decided(absent(R.NO_CUE), policy) is Decision.REVIEW


def test_a_policy_may_do_without_the_proof_of_a_check() -> None:
    policy = Policy(name="agreement-only", confirmed_by_checks=False)
    confirmed = field(Outcome.BASELINE_ONLY, R.ONE_READER, R.CHECK_CONFIRMS)
    assert decided(confirmed, policy) is Decision.REVIEW
    summed = complete(Outcome.AGREE, R.READERS_AGREE, R.ROWS_UNPROVEN, R.CHECK_CONFIRMS)
    assert decided(summed, policy) is Decision.REVIEW


_REASONS = st.lists(st.sampled_from(Reason), max_size=4, unique=True)
_SPANS = st.sampled_from([(), PLACE])
_ANY = st.builds(
    lambda outcome, reasons, evidence, anchor, path, value: field(
        outcome, *reasons, path=path, evidence=evidence, anchor=anchor, value=value
    ),
    st.sampled_from([each for each in Outcome if each is not Outcome.DERIVED]),
    _REASONS,
    _SPANS,
    _SPANS,
    st.sampled_from(["amount", "holders#1.share", "holders#complete"]),
    st.sampled_from([None, "x"]),
)
_POLICIES = st.builds(
    Policy,
    name=st.just("any"),
    accepts=st.frozensets(st.sampled_from(Outcome)),
    confirmed_by_checks=st.booleans(),
)
PROOF = {R.CHECK_CONFIRMS, R.ROWS_ACCOUNTED, R.NO_CUE, R.BOTH_SAY_NONE}


@given(_ANY, _POLICIES)
def test_nothing_unproven_is_accepted_by_any_policy(each: FieldResult, policy: Policy) -> None:
    decision = decided(each, policy)
    assert (decision is Decision.SETTLED) == (each.outcome is Outcome.SETTLED)
    if decision is not Decision.ACCEPTED:
        return
    reasons = set(each.reasons)
    assert not reasons & set(NEVER)
    if each.path.endswith("#complete"):
        assert reasons & PROOF
    elif each.outcome is Outcome.ABSENT:
        assert reasons & {R.NO_CUE, R.BOTH_SAY_NONE}
    else:
        assert each.evidence
        assert each.anchor


FITS = Fits("note", "5c", {"note": "a1", "rows": "b2"}, "boat", {"seed": 0}, "1", False)
RECEIPT = Receipt(
    filing="f1",
    form="note",
    schema="5c",
    prompts={"note": "a1", "rows": "b2"},
    policy="",
    package="1",
    model="boat",
    sampling={"seed": 0},
    answers="d4",
)
AGREED = Stratum("leaf", Outcome.AGREE, (R.READERS_AGREE,))
CONFIRMED = Stratum("leaf", Outcome.BASELINE_ONLY, (R.ONE_READER, R.CHECK_CONFIRMS))
NO_CUE = Stratum("leaf", Outcome.ABSENT, (R.NO_CUE,))
WHOLE = Stratum("list", Outcome.AGREE, (R.READERS_AGREE, R.ROWS_ACCOUNTED))


def calibrated(*strata: Stratum) -> Policy:
    return Policy(name="calibrated", strata=frozenset(strata), fits=FITS)


def test_a_calibrated_policy_accepts_its_strata_and_no_others() -> None:
    policy = calibrated(CONFIRMED, WHOLE)
    confirmed = field(Outcome.BASELINE_ONLY, R.ONE_READER, R.CHECK_CONFIRMS)
    assert decided(confirmed, policy) is Decision.ACCEPTED
    assert decided(field(Outcome.AGREE, R.READERS_AGREE), policy) is Decision.REVIEW
    assert decided(absent(R.NO_CUE), policy) is Decision.REVIEW
    rows = (R.ROWS_ACCOUNTED, R.READERS_AGREE)
    assert decided(complete(Outcome.AGREE, *rows), policy) is Decision.ACCEPTED
    assert decided(complete(Outcome.AGREE, *rows, R.CHECK_CONFIRMS), policy) is Decision.REVIEW
    assert decided(field(Outcome.SETTLED, R.PERSON), policy) is Decision.SETTLED


def test_a_leaf_and_a_list_are_never_in_one_stratum() -> None:
    assert decided(absent(R.NO_CUE), calibrated(NO_CUE)) is Decision.ACCEPTED
    assert decided(absent(R.NO_CUE, path="holders#complete"), calibrated(NO_CUE)) is Decision.REVIEW


@pytest.mark.parametrize(("evidence", "anchor"), [((), ANCHOR), (PLACE, ()), ((), ())])
def test_a_stratum_excuses_no_missing_evidence(evidence: Evidence, anchor: Evidence) -> None:
    why = R.ONE_READER, R.CHECK_CONFIRMS
    bare = field(Outcome.BASELINE_ONLY, *why, evidence=evidence, anchor=anchor)
    assert stratum_of(bare) == CONFIRMED
    assert decided(bare, calibrated(CONFIRMED)) is Decision.REVIEW


def test_a_stratum_knows_no_order_of_its_reasons() -> None:
    reasons = (R.READERS_AGREE, R.CHECK_CONFIRMS)
    turned = Stratum("leaf", Outcome.AGREE, (*reversed(reasons), R.READERS_AGREE))
    assert turned == Stratum("leaf", Outcome.AGREE, reasons)
    assert turned.reasons == tuple(sorted(reasons))


_STRATA = st.builds(
    lambda kind, outcome, reasons: Stratum(kind, outcome, tuple(reasons)),
    st.sampled_from(["leaf", "list"]),
    st.sampled_from(Outcome),
    _REASONS,
)


@given(_ANY, st.frozensets(_STRATA.filter(acceptable), max_size=4), st.booleans())
def test_what_a_calibrated_policy_accepts_is_calibrated_and_proven(
    each: FieldResult, strata: frozenset[Stratum], its_own: bool
) -> None:
    own = stratum_of(each)
    strata |= {own} if its_own and acceptable(own) else set()
    decision = decided(each, Policy(name="any", strata=strata))
    if each.outcome is Outcome.SETTLED:
        assert decision is Decision.SETTLED
        return
    leaf = each.outcome is not Outcome.ABSENT and each.path != "holders#complete"
    grounded = bool(each.evidence and each.anchor) or not leaf
    assert (decision is Decision.ACCEPTED) == (own in strata and grounded)


FORBIDDEN: list[tuple[Literal["leaf", "list"], Outcome, tuple[Reason, ...]]] = [
    ("leaf", Outcome.CONFLICT, (R.READERS_DIFFER, R.CHECK_CONFIRMS)),
    ("leaf", Outcome.UNGROUNDED, (R.NOT_IN_TEXT,)),
    ("leaf", Outcome.AGREE, (R.READERS_AGREE, R.NO_ANCHOR)),
    ("leaf", Outcome.BASELINE_ONLY, (R.NO_CUE, R.CHECK_CONFIRMS)),
    ("leaf", Outcome.ABSENT, (R.ONE_READER,)),
    ("leaf", Outcome.DERIVED, (R.DERIVED_VALUE,)),
    ("leaf", Outcome.SETTLED, (R.PERSON,)),
    ("list", Outcome.ABSENT, (R.IN_EXHIBIT,)),
    ("list", Outcome.AGREE, (R.READERS_AGREE, R.ROWS_UNPROVEN)),
    ("list", Outcome.AGREE, (R.READERS_AGREE, R.ROWS_LEFT_OVER, R.CHECK_CONFIRMS)),
    ("list", Outcome.CONFLICT, (R.LIST_DIFFERS, R.ROWS_ACCOUNTED)),
    *(("leaf", Outcome.AGREE, (R.READERS_AGREE, reason)) for reason in NEVER),
    *(("list", Outcome.AGREE, (R.ROWS_ACCOUNTED, reason)) for reason in NEVER),
]


@pytest.mark.parametrize(("kind", "outcome", "reasons"), FORBIDDEN)
def test_no_file_can_make_a_policy_accept_what_none_may(
    kind: Literal["leaf", "list"], outcome: Outcome, reasons: tuple[Reason, ...]
) -> None:
    stratum = Stratum(kind, outcome, reasons)
    assert not acceptable(stratum)
    with pytest.raises(ValidationError, match=f"no policy accepts the stratum {kind} {outcome}"):
        Policy(name="x", strata=frozenset({stratum}))


@pytest.mark.parametrize("outcome", sorted({*SINGLE, Outcome.DECLARED_ONLY}))
def test_where_a_model_was_asked_one_reader_alone_needs_a_check(outcome: Outcome) -> None:
    alone = Stratum("leaf", outcome, (R.ONE_READER,))
    denied = Stratum("leaf", outcome, (R.OTHER_SAYS_NONE,))
    confirmed = Stratum("leaf", outcome, (R.OTHER_SAYS_NONE, R.CHECK_CONFIRMS))
    assert acceptable(alone)
    assert not acceptable(alone, asked=True)
    assert not acceptable(denied)
    assert acceptable(confirmed, asked=True)
    fits = replace(FITS, sampling={"seed": 0})
    Policy(name="x", strata=frozenset({confirmed}), fits=fits)
    Policy(name="x", strata=frozenset({alone}), fits=replace(FITS, sampling={}))
    with pytest.raises(ValidationError, match="no policy accepts the stratum"):
        Policy(name="x", strata=frozenset({alone}), fits=fits)


@pytest.mark.parametrize("each", ACCEPTED, ids=_said)
def test_what_agreement_accepts_may_be_calibrated(each: FieldResult) -> None:
    assert acceptable(stratum_of(each))
    assert decided(each, calibrated(stratum_of(each))) is Decision.ACCEPTED
    assert decided(each, NOTHING) is Decision.REVIEW


@given(_ANY)
def test_nothing_accepts_nothing(each: FieldResult) -> None:
    assert decided(each, NOTHING) is not Decision.ACCEPTED


def test_a_derived_leaf_shares_the_fate_of_its_sources_under_strata_too() -> None:
    row = derived_row(TAKEN[0], absent(R.NO_CUE, path=PERCENT), R.DERIVED_VALUE)
    for strata, taken in (((AGREED, NO_CUE), True), ((AGREED,), False)):
        basis = decide(NOTE, row, calibrated(*strata))["holders#1.basis"]
        assert basis.decision is (Decision.ACCEPTED if taken else Decision.REVIEW)


def test_a_policy_without_conditions_fits_everything() -> None:
    assert fit(AGREEMENT, RECEIPT) == ""
    assert fitting(AGREEMENT, RECEIPT) is AGREEMENT


def test_a_policy_fits_what_it_was_calibrated_with() -> None:
    policy = calibrated(AGREED)
    other_filing = replace(RECEIPT, filing="f2", answers="", policy="p")
    assert fit(policy, RECEIPT) == fit(policy, other_filing) == ""
    assert fitting(policy, other_filing) is policy


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"form": "8-k"}, "differs in form (note, not 8-k);"),
        ({"schema": "6d"}, "differs in schema;"),
        ({"prompts": {"note": "a1", "rows": "c3"}}, "differs in prompts (rows);"),
        ({"prompts": {"note": "a1"}}, "differs in prompts (rows);"),
        ({"model": "none"}, "differs in model (boat, not none);"),
        ({"sampling": {}}, "differs in sampling (seed);"),
        ({"package": "2"}, "differs in package (1, not 2);"),
        ({"text_only": True}, "differs in text_only (False, not True);"),
        ({"model": "x", "package": "2"}, "differs in model (boat, not x), package (1, not 2)"),
    ],
)
def test_a_misfit_says_what_differs_and_what_to_do(changed: dict[str, Any], said: str) -> None:
    policy, receipt = calibrated(AGREED), replace(RECEIPT, **changed)
    assert said in fit(policy, receipt)
    assert "every field goes to review" in fit(policy, receipt)
    assert "extractor calibrate" in fit(policy, receipt)
    assert fitting(policy, receipt) is NOTHING


def derived_row(
    share: FieldResult, percent: FieldResult, *reasons: Reason, anchor: Evidence = ANCHOR
) -> Mapping[str, FieldResult]:
    basis = field(Outcome.DERIVED, *reasons, path="holders#1.basis", anchor=anchor)
    return {each.path: each for each in (basis, share, percent)}


SHARE, PERCENT = "holders#1.share", "holders#1.percent"
TAKEN = (
    field(Outcome.AGREE, R.READERS_AGREE, path=SHARE),
    field(Outcome.SETTLED, R.PERSON, path=SHARE),
    absent(R.BOTH_SAY_NONE, path=SHARE),
)
WAITING = (field(Outcome.CONFLICT, path=SHARE), absent(R.ONE_READER, path=SHARE))


@pytest.mark.parametrize(("share", "taken"), [*product(TAKEN, [True]), *product(WAITING, [False])])
def test_a_derived_leaf_shares_the_fate_of_its_sources(share: FieldResult, taken: bool) -> None:
    row = derived_row(share, absent(R.NO_CUE, path=PERCENT), R.DERIVED_VALUE)
    basis = decide(NOTE, row, AGREEMENT)["holders#1.basis"]
    assert basis.decision is (Decision.ACCEPTED if taken else Decision.REVIEW)
    assert (R.SOURCE_IN_REVIEW in basis.reasons) is not taken


@pytest.mark.parametrize(("share", "taken"), [*product(TAKEN, [True]), *product(WAITING, [False])])
@pytest.mark.parametrize("shares", [("share", "percent"), ("percent", "share")])
def test_nothing_is_absent_from_a_cell_whose_other_value_waits(
    share: FieldResult, taken: bool, shares: tuple[str, str]
) -> None:
    form = replace(NOTE, shares={f"holders.{shares[0]}": f"holders.{shares[1]}"})
    row = {each.path: each for each in (share, absent(R.BOTH_SAY_NONE, path=PERCENT))}
    percent = decide(form, row, AGREEMENT)[PERCENT]
    assert percent.decision is (Decision.ACCEPTED if taken else Decision.REVIEW)
    assert (R.CELL_IN_REVIEW in percent.reasons) is not taken
    assert decide(NOTE, row, AGREEMENT)[PERCENT].decision is Decision.ACCEPTED


NAME, COMPLETE = "holders#1.name", "holders#complete"


@pytest.mark.parametrize(
    ("name", "closed", "taken"),
    [
        (field(Outcome.AGREE, R.READERS_AGREE, path=NAME), False, True),
        (field(Outcome.SETTLED, R.PERSON, path=NAME), False, True),
        (field(Outcome.CONFLICT, path=NAME), False, False),
        (field(Outcome.CONFLICT, path=NAME), True, True),
    ],
)
def test_a_list_waits_for_the_keys_of_its_rows(
    name: FieldResult, closed: bool, taken: bool
) -> None:
    reasons = (R.READERS_AGREE, R.ROWS_ACCOUNTED, *([R.CHECK_CONFIRMS] if closed else []))
    complete = field(Outcome.AGREE, *reasons, path=COMPLETE)
    rest = field(Outcome.CONFLICT, path=SHARE)
    fields = {each.path: each for each in (name, rest, complete)}
    told = decide(NOTE, fields, AGREEMENT)[COMPLETE]
    assert told.decision is (Decision.ACCEPTED if taken else Decision.REVIEW)
    assert (R.ROW_IN_REVIEW in told.reasons) is not taken


def test_a_derived_leaf_without_its_sources_waits() -> None:
    basis = field(Outcome.DERIVED, R.DERIVED_VALUE, path="holders#1.basis")
    assert decided(basis) is Decision.REVIEW


@pytest.mark.parametrize("reason", NEVER)
def test_a_doubt_outweighs_what_a_leaf_is_derived_from(reason: Reason) -> None:
    row = derived_row(TAKEN[0], absent(R.NO_CUE, path=PERCENT), R.DERIVED_VALUE, reason)
    assert decide(NOTE, row, GREEDY)["holders#1.basis"].decision is Decision.REVIEW


def test_a_derived_leaf_needs_an_anchor_too() -> None:
    row = derived_row(TAKEN[0], absent(R.NO_CUE, path=PERCENT), R.DERIVED_VALUE, anchor=())
    assert decide(NOTE, row, GREEDY)["holders#1.basis"].decision is Decision.REVIEW


def test_the_built_in_policy_claims_no_bound() -> None:
    assert not AGREEMENT.certified
    assert "not calibrated" in AGREEMENT.bound


HASH = """
from extractor.policy import Policy, Stratum
from extractor.records import Outcome
alone = ("one_reader",)
strata = frozenset(Stratum("leaf", each, alone) for each in (Outcome.AGREE, Outcome.LLM_ONLY))
print(Policy(name="x", strata=strata).hash)
"""


def test_the_hash_is_the_same_in_every_process() -> None:
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASH],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1", "2", "3")
    }
    strata = frozenset(
        Stratum("leaf", each, (R.ONE_READER,)) for each in (Outcome.AGREE, Outcome.LLM_ONLY)
    )
    assert hashes == {Policy(name="x", strata=strata).hash}


def test_the_hash_knows_every_part_of_a_policy() -> None:
    others = [
        Policy(name="other"),
        Policy(name=AGREEMENT.name, accepts=frozenset({Outcome.AGREE})),
        Policy(name=AGREEMENT.name, confirmed_by_checks=False),
        Policy(name=AGREEMENT.name, certified=True),
        Policy(name=AGREEMENT.name, bound="at most 1 %"),
        Policy(name=AGREEMENT.name, fits=FITS),
        Policy(name=AGREEMENT.name, fits=replace(FITS, package="2")),
        Policy(name=AGREEMENT.name, strata=frozenset()),
        Policy(name=AGREEMENT.name, strata=frozenset({AGREED})),
        Policy(name=AGREEMENT.name, strata=frozenset({AGREED, NO_CUE})),
    ]
    assert len({AGREEMENT.hash, *(each.hash for each in others)}) == len(others) + 1
    assert Policy(name=AGREEMENT.name).hash == AGREEMENT.hash


def test_the_hash_of_the_built_in_policy_is_known_to_old_receipts() -> None:
    known = "92546ece975e28dab7023fb863c374da2dffb612a52d856b1b59897fe0d23b10"
    assert AGREEMENT.hash == known


@pytest.mark.parametrize("policy", [AGREEMENT, NOTHING, "calibrated"])
def test_a_policy_survives_its_file(policy: Policy | str) -> None:
    made = calibrated(AGREED, NO_CUE, WHOLE) if isinstance(policy, str) else policy
    again = Policy.model_validate_json(made.model_dump_json())
    assert (again, again.hash) == (made, made.hash)


def test_a_policy_knows_only_its_own_words() -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"name": "x", "accept": ["agree"]})
    with pytest.raises(ValidationError):
        Policy.model_validate({"name": "x", "accepts": ["everything"]})
    stratum = {"kind": "leaf", "outcome": "agree", "reasons": ["readers_agree"]}
    for wrong in ({"kind": "row"}, {"reasons": ["luck"]}, {"because": "it is"}):
        text = json.dumps({"name": "x", "strata": [stratum | wrong]})
        with pytest.raises(ValidationError):
            Policy.model_validate_json(text)
    text = json.dumps({"name": "x", "strata": [stratum]})
    assert Policy.model_validate_json(text).strata == frozenset({AGREED})
