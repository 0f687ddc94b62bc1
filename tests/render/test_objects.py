"""An extraction as JSON."""

import json
from dataclasses import fields
from typing import Any

import pytest

from extractor.records import ChunkReport, ChunkStatus, Receipt
from extractor.render.objects import as_object, json_text
from tests.render.conftest import BOUND


@pytest.fixture
def made(make: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json_text(make()))
    return loaded


def test_the_object_has_all_parts(made: dict[str, Any]) -> None:
    assert list(made) == [
        "schema_version", "form", "filing", "complete", "record", "accepted", "fields", "checks",
        "chunks", "usage", "receipt", "warnings", "policy",
    ]  # fmt: skip
    assert made["schema_version"] == made["receipt"]["schema"] == "cd" * 32
    assert made["filing"] == {"name": "pelican.txt", "sha256": "ab" * 32}
    assert made["policy"] == {"name": "agreement-1", "certified": False, "bound": BOUND}
    assert made["complete"] is True


def test_values_are_exact(made: dict[str, Any]) -> None:
    assert made["fields"]["cover.report_date"]["value"] == "2003-05-07"
    assert made["fields"]["deal.classes#1.balance"]["value"] == "1000000.25"
    assert made["fields"]["deal.classes#2.balance"]["value"] == "500000"
    assert made["fields"]["cover.telephone"]["value"] is None
    assert made["record"]["cover"]["report_date"] == "2003-05-07"
    assert [row["balance"] for row in made["record"]["deal"]["classes"]] == ["1000000.25", "500000"]


def test_only_accepted_and_settled_values_are_in_accepted(made: dict[str, Any]) -> None:
    assert [row["balance"] for row in made["accepted"]["deal"]["classes"]] == ["1000000.25", None]
    assert made["accepted"]["cover"]["registrant"] == "PELICAN FUNDING <TRUST> & CO."


def test_a_field_carries_its_proof(made: dict[str, Any], make: Any) -> None:
    field = made["fields"]["cover.report_date"]
    (span,) = field["evidence"]
    assert make.text[span["start"] : span["end"]] == span["text"] == "May 7, 2003"
    assert [place["text"] for place in field["anchor"]] == ["Date of Report"]
    assert field["line"] == 3
    assert field["decision"] == "accepted"
    assert field["outcome"] == "agree"
    assert field["reasons"] == [
        {"code": "readers_agree", "sentence": "Independent readers found the same value."}
    ]
    readings = [(each["reader"], each["quote"], each["value"]) for each in field["candidates"]]
    assert readings == [
        ("baseline", "May 7, 2003", "2003-05-07"),
        ("llm", "May 7, 2003", "2003-05-07"),
    ]


def test_checks_and_chunks_are_told(make: Any) -> None:
    failed = ChunkReport("items", ChunkStatus.FAILED, "gone", make.place("Class"))
    made: dict[str, Any] = as_object(make(chunks=(failed,)))
    assert made["complete"] is False
    (chunk,) = made["chunks"]
    assert (chunk["question"], chunk["status"], chunk["detail"]) == ("items", "failed", "gone")
    assert chunk["line"] == 8
    (check,) = made["checks"]
    assert check["status"] == "failed"
    assert check["doubts"] == ["deal.classes#2.balance"]
    assert check["hint"].endswith("500001.00.")


def test_a_line_is_one_line(make: Any) -> None:
    make.text = make.text.replace("PELICAN", "PELI\u2028CAN")
    make.name = "a\nb.txt"
    assert "\n" not in json_text(make([]))


def test_a_receipt_is_told_whole(made: dict[str, Any]) -> None:
    assert set(made["receipt"]) == {each.name for each in fields(Receipt)}
