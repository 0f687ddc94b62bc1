"""The schema of an 8-K of an asset-backed issuer: Form 8-K and the deal it reports on."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import Leaf, Record, Rows
from extractor.text.compare import Comparison

Role = Literal[
    "depositor",
    "seller",
    "originator",
    "sponsor",
    "master_servicer",
    "servicer",
    "special_servicer",
    "trustee",
    "trust_administrator",
    "underwriter",
    "insurer",
    "custodian",
    "other",
]


class Agreement(Record):
    """The governing agreement."""

    title: Annotated[str | None, Leaf(Comparison.TEXT, "text", max_length=100)] = Field(
        None,
        description="title of the agreement or indenture under which the securities were issued, "
        "without its date",
    )
    dated: Annotated[date | None, Leaf(Comparison.DATE, "date", max_length=40)] = Field(
        None, description="its date"
    )


class Party(Record):
    """A party to whom the text gives a role."""

    role: Annotated[Role | None, Leaf(Comparison.ENUM, "text", max_length=60)] = Field(
        None, description="role"
    )
    name: Annotated[str | None, Leaf(Comparison.NAME, "name", max_length=120)] = Field(
        None, description="name"
    )


class SecurityClass(Record):
    """A row of the class table."""

    name: Annotated[str | None, Leaf(Comparison.TEXT, "class_name", weight=2.0, max_length=40)] = (
        Field(None, description="without the word Class")
    )
    balance: Annotated[
        Decimal | None, Leaf(Comparison.DECIMAL, "money", weight=3.0, max_length=40)
    ] = Field(None, description="amount in dollars")
    balance_kind: Annotated[
        Literal["principal", "notional", "percentage"] | None,
        Leaf(Comparison.ENUM, "text", ask=False),
    ] = Field(None, description="what the balance is")
    percentage_interest: Annotated[
        Decimal | None, Leaf(Comparison.DECIMAL, "percent", weight=2.0, max_length=40)
    ] = Field(None, description="percentage interest")
    rate: Annotated[
        str | None, Leaf(Comparison.TEXT, "text", weight=2.0, max_length=60, literal=True)
    ] = Field(None, description="rate")
    group: Annotated[str | None, Leaf(Comparison.TEXT, "text", ask=False)] = Field(
        None, description="loan group or pool, where the table is divided"
    )
    cusip: Annotated[str | None, Leaf(Comparison.EXACT, "text", ask=False)] = Field(
        None, description="CUSIP number"
    )


class Deal(Record):
    """The securities that the filing reports on, as the main document states them."""

    series: Annotated[str | None, Leaf(Comparison.NAME, "name", max_length=160)] = Field(
        None, description="full name of the trust or series"
    )
    issued_on: Annotated[date | None, Leaf(Comparison.DATE, "date", weight=2.0, max_length=40)] = (
        Field(None, description="date of issuance")
    )
    agreement: Agreement | None = Field(None, description="the governing agreement")
    cut_off_date: Annotated[
        date | None, Leaf(Comparison.DATE, "date", weight=2.0, max_length=40)
    ] = Field(None, description="the Cut-off Date")
    pool_balance: Annotated[
        Decimal | None, Leaf(Comparison.DECIMAL, "money", weight=3.0, max_length=40)
    ] = Field(None, description="aggregate principal balance of the pool, in dollars")
    stated_class_count: Annotated[
        int | None, Leaf(Comparison.INTEGER, "integer", max_length=40)
    ] = Field(None, description="how many classes")
    parties: Annotated[tuple[Party, ...], Rows(key=("role", "name"), most=20)] = Field(
        (), description="every party to whom the text gives a role"
    )
    classes: Annotated[tuple[SecurityClass, ...], Rows(key=("name",), most=60)] = Field(
        (), description="classes"
    )


class Abs8K(Form8K):
    """An asset-backed issuer's 8-K, any year."""

    deal: Deal | None = Field(None, description="the securities that the filing reports on")
