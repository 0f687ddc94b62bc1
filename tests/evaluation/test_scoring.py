import copy
import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from extractor.evaluation.scoring import LeafVerdict, Verdict, score
from extractor.evaluation.summary import count
from extractor.evaluation.typed import BadRecord
from extractor.forms.abs_8k.schema import Abs8K, Deal, SecurityClass
from extractor.forms.form_8k.schema import Form8K

RIGHT, WRONG, MISSED, INVENTED = Verdict
Label = dict[str, Any]
NO_ROWS: tuple[list[Any] | None, ...] = ([], None)


@pytest.fixture
def reference(root: Path) -> Label:
    file = root / "evals/datasets/abs-8-k/labels/new-century-2002-1.json"
    label: Label = json.loads(file.read_text())
    return label


def faults(
    schema: type[BaseModel], label: Label, prediction: Mapping[str, object] | BaseModel
) -> list[tuple[str, Verdict]]:
    found = score(schema, label, prediction)
    return [(each.path, each.verdict) for each in found if not each.right]


def verdicts(label: Label, prediction: Label) -> list[tuple[str, Verdict]]:
    return [(each.path, each.verdict) for each in score(Form8K, label, prediction)]


def tally(of: Sequence[LeafVerdict]) -> tuple[int, int]:
    """Right leaves and all leaves."""
    return sum(each.right for each in of), len(of)


def test_a_label_agrees_with_itself(reference: Label) -> None:
    assert faults(Abs8K, reference, reference) == []
    note = reference.pop("note")
    assert faults(Abs8K, reference | {"note": note}, Abs8K.model_validate(reference)) == []


def test_a_transposed_digit_is_wrong(reference: Label) -> None:
    prediction = copy.deepcopy(reference)
    prediction["deal"]["pool_balance"] = "198644059.79"
    prediction["cover"]["employer_ids"] = ["33-0852196"]
    assert faults(Abs8K, reference, prediction) == [
        ("cover.employer_ids#1", WRONG),
        ("deal.pool_balance", WRONG),
    ]


def test_rows_in_another_order_are_right(reference: Label) -> None:
    prediction = copy.deepcopy(reference)
    for rows in (prediction["items"], prediction["deal"]["classes"], prediction["deal"]["parties"]):
        random.Random(3).shuffle(rows)
        rows.reverse()
    assert faults(Abs8K, reference, prediction) == []
    first = next(
        each
        for each in score(Abs8K, reference, prediction)
        if each.schema_path == "deal.classes.name" and each.label == "A"
    )
    at = [row["name"] for row in prediction["deal"]["classes"]].index("A")
    assert (first.path, first.label_row) == ("deal.classes#1.name", 1)
    assert first.predicted_row == at + 1 != 1


def test_an_extra_row_costs_its_stated_leaves(reference: Label) -> None:
    prediction = copy.deepcopy(reference)
    prediction["deal"]["classes"].insert(
        0, {"name": "B", "balance": None, "percentage_interest": None, "rate": "Variable"}
    )
    assert faults(Abs8K, reference, prediction) == [
        ("deal.classes#+1.name", INVENTED),
        ("deal.classes#+1.rate", INVENTED),
    ]
    verdict = score(Abs8K, reference, prediction)[-1]
    assert verdict.extra
    assert (verdict.label_row, verdict.predicted_row, verdict.predicted) == (None, 1, "Variable")
    right, leaves = tally(score(Abs8K, reference, reference))
    assert tally(score(Abs8K, reference, prediction)) == (right, leaves + 2)


def test_a_missed_row_costs_its_stated_leaves(reference: Label) -> None:
    prediction = copy.deepcopy(reference)
    del prediction["deal"]["classes"][7]
    assert faults(Abs8K, reference, prediction) == [
        ("deal.classes#8.name", MISSED),
        ("deal.classes#8.percentage_interest", MISSED),
        ("deal.classes#8.rate", MISSED),
    ]
    right, leaves = tally(score(Abs8K, reference, reference))
    # The null balance of class R is neither right nor wrong in a row that is not there.
    assert tally(score(Abs8K, reference, prediction)) == (right - 4, leaves - 1)


def test_one_date_changed_in_a_description_is_wrong(reference: Label) -> None:
    prediction = copy.deepcopy(reference)
    text = prediction["exhibits"][0]["description"]
    for changed in (
        text.replace("February 1, 2002", "February 11, 2002"),
        text.replace("Ocwen Federal Bank", "Owen Federal Bank"),
    ):
        assert changed != text
        prediction["exhibits"][0]["description"] = changed
        assert faults(Abs8K, reference, prediction) == [("exhibits#1.description", WRONG)]
    prediction["exhibits"][0]["description"] = text.upper().rstrip(".")
    assert faults(Abs8K, reference, prediction) == []


def test_an_empty_list_is_one_leaf() -> None:
    said: Label
    for none in NO_ROWS:
        for said in ({"exhibits": []}, {"exhibits": None}, {}):
            assert verdicts({"exhibits": none}, said) == [("exhibits", RIGHT)]


def test_rows_where_the_label_has_none() -> None:
    made_up = {"exhibits": [{"number": "99", "description": None}, {"number": "10"}]}
    found = score(Form8K, {"exhibits": []}, made_up)
    assert [(each.path, each.verdict) for each in found] == [
        ("exhibits", INVENTED),
        ("exhibits#+1.number", INVENTED),
        ("exhibits#+2.number", INVENTED),
    ]
    assert found[0].is_list
    assert (found[0].label, found[0].predicted) == ((), ("99", "10"))


def test_no_rows_where_the_label_has_some() -> None:
    rows = [{"number": "99", "description": None}, {"number": "1", "description": "x"}]
    label = {"exhibits": rows}
    for none in NO_ROWS:
        assert verdicts(label, {"exhibits": none}) == [
            ("exhibits#1.number", MISSED),
            ("exhibits#2.number", MISSED),
            ("exhibits#2.description", MISSED),
        ]


def test_two_exhibits_with_one_number() -> None:
    label = {
        "exhibits": [
            {"number": "99", "description": "Press release dated May 6, 2004"},
            {"number": "99", "description": "Slides"},
        ]
    }
    assert faults(Form8K, label, {"exhibits": label["exhibits"][::-1]}) == []
    assert faults(Form8K, label, {"exhibits": label["exhibits"][1:]}) == [
        ("exhibits#1.number", MISSED),
        ("exhibits#1.description", MISSED),
    ]
    twice = {"exhibits": [label["exhibits"][1]] * 2}
    assert faults(Form8K, label, twice) == [("exhibits#1.description", WRONG)]


def test_a_null_signature_is_a_null_for_each_leaf() -> None:
    leaves = [f"signature.{name}" for name in ("registrant", "signed_on", "name", "title")]
    for none in (None, {}, {"name": None, "title": " "}):
        assert verdicts({"signature": None}, {"signature": none}) == [
            (leaf, RIGHT) for leaf in leaves
        ]
    assert faults(Form8K, {"signature": None}, {"signature": {"name": "J. Doe"}}) == [
        ("signature.name", INVENTED)
    ]
    signed = {"signature": {"name": "J. Doe", "title": None}}
    assert verdicts(signed, {"signature": None}) == [
        ("signature.name", MISSED),
        ("signature.title", RIGHT),
    ]


def test_a_null_object_with_lists_in_it() -> None:
    found = score(Abs8K, {"deal": None}, {"deal": {"classes": [{"name": "A"}]}})
    assert [each.path for each in found] == [
        "deal.series",
        "deal.issued_on",
        "deal.agreement.title",
        "deal.agreement.dated",
        "deal.cut_off_date",
        "deal.pool_balance",
        "deal.stated_class_count",
        "deal.parties",
        "deal.classes",
        "deal.classes#+1.name",
    ]
    assert tally(found) == (8, 10)


def test_a_key_that_the_label_leaves_out_is_not_scored() -> None:
    label = {"deal": {"classes": [{"name": "A", "rate": None}, {"name": "B", "cusip": "1"}]}}
    rows = [
        {"name": "A", "rate": "5%", "balance": "1", "cusip": "7"},
        {"name": "B", "balance": "2"},
        {"name": "C", "balance": "3", "rate": "6%", "cusip": "8", "group": "I"},
    ]
    prediction = {"deal": {"series": "X", "classes": rows}, "items": [{"number": "1"}]}
    assert [(each.path, each.verdict) for each in score(Abs8K, label, prediction)] == [
        ("deal.classes#1.name", RIGHT),
        ("deal.classes#1.rate", INVENTED),
        ("deal.classes#2.name", RIGHT),
        ("deal.classes#2.cusip", MISSED),
        ("deal.classes#+3.name", INVENTED),
        ("deal.classes#+3.rate", INVENTED),
        ("deal.classes#+3.cusip", INVENTED),
    ]


def test_typed_values_in_any_spelling() -> None:
    label = {
        "cover": {"report_date": "2002-03-18", "telephone": "(949) 863-7243"},
        "items": [{"number": "7", "title": None}],
        "deal": {"pool_balance": "100.10", "stated_class_count": 10, "issued_on": "2002-02-26"},
    }
    deal = {"pool_balance": 100.1, "stated_class_count": "10", "issued_on": date(2002, 2, 26)}
    prediction = {
        "cover": {"report_date": datetime(2002, 3, 18, 9), "telephone": "949.863.7243"},  # noqa: DTZ001
        "items": [{"number": 7, "title": ""}],
        "deal": deal,
        "confidence": 0.9,
    }
    assert faults(Abs8K, label, prediction) == []
    deal["pool_balance"] = Decimal("1.001E+2")
    deal["stated_class_count"] = 10.0
    assert faults(Abs8K, label, prediction) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pool_balance", "$198,644,095.79"),
        ("pool_balance", float("nan")),
        ("issued_on", "02/26/2002"),
        ("issued_on", "2002-02-30"),
        ("issued_on", 1014681600),
        ("stated_class_count", "ten"),
        ("stated_class_count", True),
        ("stated_class_count", 10.5),
        ("series", {"name": "Series 2002-1"}),
    ],
)
def test_a_value_that_is_none_of_its_type_is_wrong(
    reference: Label, field: str, value: object
) -> None:
    prediction = copy.deepcopy(reference)
    prediction["deal"][field] = value
    assert faults(Abs8K, reference, prediction) == [(f"deal.{field}", WRONG)]


@pytest.mark.parametrize(
    ("prediction", "problem"),
    [
        ({"items": "none"}, "items: a list is expected, not text"),
        ({"items": {"number": "1"}}, "items: a list is expected, not an object"),
        ({"items": ["1"]}, r"items\[0\]: an object is expected, not text"),
        ({"cover": {"address": "Irvine"}}, "cover.address: an object is expected, not text"),
        ({"cover": 5}, "cover: an object is expected, not 5"),
    ],
)
def test_a_prediction_of_another_shape_is_refused(prediction: Label, problem: str) -> None:
    with pytest.raises(BadRecord, match=problem):
        score(Form8K, {"items": []}, prediction)


def test_a_record_and_its_json_score_alike() -> None:
    record = Abs8K(deal=Deal(classes=(SecurityClass(name="A", balance=Decimal("1.10")),)))
    label = json.loads(record.model_dump_json())
    assert faults(Abs8K, label, record) == []
    assert score(Abs8K, label, record) == score(Abs8K, label, label)


def test_right_nulls_are_told_from_right_values(reference: Label) -> None:
    counts = count(score(Abs8K, reference, reference))
    # No securities, one class without balance, seven without a percentage.
    assert (counts.right, counts.right_null) == (62, 9)
