"""The tables of one extraction as rows and data frames."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractor.errors import ExtractorError
from extractor.tables import errors


def test_rows_are_dictionaries_with_typed_cells(make: Any) -> None:
    tables = make().to_rows("record")
    assert list(tables)[:2] == ["filings", "deals"]
    assert [row["balance"] for row in tables["classes"]] == [
        Decimal("1000000.25"),
        Decimal(500000),
    ]
    assert tables["filings"][0]["cover_report_date"] == date(2003, 5, 7)
    assert tables["parties"] == []
    assert make().to_rows()["classes"][1]["balance"] is None


def test_pandas_frames(make: Any) -> None:
    pytest.importorskip("pandas")
    frames = make().to_pandas("record")
    assert list(frames["classes"]["balance"]) == [Decimal("1000000.25"), Decimal(500000)]
    assert frames["parties"].empty
    assert "role" in frames["parties"].columns


def test_polars_frames(make: Any) -> None:
    polars = pytest.importorskip("polars")
    frames = make().to_polars("record")
    assert frames["classes"]["balance"].to_list() == [Decimal("1000000.25"), Decimal(500000)]
    assert frames["classes"]["balance"].dtype == polars.Decimal(38, 2)
    assert frames["filings"]["cover_report_date"].to_list() == [date(2003, 5, 7)]
    long = Decimal("1.123456789012345")
    frames = make([make.field("deal.pool_balance", "", long)]).to_polars()
    assert frames["deals"]["pool_balance"].to_list() == [long]
    assert frames["parties"].schema["role"] == polars.String


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_package_that_is_missing_is_one_sentence(
    make: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(errors, "find_spec", lambda package: None)
    with pytest.raises(ExtractorError, match=rf"needs the package {name}.*pip install {name}$"):
        getattr(make(), f"to_{name}")()
