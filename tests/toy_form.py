"""A small form about boats, and a text that states it: for tests that need no filing."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from extractor.filing.model import SectionKind
from extractor.forms.base import Answer, Form, Question
from extractor.forms.schema import Leaf, Record, Rows
from extractor.llm.quotes import QuoteSchema, quote_schema
from extractor.text.compare import Comparison
from extractor.text.view import View

TEXT = """\
Pelican Harbour opened on May 7, 2003. It is a yard for sailing boats.
The harbour master is Ann Heron, Captain. Berths: 12-3456789 and 98-7654321.
Boats: Egret 14, Stork 22.
"""
CHUNK = View.whole(0, TEXT)


class Boat(Record):
    """A boat."""

    name: Annotated[str | None, Leaf(Comparison.TEXT, "text", max_length=20)] = Field(
        None, description="name of the boat"
    )
    feet: Annotated[int | None, Leaf(Comparison.INTEGER, "integer")] = Field(
        None, description="its length"
    )
    hull: Annotated[str | None, Leaf(Comparison.TEXT, "text", ask=False)] = None


class Master(Record):
    """A harbour master."""

    name: Annotated[str | None, Leaf(Comparison.NAME, "name")] = Field(
        None, description="name of the harbour master"
    )
    rank: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = Field(None, description="rank")


class Harbour(Record):
    """A harbour."""

    name: Annotated[str | None, Leaf(Comparison.NAME, "name", max_length=30)] = Field(
        None, description="name of the harbour"
    )
    kind: Annotated[Literal["sail", "motor"] | None, Leaf(Comparison.ENUM, "text")] = Field(
        None, description="what boats it is for"
    )
    opened_on: Annotated[date | None, Leaf(Comparison.DATE, "date")] = Field(
        None, description="day of its opening"
    )
    berths: Annotated[tuple[str, ...], Leaf(Comparison.EXACT, "ein"), Rows(most=4)] = Field(
        (), description="numbers of its berths"
    )
    master: Master | None = Field(None, description="the harbour master")
    boats: Annotated[tuple[Boat, ...], Rows(key=("name",), most=3)] = Field(
        (), description="every boat"
    )


class Report(Record):
    """A report on a harbour."""

    harbour: Harbour | None = None


ALL = Question("harbour", (SectionKind.WHOLE,), ("harbour",), "cover")
BOATS = Question("boats", (SectionKind.WHOLE,), ("harbour.boats",), "cover")
TOY = Form("toy", "Toy", Report, lambda _: 1, (ALL, BOATS), lambda _: Answer(()), {})

STATED = {
    "name": "Pelican Harbour",
    "kind": {"quote": "sailing boats", "choice": "sail"},
    "opened_on": "May 7, 2003",
    "berths": ["12-3456789", "98-7654321"],
    "master": {"name": "Ann Heron", "rank": "Captain"},
    "boats": [{"name": "Egret", "feet": "14"}, {"name": "Stork", "feet": "22"}],
}
"""A right answer to ALL."""


def schema_for(question: Question = ALL, *left_out: str) -> QuoteSchema:
    """The quote schema of a question."""
    schema = quote_schema(TOY, question, frozenset(left_out))
    assert schema is not None
    return schema
