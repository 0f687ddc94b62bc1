"""Which tables a schema makes."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import Leaf, Record, Rows
from extractor.tables.shape import Kind, tables_of
from extractor.text.compare import Comparison

KEYS = ["filing", "sha256", "accession", "form", "schema_version", "values", "updated_at"]


class Pool(Record):
    key: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = None
    line: Annotated[int | None, Leaf(Comparison.INTEGER, "integer")] = None
    fee_rate: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = None


class Wrapper(Record):
    pools: Annotated[tuple[Pool, ...], Rows(key=("key",))] = Field(())
    paid: Annotated[Decimal | None, Leaf(Comparison.DECIMAL, "money")] = None


class Odd(Record):
    """Names that tables use themselves, and two lists of one name."""

    findings: Annotated[tuple[Pool, ...], Rows(key=("key",))] = Field(())
    pools: Annotated[tuple[Pool, ...], Rows(key=("key",))] = Field(())
    trust: Wrapper | None = None
    paid: Annotated[date | None, Leaf(Comparison.DATE, "date")] = None
    form: Annotated[str | None, Leaf(Comparison.TEXT, "text")] = None
    tags: Annotated[tuple[str, ...], Leaf(Comparison.EXACT, "text"), Rows()] = Field(())


def test_the_tables_of_a_deal() -> None:
    assert [table.name for table in tables_of(Abs8K)] == [
        "filings", "deals", "commission_file_numbers", "employer_ids", "securities", "items",
        "exhibits", "parties", "classes", "findings", "to_check", "fields",
    ]  # fmt: skip


def test_a_form_without_a_deal_makes_none() -> None:
    assert "deals" not in {table.name for table in tables_of(Form8K)}


def test_every_leaf_stands_in_one_table() -> None:
    places = [place.path for table in tables_of(Abs8K) for place in table.places]
    assert len(places) == len(set(places))
    assert set(places) >= {"cover.report_date", "deal.pool_balance", "deal.classes.rate"}
    assert "deal.classes#complete" in places


def test_columns_are_typed_and_stand_beside_their_decision() -> None:
    classes = next(table for table in tables_of(Abs8K) if table.name == "classes")
    assert list(classes.names[: len(KEYS) + 4]) == [*KEYS, "row", "key", "line", "document"]
    at = classes.names.index("balance")
    assert classes.names[at : at + 4] == (
        "balance", "balance_decision", "balance_line", "balance_document",
    )  # fmt: skip
    assert (classes.columns[at].kind, classes.columns[at].scale) == (Kind.DECIMAL, 2)
    assert {"rate_kind", "rate_value", "rate_index", "rate_margin"} <= set(classes.names)


def test_names_stay_apart() -> None:
    tables = {table.name: table for table in tables_of(Odd)}
    assert list(tables) == [
        "filings", "trusts", "findings_", "pools", "trust_pools", "tags", "findings", "to_check",
        "fields",
    ]  # fmt: skip
    for table in tables.values():
        assert len(set(table.names)) == len(table.names)
    assert "paid" in tables["trusts"].names
    assert {"paid", "form_"} <= set(tables["filings"].names)
    assert {"key_", "line_", "fee_rate_margin"} <= set(tables["pools"].names)
    assert "value" in tables["tags"].names
