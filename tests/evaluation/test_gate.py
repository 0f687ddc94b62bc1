from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.comparison import Comparison, compare
from extractor.evaluation.differences import Difference
from extractor.evaluation.gate import BadWaivers, gate, load_waivers
from extractor.evaluation.runs import FilingReport, Leaf, ListOf, Run
from extractor.evaluation.scoring import Verdict
from extractor.records import Decision

ACCEPTED, REVIEW = Decision.ACCEPTED, Decision.REVIEW


def leaf(right: bool, decision: Decision = REVIEW) -> Leaf:
    verdict = Verdict.RIGHT if right else Verdict.WRONG
    return Leaf(predicted="x" if right else "y", label="x", verdict=verdict, decision=decision)


GOOD, BAD = leaf(True), leaf(False)


def run(
    filings: Mapping[str, Mapping[str, Leaf]], lists: Mapping[str, ListOf] | None = None
) -> Run:
    return Run(
        dataset="notes",
        system="llm",
        model="small",
        receipt={},
        per_filing=filings,
        per_list={"f0": lists} if lists else {},
        reports={each: FilingReport(sha256=each, complete=True) for each in filings},
    )


def many(leaves: Mapping[str, Leaf], first: Mapping[str, Leaf] | None = None) -> Run:
    filings = {f"f{number}": leaves for number in range(8)}
    return run(filings | {"f0": first or leaves})


FINE = many({"date": GOOD, "name": GOOD})
ONE_BROKE = compare(FINE, many({"date": GOOD, "name": GOOD}, {"date": BAD, "name": GOOD}))


def test_one_leaf_that_broke_stops_only_a_strict_gate() -> None:
    assert gate([ONE_BROKE], False, {}).passed
    result = gate([ONE_BROKE], True, {})
    assert not result.passed
    assert result.failures == (
        "llm · small on notes: date in f0 is newly wrong ('y', the label has 'x')",
    )


def test_a_waiver_lets_a_leaf_break() -> None:
    result = gate([ONE_BROKE], True, {("f0", "date"): "the scan is cut there"})
    assert (result.passed, result.failures, result.warnings) == (True, (), ())


def test_a_waiver_of_another_leaf_does_not() -> None:
    result = gate([ONE_BROKE], True, {("f0", "name"): "no", ("f1", "date"): "no"})
    assert not result.passed
    assert result.warnings == (
        "the waiver of name in f0 can go: that leaf did not break",
        "the waiver of date in f1 can go: that leaf did not break",
    )


def test_a_significant_loss_of_accuracy() -> None:
    # No filing was fully right before, so only accuracy can be lost.
    before = many({"date": GOOD, "name": BAD})
    result = gate([compare(before, many({"date": BAD, "name": BAD}))], False, {})
    assert not result.passed
    assert result.failures == (
        "llm · small on notes: accuracy fell (95 % interval -50.0 to -50.0 points)",
    )


def test_a_significant_loss_of_filings_fully_right() -> None:
    # Two leaves of one filing are mended for each filing that loses one: accuracy holds.
    before = run({f"f{n}": {"a": GOOD, "b": GOOD} for n in range(8)}
                 | {f"g{n}": {"a": BAD, "b": BAD, "c": BAD} for n in range(8)})  # fmt: skip
    after = run({f"f{n}": {"a": GOOD, "b": BAD} for n in range(8)}
                | {f"g{n}": {"a": GOOD, "b": GOOD, "c": BAD} for n in range(8)})  # fmt: skip
    result = gate([compare(before, after)], False, {})
    assert not result.passed
    (failure,) = result.failures
    assert "the share of filings fully right fell" in failure


def test_a_loss_within_the_interval_passes() -> None:
    share = Difference(0.9, 0.8, (-0.2, 0.0))
    assert not share.lost
    assert Difference(0.9, 0.8, (-0.2, -0.001)).lost
    assert not Difference(0.9, 0.1, None).lost
    assert ONE_BROKE.accuracy.change == -1 / 16
    assert gate([ONE_BROKE], False, {}).passed


def accepted_wrong() -> Comparison:
    before = many({"date": GOOD, "name": GOOD}, {"date": BAD, "name": GOOD})
    after = many({"date": GOOD, "name": GOOD}, {"date": leaf(False, ACCEPTED), "name": GOOD})
    return compare(before, after)


def test_a_newly_wrong_accepted_leaf() -> None:
    result = gate([accepted_wrong()], False, {})
    assert not result.passed
    assert result.failures == (
        "llm · small on notes: date in f0 is newly wrong ('y', the label has 'x') and accepted",
    )


def test_a_waiver_excuses_no_accepted_error() -> None:
    before = many({"date": leaf(True, ACCEPTED)})
    after = many({"date": leaf(True, ACCEPTED)}, {"date": leaf(False, ACCEPTED)})
    result = gate([compare(before, after)], True, {("f0", "date"): "known"})
    assert not result.passed
    assert len(result.failures) == 1
    assert result.warnings == ()


def test_a_leaf_that_broke_and_is_accepted_is_told_once() -> None:
    after = many({"date": GOOD, "name": GOOD}, {"date": leaf(False, ACCEPTED), "name": GOOD})
    (failure,) = gate([compare(FINE, after)], True, {}).failures
    assert failure.endswith("and accepted")


def test_a_newly_wrong_accepted_list() -> None:
    filings = {"f0": {"date": GOOD}, "f1": {"date": GOOD}}
    whole = ListOf(rows=2, missing=0, invented=0, decision=ACCEPTED)
    short = ListOf(rows=2, missing=1, invented=0, decision=ACCEPTED)
    result = gate([compare(run(filings, {"i": whole}), run(filings, {"i": short}))], False, {})
    assert not result.passed
    assert result.failures == (
        "llm · small on notes: i in f0 is newly taken as complete though it is not right",
    )
    seen = short.model_copy(update={"decision": REVIEW})
    assert gate([compare(run(filings, {"i": whole}), run(filings, {"i": seen}))], True, {}).passed


def test_any_comparison_can_stop_the_gate() -> None:
    same = compare(FINE, FINE)
    assert gate([same, same], True, {}).passed
    assert not gate([same, accepted_wrong()], False, {}).passed


def test_what_was_left_out_is_a_warning() -> None:
    made = compare(FINE, run({"f0": {"date": GOOD, "name": GOOD}}))
    result = gate([made], True, {})
    assert result.passed
    (warning,) = result.warnings
    assert "the later run does not have them: f1, f2" in warning


def test_no_comparison_is_no_pass() -> None:
    with pytest.raises(ValueError, match="at least one comparison"):
        gate([], False, {})


def runs() -> st.SearchStrategy[Run]:
    leaves = st.builds(leaf, st.booleans(), st.sampled_from([ACCEPTED, REVIEW]))
    one = st.fixed_dictionaries({"date": leaves, "name": leaves})
    return st.dictionaries(st.sampled_from("abcdef"), one, min_size=1).map(run)


@given(runs(), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_run_passes_against_itself(one: Run, strict: bool) -> None:
    assert gate([compare(one, one)], strict, {}).passed


def test_waivers_are_read(tmp_path: Path) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(
        '[[waiver]]\nfiling = "a"\npath = "items#1.title"\nreason = "a blot"\n'
        '[[waiver]]\nfiling = "b"\npath = "items#1.title"\nreason = "another"\n',
        encoding="utf-8",
    )
    assert load_waivers(file) == {
        ("a", "items#1.title"): "a blot",
        ("b", "items#1.title"): "another",
    }
    file.write_text("", encoding="utf-8")
    assert load_waivers(file) == {}


ENTRY = '[[waiver]]\nfiling = "a"\npath = "b"\nreason = "c"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[waiver]", "not TOML: "),
        (ENTRY + '[[waivers]]\nfiling = "a"', "'waivers' is not known: write entries under"),
        ('[waiver]\nfiling = "a"', r"waiver is one table: write \[\[waiver\]\]"),
        ("waiver = [1]", "waiver 1: a table with filing, path, reason is expected"),
        (ENTRY + '[[waiver]]\nfiling = "a"\npath = "d"', "waiver 2: reason is missing"),
        (ENTRY.replace('"c"', '" "'), "waiver 1: reason has to be text that is not blank"),
        (ENTRY.replace('"a"', "7"), "waiver 1: filing has to be text"),
        (ENTRY + 'until = "May"', "waiver 1: 'until' is not known: it may hold filing, path"),
        (ENTRY + ENTRY, "waiver 2: b in a is waived above already"),
    ],
)
def test_a_bad_waiver_file_says_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadWaivers, match=problem) as caught:
        load_waivers(file)
    assert str(caught.value).startswith(f"{file}: ")


def test_an_unreadable_waiver_file(tmp_path: Path) -> None:
    with pytest.raises(BadWaivers, match="cannot be read: No such file"):
        load_waivers(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9t\xe9\n")
    with pytest.raises(BadWaivers, match="not UTF-8"):
        load_waivers(tmp_path / "latin.toml")
