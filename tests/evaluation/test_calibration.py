"""What is accepted is chosen on some filings, and its error measured on others."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ExtractorError
from extractor.evaluation.bounds import upper95
from extractor.evaluation.calibration import Calibration, calibrate
from extractor.evaluation.certifying import Count, least_without_error, percent
from extractor.evaluation.runs import FilingReport, Leaf, ListOf, Run, redacted
from extractor.evaluation.scoring import Verdict
from extractor.policy import Stratum, acceptable
from extractor.reasons import Reason
from extractor.records import Outcome
from tests.note_form import NOTE

R = Reason
RECEIPT: Mapping[str, Any] = {
    "form": NOTE.name,
    "schema": NOTE.schema_version,
    "prompts": {"note": "a1"},
    "policy": "p",
    "package": "1",
    "text_only": False,
    "model": "boat",
    "sampling": {"seed": 0},
    "answers": "d4",
}
AGREED = Stratum("leaf", Outcome.AGREE, (R.READERS_AGREE,))
CONFIRMED = Stratum("leaf", Outcome.BASELINE_ONLY, (R.ONE_READER, R.CHECK_CONFIRMS))
ALONE = Stratum("leaf", Outcome.BASELINE_ONLY, (R.ONE_READER,))
DECLARED = Stratum("leaf", Outcome.AGREE, (R.READERS_AGREE, R.CHECK_CONFIRMS))
NO_CUE = Stratum("leaf", Outcome.ABSENT, (R.NO_CUE,))
DOUBTED = Stratum("leaf", Outcome.AGREE, (R.READERS_AGREE, R.CHECK_DOUBTS))
DIFFER = Stratum("leaf", Outcome.CONFLICT, (R.READERS_DIFFER,))
DERIVED = Stratum("leaf", Outcome.DERIVED, (R.DERIVED_VALUE,))
WHOLE = Stratum("list", Outcome.AGREE, (R.READERS_AGREE, R.ROWS_ACCOUNTED))
UNPROVEN = Stratum("list", Outcome.AGREE, (R.READERS_AGREE, R.ROWS_UNPROVEN))

Filing = tuple[Mapping[str, Leaf], Mapping[str, ListOf]]


def leaf(of: Stratum, right: bool = True) -> Leaf:
    return Leaf(
        predicted="x",
        label="x" if right else "y",
        verdict=Verdict.RIGHT if right else Verdict.WRONG,
        outcome=of.outcome,
        reasons=of.reasons,
    )


def missing(of: Stratum) -> Leaf:
    """A leaf of a row that the prediction lacks."""
    return Leaf(
        predicted=None, label="x", verdict=Verdict.MISSED, outcome=of.outcome, reasons=of.reasons
    )


def whole(of: Stratum, missing: int = 0) -> ListOf:
    return ListOf(rows=3, missing=missing, invented=0, outcome=of.outcome, reasons=of.reasons)


def filings(
    leaves: Mapping[Stratum, tuple[int, int]],
    lists: Mapping[Stratum, tuple[int, int]] | None = None,
) -> list[Filing]:
    """Filings of one leaf or list each: of each stratum so many, and so many of these wrong."""
    made: list[Filing] = []
    for stratum, (n, wrong) in leaves.items():
        made += [({"title": leaf(stratum, number >= wrong)}, {}) for number in range(n)]
    for stratum, (n, wrong) in (lists or {}).items():
        made += [({}, {"holders": whole(stratum, int(number < wrong))}) for number in range(n)]
    return made


def run(of: Iterable[Filing], name: str = "work", **changed: Any) -> Run:
    """A run over filings, whose bytes are named after the run."""
    kept = {f"{name}-{number:04}": filing for number, filing in enumerate(of)}
    made = Run(
        dataset=name,
        system="reconciled",
        model="boat",
        receipt=RECEIPT,
        per_filing={identity: leaves for identity, (leaves, _) in kept.items()},
        per_list={identity: lists for identity, (_, lists) in kept.items()},
        reports={each: FilingReport(sha256=f"bytes of {each}", complete=True) for each in kept},
    )
    return made.model_copy(update=changed)


def chosen(
    tuning: Sequence[Filing],
    certify: Sequence[Filing] = (),
    max_error: float = 0.01,
    max_list_error: float | None = None,
) -> Calibration:
    parts = [run(tuning)], [run(certify, "others")]
    return calibrate(*parts, max_error, max_list_error, form=NOTE)


def strata(made: Calibration) -> set[Stratum]:
    assert made.policy.strata is not None
    return set(made.policy.strata)


def left(made: Calibration, stratum: Stratum) -> str:
    return next(each.left for each in made.strata if each.stratum == stratum)


MANY = filings({AGREED: (300, 0), NO_CUE: (100, 0)})


def test_without_error_one_percent_is_certified_from_299() -> None:
    assert least_without_error(0.01) == 299
    assert least_without_error(0.05) == 59
    for n, certified in ((299, True), (298, False)):
        made = chosen(MANY, filings({AGREED: (n, 0)}))
        assert strata(made) == {AGREED, NO_CUE}
        assert made.policy.certified is certified
        assert made.certificate.leaves == Count(n, 0, n)
    assert made.refusal == (
        "not certifiable: 298 accepted leaves, 0 wrong; without error they certify 1 % "
        "only from 299"
    )
    assert made.policy.bound.startswith(made.refusal)


def test_too_many_errors_are_not_certified() -> None:
    made = chosen(MANY, filings({AGREED: (1000, 12)}))
    assert not made.policy.certified
    assert made.certificate.leaves == Count(1000, 12, 1000)
    assert made.refusal == (
        "not certifiable: 1,000 accepted leaves, 12 wrong, which bounds the error at 1.94 %, "
        "not at 1 %"
    )


def test_a_choice_is_not_changed_by_what_it_is_certified_on() -> None:
    bad = chosen(MANY, filings({AGREED: (300, 300)}))
    good = chosen(MANY, filings({AGREED: (300, 0)}))
    assert strata(bad) == strata(good)
    assert bad.strata == good.strata


def test_the_surest_strata_come_first_and_the_longest_beginning_is_taken() -> None:
    tuning = filings({AGREED: (900, 1), CONFIRMED: (99, 0), NO_CUE: (500, 5), DECLARED: (100, 9)})
    made = chosen(tuning)
    assert [each.stratum for each in made.strata] == [AGREED, CONFIRMED, NO_CUE, DECLARED]
    # 6 of 1,499 bound the error at 0.79 %.
    assert strata(made) == {AGREED, CONFIRMED, NO_CUE}
    assert made.chosen.leaves == Count(1499, 6, 1599)
    # 1 of 999 at 0.48 %, 6 of 1,499 at more than 0.5 %.
    assert strata(chosen(tuning, max_error=0.005)) == {AGREED, CONFIRMED}


def test_equal_estimates_are_ordered_by_name() -> None:
    made = chosen(filings({NO_CUE: (40, 0), DECLARED: (40, 0), AGREED: (40, 0)}))
    assert [each.stratum for each in made.strata] == sorted([NO_CUE, DECLARED, AGREED])


def test_no_stratum_hides_behind_the_others() -> None:
    made = chosen(filings({AGREED: (5000, 0), DECLARED: (50, 1)}))
    assert strata(made) == {AGREED}
    assert left(made, DECLARED) == "more than 1 % wrong"


def test_where_too_few_were_seen_nothing_is_accepted() -> None:
    made = chosen(filings({AGREED: (200, 0)}), filings({AGREED: (900, 0)}))
    assert strata(made) == set()
    assert left(made, AGREED) == "too few: 1 % takes 299 without error"
    assert made.refusal.startswith("not certifiable: no accepted leaves;")
    assert made.certificate.leaves == Count(0, 0, 900)


def test_what_was_not_seen_is_not_accepted() -> None:
    made = chosen(MANY, filings({AGREED: (299, 0), DECLARED: (299, 0)}))
    assert made.certificate.leaves == Count(299, 0, 598)
    assert made.certificate.leaves.coverage == 0.5


@pytest.mark.parametrize("forbidden", [DOUBTED, DIFFER, ALONE])
def test_what_no_policy_may_accept_is_left_however_right_it_was(forbidden: Stratum) -> None:
    made = chosen(filings({AGREED: (299, 0), forbidden: (5000, 0)}))
    assert strata(made) == {AGREED}
    assert left(made, forbidden) == "for a person by rule"


@pytest.mark.parametrize("sampling", [{}, {"seed": 0, "cascade": True}])
def test_one_reader_is_enough_only_where_no_other_was_asked(sampling: dict[str, object]) -> None:
    tuning = filings({ALONE: (600, 0)})
    assert strata(chosen(tuning)) == set()
    receipt = {**RECEIPT, "sampling": sampling}
    parts = [run(tuning, receipt=receipt)], [run(tuning, "others", receipt=receipt)]
    made = calibrate(*parts, 0.01, form=NOTE)
    assert strata(made) == {ALONE}
    assert made.policy.certified


@pytest.mark.parametrize(
    "added", [R.KEY_IN_REVIEW, R.SOURCE_IN_REVIEW, R.CELL_IN_REVIEW, R.ROW_IN_REVIEW]
)
def test_what_deciding_added_to_the_reasons_makes_no_stratum(added: Reason) -> None:
    sent = replace(AGREED, reasons=(*AGREED.reasons, added))
    made = chosen(filings({AGREED: (200, 0), sent: (99, 0)}))
    assert [(each.stratum, each.n) for each in made.strata] == [(AGREED, 299)]


def test_leaves_and_lists_are_chosen_apart() -> None:
    tuning = filings({AGREED: (299, 0)}, {WHOLE: (70, 0), UNPROVEN: (500, 0)})
    assert strata(chosen(tuning)) == {AGREED}
    made = chosen(tuning, filings({AGREED: (299, 0)}, {WHOLE: (60, 0)}), max_list_error=0.05)
    assert strata(made) == {AGREED, WHOLE}
    assert made.policy.certified
    assert made.certificate.lists == Count(60, 0, 60)
    assert "at most 5 % of lists accepted as complete" in made.policy.bound


def test_a_policy_that_accepts_lists_is_certified_for_lists_too() -> None:
    tuning = filings({AGREED: (299, 0)}, {WHOLE: (299, 0)})
    made = chosen(tuning, filings({AGREED: (299, 0)}, {WHOLE: (40, 0)}))
    assert not made.policy.certified
    assert made.refusal.startswith("not certifiable: 40 accepted lists, 0 wrong;")


def test_a_missing_row_of_an_accepted_list_is_an_accepted_error() -> None:
    lacking: Filing = (
        {"holders#1.name": leaf(AGREED), "holders#2.name": missing(WHOLE)},
        {"holders": whole(WHOLE, missing=1)},
    )
    certify = [*filings({AGREED: (299, 0)}), lacking]
    without = chosen(MANY, certify)
    assert without.certificate.leaves == Count(300, 0, 301)
    assert without.certificate.filings == Count(300, 0, 300)
    accepting = chosen(filings({AGREED: (299, 0)}, {WHOLE: (299, 0)}), certify)
    assert accepting.certificate.leaves == Count(301, 1, 301)
    assert accepting.certificate.lists == Count(1, 1, 1)
    assert accepting.certificate.filings == Count(300, 1, 300)


def test_a_missing_row_is_not_held_against_the_leaves() -> None:
    lacking: Filing = (
        {"holders#1.name": missing(UNPROVEN), "codes": leaf(UNPROVEN)},
        {"holders": whole(UNPROVEN, missing=1), "codes": whole(UNPROVEN)},
    )
    made = chosen([*MANY, lacking])
    assert {each.stratum: (each.n, each.wrong) for each in made.strata} == {
        AGREED: (300, 0),
        NO_CUE: (100, 0),
        UNPROVEN: (2, 1),
    }


def test_an_empty_list_is_accepted_with_the_list() -> None:
    absent = Stratum("list", Outcome.ABSENT, (R.NO_CUE,))
    empty = Leaf(
        predicted=[], label=[], verdict=Verdict.RIGHT, outcome=Outcome.ABSENT, reasons=(R.NO_CUE,)
    )
    tuning = [*filings({AGREED: (299, 0)}, {absent: (299, 0)})]
    certify: list[Filing] = [({"codes": empty}, {"codes": whole(absent)})]
    assert chosen(tuning, certify).certificate.leaves == Count(1, 0, 1)
    assert chosen(MANY, certify).certificate.leaves == Count(0, 0, 1)


def row(number: str, *names: str, right: bool = True) -> dict[str, Leaf]:
    """A row of the holders, its basis derived; of the others only those named."""
    review = replace(DERIVED, reasons=(R.DERIVED_VALUE, R.SOURCE_IN_REVIEW))
    sources = {"share": leaf(AGREED, right), "percent": leaf(NO_CUE, right)}
    leaves = {"basis": leaf(review, right), **{name: sources[name] for name in names}}
    return {f"holders#{number}.{name}": each for name, each in leaves.items()}


def test_what_is_derived_is_accepted_with_its_sources() -> None:
    certify: list[Filing] = [(row("1", "share", "percent"), {})]
    assert chosen(MANY, certify).certificate.leaves == Count(3, 0, 3)
    only = filings({AGREED: (299, 0)})
    assert chosen(only, certify).certificate.leaves == Count(1, 0, 3)
    assert left(chosen([*only, *certify]), DERIVED) == "goes with what it is derived from"


def test_nulls_that_a_run_does_not_keep_hide_no_derived_error() -> None:
    invented: list[Filing] = [(row("+1", "share", right=False), {})]
    assert chosen(MANY, invented).certificate.leaves == Count(2, 2, 2)
    assert chosen(MANY, [(row("1"), {})]).certificate.leaves == Count(0, 0, 1)


def test_leaves_without_an_outcome_are_not_accepted_but_counted() -> None:
    nothing = Leaf(predicted=None, label="x", verdict=Verdict.MISSED)
    made = chosen([*MANY, ({"title": nothing}, {})], [({"title": nothing}, {})])
    assert made.chosen.leaves == Count(400, 0, 401)
    assert made.certificate.leaves == Count(0, 0, 1)


def test_hashes_in_place_of_values_change_nothing() -> None:
    tuning, certify = run(MANY), run(filings({AGREED: (300, 1)}), "others")
    plain = calibrate([tuning], [certify], 0.01, form=NOTE)
    assert calibrate([redacted(tuning)], [redacted(certify)], 0.01, form=NOTE) == plain


def test_the_policy_says_under_what_it_holds_and_what_was_measured() -> None:
    made = chosen(MANY, filings({AGREED: (400, 1), DECLARED: (100, 0)}), max_error=0.02)
    assert made.policy.fits is not None
    assert made.policy.fits.model == "boat"
    assert made.policy.fits.package == "1"
    assert made.policy.name == "calibrated-note"
    assert made.policy.bound == (
        "certified: at most 2 % of accepted leaves are wrong; of 500 leaves 400 accepted (80 %), "
        "1 of these wrong, at most 1.19 %; of 0 lists none accepted; of 500 filings (others) 1 "
        "with a wrong accepted leaf or list, at most 0.95 %; bounds are one-sided at 95 %"
    )


def test_a_bound_is_never_told_too_low() -> None:
    assert percent(0.010001) == "1.01 %"
    assert (percent(0.01), percent(0.29), percent(None)) == ("1 %", "29 %", "–")


def test_several_runs_make_one_part() -> None:
    half = filings({AGREED: (150, 0)})
    others = [run(half, "c"), run(half, "d")]
    made = calibrate([run(half, "a"), run(half, "b")], others, 0.01, form=NOTE)
    assert made.policy.certified
    assert "(c, d)" in made.policy.bound


def test_other_systems_and_repetitions_do_not_count() -> None:
    tuning = [run(MANY), run(MANY, system="llm"), run(MANY, repeat=2)]
    certify = [run(filings({AGREED: (299, 0)}), "others")]
    assert calibrate(tuning, certify, 0.01, form=NOTE).policy.certified
    with pytest.raises(ExtractorError, match="none of the certifying runs is of the system recon"):
        calibrate(tuning, [run(MANY, "others", system="llm")], 0.01, form=NOTE)


def test_a_filing_may_not_be_in_both_parts() -> None:
    same = run(MANY[:2], "others")
    reports = {**same.reports, "others-0001": run(MANY[:1]).reports["work-0000"]}
    shared = same.model_copy(update={"reports": reports})
    with pytest.raises(ExtractorError, match=r"both parts have work-0000 \(others-0001\)"):
        calibrate([run(MANY)], [shared], 0.01, form=NOTE)


def test_a_filing_may_not_count_twice() -> None:
    with pytest.raises(ExtractorError, match="work-0000 and work-0000 are the same bytes"):
        calibrate([run(MANY), run(MANY)], [run(MANY, "others")], 0.01, form=NOTE)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"form": "8-k"}, "form is 'note' in the run on work and '8-k' in the one on others"),
        ({"schema": "x"}, "schema is"),
        ({"prompts": {"note": "b2"}}, "prompts is {'note': 'a1'} in the run on work and {'note': "),
        ({"model": "ship"}, "model is 'boat'"),
        ({"sampling": {"seed": 1}}, "sampling is {'seed': 0}"),
        ({"package": "2"}, "package is '1'"),
    ],
)
def test_runs_have_to_be_made_alike(changed: dict[str, Any], said: str) -> None:
    other = run(MANY, "others", receipt={**RECEIPT, **changed})
    with pytest.raises(ExtractorError) as raised:
        calibrate([run(MANY)], [other], 0.01, form=NOTE)
    assert said in str(raised.value)


def test_policy_and_answers_of_the_runs_may_differ() -> None:
    other = run(
        filings({AGREED: (299, 0)}), "others", receipt={**RECEIPT, "policy": "q", "answers": ""}
    )
    assert calibrate([run(MANY)], [other], 0.01, form=NOTE).policy.certified


def test_a_run_has_to_say_what_it_was_made_from() -> None:
    with pytest.raises(ExtractorError, match="its receipt lacks form"):
        calibrate([run(MANY)], [run(MANY, "others", receipt={"answers": ""})], 0.01, form=NOTE)


def test_runs_of_another_schema_are_refused() -> None:
    old = {**RECEIPT, "schema": "old"}
    with pytest.raises(ExtractorError, match="another schema of the form note"):
        calibrate([run(MANY, receipt=old)], [run(MANY, "others", receipt=old)], 0.01, form=NOTE)


def test_what_has_to_be_known_of_the_runs_is_said() -> None:
    certify = run(filings({AGREED: (2, 0)}), "others", skipped={"z": "why"}, synthetic=True)
    reports = {**certify.reports, "others-0001": FilingReport(sha256="b", complete=False)}
    made = calibrate(
        [run(MANY)], [certify.model_copy(update={"reports": reports})], 0.01, form=NOTE
    )
    read, skipped, synthetic = made.remarks
    assert read == "certified on as far as they were read: others-0001 of others"
    assert skipped == "not certified on, as they were not run: z of others"
    assert synthetic == (
        "certified on filings of others, which a generator made: "
        "the figures say nothing of real ones"
    )
    assert "made by a generator" in made.policy.bound


_SEEN = st.dictionaries(
    st.sampled_from(
        [AGREED, CONFIRMED, DECLARED, NO_CUE, DOUBTED, DIFFER, DERIVED, WHOLE, UNPROVEN]
    ),
    st.tuples(st.integers(1, 40), st.integers(0, 3)).map(lambda seen: (seen[0], min(seen))),
    min_size=1,
)
_ERRORS = st.sampled_from([0.05, 0.1, 0.3])


def seen(of: Mapping[Stratum, tuple[int, int]]) -> list[Filing]:
    """Filings with these leaves and lists."""
    return filings(
        {stratum: n for stratum, n in of.items() if stratum.kind == "leaf"},
        {stratum: n for stratum, n in of.items() if stratum.kind == "list"},
    )


@given(_SEEN, _ERRORS)
def test_what_is_chosen_keeps_to_the_error_and_to_the_rules(
    of: Mapping[Stratum, tuple[int, int]], max_error: float
) -> None:
    made = chosen(seen(of), max_error=max_error)
    assert all(map(acceptable, strata(made)))
    assert strata(made) == {each.stratum for each in made.strata if not each.left}
    for count in (made.chosen.leaves, made.chosen.lists):
        assert count.n == 0 or (count.upper95 or 1) <= max_error
    taken = [of[each] for each in strata(made) if each.kind == "leaf"]
    assert made.chosen.leaves.n == sum(n for n, _ in taken)
    assert made.chosen.leaves.wrong == sum(wrong for _, wrong in taken)


@settings(max_examples=40)
@given(_SEEN, _SEEN, _ERRORS, st.randoms(use_true_random=False))
def test_no_order_matters(
    tuning: Mapping[Stratum, tuple[int, int]],
    certify: Mapping[Stratum, tuple[int, int]],
    max_error: float,
    rng: random.Random,
) -> None:
    one = chosen(seen(tuning), seen(certify), max_error=max_error)
    turned = [
        seen({each: part[each] for each in reversed(list(part))}) for part in (tuning, certify)
    ]
    for part in turned:
        rng.shuffle(part)
    assert chosen(turned[0], turned[1], max_error=max_error) == one


@settings(max_examples=40)
@given(_SEEN, st.sampled_from([AGREED, DECLARED, NO_CUE, DOUBTED, DERIVED]), _ERRORS)
def test_one_wrong_leaf_more_never_lowers_a_bound(
    certify: Mapping[Stratum, tuple[int, int]], worse: Stratum, max_error: float
) -> None:
    tuning = filings({AGREED: (90, 0), NO_CUE: (90, 0)})
    before = chosen(tuning, seen(certify), max_error=max_error)
    more = [*seen(certify), ({"title": leaf(worse, right=False)}, {})]
    after = chosen(tuning, more, max_error=max_error)
    assert (after.certificate.leaves.upper95 or 0) >= (before.certificate.leaves.upper95 or 0)
    assert not (after.policy.certified and not before.policy.certified)
    assert after.policy.strata == before.policy.strata


def test_the_bounds_are_those_of_clopper_and_pearson() -> None:
    assert Count(300, 2, 500).upper95 == upper95(2, 300) == pytest.approx(0.02084, abs=1e-4)
