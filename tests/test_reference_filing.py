"""The reference filing through the whole pipeline: each of its traps, with a test of its own."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.assess import assess
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.abs_8k.schema import Abs8K
from extractor.pipeline import Extractor
from extractor.policy import AGREEMENT
from extractor.reasons import Reason
from extractor.records import (
    BASELINE,
    LLM,
    CheckResult,
    CheckStatus,
    Decision,
    FieldResult,
    Reading,
)
from extractor.text.compare import Comparison, same

CLASSES = {
    "A": "160901000.00",
    "M-1": "12415000.00",
    "M-2": "11423000.00",
    "M-3": "9435000.00",
    "M-4": "497000.00",
    "CE": "3972995.79",
    "P": "100.00",
    "R": None,
}
POOL = Decimal("198644095.79")
COMPLETE = "deal.classes#complete"


def extracted(filing: Filing) -> Extraction:
    with Extractor(model="none") as extractor:
        return extractor.extract(filing)


@pytest.fixture(scope="module")
def extraction() -> Extraction:
    path = Path(__file__).parents[1] / "evals/datasets/abs-8-k/filings/new-century-2002-1.txt"
    return extracted(Filing.from_path(path))


@pytest.fixture(scope="module")
def label() -> Mapping[str, object]:
    path = Path(__file__).parents[1] / "evals/datasets/abs-8-k/labels/new-century-2002-1.json"
    loaded = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def record(extraction: Extraction) -> Abs8K:
    assert isinstance(extraction.record, Abs8K)
    return extraction.record


def check(extraction: Extraction, name: str) -> CheckResult:
    return next(each for each in extraction.checks if each.name == name)


def rows(extraction: Extraction, path: str) -> list[dict[str, FieldResult]]:
    """The rows of a list: the fields by the last part of their paths."""
    found: dict[str, dict[str, FieldResult]] = {}
    for each in extraction.fields.values():
        if each.path.startswith(f"{path}#") and each.path != f"{path}#complete":
            row, _, leaf = each.path.rpartition(".")
            found.setdefault(row, {})[leaf] = each
    return list(found.values())


def printed(extraction: Extraction, field: FieldResult) -> str:
    return extraction.filing.quote(field.evidence)


def changed(text: str, old: str, new: str) -> Extraction:
    """What becomes of the filing with one wording changed."""
    assert text.count(old) == 1, old
    return extracted(Filing.from_text(text.replace(old, new), "changed.txt"))


def as_two(extraction: Extraction) -> Extraction:
    """The extraction as it is when a model quotes all that the baseline does."""
    said = next(each for each in extraction.readings if each.reader == BASELINE)
    model = Reading(
        LLM,
        tuple(replace(each, reader=LLM) for each in said.candidates if each.quote),
        tuple(replace(each, reader=LLM, accounted=None) for each in said.lists),
    )
    both = (*extraction.readings, model)
    return replace(extraction, readings=both, assessment=assess(ABS_8K, both, AGREEMENT))


# The traps of the filing, one by one


def test_the_class_table_is_cut_by_a_page(extraction: Extraction) -> None:
    text = extraction.filing.main_document.text
    above, below = text.index("$9,435,000.00"), text.index("$497,000.00")
    assert "<PAGE>" in text[above:below]
    assert "-3-" in text[above:below]
    found = rows(extraction, "deal.classes")
    assert [row["name"].value for row in found] == list(CLASSES)
    for row, balance in zip(found, CLASSES.values(), strict=True):
        assert row["balance"].value == (None if balance is None else Decimal(balance))
        if balance is not None:
            assert printed(extraction, row["balance"]).strip("$ ") == f"{Decimal(balance):,}"
            line = extraction.filing.line(row["balance"].evidence)
            assert line == extraction.filing.line(row["name"].evidence)


def test_the_balances_sum_to_the_cent_for_all_of_a_stray_full_stop(extraction: Extraction) -> None:
    text = extraction.filing.main_document.text
    pool = extraction.fields["deal.pool_balance"]
    assert pool.value == POOL == sum(Decimal(each) for each in CLASSES.values() if each)
    end = pool.evidence[-1].end
    assert text[end : end + 4] in (". as", " as ")
    assert check(extraction, "balances_sum_to_pool").status is CheckStatus.PASSED
    balances = [row["balance"] for row in rows(extraction, "deal.classes")]
    assert {each.decision for each in (pool, *balances[:-1])} == {Decision.ACCEPTED}
    assert Reason.CHECK_CONFIRMS in pool.reasons


def test_ten_classes_are_announced_and_eight_are_named(extraction: Extraction) -> None:
    assert extraction.fields["deal.stated_class_count"].value == 10
    found = check(extraction, "named_against_stated_classes")
    assert found.status is CheckStatus.FINDING
    assert found.message == "The text announces ten classes, the table names eight."
    assert found.doubts == ()
    whole = extraction.fields[COMPLETE]
    assert (whole.value, whole.decision) == (8, Decision.ACCEPTED)
    assert {Reason.ROWS_ACCOUNTED, Reason.CHECK_CONFIRMS} <= set(whole.reasons)


def test_the_report_is_dated_after_its_signature(extraction: Extraction) -> None:
    event = extraction.fields["cover.report_date"]
    signed = extraction.fields["signature.signed_on"]
    assert (event.value, signed.value) == (date(2002, 3, 18), date(2002, 2, 26))
    found = check(extraction, "signed_not_before_event")
    assert found.status is CheckStatus.FINDING
    assert "2002-02-26" in found.message
    assert "2002-03-18" in found.message
    for each in (event, signed):
        assert Reason.CHECK_DOUBTS not in each.reasons


def test_the_trustee_and_the_trust_administrator_are_told_apart(extraction: Extraction) -> None:
    parties = {
        str(row["name"].value): row["role"].value for row in rows(extraction, "deal.parties")
    }
    assert parties["National City Bank"] == "trustee"
    assert parties["U.S. Bank National Association"] == "trust_administrator"
    assert list(parties.values()).count("trustee") == 1


def test_class_r_has_a_percentage_and_p_and_r_have_no_rate(extraction: Extraction) -> None:
    found = {str(row["name"].value): row for row in rows(extraction, "deal.classes")}
    residual = found["R"]
    assert residual["balance"].value is None
    assert residual["percentage_interest"].value == Decimal(100)
    assert residual["balance_kind"].value == "percentage"
    assert printed(extraction, residual["percentage_interest"]).startswith("100 %")
    assert [name for name, row in found.items() if row["rate"].value == "N/A"] == ["P", "R"]
    assert [row["rate"].value for row in found.values()].count("Variable") == 6
    assert all(
        row["percentage_interest"].value is None for name, row in found.items() if name != "R"
    )


def test_a_blank_that_lacks_in_the_signature_is_tolerated(extraction: Extraction) -> None:
    signed = extraction.fields["signature.registrant"]
    assert signed.value == "NEW CENTURYMORTGAGE SECURITIES, INC."
    cover = extraction.fields["cover.registrant"].value
    assert same(Comparison.NAME, cover, "New Century Mortgage Securities, Inc.")
    found = check(extraction, "registrant_in_signature")
    assert found.status is CheckStatus.PASSED
    assert Reason.CHECK_DOUBTS not in signed.reasons


def test_its_items_bear_the_old_numbers(extraction: Extraction) -> None:
    items = [(row["number"].value, row["title"].value) for row in rows(extraction, "items")]
    assert items == [
        ("2", "Acquisition or Disposition of Assets"),
        ("7", "Financial Statements and Exhibits"),
    ]
    assert check(extraction, "new_item_numbers_by_date").status is CheckStatus.PASSED
    assert check(extraction, "exhibits_against_items").status is CheckStatus.PASSED


# The record as a whole


def test_the_record_is_the_label(extraction: Extraction, label: Mapping[str, object]) -> None:
    values = extraction.fields
    wrong = {
        path: (values[path].value if path in values else None, expected)
        for path, expected in _labelled("", label)
        if not _is_right(values.get(path), path, expected)
    }
    assert wrong == {}
    counts = {path: values[f"{path}#complete"].value for path in ABS_8K.spec.lists}
    assert counts == {
        "cover.commission_file_numbers": 1,
        "cover.employer_ids": 1,
        "cover.securities": 0,
        "items": 2,
        "exhibits": 1,
        "deal.parties": 5,
        "deal.classes": 8,
    }


def _labelled(path: str, node: object) -> Iterator[tuple[str, object]]:
    """The leaves of a label by field path; its rows stand in the order of the filing."""
    if isinstance(node, Mapping):
        for name, inner in node.items():
            if name != "note":
                yield from _labelled(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(node, list):
        for number, inner in enumerate(node, start=1):
            yield from _labelled(f"{path}#{number}", inner)
    else:
        yield path, node


def _is_right(field: FieldResult | None, path: str, expected: object) -> bool:
    if field is None or field.value is None or expected is None:
        return expected is None and (field is None or field.value is None)
    value = field.value
    compare = ABS_8K.spec.leaves[field.schema_path].leaf.compare
    typed: object = expected
    if isinstance(value, Decimal):
        typed = Decimal(str(expected))
    elif isinstance(value, date):
        typed = date.fromisoformat(str(expected))
    return same(compare, value, typed)


def test_every_value_stands_in_the_filing_with_its_anchor(extraction: Extraction) -> None:
    for path, each in extraction.fields.items():
        if each.value is not None and not path.endswith("#complete"):
            assert each.evidence, path
            assert each.anchor, path
            assert extraction.filing.line(each.evidence)


def test_with_one_reader_only_what_a_check_proves_is_accepted(extraction: Extraction) -> None:
    for path, each in extraction.fields.items():
        if each.decision is Decision.ACCEPTED and each.value is not None:
            assert Reason.CHECK_CONFIRMS in each.reasons or path == "cover.securities#complete"
    assert extraction.complete
    assert not extraction.assessment.certified


def test_with_two_readers_that_agree_all_that_is_stated_is_accepted(
    extraction: Extraction, label: Mapping[str, object]
) -> None:
    both = as_two(extraction)
    stated = [path for path, expected in _labelled("", label) if expected is not None]
    waiting = [path for path in stated if both.fields[path].decision is not Decision.ACCEPTED]
    assert waiting == []
    assert both.fields[COMPLETE].decision is Decision.ACCEPTED
    assert record(both) == record(extraction)


def test_deciding_again_gives_the_same(extraction: Extraction) -> None:
    again = assess(ABS_8K, reversed(extraction.readings), AGREEMENT)
    assert again == extraction.assessment
    assert extracted(extraction.filing).assessment == extraction.assessment


# What the traps look like when something is really wrong


def test_a_digit_that_is_wrong_is_doubted_and_not_accepted(reference_text: str) -> None:
    wrong = changed(reference_text, "$11,423,000.00", "$11,432,000.00")
    found = check(wrong, "balances_sum_to_pool")
    assert found.status is CheckStatus.FAILED
    assert "class M-2" in found.hint
    assert wrong.fields[COMPLETE].decision is Decision.REVIEW
    balances = [row["balance"] for row in rows(wrong, "deal.classes")]
    assert {each.decision for each in balances} == {Decision.REVIEW}
    assert check(wrong, "named_against_stated_classes").status is CheckStatus.FAILED


def test_a_row_that_is_missing_is_not_accepted_as_a_whole_table(reference_text: str) -> None:
    line = next(line for line in reference_text.splitlines(True) if "$497,000.00" in line)
    wrong = changed(reference_text, line, "")
    assert len(rows(wrong, "deal.classes")) == 7
    assert wrong.fields[COMPLETE].decision is Decision.REVIEW
    assert "497,000.00" in check(wrong, "balances_sum_to_pool").hint


def test_no_page_changes_the_record(reference_text: str, extraction: Extraction) -> None:
    lines = reference_text.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if "$9,435,000.00" in line) + 1
    end = next(n for n, line in enumerate(lines) if "$497,000.00" in line)
    whole = "".join((*lines[:start], *lines[end:]))
    assert "-3-" not in whole
    unbroken = extracted(Filing.from_text(whole, "unbroken.txt"))
    assert record(unbroken) == record(extraction)
    assert unbroken.accepted == extraction.accepted
    fed = extracted(Filing.from_text(reference_text.replace("<PAGE>", "\f"), "fed.txt"))
    assert record(fed) == record(extraction)


def test_another_company_in_the_signature_is_doubted(reference_text: str) -> None:
    wrong = changed(reference_text, "NEW CENTURYMORTGAGE SECURITIES, INC.", "PELICAN WORKS, INC.")
    signed = wrong.fields["signature.registrant"]
    assert signed.value == "PELICAN WORKS, INC."
    assert Reason.CHECK_DOUBTS in signed.reasons
    assert Reason.CHECK_DOUBTS not in wrong.fields["cover.registrant"].reasons
