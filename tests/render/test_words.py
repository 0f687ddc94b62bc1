"""The words that every rendering shares."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.schema import spec_of
from extractor.reasons import Reason
from extractor.records import ChunkReport, ChunkStatus, Usage
from extractor.render.words import (
    assurance,
    cost,
    counted,
    displayed,
    incompleteness,
    label,
    shown,
    tally,
    tidy,
    why,
)


@given(st.text())
def test_tidy_text_is_one_printable_line(text: str) -> None:
    assert tidy(text).isprintable()


@given(st.text(min_size=1), st.integers(min_value=1, max_value=20))
def test_tidy_text_is_as_long_as_allowed(text: str, most: int) -> None:
    assert len(tidy(text, most)) <= most


def test_a_terminal_is_not_obeyed() -> None:
    assert tidy("a\x1b[31mb\u202ec\nd") == "a\ufffd[31mb\ufffdc d"


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (Decimal("1E+3"), "1000"), (10, "10"), ("N/A", "N/A")]
)
def test_values_are_shown_in_full(value: Any, text: str) -> None:
    assert shown(value) == text


def test_money_is_displayed_with_its_thousands_apart_and_nothing_else_is() -> None:
    spec = spec_of(Abs8K)
    assert displayed(spec, "deal.pool_balance", Decimal("198644095.79")) == "198,644,095.79"
    assert displayed(spec, "deal.classes.percentage_interest", Decimal(100)) == "100"
    assert displayed(spec, "cover.address.zip_code", "92612") == "92612"
    assert displayed(spec, "deal.classes#complete", 1000) == "1000"
    assert displayed(spec, "deal.pool_balance", None) == ""


def test_why_names_reasons_and_anchor(make: Any) -> None:
    extraction = make()
    first = extraction.fields["cover.report_date"]
    assert why(first, extraction) == "readers agree; anchored by 'Date of Report'"


def test_why_names_the_check_that_doubts(make: Any) -> None:
    extraction = make()
    field = extraction.fields["deal.classes#2.balance"]
    assert why(field, extraction) == "other says none; check doubts (balances_sum)"
    other = replace(extraction.fields["cover.report_date"], reasons=(Reason.CHECK_DOUBTS,))
    assert why(other, extraction).startswith("check doubts;")


def test_a_field_is_labelled_with_its_key(make: Any) -> None:
    fields = make().fields
    assert label(fields["deal.classes#1.balance"]) == "deal.classes#1.balance [A-1]"
    assert label(fields["cover.telephone"]) == "cover.telephone"


def test_the_tally_counts_each_decision(make: Any) -> None:
    assert tally(make()) == "4 accepted, 1 settled, 1 to review, complete"


def test_incompleteness_names_what_is_missing(make: Any) -> None:
    chunks = (
        ChunkReport("cover", ChunkStatus.OK),
        ChunkReport("items", ChunkStatus.FAILED, "the endpoint answered 500"),
        ChunkReport("deal", ChunkStatus.REFUSED),
    )
    said = incompleteness(make(chunks=chunks))
    assert said == (
        "incomplete: 2 of 3 questions without an answer (items: failed: the endpoint answered 500)"
    )
    assert incompleteness(make()) == ""
    assert "INCOMPLETE" in tally(make(chunks=chunks))


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (Usage(), "no model call"),
        (Usage(1, 900, 360, 0, 24.0), "1 call, 900 + 360 tokens, 24.0 s"),
        (
            Usage(2, 1423, 524, 1, 9.96),
            "2 calls and 1 from the cache, 1,423 + 524 tokens, 10.0 s",
        ),
    ],
)
def test_the_cost_is_told(usage: Usage, said: str) -> None:
    assert cost(usage) == said


def test_an_uncertified_policy_says_what_to_do(make: Any) -> None:
    said = assurance(make())
    assert "uncertified" in said
    assert "calibrate" in said
    assert "uncertified" not in assurance(make(certified=True))


def test_counted() -> None:
    assert [counted(number, "call") for number in (0, 1, 1200)] == [
        "0 calls", "1 call", "1,200 calls",
    ]  # fmt: skip
