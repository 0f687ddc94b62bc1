"""Which questions need not be put."""

from collections.abc import Mapping

import pytest

from extractor.cascade import is_settled
from extractor.forms.registry import form_by_name
from extractor.records import Decision, FieldResult, Outcome

FORM = form_by_name("8-k")
REGISTRANT, TITLE, NUMBER = "cover.registrant", "items.title", "items.number"
TAKEN, OPEN = Decision.ACCEPTED, Decision.REVIEW


def fields(**decisions: Decision) -> dict[str, FieldResult]:
    """Decided fields by their paths, with two underscores for a number sign, one for a point."""
    return {
        path: FieldResult(
            path, _schema_path(path), "", "x", Outcome.BASELINE_ONLY, (), (), (), (), decision
        )
        for name, decision in decisions.items()
        for path in [name.replace("__", "#").replace("_", ".")]
    }


def _schema_path(path: str) -> str:
    return path.removesuffix("#complete").replace("#1", "").replace("#2", "")


ROWS = {
    "items__complete": TAKEN,
    "items__1_title": TAKEN,
    "items__1_number": TAKEN,
    "items__2_title": TAKEN,
    "items__2_number": TAKEN,
}


@pytest.mark.parametrize(
    ("decided", "settled"),
    [
        (ROWS, True),
        ({**ROWS, "items__2_title": OPEN}, False),
        ({**ROWS, "items__complete": OPEN}, False),
        ({"items__1_title": TAKEN, "items__1_number": TAKEN}, False),
        ({"items__complete": TAKEN}, True),
        ({**ROWS, "cover_registrant": OPEN}, True),
        ({}, False),
    ],
)
def test_a_list_is_settled_with_all_its_rows_and_as_a_whole(
    decided: Mapping[str, Decision], settled: bool
) -> None:
    assert is_settled(FORM, (NUMBER, TITLE), ("items",), fields(**decided)) is settled


@pytest.mark.parametrize(("decision", "settled"), [(TAKEN, True), (OPEN, False)])
def test_a_leaf_is_settled_where_it_is_accepted(decision: Decision, settled: bool) -> None:
    assert is_settled(FORM, (REGISTRANT,), (), fields(cover_registrant=decision)) is settled


def test_a_leaf_that_nobody_speaks_of_is_asked_for() -> None:
    assert not is_settled(FORM, (REGISTRANT, "cover.telephone"), (), fields(cover_registrant=TAKEN))


def test_what_a_person_settled_is_not_asked_for() -> None:
    assert is_settled(FORM, (REGISTRANT,), (), fields(cover_registrant=Decision.SETTLED))
