import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.comparison import Comparison, NotComparable, compare, compare_all
from extractor.evaluation.comparison_lines import lines
from extractor.evaluation.leaf_pairs import LeafPair
from extractor.evaluation.runs import Cost, FilingReport, Leaf, ListOf, Run, Shown, redacted
from extractor.evaluation.scoring import Verdict
from extractor.records import Decision

RIGHT, WRONG, MISSED, INVENTED = Verdict
ACCEPTED, REVIEW = Decision.ACCEPTED, Decision.REVIEW


def leaf(predicted: Shown, label: Shown, decision: Decision | None = REVIEW) -> Leaf:
    if predicted == label:
        verdict = RIGHT
    elif predicted is None:
        verdict = MISSED
    else:
        verdict = INVENTED if label is None or label == [] else WRONG
    return Leaf(predicted=predicted, label=label, verdict=verdict, decision=decision)


GOOD, BAD = leaf("x", "x"), leaf("y", "x")


def run(
    filings: Mapping[str, Mapping[str, Leaf]],
    lists: Mapping[str, Mapping[str, ListOf]] | None = None,
    model: str = "small",
    cost: Cost | None = None,
    **head: object,
) -> Run:
    reports = {
        each: FilingReport(sha256=f"of {each}", complete=True, cost=cost or Cost())
        for each in filings
    }
    made = Run(
        dataset="notes",
        system="reconciled",
        model=model,
        receipt={},
        per_filing=filings,
        per_list=lists or {},
        reports=reports,
    )
    return made.model_copy(update=head)


def places(pairs: tuple[LeafPair, ...]) -> list[tuple[str, str]]:
    return [(pair.filing, pair.path) for pair in pairs]


def changes(made: Comparison) -> list[object]:
    return [*made.broken, *made.mended, *made.newly_wrong, *made.newly_wrong_lists]


def test_leaves_of_labelled_rows_pair_by_path() -> None:
    before = run({"a": {"date": GOOD, "items#1.title": BAD, "items#2.title": GOOD}})
    after = run({"a": {"date": BAD, "items#1.title": GOOD, "items#2.title": GOOD}})
    made = compare(before, after)
    assert (made.filings, made.leaves) == (1, 3)
    assert places(made.broken) == [("a", "date")]
    assert places(made.mended) == [("a", "items#1.title")]
    assert (made.accuracy.before, made.accuracy.after, made.accuracy.change) == (2 / 3, 2 / 3, 0.0)
    assert made.accuracy.ci95 is None
    assert made.by_field["items.title"].leaves == 2
    assert (made.flips.broke, made.flips.mended, made.flips.p) == (1, 1, 1.0)


def test_the_difference_has_an_interval_over_filings() -> None:
    names = [f"f{number}" for number in range(20)]
    before = run({each: {"date": GOOD, "name": GOOD} for each in names})
    after = run({each: {"date": BAD, "name": GOOD} for each in names[:10]} | {
        each: {"date": GOOD, "name": GOOD} for each in names[10:]
    })  # fmt: skip
    made = compare(before, after)
    assert made.accuracy.change == -0.25
    assert made.fully_right.change == -0.5
    assert made.accuracy.ci95 is not None
    assert made.fully_right.ci95 is not None
    low, high = made.accuracy.ci95
    assert -0.4 < low < -0.3
    assert -0.2 < high < -0.1
    assert made.fully_right.ci95 == pytest.approx((2 * low, 2 * high))
    assert made.accuracy.lost
    assert made.fully_right.lost


def test_mcnemar_by_hand() -> None:
    before = run({"a": {f"f{number}": GOOD for number in range(6)} | {"g": BAD}})
    after = run({"a": {f"f{number}": BAD for number in range(6)} | {"g": GOOD}})
    # Of seven flips six or more of one kind: 2 * (7 + 1) / 2 ** 7.
    assert compare(before, after).flips.p == pytest.approx(16 / 128)
    assert compare(before, after).by_field["f1"].p == 1.0


def test_extra_rows_pair_by_value_whatever_their_number() -> None:
    extra, other = leaf("12", None), leaf("13", None)
    before = run({"a": {"date": GOOD, "items#+1.number": other, "items#+2.number": extra}})
    after = run({"a": {"date": GOOD, "items#+5.number": extra}})
    made = compare(before, after)
    assert made.leaves == 3
    assert places(made.mended) == [("a", "items#+1.number")]
    assert not made.broken
    assert (made.accuracy.before, made.accuracy.after) == (1 / 3, 1 / 2)


def test_an_extra_row_that_appears_breaks() -> None:
    before = run({"a": {"date": GOOD, "items#+1.number": leaf("12", None)}})
    both = {"items#+1.number": leaf("13", None), "items#+2.number": leaf("12", None)}
    made = compare(before, run({"a": {"date": GOOD, **both}}))
    assert places(made.broken) == [("a", "items#+1.number")]
    assert (made.fully_right.before, made.fully_right.after) == (0.0, 0.0)


def test_an_extra_value_that_only_changed_neither_breaks_nor_mends() -> None:
    before = run({"a": {"date": GOOD, "items#+1.number": leaf("12", None)}})
    after = run({"a": {"date": GOOD, "items#+1.number": leaf("13", None)}})
    made = compare(before, after)
    assert (made.flips.broke, made.flips.mended) == (0, 0)


def test_newly_wrong_and_accepted() -> None:
    wrong, taken = leaf("y", "x"), leaf("y", "x", ACCEPTED)
    states = {
        "was right": (leaf("x", "x", ACCEPTED), taken),
        "was reviewed": (wrong, taken),
        "was no better": (taken, leaf("z", "x", ACCEPTED)),
        "is reviewed": (GOOD, wrong),
        "is right": (wrong, leaf("x", "x", ACCEPTED)),
        "is settled": (wrong, leaf("y", "x", Decision.SETTLED)),
        "is omitted": (wrong, leaf(None, "x", ACCEPTED)),
    }
    before = {path: pair[0] for path, pair in states.items()}
    after = {path: pair[1] for path, pair in states.items()}
    after["items#+1.number"] = leaf("12", None, ACCEPTED)
    made = compare(run({"a": before}), run({"a": after}))
    expected = ["is omitted", "is settled", "was reviewed", "was right", "items#+1.number"]
    assert [pair.path for pair in made.newly_wrong] == expected


def test_an_extra_row_is_newly_wrong_when_its_value_was_not_accepted() -> None:
    before = {"items#+1.number": leaf("12", None, ACCEPTED), "items#+2.number": leaf("13", None)}
    after = {"items#+1.number": leaf("12", None), "items#+2.number": leaf("13", None, ACCEPTED)}
    made = compare(run({"a": before}), run({"a": after}))
    assert [(pair.path, pair.before) for pair in made.newly_wrong] == [
        ("items#+2.number", leaf("13", None))
    ]


def test_an_accepted_extra_row_that_reads_otherwise_is_not_new() -> None:
    before = {"items#+1.number": leaf("12", None), "items#+2.number": leaf("13", None, ACCEPTED)}
    after = {"items#+1.number": leaf("14", None, ACCEPTED), "items#+2.number": leaf("15", None)}
    assert not changes(compare(run({"a": before}), run({"a": after})))


def test_newly_wrong_lists() -> None:
    whole = ListOf(rows=2, missing=0, invented=0, decision=ACCEPTED)
    short = ListOf(rows=2, missing=1, invented=0, decision=ACCEPTED)
    seen = ListOf(rows=2, missing=0, invented=1, decision=REVIEW)
    filing = {"a": {"date": GOOD}}
    before = run(filing, {"a": {"items": whole, "names": short, "exhibits": seen, "codes": whole}})
    after = run(filing, {"a": {"items": short, "names": short, "exhibits": short, "codes": seen}})
    made = compare(before, after)
    assert [pair.path for pair in made.newly_wrong_lists] == ["exhibits", "items"]
    unknown = compare(run(filing), after)
    assert [pair.path for pair in unknown.newly_wrong_lists] == ["exhibits", "items", "names"]


def test_coverage_and_cost_are_of_the_filings_compared() -> None:
    cost = Cost(calls=1, prompt_tokens=90, completion_tokens=10, seconds=4.0)
    before = run({"a": {"date": GOOD, "name": BAD}, "only": {"date": GOOD}}, cost=cost)
    double = cost + cost + Cost(completion_tokens=50)
    after = run({"a": {"date": leaf("x", "x", ACCEPTED), "name": BAD}}, cost=double)
    made = compare(before, after)
    assert (made.coverage_before, made.coverage_after) == (0.0, 0.5)
    assert (made.token_ratio, made.seconds_ratio) == (2.5, 2.0)
    free = compare(run({"a": {"date": leaf("x", "x", None)}}), after)
    assert (free.coverage_before, free.token_ratio) == (None, None)


def test_filings_that_differ_are_left_out_and_named() -> None:
    before = run({each: {"date": GOOD} for each in ("same", "other", "gone")})
    after = run({each: {"date": BAD} for each in ("same", "other", "new")})
    after = after.model_copy(
        update={
            "reports": {**after.reports, "other": FilingReport(sha256="?", complete=True)},
            "skipped": {"gone": "the filing is missing"},
        }
    )
    made = compare(before, after)
    assert places(made.broken) == [("same", "date")]
    assert made.notes == (
        "Left out, as the earlier run does not have them: new.",
        "Left out, as the later run does not have them: gone (the filing is missing).",
        "Left out, as the runs read other bytes: other.",
    )


def test_leaves_with_another_label_are_left_out_and_counted() -> None:
    whole = ListOf(rows=1, missing=0, invented=0, decision=ACCEPTED)
    before = run({"a": {
        "date": leaf("x", "x"), "name": GOOD, "items#1.title": GOOD, "names#+1": leaf("v", None),
        "items#+1.title": leaf("w", None, ACCEPTED),
    }}, {"a": {"items": whole}})  # fmt: skip
    after = run({"a": {
        "date": leaf("x", "v"), "name": GOOD, "items#1.title": GOOD, "names#+1": leaf("v", None),
        "items#2.title": leaf("w", "w", ACCEPTED),
    }}, {"a": {"items": whole.model_copy(update={"missing": 1})}})  # fmt: skip
    made = compare(before, after)
    assert made.leaves == 3
    assert not changes(made)
    assert made.notes == ("3 leaves are left out, as the labels changed: a.",)


def test_a_row_found_anew_does_not_look_like_another_label() -> None:
    """The null leaves of a row that a run misses as a whole are not scored in that run."""
    missed = {"date": GOOD, "items#1.number": leaf(None, "8")}
    found = {
        "date": GOOD,
        "items#1.number": leaf("8", "8"),
        "items#1.title": leaf("invented", None, ACCEPTED),
        "items#1.part": leaf(None, None),
    }
    made = compare(run({"a": missed}), run({"a": found}))
    assert made.notes == ()
    assert made.leaves == 2
    assert places(made.mended) == [("a", "items#1.number")]
    assert places(made.newly_wrong) == [("a", "items#1.title")]
    assert (made.fully_right.before, made.fully_right.after) == (0.0, 0.0)
    back = compare(run({"a": found}), run({"a": missed}))
    assert places(back.broken) == [("a", "items#1.number")]


def test_a_leaf_of_a_found_row_that_one_label_lacks_is_another_label() -> None:
    more = {"items#1.number": leaf("8", "8"), "items#1.title": leaf(None, None)}
    made = compare(run({"a": {"items#1.number": leaf("8", "8")}}), run({"a": more}))
    assert made.notes == ("1 leaf is left out, as the labels changed: a.",)


def test_a_value_that_the_label_gained_is_another_label() -> None:
    before = {"date": GOOD, "items#1.number": leaf(None, "8")}
    after = {**before, "items#1.title": leaf(None, "x")}
    made = compare(run({"a": before}), run({"a": after}))
    assert made.notes == ("1 leaf is left out, as the labels changed: a.",)


def test_a_run_of_hashes_compares_with_one_of_values() -> None:
    before = run({"a": {"date": GOOD, "n": leaf("8", "8"), "list": leaf([], []), "z": BAD}})
    after = run({"a": {"date": BAD, "n": leaf("8", "8"), "list": leaf(["k"], []), "z": BAD}})
    plain = compare(before, after)
    mixed = compare(redacted(before), after)
    assert places(mixed.broken) == places(plain.broken) == [("a", "date"), ("a", "list")]
    assert mixed.leaves == plain.leaves == 4
    assert mixed.broken[0].after is not None
    assert str(mixed.broken[0].after.predicted).startswith("sha256:")
    assert mixed.notes == (
        "One run holds hashes in the place of values, so both are compared by hash.",
    )
    assert compare(redacted(before), redacted(after)).notes == ()


def test_what_cannot_be_compared_is_refused() -> None:
    one = run({"a": {"date": GOOD}})
    with pytest.raises(NotComparable, match="a run on notes cannot be compared with one on bills"):
        compare(one, one.model_copy(update={"dataset": "bills"}))
    with pytest.raises(NotComparable, match="have no leaf of the same filing with the same label"):
        compare(one, run({"b": {"date": GOOD}}))
    with pytest.raises(NotComparable, match="no leaf of the same filing"):
        compare(one, run({"a": {"date": leaf("x", "v")}}))


def test_runs_pair_by_dataset_system_and_model() -> None:
    good, bad = {"a": {"date": GOOD}}, {"a": {"date": BAD}}
    before = [run(good, model="large"), run(bad), run(good, system="baseline", model="")]
    after = [run(good), run(bad, model="large"), run(bad, model="other")]
    first, second = compare_all(before, after)
    assert (first.before, first.after) == ("reconciled · small", "reconciled · small")
    assert (len(first.mended), len(second.broken)) == (1, 1)
    assert first.notes == (
        "Of the earlier runs there is no counterpart to baseline on notes.",
        "Of the later runs there is no counterpart to reconciled · other on notes.",
    )
    assert second.notes == ()


def test_runs_of_other_models_pair_where_there_is_one_of_each() -> None:
    filing = {"a": {"date": GOOD}}
    (made,) = compare_all([run(filing)], [run(filing, model="large")])
    assert made.notes == ("The models differ: small is compared with large.",)
    assert made.name == "reconciled · small → reconciled · large on notes"
    with pytest.raises(NotComparable, match=r"reconciled · a on notes, reconciled · b on notes"):
        compare_all([run(filing, model="a"), run(filing, model="b")], [run(filing, model="c")])


def test_repeats_pair_in_order() -> None:
    good, bad = {"a": {"date": GOOD}}, {"a": {"date": BAD}}
    first, second = compare_all(
        [run(bad, repeat=2), run(good, repeat=1)],
        [run(bad, repeat=1), run(good, repeat=2), run(good, repeat=3)],
    )
    assert (len(first.broken), len(second.mended)) == (1, 1)
    assert "reconciled · small on notes (repeat 3)" in first.notes[0]


def test_nothing_to_pair_is_refused() -> None:
    one = run({"a": {"date": GOOD}})
    with pytest.raises(NotComparable, match="no two runs are of the same dataset and system"):
        compare_all([one], [one.model_copy(update={"system": "llm"})])


def test_lines_say_it_all() -> None:
    cost = Cost(prompt_tokens=1_000, seconds=2)
    before = run({"a": {"date": GOOD, "name": BAD, "x": GOOD}, "b": {"date": GOOD}}, cost=cost)
    after = run(
        {"a": {"date": leaf(None, "x", ACCEPTED), "name": GOOD, "x": GOOD,
               "items#+1.number": leaf("1\n2", None)}, "b": {"date": GOOD}},
        {"a": {"items": ListOf(rows=1, missing=0, invented=1, decision=ACCEPTED)}},
        cost=cost,
    )  # fmt: skip
    made = lines(replace(compare(before, after), notes=("Look here.",)))
    assert made[0] == "reconciled · small on notes: 2 filings, 5 leaves compared"
    assert made[1:7] == [
        "                      before   after  change  95 % interval",
        "accuracy              75.0 %  60.0 %   -15.0  -16.7 to +0.0",
        "filings fully right   50.0 %  50.0 %    +0.0   +0.0 to +0.0",
        "coverage               0.0 %  20.0 %   +20.0",
        "tokens                 2,000   2,000  × 1.00",
        "seconds (not judged)       4       4  × 1.00",
    ]
    text = "\n".join(made)
    assert "  a date: 'x' → nothing (accepted); the label has 'x'" in text
    assert "  a name: 'y' → 'x'; the label has 'x'" in text
    assert "  a items#+1.number: no such row → '1 2'; the label has nothing" in text
    assert "  a items: 0 rows missing, 1 invented" in text
    assert made[-1] == "note: Look here."
    assert not any("\n" in line or line != line.rstrip() for line in made)


def test_lines_of_equal_runs() -> None:
    one = run({"a": {"date": leaf("x" * 200, "x" * 200)}})
    made = lines(compare(one, one))
    assert made[-1] == "no leaf broke and none was mended"
    assert max(map(len, made)) < 100


def test_importing_needs_neither_numpy_nor_scipy() -> None:
    code = (
        "import sys; sys.modules['numpy'] = sys.modules['scipy'] = None\n"
        "import extractor.evaluation.gate, extractor.evaluation.comparison_lines"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


LABELS: Mapping[str, Shown] = {
    "date": "x",
    "name": None,
    "codes": [],
    "items#1.number": "x",
    "items#2.number": "y",
}
DECISIONS = st.sampled_from([ACCEPTED, REVIEW])
VALUES: st.SearchStrategy[Shown] = st.sampled_from(["x", "y", None])


@st.composite
def one_filing(draw: st.DrawFn) -> dict[str, Leaf]:
    leaves = {}
    for path, label in LABELS.items():
        value = draw(st.sampled_from([[], ["k"]])) if label == [] else draw(VALUES)
        leaves[path] = leaf(value, label, draw(DECISIONS))
    if leaves["items#1.number"].predicted is not None:
        leaves["items#1.title"] = leaf(draw(VALUES), None, draw(DECISIONS))
    for number, value in enumerate(draw(st.lists(st.sampled_from("xyz"), max_size=3)), 1):
        leaves[f"items#+{number}.number"] = leaf(value, None, draw(DECISIONS))
    return leaves


RUNS = st.dictionaries(st.sampled_from("abcd"), one_filing(), max_size=4).map(
    lambda filings: run({"always": {"date": GOOD}, **filings})
)
FEW = settings(max_examples=40, deadline=None)


@given(RUNS)
@FEW
def test_a_run_equals_itself(one: Run) -> None:
    made = compare(one, one)
    for share in (made.accuracy, made.fully_right):
        assert share.change == 0.0
        assert share.ci95 in (None, (0.0, 0.0))
        assert not share.lost
    assert not changes(made)
    assert made.flips.p == 1.0
    assert made.notes == ()


def negated(interval: tuple[float, float] | None) -> object:
    return None if interval is None else pytest.approx((-interval[1], -interval[0]))


def flipped(pairs: tuple[LeafPair, ...]) -> list[LeafPair]:
    return [LeafPair(each.filing, each.path, each.after, each.before) for each in pairs]


@given(RUNS, RUNS)
@FEW
def test_swapping_the_runs_swaps_what_broke_and_what_was_mended(one: Run, other: Run) -> None:
    there, back = compare(one, other), compare(other, one)
    assert flipped(there.broken) == list(back.mended)
    assert flipped(there.mended) == list(back.broken)
    for ours, theirs in (
        (there.accuracy, back.accuracy),
        (there.fully_right, back.fully_right),
    ):
        assert (ours.before, ours.after) == (theirs.after, theirs.before)
        assert ours.change == -(theirs.change or 0.0)
        assert ours.ci95 == negated(theirs.ci95)
    assert there.flips.p == back.flips.p


def turned(one: Run) -> Run:
    filings = {
        filing: dict(reversed(list(leaves.items())))
        for filing, leaves in reversed(list(one.per_filing.items()))
    }
    return one.model_copy(
        update={"per_filing": filings, "reports": dict(reversed(list(one.reports.items())))}
    )


@given(RUNS, RUNS)
@FEW
def test_the_order_of_filings_and_leaves_does_not_matter(one: Run, other: Run) -> None:
    made: Comparison = compare(one, other)
    assert compare(turned(one), other) == made
    assert compare(one, turned(other)) == made


@given(RUNS, RUNS)
@FEW
def test_the_flips_account_for_the_change(one: Run, other: Run) -> None:
    made = compare(one, other)
    fields = made.by_field.values()
    assert sum(each.leaves for each in fields) == made.leaves
    assert sum(each.broke for each in fields) == made.flips.broke == len(made.broken)
    assert sum(each.mended for each in fields) == made.flips.mended == len(made.mended)
    for pair in made.newly_wrong:
        assert pair.after is not None
        assert pair.after.accepted
        assert not pair.after.right
