"""The schema of Form 8-K: cover, items, exhibits, signature."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from extractor.forms.schema import Leaf, Record, Rows
from extractor.text.compare import Comparison


def _name(max_length: int = 160) -> Leaf:
    return Leaf(Comparison.NAME, "name", max_length=max_length)


def _text(max_length: int = 120) -> Leaf:
    return Leaf(Comparison.TEXT, "text", max_length=max_length)


class Address(Record):
    """Address of the principal executive offices."""

    street: Annotated[str | None, _text()] = Field(
        None, description="all that stands before the city"
    )
    city: Annotated[str | None, _text(60)] = Field(None, description="city")
    state: Annotated[str | None, _text(60)] = Field(
        None, description="state; of a foreign address the country or province"
    )
    zip_code: Annotated[str | None, Leaf(Comparison.EXACT, "text", max_length=20)] = Field(
        None, description="zip code"
    )


class Security(Record):
    """A row of the table of securities registered under Section 12(b); 2019 and later."""

    title: Annotated[str | None, _text(200)] = Field(
        None, description="title of the class of securities"
    )
    symbol: Annotated[str | None, Leaf(Comparison.EXACT, "text", max_length=20)] = Field(
        None, description="trading symbol"
    )
    exchange: Annotated[str | None, _text(80)] = Field(
        None, description="name of the exchange on which it is registered"
    )


class Cover(Record):
    """The cover page: General Instructions to Form 8-K, cover page."""

    form_type: Annotated[
        Literal["8-K", "8-K/A"] | None, Leaf(Comparison.ENUM, "text", max_length=60)
    ] = Field(None, description="Form 8-K or Form 8-K/A, as in the heading")
    report_date: Annotated[
        date | None, Leaf(Comparison.DATE, "date", weight=2.0, max_length=40)
    ] = Field(
        None,
        description="Date of Report; of two dates the one of the event",
    )
    registrant: Annotated[str | None, _name()] = Field(
        None, description="name of the registrant, of several the first"
    )
    jurisdiction: Annotated[str | None, _text()] = Field(
        None, description="jurisdiction of incorporation"
    )
    commission_file_numbers: Annotated[
        tuple[str, ...],
        Leaf(Comparison.EXACT, "file_number", weight=2.0, max_length=30),
        Rows(most=10),
    ] = Field((), description="every Commission File Number")
    employer_ids: Annotated[
        tuple[str, ...], Leaf(Comparison.EXACT, "ein", weight=2.0, max_length=30), Rows(most=10)
    ] = Field(
        (),
        description="every I.R.S. Employer Identification Number",
    )
    address: Address | None = Field(None, description="address of principal executive offices")
    telephone: Annotated[str | None, Leaf(Comparison.DIGITS, "telephone", max_length=40)] = Field(
        None, description="telephone"
    )
    securities: Annotated[tuple[Security, ...], Rows(key=("title",), most=20)] = Field(
        (), description="rows of the table of securities registered under Section 12(b)"
    )


class Item(Record):
    """An Item heading of the body."""

    number: Annotated[
        str | None, Leaf(Comparison.EXACT, "item_number", weight=2.0, max_length=20)
    ] = Field(None, description="item number without the word Item")
    title: Annotated[str | None, _text(300)] = Field(
        None, description="the item's title, complete, without its number"
    )


class Exhibit(Record):
    """A row of the exhibit list of Item 7 or 9.01, or else of the exhibit index."""

    number: Annotated[
        str | None, Leaf(Comparison.EXACT, "exhibit_number", weight=2.0, max_length=20)
    ] = Field(None, description="number")
    description: Annotated[str | None, _text(600)] = Field(None, description="complete")


class Signature(Record):
    """The first signature block."""

    registrant: Annotated[str | None, _name()] = Field(None, description="company that signs")
    signed_on: Annotated[date | None, Leaf(Comparison.DATE, "date", weight=2.0, max_length=40)] = (
        Field(None, description="the date of the signature")
    )
    name: Annotated[str | None, _name(80)] = Field(None, description="person who signs")
    title: Annotated[str | None, _text(200)] = Field(None, description="the person's title")


class Form8K(Record):
    """A Form 8-K, any year; field by field after the labelling guide."""

    cover: Cover = Field(default_factory=Cover, description="cover page")
    items: Annotated[tuple[Item, ...], Rows(key=("number",), most=20)] = Field(
        (), description="every Item heading of the body, in order"
    )
    exhibits: Annotated[tuple[Exhibit, ...], Rows(key=("number",), most=40)] = Field(
        (), description="exhibits"
    )
    signature: Signature | None = Field(None, description="the first signature block")
