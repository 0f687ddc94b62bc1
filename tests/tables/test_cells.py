"""The rows of an extraction."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from extractor.extraction import Extraction, Records
from extractor.records import CheckResult, CheckStatus, Decision, Outcome
from extractor.tables.cells import Entry, rows_of

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def _read(
    extraction: Extraction, records: Records = "accepted", when: datetime | None = None
) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(zip(table.names, row, strict=True)) for row in rows]
        for table, rows in rows_of(Entry(extraction, when), records).items()
    }


def test_a_filing_is_a_row(make: Any) -> None:
    (row,) = _read(make(), when=MOMENT)["filings"]
    assert (row["filing"], row["sha256"], row["form"]) == ("pelican.txt", "ab" * 32, "abs-8-k")
    assert row["schema_version"] == "cd" * 32
    assert row["updated_at"] == MOMENT
    assert row["cover_report_date"] == date(2003, 5, 7)
    assert row["cover_report_date_decision"] == "accepted"
    assert (row["cover_report_date_line"], row["cover_report_date_document"]) == (3, 0)
    assert (row["complete"], row["certified"]) == (True, False)
    assert (row["fields_taken"], row["fields_to_check"]) == (5, 1)


def test_accepted_leaves_out_what_waits(make: Any) -> None:
    one, two = _read(make())["classes"]
    assert one["balance"] == Decimal("1000000.25")
    assert (two["row"], two["name"], two["key"]) == ("deal.classes#2", "=B2", "=B2")
    assert (two["balance"], two["balance_decision"]) == (None, "review")
    assert two["values"] == "accepted"


def test_record_has_the_best_of_every_field(make: Any) -> None:
    rows = _read(make(), "record")["classes"]
    assert [row["balance"] for row in rows] == [Decimal("1000000.25"), Decimal("5E+5")]
    assert {row["values"] for row in rows} == {"record"}


def test_a_row_of_which_nothing_is_taken_is_not_there(make: Any) -> None:
    waiting = make.field("deal.classes#1.name", "A-1", "A-1", key="A-1", decision=Decision.REVIEW)
    made = make([waiting])
    assert _read(made)["classes"] == []
    (row,) = _read(made, "record")["classes"]
    assert (row["key"], row["line"]) == ("A-1", 9)


def test_a_key_in_review_is_not_told_as_a_key(make: Any) -> None:
    name = make.field("deal.classes#1.name", "A-1", "A-1", key="A-1", decision=Decision.REVIEW)
    balance = make.field("deal.classes#1.balance", "$500,000.00", Decimal("500000.00"), key="A-1")
    (row,) = _read(make([name, balance]))["classes"]
    assert (row["key"], row["name"], row["balance"]) == (None, None, Decimal("500000.00"))


def test_a_printed_rate_is_split_only_where_it_is_taken(make: Any) -> None:
    make.text += "One-Month LIBOR plus 0.24%"
    rate = make.field(
        "deal.classes#1.rate", "One-Month LIBOR plus 0.24%", "One-Month LIBOR plus 0.24%"
    )
    (row,) = _read(make([rate]))["classes"]
    parts = (row["rate_kind"], row["rate_value"], row["rate_index"], row["rate_margin"])
    assert parts == ("variable", None, "1-month LIBOR", Decimal("0.24"))
    (row,) = _read(make([replace(rate, decision=Decision.REVIEW), *make.fields()]))["classes"][:1]
    assert (row["rate"], row["rate_kind"], row["rate_margin"]) == (None, None, None)


def test_rows_of_a_list_are_counted_with_the_decision(make: Any) -> None:
    count = make.field("deal.classes#complete", "", 2, decision=Decision.REVIEW)
    count = replace(count, schema_path="deal.classes#complete")
    (deal,) = _read(make([count]))["deals"]
    assert (deal["classes_rows"], deal["classes_rows_decision"]) == (None, "review")
    (deal,) = _read(make([count]), "record")["deals"]
    assert deal["classes_rows"] == 2


def test_plain_values_of_a_list_are_rows(make: Any) -> None:
    made = make([make.field("cover.employer_ids#1", "", "12-3456789", key="12-3456789")])
    (row,) = _read(made)["employer_ids"]
    assert (row["row"], row["key"], row["value"]) == (
        "cover.employer_ids#1", "12-3456789", "12-3456789",
    )  # fmt: skip


def test_a_deal_that_is_surely_not_there_is_no_row(make: Any) -> None:
    absent = make.field("deal.series", "", None, outcome=Outcome.ABSENT)
    assert _read(make([absent]))["deals"] == []
    waiting = replace(absent, decision=Decision.REVIEW)
    assert [row["row"] for row in _read(make([waiting]))["deals"]] == ["deal"]


def test_what_is_to_check_is_proposed_whatever_is_written(make: Any) -> None:
    (row,) = _read(make())["to_check"]
    assert (row["path"], row["proposed"]) == ("deal.classes#2.balance", "500000")
    assert row["reasons"] == "other_says_none; check_doubts"
    assert row["why"].startswith("Sent to review. The other reader says")
    assert row["readings"] == "baseline: $500,000.00; llm: $500,000.00"
    assert (row["line"], row["document"]) == (10, 0)


def test_every_field_is_a_row_of_fields(make: Any) -> None:
    rows = _read(make())["fields"]
    assert [row["path"] for row in rows] == [each.path for each in make.fields()]
    assert rows[0]["value"] == "2003-05-07"
    assert rows[-1]["value"] is None


def test_findings_are_what_failed_or_was_found(make: Any) -> None:
    made = make()
    found = CheckResult("count", CheckStatus.FINDING, "Ten are announced, eight named.")
    passed = CheckResult("dates", CheckStatus.PASSED, "In order.")
    checks = (*made.checks, found, passed)
    made = replace(made, assessment=replace(made.assessment, checks=checks))
    rows = _read(made)["findings"]
    assert [(row["check"], row["status"]) for row in rows] == [
        ("balances_sum", "failed"),
        ("count", "finding"),
    ]
    assert rows[0]["doubts"] == "deal.classes#2.balance"


def test_the_accession_number_is_told_where_it_is_known(make: Any) -> None:
    filing = replace(make.filing(), header={"ACCESSION NUMBER": ("0000000000-03-000001",)})
    assert _read(make(filing=filing))["filings"][0]["accession"] == "0000000000-03-000001"
    assert _read(make())["filings"][0]["accession"] is None
