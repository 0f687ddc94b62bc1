"""A form put together piece by piece is the form that one expression makes."""

from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from extractor import Extractor, Filing
from extractor.forms import registry
from extractor.forms.kit import (
    BadForm,
    CheckResult,
    CheckStatus,
    Draft,
    Facts,
    Form,
    Hit,
    Reads,
    headed,
    pattern,
)

TEXT = """\
                           NOTICE OF TERN HARBOR

The berth is let to Marlow & Sons from May.

Dues

The dues are $1,540.50.
"""
PROMPT = "Dues?\n{{ fence }}{{ text }}{{ skeleton }}"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that a test uses is forgotten behind it."""
    monkeypatch.setattr(registry, "_in_use", {})


class Notice(BaseModel):
    """A notice."""

    tenant: str = Field(description="to whom the berth is let")
    dues: Decimal = Field(description="the dues")


class Weighted(Notice):
    """A notice, its dues worth more."""

    dues: Annotated[Decimal, Reads(weight=4.0)] = Field(description="the dues")


def tenant(text: str) -> Hit | None:
    start = text.find("let to ")
    return Hit(start + 7, text.index(" from", start)) if start >= 0 else None


def positive(facts: Facts) -> CheckResult:
    return CheckResult("positive", CheckStatus.PASSED, f"{facts.values['dues']}")


def is_one(filing: Filing) -> int:
    return 7 * ("NOTICE OF" in filing.main_document.text)


def drafted() -> Draft:
    draft = Draft(Notice, name="notice", title="Notice", documents=("EX-9",), version="2")
    draft.section(headed("dues"), "dues")
    draft.prompt("fields-2", PROMPT)
    assert draft.baseline("tenant")(tenant) is tenant
    draft.baseline("dues")(pattern(r"dues are (?P<value>\$[\d,.]{1,20}\d)"))
    assert draft.check(positive) is positive
    assert draft.matches(is_one) is is_one
    return draft


def test_it_declares_and_reads_the_same_as_one_expression() -> None:
    form = drafted().form()
    same = Form.from_schema(
        Notice,
        name="notice",
        title="Notice",
        documents=("EX-9",),
        sections={"dues": headed("dues")},
        baselines={
            "tenant": tenant,
            "dues": pattern(r"dues are (?P<value>\$[\d,.]{1,20}\d)"),
        },
        checks=(positive,),
        matches=is_one,
        prompts={"fields-2": PROMPT},
        version="2",
    )
    assert (form.version, form.schema_version) == (same.version, same.schema_version)
    filing = Filing.from_text(TEXT)
    assert form.matches(filing) == same.matches(filing) == 7
    with Extractor("none", form=form) as extractor:
        extraction = extractor.extract(filing)
    assert extraction.record.model_dump() == {"tenant": "Marlow & Sons", "dues": Decimal("1540.50")}
    assert [check.message for check in extraction.checks] == ["1540.50"]


def test_every_piece_is_optional_and_a_form_is_frozen_when_it_is_made() -> None:
    draft = Draft(Notice, name="notice")
    plain = draft.form()
    draft.check(positive)
    assert plain.rules == ()
    assert len(draft.form().rules) == 1
    assert plain.version == Form.from_schema(Notice, name="notice").version


def test_a_field_of_a_subclass_is_marked_anew() -> None:
    spec = Draft(Weighted, name="notice").form().spec
    assert spec.leaves["dues"].leaf.weight == 4.0
    assert spec.leaves["tenant"].leaf.weight == 1.0


def test_a_piece_that_is_given_twice_is_told() -> None:
    draft = drafted()
    for again, said in (
        (lambda: draft.baseline("tenant")(tenant), "the baseline of tenant is given twice"),
        (lambda: draft.section(headed("dues"), "dues"), "the section of dues is given twice"),
        (lambda: draft.prompt("fields-2", PROMPT), "the prompt fields-2 is given twice"),
        (lambda: draft.matches(is_one), "what tells the form's filings is given twice"),
    ):
        with pytest.raises(BadForm, match=said):
            again()
