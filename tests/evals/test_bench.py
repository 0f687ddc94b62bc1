"""What the benchmark makes of its turns."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench import figures, tables
from evals.bench.__main__ import main
from evals.bench.turns import (
    MEASURES,
    OURS,
    Slot,
    Spread,
    Turn,
    accuracy,
    pairs,
    ratio,
    schedule,
    spread,
)
from evals.bench.ways import REFERENCE, filings_for
from extractor.errors import ExtractorError
from extractor.evaluation.dataset import load_dataset

EVALS = Path(figures.__file__).parents[1]


def turn(way: str = OURS, filing: str = "a", number: int = 1, seconds: float = 10.0) -> Turn:
    return Turn(way, filing, number, seconds, seconds, 4, 900, 100, 0, 8, 10)


def test_without_a_warm_server_each_turn_has_its_own_and_ways_take_turns() -> None:
    slots = list(schedule(2, ["a", "b"], ["x", "y"], warm=False))
    assert slots[:3] == [
        Slot(1, "a", "x", fresh=True),
        Slot(1, "a", "y", fresh=True),
        Slot(1, "b", "x", fresh=True),
    ]
    assert len(slots) == 8
    assert all(each.fresh for each in slots)


def test_no_warm_server_meets_a_filing_twice() -> None:
    met: list[tuple[str, str]] = []
    for slot in schedule(3, ["a", "b"], ["x", "y"], warm=True):
        met = [] if slot.fresh else met
        assert (slot.way, slot.filing) not in met
        assert {way for way, _ in met} <= {slot.way}
        met.append((slot.way, slot.filing))


def test_pairs_are_of_one_filing_and_round() -> None:
    taken = [
        turn(),
        turn(number=2, seconds=8.0),
        turn(filing="b"),
        turn("other", number=2, seconds=40.0),
        turn("third"),
    ]
    assert [(ours.round, theirs.way) for ours, theirs in pairs(taken, "other")] == [(2, "other")]
    assert ratio(pairs(taken, "other"), MEASURES["seconds"]) == Spread(0.2, 0.2, 0.2, 1)


def test_pairs_with_a_capped_answer_can_be_left_out() -> None:
    taken = [
        turn(),
        turn(number=2),
        replace(turn("other"), cut=1),
        turn("other", number=2),
    ]
    assert len(pairs(taken, "other")) == 2
    assert [ours.round for ours, _ in pairs(taken, "other", capped=False)] == [2]


def test_a_spread_has_the_middle_the_ends_and_their_number() -> None:
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0, 3)
    assert spread([]) is None


def test_what_was_not_measured_has_no_figure() -> None:
    assert ratio([], MEASURES["seconds"]) is None
    assert accuracy([]) is None
    assert tables.shown(None) == "–"


def test_tables_say_ratios_and_how_right_each_is() -> None:
    taken = [turn(), replace(turn("other", seconds=40.0), right=5, cut=1)]
    ratios = tables.ratios(taken)
    assert "| `other` | 1 | 0.25 | 0.25 | 1.00 | 1.00 | 1.00 | 80.0 % | 50.0 % |" in ratios
    assert "| `other`, no answer cut off | 0 |" in ratios
    assert "| a | 1 | 0.25 | 1.00 | 8 of 10 | 5 of 10 |" in tables.per_filing(taken)
    assert "| `other` | 1 | 50.0 % |" in tables.ways(taken)


def test_the_reference_filing_comes_first_and_the_rest_is_always_the_same() -> None:
    dataset = load_dataset(EVALS / "datasets" / "abs-8-k")
    drawn = [each.id for each in filings_for(dataset, (), 3)]
    assert drawn[0] == REFERENCE
    assert len(set(drawn)) == 3
    assert drawn == [each.id for each in filings_for(dataset, (), 3)]
    assert [each.id for each in filings_for(dataset, drawn[1:], 1)] == sorted(drawn[1:])


def test_a_dataset_without_its_texts_is_told() -> None:
    with pytest.raises(ExtractorError, match="--filings DIR"):
        filings_for(load_dataset(EVALS / "datasets" / "8-k-real"), (), 3)


def test_parts_are_kept_beside_each_other(tmp_path: Path) -> None:
    file = tmp_path / "out" / "figures.json"
    figures.keep(file, "one", {"n": 1})
    figures.keep(file, "two", {"n": 2})
    figures.keep(file, "one", {"n": 3})
    kept = figures.load(file)
    assert {name: part["n"] for name, part in kept.items()} == {"one": 3, "two": 2}
    assert kept["one"]["machine"]["cores"] >= 1


def test_a_model_that_is_not_here_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL_DIR", str(tmp_path))
    assert main(["--measure", "ways", "--json", str(tmp_path / "figures.json")]) == 1
    assert "extractor model pull" in capsys.readouterr().err
