"""What the model buys."""

from typing import Any

from extractor.evaluation.report.bought import bought


def test_gains_losses_and_shared_errors(make: Any) -> None:
    baseline = make.run(
        {"one": {"a": make.leaf("x", "y"), "b": make.leaf("y", "y"), "c": make.leaf("No  W", "y")}},
        system="baseline",
        model="",
    )
    llm = make.run({"one": {"a": make.leaf("y", "y"), "c": make.leaf("no w", "y")}}, system="llm")
    run = make.run(
        {"one": {"a": make.leaf("y", "y"), "b": make.leaf(None, "y"), "c": make.leaf("q", "y")}}
    )
    (found,) = bought([baseline, run, llm])
    assert found.gained is not None
    assert found.lost is not None
    assert found.shared is not None
    assert [(each.path, each.reconciled, each.baseline) for each in found.gained] == [
        ("a", "y", "x")
    ]
    assert [(each.path, each.reconciled, each.baseline) for each in found.lost] == [
        ("b", None, "y")
    ]
    assert [(each.path, each.predicted) for each in found.shared] == [("c", "No  W")]


def test_extra_rows_are_known_by_value_and_not_by_number(make: Any) -> None:
    extra = make.leaf("104", None)
    baseline = make.run({"one": {"exhibits#+2.number": extra}}, system="baseline")
    llm = make.run({"one": {"exhibits#+7.number": extra}}, system="llm")
    reconciled = make.run({"one": {"exhibits#+2.number": extra}})
    (found,) = bought([baseline, llm, reconciled])
    assert found.gained == ()
    assert found.shared is not None
    assert [each.path for each in found.shared] == ["exhibits#+2.number"]


def test_only_runs_of_the_same_dataset_and_model_are_compared(make: Any) -> None:
    leaves = {"one": {"a": make.leaf("x", "y")}}
    others = [
        make.run(leaves, system="baseline", dataset="other"),
        make.run(leaves, system="llm", model="large"),
        make.run(leaves, system="baseline", model="large"),
    ]
    (found,) = bought([make.run(leaves), *others])
    assert (found.gained, found.lost, found.shared) == (None, None, None)


def test_a_missing_row_is_no_miss_of_both(make: Any) -> None:
    missed = {"one": {"a": make.leaf(None, "y")}}
    runs = [make.run(missed, system=system) for system in ("reconciled", "baseline", "llm")]
    assert bought(runs)[0].shared == ()
