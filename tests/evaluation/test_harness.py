"""Running systems over a dataset."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.evaluation.dataset import Case, Dataset
from extractor.evaluation.harness import Plan, chosen, evaluate, runs_of
from extractor.evaluation.runs import Cost
from extractor.evaluation.systems import Predicted
from extractor.filing.model import Filing
from extractor.llm.recorded import MissingAnswer

TEXT = "FORM 8-K\n\nDate of Report: May 4, 2001\n"
LABEL = {"cover": {"registrant": "Ibis Trust", "telephone": None}}


class Told:
    """A system that says what it is told to, and remembers how many asked at once."""

    def __init__(self, *faults: tuple[str, Exception], usd: float = 0.0) -> None:
        self.names: tuple[str, ...] = ("told",)
        self.model = "none"
        self.most = 0
        self._faults = dict(faults)
        self._now = 0
        self._cost = Cost(calls=1, usd=usd)

    async def predict(self, filing: Filing) -> Mapping[str, Predicted]:
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0.03)
        self._now -= 1
        fault = self._faults.get(Path(filing.name).stem)
        if fault is not None:
            raise fault
        record = {"cover": {"registrant": "Ibis Trust"}}
        return {"told": Predicted(record, cost=self._cost, paid=self._cost, answers=filing.name)}

    async def aclose(self) -> None:
        pass


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    cases = []
    for number in range(6):
        file = tmp_path / f"f{number}.txt"
        file.write_text(TEXT)
        cases.append(Case(f"f{number}", file, LABEL))
    return Dataset("small", "8-k", "made up", "", tuple(cases))


def test_a_limit_draws_always_the_same_filings(dataset: Dataset) -> None:
    drawn = [case.id for case in chosen(dataset, Plan(limit=3))]
    assert len(drawn) == 3
    assert drawn == [case.id for case in chosen(dataset, Plan(limit=3))] == sorted(drawn)
    assert set(drawn) <= {case.id for case in chosen(dataset, Plan(limit=4))}
    assert drawn != ["f0", "f1", "f2"]


def test_only_names_filings_and_an_unknown_one_is_refused(dataset: Dataset) -> None:
    assert [case.id for case in chosen(dataset, Plan(only=("f4", "f1", "f4")))] == ["f1", "f4"]
    with pytest.raises(ExtractorError, match="no filing 'f9'"):
        chosen(dataset, Plan(only=("f9",)))


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_run_scores_every_filing(dataset: Dataset, concurrency: int) -> None:
    system = Told()
    done = asyncio.run(evaluate(dataset.cases, [system], Plan(concurrency=concurrency)))
    (run,) = runs_of(dataset, [system], done)
    assert list(run.per_filing) == [f"f{number}" for number in range(6)]
    assert all(leaf.right for leaves in run.per_filing.values() for leaf in leaves.values())
    assert run.cost.calls == 6
    assert system.most == concurrency


def test_a_filing_that_fails_costs_its_leaves_and_no_other(dataset: Dataset) -> None:
    system = Told(("f2", ExtractorError("the endpoint is gone")))
    (run,) = runs_of(dataset, [system], asyncio.run(evaluate(dataset.cases, [system], Plan())))
    assert run.per_filing["f2"]["cover.registrant"].verdict.value == "missed"
    assert not run.reports["f2"].complete
    assert run.reports["f2"].problem == "the endpoint is gone"
    assert all(run.reports[each].complete for each in run.reports if each != "f2")


def test_a_filing_that_cannot_be_read_is_reported(dataset: Dataset) -> None:
    case = dataset.cases[1]
    assert case.filing is not None
    case.filing.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    system = Told()
    (run,) = runs_of(dataset, [system], asyncio.run(evaluate(dataset.cases, [system], Plan())))
    assert not run.reports["f1"].complete
    assert run.per_filing["f1"]["cover.registrant"].verdict.value == "missed"


def test_a_missing_recorded_answer_ends_the_run(dataset: Dataset) -> None:
    system = Told(("f3", MissingAnswer("record it again")))
    with pytest.raises(MissingAnswer):
        asyncio.run(evaluate(dataset.cases, [system], Plan(concurrency=4)))


def test_a_budget_ends_a_run_and_says_what_was_left_out(dataset: Dataset) -> None:
    system = Told(usd=0.4)
    done = asyncio.run(evaluate(dataset.cases, [system], Plan(budget=1.0)))
    (run,) = runs_of(dataset, [system], done)
    assert list(run.per_filing) == ["f0", "f1", "f2"]
    assert set(run.skipped) == {"f3", "f4", "f5"}
    assert "budget of $1.00" in run.skipped["f5"]


def test_one_answer_under_two_names_is_paid_once(dataset: Dataset) -> None:
    class Twice(Told):
        async def predict(self, filing: Filing) -> Mapping[str, Predicted]:
            said = (await super().predict(filing))["told"]
            return {"told": said, "again": said}

    system = Twice(usd=0.4)
    system.names = ("told", "again")
    done = asyncio.run(evaluate(dataset.cases, [system], Plan(budget=1.0)))
    assert set(done.predicted["again"]) == {"f0", "f1", "f2"}


def test_unusable_and_textless_filings_are_left_out(dataset: Dataset) -> None:
    cases = (
        Case("u", None, {}, unusable="an index page"),
        Case("t", None, LABEL),
        dataset.cases[0],
    )
    done = asyncio.run(evaluate(cases, [Told()], Plan()))
    assert set(done.skipped) == {"u", "t"}
    assert "an index page" in done.skipped["u"]
    assert "--filings" in done.skipped["t"]


def test_the_receipt_depends_on_every_answer(dataset: Dataset) -> None:
    system = Told()
    one = asyncio.run(evaluate(dataset.cases[:2], [system], Plan()))
    two = asyncio.run(evaluate(dataset.cases[:3], [system], Plan()))
    first, second = (runs_of(dataset, [system], each)[0].receipt["answers"] for each in (one, two))
    assert first
    assert first != second
