"""langextract's extractions as a record; they are made here, so that it need not be installed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from extractor.evaluation.peers.examples import TASKS
from extractor.evaluation.peers.mapping import record_of
from extractor.evaluation.typed import read_prediction
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.form_8k.form import FORM_8K


@dataclass(frozen=True)
class Interval:
    """Where an extraction stands."""

    start_pos: int | None
    end_pos: int | None


@dataclass
class Extracted:
    """An extraction as the library gives it, as far as it is used."""

    extraction_class: str
    extraction_text: str
    char_interval: Any
    attributes: Mapping[str, Any] | None = None


def at(start: int, name: str, text: str, **attributes: Any) -> Extracted:
    """A grounded extraction."""
    return Extracted(name, text, Interval(start, start + len(text)), attributes or None)


def record(*extractions: Any) -> dict[str, Any]:
    made = record_of(ABS_8K, TASKS["abs-8-k"].classes, extractions)
    read_prediction(ABS_8K.schema, made)
    return made


def test_values_are_read_with_the_grammars_of_the_schema() -> None:
    assert record(
        at(0, "form_type", "Form 8-K/A"),
        at(1, "report_date", "March 18,\n 2002"),
        at(2, "employer_id", "33-0852169"),
        at(3, "pool_balance", "$198,644,095.79"),
        at(4, "class_count", "ten classes"),
        at(5, "registrant", "HARBOR LIGHT\n    FOODS CORP."),
    ) == {
        "cover": {
            "form_type": "8-K/A",
            "report_date": "2002-03-18",
            "employer_ids": ["33-0852169"],
            "registrant": "HARBOR LIGHT FOODS CORP.",
        },
        "deal": {"pool_balance": "198644095.79", "stated_class_count": 10},
    }


def test_what_no_grammar_can_read_stays_text() -> None:
    assert record(at(0, "report_date", "the Closing Date"), at(1, "form_type", "10-Q")) == {
        "cover": {"report_date": "the Closing Date", "form_type": "10-Q"}
    }


def test_rows_take_text_and_attributes() -> None:
    assert record(
        at(0, "item", "Item 2. Acquisition", number="2", title="Acquisition", page=3),
        at(1, "party", "Plains State Bank", role="Indenture Trustee"),
        at(2, "party", "Ocwen", role="master servicer"),
        at(3, "security_class", "R", balance="N/A", percentage_interest="100 %", rate="N/A"),
        at(4, "exhibit", "Indenture", number=4.1),
        at(5, "exhibit", "Press release", number=None),
    ) == {
        "items": [{"number": "2", "title": "Acquisition"}],
        "exhibits": [
            {"number": "4.1", "description": "Indenture"},
            {"description": "Press release"},
        ],
        "deal": {
            "parties": [
                {"role": "trustee", "name": "Plains State Bank"},
                {"role": "master_servicer", "name": "Ocwen"},
            ],
            "classes": [{"name": "R", "percentage_interest": "100", "rate": "N/A"}],
        },
    }


def test_of_several_values_the_first_in_the_text_counts_and_equal_rows_are_one() -> None:
    assert record(
        at(90, "registrant", "Second Corp."),
        at(10, "registrant", "First Corp."),
        at(50, "item", "Item 7", number="7"),
        at(60, "item", "ITEM 7", number="7"),
        at(20, "item", "Item 2", number="2"),
    ) == {
        "cover": {"registrant": "First Corp."},
        "items": [{"number": "2"}, {"number": "7"}],
    }


@pytest.mark.parametrize("interval", [None, Interval(None, None)])
def test_what_stands_nowhere_in_the_text_is_dropped(interval: Any) -> None:
    assert record(Extracted("city", "Astoria", interval)) == {}


def test_an_unknown_class_is_passed_over() -> None:
    assert record(at(0, "auditor", "Calder & Co.")) == {}
    deal = [at(0, "pool_balance", "$1.00")]
    assert record_of(FORM_8K, TASKS["8-k"].classes, deal) == {}


@pytest.mark.parametrize("form", [FORM_8K, ABS_8K], ids=lambda form: form.name)
def test_there_is_a_class_for_every_leaf(form: Any) -> None:
    classes = TASKS[form.name].classes.values()
    reached: set[str] = set()
    for each in classes:
        rows = form.spec.lists.get(each.path)
        reached |= set(rows.leaves if rows else (each.path,))
        assert each.own is None or f"{each.path}.{each.own}" in form.spec.leaves
    assert reached == set(form.spec.leaves)


@pytest.mark.parametrize("name", TASKS)
def test_the_examples_are_verbatim_and_show_every_class(name: str) -> None:
    task = TASKS[name]
    shown = {each.name for example in task.examples for each in example.extractions}
    assert shown == set(task.classes)
    for example in task.examples:
        assert all(each.text in example.text for each in example.extractions)
    assert all(f"- {each}: " in task.description for each in task.classes)
