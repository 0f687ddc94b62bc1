"""What the benchmark makes of questions that are not put, and of a smaller model before another."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench import figures, page, sparing
from evals.bench.third import Third, third
from extractor.evaluation.dataset import Dataset, load_dataset
from extractor.evaluation.runs import Leaf, Run
from extractor.evaluation.scoring import Verdict
from extractor.evaluation.systems import RECONCILED, Asking
from extractor.forms.registry import form_by_name
from extractor.llm.recorded import RecordedAnswers
from extractor.records import BASELINE, LLM, Decision
from extractor.settings import Settings
from tests.stand_in import StandIn, stating_nothing

pytest.importorskip("scipy")
EVALS = Path(figures.__file__).parents[1]
ABS, PLAIN = form_by_name("abs-8-k"), form_by_name("8-k")


@pytest.fixture
def written() -> Dataset:
    """Two filings, one a half."""
    dataset = load_dataset(EVALS / "datasets" / "abs-8-k")
    usable = [each for each in dataset.cases if each.unusable is None][:2]
    ids = [each.id for each in usable]
    parts = {sparing.WORK: frozenset(ids[:1]), sparing.CERTIFY: frozenset(ids[1:])}
    return replace(dataset, cases=tuple(usable), parts=parts)


def unheard(_: str) -> None:
    pass


def test_each_policy_is_measured_on_both_halves(written: Dataset) -> None:
    answers = RecordedAnswers(EVALS / "answers" / "abs-8-k.jsonl")
    made = sparing.report(written, ABS, Asking("local", answers=answers), unheard)
    rows = {(each["asked"], each["policy"], each["half"]): each for each in made["rows"]}
    assert len(rows) == 10
    every = rows["every question", "agreement-1", sparing.WORK]
    cascade = rows["the cascade", "agreement-1", sparing.WORK]
    fewest = rows["the cascade", "one reader", sparing.WORK]
    assert every["spared"] == 0
    assert every["questions"] == cascade["questions"] == fewest["questions"]
    assert fewest["spared"] > 0
    assert fewest["tokens"] < every["tokens"]
    assert [each["half"] for each in rows.values() if "bound" in each] == [sparing.CERTIFY] * 5
    shown = page.figures({figures.SPARING: made})["sparing"]
    assert f"| {fewest['spared']} (" in shown
    assert shown.count("- the cascade, ") == 4


def test_a_smaller_model_is_measured_alone_first_and_as_a_third_reader(written: Dataset) -> None:
    with StandIn(stating_nothing) as stand_in:
        settings = Settings(cache=False, attempts=1, base_url=stand_in.url)
        asking = Asking("boat", settings=settings)
        made = sparing.smaller(written, ABS, asking, "skiff", unheard)
    large, small, first = made["rows"]
    assert large["tokens"] == small["tokens"]
    assert first["tokens"] == small["tokens"] + made["of the model"]
    assert list(made["alone"]) == ["boat", "skiff"]
    assert made["third"]["settled"] <= made["third"]["apart"] <= made["third"]["wait"]
    assert "`skiff` first" in page.figures({figures.SMALLER: made})["smaller"]


def leaf(predicted: str | None, *, waits: bool = True) -> Leaf:
    right = predicted == "Heron Yard, Inc."
    return Leaf(
        predicted=predicted,
        label="Heron Yard, Inc.",
        verdict=Verdict.RIGHT if right else Verdict.WRONG,
        decision=Decision.REVIEW if waits else Decision.ACCEPTED,
    )


def run(**leaves: Leaf) -> Run:
    return Run(
        dataset="d",
        system="s",
        model="m",
        receipt={},
        per_filing={name: {"cover.registrant": each} for name, each in leaves.items()},
        per_list={},
        reports={},
    )


def test_a_third_reader_settles_where_it_sides_with_one_of_two_that_differ() -> None:
    yard, sail = "HERON YARD INC", "Sail Co."
    right, none = "Heron Yard, Inc.", leaf(None)
    settled, agreed = leaf(yard, waits=False), leaf(yard)
    runs = {
        RECONCILED: run(a=leaf(yard), b=leaf(sail), c=agreed, d=settled, e=leaf(sail)),
        BASELINE: run(a=leaf(right), b=leaf(sail), c=agreed, d=leaf(yard), e=leaf(sail)),
        LLM: run(a=leaf(sail), b=leaf(right), c=agreed, d=leaf(sail), e=none),
    }
    reader = run(a=leaf(yard), b=leaf(sail), c=leaf(sail), d=leaf("Tug"), e=none)
    assert third(PLAIN, runs, reader) == Third(
        leaves=5,
        differ=4,
        with_baseline=2,
        with_model=1,
        with_none=1,
        wait=4,
        apart=3,
        settled=3,
        wrong=2,
    )
