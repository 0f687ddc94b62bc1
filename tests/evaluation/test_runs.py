"""Runs as they are kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation.runs import (
    BadRun,
    Cost,
    FilingReport,
    Leaf,
    ListOf,
    Run,
    file_name,
    is_extra,
    load_runs,
    redacted,
    runs_to_json,
    schema_path,
)
from extractor.evaluation.scoring import Verdict
from extractor.reasons import Reason
from extractor.records import Decision, Outcome

RIGHT = Leaf(
    predicted="Heron Point Trust",
    label="HERON POINT TRUST",
    verdict=Verdict.RIGHT,
    outcome=Outcome.AGREE,
    decision=Decision.ACCEPTED,
    reasons=(Reason.READERS_AGREE,),
    evidence=((10, 27), (40, 44)),
)


def run(**changed: Any) -> Run:
    """A small run."""
    leaves = {
        "deal.series": RIGHT,
        "items#1.number": Leaf(predicted=None, label="7", verdict=Verdict.MISSED),
        "items#+1.title": Leaf(predicted="Other", label=None, verdict=Verdict.INVENTED),
        "exhibits": Leaf(predicted=[], label=[], verdict=Verdict.RIGHT),
    }
    made = Run(
        dataset="small",
        system="reconciled",
        model="local",
        receipt={"form": "abs-8-k", "sampling": {"seed": 0}},
        per_filing={"heron": leaves},
        per_list={"heron": {"items": ListOf(rows=1, missing=1, invented=1)}},
        reports={
            "heron": FilingReport(sha256="ab", complete=True, to_review=2, cost=Cost(calls=1))
        },
    )
    return made.model_copy(update=changed)


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(runs_to_json([(run(), {"filings": 1})]))
    leaves = {**run().per_filing["heron"]} | {
        "deal.series": RIGHT.model_copy(update={"evidence": ()})
    }
    assert load_runs(file) == (run(per_filing={"heron": leaves}),)
    assert json.loads(file.read_text())["filings"] == 1


def test_one_run_is_an_object_and_several_are_a_list(tmp_path: Path) -> None:
    both: list[tuple[Run, dict[str, Any]]] = [(run(), {}), (run(system="llm"), {})]
    assert isinstance(json.loads(runs_to_json(both[:1])), dict)
    assert [each["system"] for each in json.loads(runs_to_json(both))] == ["reconciled", "llm"]
    file = tmp_path / "runs.json"
    file.write_text(runs_to_json(both))
    assert [each.system for each in load_runs(file)] == ["reconciled", "llm"]


def test_a_folder_holds_a_file_a_run(tmp_path: Path) -> None:
    both = [run(), run(system="llm", model="org/big", repeat=2)]
    for each in both:
        (tmp_path / file_name(each)).write_text(runs_to_json([(each, {})]))
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "llm-org-big-2.json",
        "reconciled-local.json",
    ]
    assert {each.system for each in load_runs(tmp_path)} == {"llm", "reconciled"}
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadRun, match="no run in this folder"):
        load_runs(tmp_path / "empty")


def test_every_leaf_has_what_the_contract_names() -> None:
    for leaf in json.loads(runs_to_json([(run(), {})]))["per_filing"]["heron"].values():
        assert {"predicted", "label", "verdict", "outcome", "decision"} <= set(leaf)


def test_redacting_leaves_no_value_and_keeps_what_is_equal() -> None:
    same = Leaf(predicted="6.5%", label="6.5%", verdict=Verdict.RIGHT)
    other = Leaf(predicted="6.4%", label="6.5%", verdict=Verdict.WRONG)
    invented = Leaf(predicted=["1", "2"], label=[], verdict=Verdict.INVENTED)
    made = run(per_filing={"heron": {"a": same, "b": other, "c": invented}})
    text = runs_to_json([(redacted(made), {})])
    assert "6.5%" not in text
    assert "6.4%" not in text
    leaves = redacted(made).per_filing["heron"]
    assert leaves["a"].predicted == leaves["a"].label == leaves["b"].label
    assert leaves["b"].predicted != leaves["b"].label
    assert leaves["c"].label == []
    assert leaves["c"].predicted != ["1", "2"]
    assert redacted(redacted(made)).redacted


def test_paths() -> None:
    assert schema_path("deal.classes#12.balance") == "deal.classes.balance"
    assert schema_path("items#+3.title") == "items.title"
    assert schema_path("cover.employer_ids#1") == "cover.employer_ids"
    assert is_extra("items#+3.title")
    assert not is_extra("items#3.title")


def test_costs_add_up_and_an_unknown_price_stays_unknown() -> None:
    known = Cost(calls=1, prompt_tokens=10, completion_tokens=2, seconds=1.5, usd=0.25)
    assert known + known == Cost(
        calls=2, prompt_tokens=20, completion_tokens=4, seconds=3.0, usd=0.5
    )
    assert (known + Cost(usd=None)).usd is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "this is not JSON"),
        ("[]", "there is no run in it"),
        ("[1]", "an object is expected"),
        ('{"dataset": "d"}', "system"),
        ('{"dataset": 3}', "dataset"),
    ],
)
def test_what_is_no_run_is_named(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content)
    with pytest.raises(BadRun, match=said) as fault:
        load_runs(file)
    assert str(file) in str(fault.value)


def test_a_run_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadRun, match="cannot be read"):
        load_runs(tmp_path / "none.json")
