"""A small form made up for the tests of the core, and readings of it made by hand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from extractor.filing.model import Document
from extractor.forms.base import Anchor, Answer, Facts, Form
from extractor.forms.schema import Leaf, Record, Rows
from extractor.grounding import Answered
from extractor.places import Place
from extractor.reasons import Reason
from extractor.records import (
    BASELINE,
    LLM,
    PERSON,
    Candidate,
    CheckResult,
    CheckStatus,
    ListReading,
    Reading,
    Value,
)
from extractor.text.compare import Comparison
from extractor.text.locate import locate
from extractor.text.spans import Span
from extractor.text.view import View


class Holder(Record):
    """A row of the note's table."""

    name: Annotated[str | None, Leaf(Comparison.NAME, "name")] = None
    share: Annotated[Decimal | None, Leaf(Comparison.DECIMAL, "money")] = None
    percent: Annotated[Decimal | None, Leaf(Comparison.DECIMAL, "percent")] = None
    rank: Annotated[Literal["senior", "junior"] | None, Leaf(Comparison.ENUM, "text")] = None
    basis: Annotated[
        Literal["amount", "percentage"] | None, Leaf(Comparison.ENUM, "text", ask=False)
    ] = None


class Office(Record):
    """Where the note is paid."""

    city: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = None
    state: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = None


class Note(Record):
    """A note, who holds it and where it is paid."""

    title: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = None
    dated: Annotated[date | None, Leaf(Comparison.DATE, "date")] = None
    due: Annotated[date | None, Leaf(Comparison.DATE, "date")] = None
    amount: Annotated[Decimal | None, Leaf(Comparison.DECIMAL, "money")] = None
    count: Annotated[int | None, Leaf(Comparison.INTEGER, "integer")] = None
    office: Office | None = None
    codes: Annotated[tuple[str, ...], Leaf(Comparison.EXACT, "file_number"), Rows()] = ()
    holders: Annotated[tuple[Holder, ...], Rows(key=("name",))] = ()


def shares_sum(facts: Facts) -> CheckResult:
    """The shares add up to the amount, which proves them, the amount and the list."""
    amount = facts.values.get("amount")
    rows = [row for row in facts.rows["holders"] if row.values.get("share") is not None]
    if amount is None or not rows:
        return CheckResult("shares_sum", CheckStatus.NOT_APPLICABLE, "Nothing to add.")
    paths = ("amount", "holders#complete", *(f"{row.path}.share" for row in rows))
    total = sum(share for row in rows if isinstance(share := row.values["share"], Decimal))
    if total == amount:
        return CheckResult("shares_sum", CheckStatus.PASSED, "Closes.", confirms=paths)
    return CheckResult("shares_sum", CheckStatus.FAILED, "Does not close.", doubts=paths)


def due_after_dated(facts: Facts) -> CheckResult:
    """A note falls due after its date."""
    dated, due = facts.values.get("dated"), facts.values.get("due")
    if not isinstance(dated, date) or not isinstance(due, date):
        return CheckResult("due_after_dated", CheckStatus.NOT_APPLICABLE, "A date is missing.")
    if dated < due:
        return CheckResult("due_after_dated", CheckStatus.PASSED, "In order.")
    return CheckResult("due_after_dated", CheckStatus.FAILED, "Turned.", doubts=("dated", "due"))


def _wording(pattern: str, before: int = 0, after: int = 0) -> Anchor:
    return Anchor(re.compile(pattern, re.IGNORECASE), before, after)


NOTE = Form(
    name="note",
    title="A note",
    schema=Note,
    matches=lambda filing: 1,
    questions=(),
    baseline=lambda filing: Answer(()),
    anchors={
        "title": _wording("title"),
        "dated": _wording(r"\bdated\b"),
        "due": _wording(r"\bdue\b"),
        "amount": _wording("amount"),
        "count": _wording("holders"),
        "codes": _wording("file", before=2, after=2),
        "holders.name": _wording("holder", before=40),
        "holders.share": Anchor(),
        "holders.percent": Anchor(),
        "holders.rank": Anchor(),
        "holders.basis": _wording("share", before=40),
    },
    rules=(shares_sum, due_after_dated),
    synonyms={"holders.rank": {"senior": "senior", "junior": "junior", "subordinated": "junior"}},
    derived={"holders.basis": ("share", "percent")},
)


def document(text: str) -> Document:
    """A document that shows a text as it is."""
    return Document(0, "", text, View.whole(0, text), "text")


def shown(page: Document, path: str, quote: str, row: int | None = None) -> Answered:
    """An answer whose quote is looked up in the whole of a document."""
    view = page.reading
    places = tuple(
        Place(start, end, view.evidence(start, end)) for start, end in locate(quote, view)
    )
    return Answered(path, row, quote, places)


@dataclass(frozen=True)
class Says:
    """One reader's answers, made by hand: each at the place `at` of an imagined text."""

    reader: str

    def value(
        self,
        path: str,
        value: Value,
        at: int | None = 0,
        *,
        row: int | None = None,
        anchored: bool = True,
        problem: Reason | None = None,
    ) -> Candidate:
        """A value; with `at` None its quote is not in the text."""
        evidence = () if at is None else (Span(0, at, at + 5),)
        anchor = (Span(0, 900, 905),) if anchored and evidence else ()
        return Candidate(
            self.reader, path, row, str(value), value, evidence, anchor, len(evidence), problem
        )

    def none(self, path: str, row: int | None = None) -> Candidate:
        """The statement that there is none."""
        return Candidate(self.reader, path, row, "", None)

    def unread(self, path: str, at: int | None = 0, row: int | None = None) -> Candidate:
        """A quote that its grammar refuses."""
        evidence = () if at is None else (Span(0, at, at + 5),)
        problem = Reason.UNREADABLE_VALUE
        return Candidate(self.reader, path, row, "smudged", None, evidence, problem=problem)

    def rows(
        self, count: int, *, accounted: bool | None = None, reason: Reason | None = None
    ) -> ListReading:
        """A statement on the list of holders."""
        return ListReading(self.reader, "holders", count, accounted, reason)

    def reading(
        self, candidates: Iterable[Candidate] = (), lists: Iterable[ListReading] = ()
    ) -> Reading:
        """All that the reader says."""
        return Reading(self.reader, tuple(candidates), tuple(lists))

    def holder(self, row: int, name: str, share: str | None, at: int) -> tuple[Candidate, ...]:
        """A row of the holders: its name at `at` and its share behind it."""
        shares = (
            self.none("holders.share", row)
            if share is None
            else self.value("holders.share", Decimal(share), at + 20, row=row)
        )
        return self.value("holders.name", name, at, row=row), shares


CODE, MODEL, PERSON_SAYS = Says(BASELINE), Says(LLM), Says(PERSON)

HOLDERS: Mapping[str, str] = {"Ash": "60.00", "Birch": "30.00", "Cedar": "10.00"}
"""A table whose shares sum to 100.00; its rows stand 100 characters apart."""


def table(says: Says, holders: Mapping[str, str] = HOLDERS, first: int = 1) -> list[Candidate]:
    """The rows of a table as a reader has them, numbered from `first`."""
    return [
        each
        for number, (name, share) in enumerate(holders.items())
        for each in says.holder(first + number, name, share, 100 * (number + 1))
    ]


def moved(candidates: Iterable[Candidate], by: int) -> list[Candidate]:
    """The same candidates with other row numbers."""
    return [replace(each, row=None if each.row is None else each.row + by) for each in candidates]
