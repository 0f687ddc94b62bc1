import sys
from collections.abc import Mapping, Sequence

import pytest

from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.pairing import match_rows
from extractor.evaluation.typed import Row
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import spec_of

SPEC = spec_of(Form8K)


def exhibits(*rows: tuple[str | None, str | None]) -> list[Row]:
    return [{"exhibits.number": number, "exhibits.description": text} for number, text in rows]


def pairs(labels: Sequence[Row], predicted: Sequence[Row]) -> Mapping[int, int]:
    return match_rows(labels, predicted, SPEC.lists["exhibits"], SPEC.leaves)


def test_rows_pair_by_key_whatever_else_they_say() -> None:
    labels = exhibits(("4.1", "Indenture"), ("99.1", "Press release"))
    predicted = exhibits(("99.1", "Indenture"), ("4.1", "Press release"))
    assert pairs(labels, predicted) == {0: 1, 1: 0}


def test_a_key_is_compared_as_its_field_is() -> None:
    assert pairs(exhibits(("10 (a)", "x")), exhibits(("7", "x"), ("10(a)", "y"))) == {0: 1}


def test_equal_keys_pair_by_what_they_say() -> None:
    labels = exhibits(("99", "Press release"), ("99", "Slides"))
    assert pairs(labels, exhibits(("99", "SLIDES"), ("99", "Press  release."))) == {0: 1, 1: 0}


def test_a_surplus_row_of_a_key_is_free_for_the_rows_left_over() -> None:
    labels = exhibits(("99", "Press release"), ("99", "Slides"))
    predicted = exhibits(("99", "Slides"), ("99.1", "Press release"))
    assert pairs(labels, predicted) == {0: 1, 1: 0}


def test_the_assignment_is_optimal_and_not_greedy() -> None:
    leaves = dict.fromkeys("abcd", SPEC.leaves["exhibits.description"])

    def rows(*texts: str) -> list[Row]:
        return [dict(zip("abcd", text, strict=True)) for text in texts]

    # The best single pair has three values right, and leaves none for the other.
    labels, predicted = rows("1110", "7118"), rows("1115", "1xx0")
    assert match_rows(labels, predicted, SPEC.lists["exhibits"], leaves) == {0: 1, 1: 0}


def test_a_stated_value_outweighs_any_number_of_nulls() -> None:
    leaves = dict.fromkeys("abcd", SPEC.leaves["exhibits.description"])
    labels: list[Row] = [{"a": "1", "b": None, "c": None, "d": None}]
    predicted: list[Row] = [
        {"a": None, "b": None, "c": None, "d": None},
        {"a": "1", "b": "x", "c": "y", "d": "z"},
    ]
    assert match_rows(labels, predicted, SPEC.lists["exhibits"], leaves) == {0: 1}


def test_rows_without_a_key_pair_with_those_left_over() -> None:
    labels = exhibits((None, "Press release"))
    assert pairs(labels, exhibits((None, "Slides"), ("99", "Press release"))) == {0: 1}


def test_a_label_row_that_leaves_its_key_out() -> None:
    labels: list[Row] = [{"exhibits.description": "Slides"}]
    assert pairs(labels, exhibits(("99.1", "Press release"), ("99.2", "Slides"))) == {0: 1}


def test_rows_that_share_nothing_pair_in_their_order() -> None:
    labels = exhibits(("1", "a"), ("2", "b"), ("3", "c"))
    assert pairs(labels, exhibits(("4", "d"), ("5", "e"), ("6", "f"))) == {0: 0, 1: 1, 2: 2}


def test_an_endless_list_is_paired_all_the_same() -> None:
    labels = exhibits(*((str(number), f"text {number}") for number in range(20)))
    predicted = exhibits(*(("99", f"text {number}") for number in range(500)))
    assert pairs(labels, predicted) == {number: number for number in range(20)}


def test_without_scipy_only_an_assignment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    by_key = exhibits(("1", "a"), ("2", "b"))
    assert pairs(by_key, by_key) == {0: 0, 1: 1}
    with pytest.raises(MissingExtra, match=r"pip install 'filing-extractor\[evals\]'"):
        pairs(by_key, exhibits(("3", "a"), ("4", "b")))
