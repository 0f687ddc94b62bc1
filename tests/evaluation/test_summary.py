import subprocess
import sys

import pytest

from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.scoring import LeafVerdict, Verdict, score
from extractor.evaluation.summary import Counts, summary
from extractor.forms.form_8k.schema import Form8K

RIGHT, WRONG, MISSED, INVENTED = Verdict


def leaf(verdict: Verdict, path: str = "cover.registrant", null: bool = False) -> LeafVerdict:
    label = None if null or verdict is INVENTED else "x"
    predicted = None if null or verdict is MISSED else "x" if verdict is RIGHT else "y"
    return LeafVerdict(path, path, label, predicted, verdict)


def test_shares_by_hand() -> None:
    verdicts = [leaf(RIGHT)] * 6 + [leaf(RIGHT, null=True)] * 3
    verdicts += [leaf(WRONG)] * 2 + [leaf(MISSED)] * 4 + [leaf(INVENTED)] * 1
    scores = summary({"a": verdicts})
    assert scores.counts == Counts(right=6, right_null=3, wrong=2, missed=4, invented=1)
    assert scores.accuracy.value == 9 / 16
    assert scores.precision.value == 6 / 9
    assert scores.recall.value == 6 / 12
    assert scores.f1.value == pytest.approx(2 * (6 / 9) * (6 / 12) / (6 / 9 + 6 / 12))
    assert scores.fully_right.value == 0.0


def test_an_empty_list_costs_accuracy_but_is_no_value() -> None:
    label = {"cover": {"form_type": "8-K"}, "exhibits": []}
    said = {"cover": {"form_type": "8-K"}, "exhibits": [{"number": "99", "description": "x"}]}
    scores = summary({"a": score(Form8K, label, said)})
    assert scores.counts == Counts(right=1, invented=2, invented_lists=1)
    assert scores.accuracy.value == 1 / 4
    assert scores.precision.value == 1 / 3
    assert scores.recall.value == 1.0


def test_fields_count_alike_in_the_macro_average() -> None:
    verdicts = [leaf(RIGHT, "items.number")] * 9 + [leaf(WRONG, "cover.registrant")]
    scores = summary({"a": verdicts})
    assert scores.accuracy.value == 0.9
    assert scores.macro.value == 0.5
    assert scores.by_field["items.number"].accuracy == 1.0
    assert scores.by_field["cover.registrant"] == Counts(wrong=1)


def test_nothing_to_judge_by_is_none() -> None:
    empty = summary({})
    assert (empty.filings, empty.accuracy.value, empty.macro.value) == (0, None, None)
    silent = summary({"a": [leaf(MISSED)], "b": [leaf(MISSED)], "c": []})
    assert silent.filings == 2
    assert (silent.precision.value, silent.precision.ci95) == (None, None)
    assert (silent.recall.value, silent.f1.value) == (0.0, 0.0)
    assert silent.recall.ci95 == (0.0, 0.0)


def test_one_filing_has_no_interval() -> None:
    assert summary({"a": [leaf(RIGHT), leaf(WRONG)]}).accuracy.ci95 is None


def test_intervals_are_over_filings_and_repeat() -> None:
    filings = {str(n): [leaf(RIGHT if n % 2 else WRONG)] * 20 for n in range(100)}
    scores = summary(filings)
    assert scores == summary(dict(reversed(filings.items())))
    # Filings are all right or all wrong: 2,000 leaves tell no more than 100 filings,
    # for which the normal interval around one half is 0.5 ± 1.96 × 0.05.
    for estimate in (scores.accuracy, scores.fully_right, scores.macro, scores.recall):
        assert estimate.value == 0.5
        assert estimate.ci95 == pytest.approx((0.402, 0.598), abs=0.011)


def test_the_interval_of_the_macro_average_follows_the_fields() -> None:
    filings = {
        str(n): [leaf(RIGHT, "items.number")] * 50 + [leaf(RIGHT if n % 2 else WRONG, "cover.city")]
        for n in range(40)
    }
    scores = summary(filings)
    assert scores.macro.value == 0.75
    assert scores.macro.ci95 is not None
    low, high = scores.macro.ci95
    assert low == pytest.approx(0.675, abs=0.02)
    assert high == pytest.approx(0.825, abs=0.02)


def test_importing_loads_neither_numpy_nor_scipy() -> None:
    code = "import sys, extractor.evaluation; print({'numpy', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_without_numpy_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert summary({"a": [leaf(RIGHT)]}).accuracy.value == 1.0
    with pytest.raises(MissingExtra, match="evals"):
        summary({"a": [leaf(RIGHT)], "b": [leaf(RIGHT)]})
