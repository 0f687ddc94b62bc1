"""Tables as files."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction import Assessment, Extraction
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import build
from extractor.tables import Entry, TableFault, errors, parquet, workbook, write
from extractor.tables.cells import rows_of
from extractor.tables.layout import Layout, Unpacker, pack
from extractor.tables.text_files import csv_text

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def _other(make: Any) -> Extraction:
    """An extraction of another form."""
    made: Extraction = make(make.fields()[:2])
    values = {path: field.value for path, field in made.fields.items()}
    record = build(Form8K, values)
    assessment = Assessment(record, record, made.fields, (), "agreement-1", False, "")
    return replace(made, form="8-k", assessment=assessment)


def _sheet(path: Path, name: str) -> list[dict[str, Any]]:
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


# Comma-separated values and JSON lines


def test_csv_is_a_file_a_table(make: Any, tmp_path: Path) -> None:
    files = write([make()], "csv", tmp_path / "out")
    assert {path.name for path in files} >= {"filings.csv", "deals.csv", "classes.csv"}
    one, two = _csv(tmp_path / "out/classes.csv")
    assert (one["balance"], one["balance_decision"]) == ("1000000.25", "accepted")
    assert (two["name"], two["balance"]) == ("'=B2", "")
    assert _csv(tmp_path / "out/filings.csv")[0]["complete"] == "yes"


def test_one_table_is_one_file(make: Any, tmp_path: Path) -> None:
    target = tmp_path / "classes.jsonl"
    assert write([make()], "jsonl", target, "record", table="classes") == (target,)
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["balance"] for row in rows] == ["1000000.25", "500000"]
    assert list(tmp_path.iterdir()) == [target]


def test_forms_share_their_tables(make: Any, tmp_path: Path) -> None:
    write([_other(make), make()], "csv", tmp_path)
    rows = _csv(tmp_path / "filings.csv")
    assert [row["form"] for row in rows] == ["8-k", "abs-8-k"]
    assert [row["cover_report_date"] for row in rows] == ["2003-05-07", "2003-05-07"]
    assert len(_csv(tmp_path / "classes.csv")) == 2


def test_extractions_are_taken_one_by_one(make: Any, tmp_path: Path) -> None:
    alive: list[int] = []

    def stream() -> Iterator[Extraction]:
        for number in range(3):
            alive.append(number)
            yield make()

    write(stream(), "csv", tmp_path)
    assert alive == [0, 1, 2]
    assert len(_csv(tmp_path / "filings.csv")) == 3


def test_no_extraction_still_makes_headers(tmp_path: Path) -> None:
    write([], "csv", tmp_path)
    assert (tmp_path / "filings.csv").read_text().startswith("filing,sha256,")
    write([], "xlsx", tmp_path / "none.xlsx")
    assert _sheet(tmp_path / "none.xlsx", "filings") == []


def test_a_fault_leaves_older_files(make: Any, tmp_path: Path) -> None:
    (tmp_path / "filings.csv").write_text("of last week")

    def stream() -> Iterator[Extraction]:
        yield make()
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        write(stream(), "csv", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["filings.csv"]
    assert (tmp_path / "filings.csv").read_text() == "of last week"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("＝1", "'＝1"), ("-5", "-5"), ("+5.25", "+5.25"), ("A-1", "A-1"),
        (Decimal("-5.10"), "-5.10"), (True, "yes"), (None, ""), (date(2003, 5, 7), "2003-05-07"),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula(value: Any, cell: str) -> None:
    assert next(csv.reader([csv_text([[value, "x"]])])) == [cell, "x"]


@given(st.text())
def test_no_text_becomes_a_formula(text: str) -> None:
    (cell, _), *_ = csv.reader(io.StringIO(csv_text([[text, "x"]]), newline=""))
    if cell.lstrip().startswith(("=", "@", "+", "-")):
        assert float(cell) is not None


# XLSX


def test_a_workbook_has_typed_cells(make: Any, tmp_path: Path) -> None:
    target = tmp_path / "deals.xlsx"
    write([Entry(make(), MOMENT)], "xlsx", target, "record")
    (filing,) = _sheet(target, "filings")
    assert filing["cover_report_date"].isoformat() == "2003-05-07T00:00:00"
    assert filing["updated_at"] == MOMENT.replace(tzinfo=None)
    assert filing["complete"] is True
    one, two = _sheet(target, "classes")
    assert (one["balance"], two["balance"]) == (1000000.25, 500000)
    assert (two["name"], two["key"]) == ("=B2", "=B2")
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == [
        "filings", "deals", "commission_file_numbers", "employer_ids", "securities", "items",
        "exhibits", "parties", "classes", "findings", "to_check",
    ]  # fmt: skip
    assert book["classes"].freeze_panes == "B2"


def test_each_row_of_a_workbook_leads_to_its_filing(make: Any, tmp_path: Path) -> None:
    first, second = make(), make()
    second = replace(second, filing=replace(second.filing, name="b.txt", sha256="b" * 64))
    write([first, second], "xlsx", tmp_path / "deals.xlsx", "record")
    book = openpyxl.load_workbook(tmp_path / "deals.xlsx")
    names = {2: first.filing.name, 3: "b.txt"}
    assert {at: book["filings"].cell(at, 1).value for at in names} == names
    for sheet in (book["classes"], book["to_check"]):
        cells = [row[0] for row in sheet.iter_rows(min_row=2)]
        assert {cell.value for cell in cells} == {*names.values()}
        for cell in cells:
            assert cell.hyperlink.location in {f"'filings'!A{at}" for at in names}
            assert names[int(cell.hyperlink.location.rpartition("A")[2])] == cell.value
    assert book["filings"]["A2"].hyperlink is None


def test_a_sheet_has_no_more_links_than_it_may(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_MOST_LINKS", 2)
    write([make(), make(), make()], "xlsx", tmp_path / "deals.xlsx", "record")
    sheet = openpyxl.load_workbook(tmp_path / "deals.xlsx")["to_check"]
    assert [row[0].hyperlink is not None for row in sheet.iter_rows(max_row=4)] == [
        *(False, True, False, False)
    ]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "#REF!", " =1", "a\x01b", "\ud800", "x" * 40_000],
)
def test_text_stays_text_in_a_workbook(make: Any, tmp_path: Path, text: str) -> None:
    target = tmp_path / "out.xlsx"
    write([make([make.field("cover.registrant", "", text)])], "xlsx", target)
    sheet = openpyxl.load_workbook(target)["filings"]
    at = [cell.value for cell in sheet[1]].index("cover_registrant")
    cell = sheet[2][at]
    assert cell.data_type == "s"
    assert cell.value in {text, "a\ufffdb", "\ufffd", "x" * 32_766 + "…"}
    if text[0] in "=+-@":
        assert cell.quotePrefix


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (Decimal("198644095.79"), 198644095.79),
        (Decimal("0.000001"), 0.000001),
        (Decimal("9999999999999.99"), 9999999999999.99),
        (Decimal("12345678901234567.89"), "12345678901234567.89"),
        (Decimal("1E+20"), "100000000000000000000"),
        (Decimal("-12.50"), -12.5),
    ],
)
def test_a_decimal_is_written_digit_by_digit(
    make: Any, tmp_path: Path, value: Decimal, read: object
) -> None:
    target = tmp_path / "out.xlsx"
    write([make([make.field("deal.pool_balance", "", value)])], "xlsx", target)
    assert _sheet(target, "deals")[0]["pool_balance"] == read


def test_a_date_before_the_calendar_is_text(make: Any, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    write([make([make.field("cover.report_date", "", date(1899, 12, 31))])], "xlsx", target)
    assert _sheet(target, "filings")[0]["cover_report_date"] == "1899-12-31"


def test_a_sheet_that_is_full_is_told(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(TableFault, match="the table classes has more rows"):
        write([make()], "xlsx", tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


# Parquet


def test_parquet_keeps_types(make: Any, tmp_path: Path) -> None:
    write([Entry(make(), MOMENT)], "parquet", tmp_path, "record")
    classes = pyarrow.parquet.read_table(tmp_path / "classes.parquet")
    assert str(classes.schema.field("balance").type) == "decimal128(38, 2)"
    assert classes.column("balance").to_pylist() == [Decimal("1000000.25"), Decimal("500000.00")]
    filings = pyarrow.parquet.read_table(tmp_path / "filings.parquet")
    assert str(filings.schema.field("cover_report_date").type) == "date32[day]"
    assert filings.column("cover_report_date").to_pylist() == [date(2003, 5, 7)]
    assert filings.column("updated_at").to_pylist() == [MOMENT]
    assert filings.column("complete").to_pylist() == [True]


def test_a_column_of_decimals_is_as_wide_as_its_longest(make: Any, tmp_path: Path) -> None:
    value = Decimal("1.123456789012345678")
    short = [make.field("deal.pool_balance", "", Decimal("2.5"))]
    long = [make.field("deal.pool_balance", "", value)]
    write([make(short), make(), make(long)], "parquet", tmp_path / "deals.parquet", table="deals")
    column = pyarrow.parquet.read_table(tmp_path / "deals.parquet").column("pool_balance")
    assert column.to_pylist() == [Decimal("2.5"), value]


def test_a_number_that_parquet_cannot_hold_is_told(make: Any, tmp_path: Path) -> None:
    fields = [make.field("deal.pool_balance", "", Decimal(10) ** 40)]
    with pytest.raises(TableFault, match="pool_balance of the table deals"):
        write([make(fields)], "parquet", tmp_path / "out")


def test_many_rows_are_written_in_parts(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "BATCH", 4)
    target = tmp_path / "fields.parquet"
    write([make(), make(), make()], "parquet", target, table="fields")
    read = pyarrow.parquet.ParquetFile(target)
    assert read.num_row_groups == 5
    assert read.read().num_rows == 18


# What goes wrong


def test_a_missing_package_is_one_sentence(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "find_spec", lambda name: None)
    for format, package in (("xlsx", "openpyxl"), ("parquet", "pyarrow")):
        with pytest.raises(TableFault, match=rf"{package}.*'filing-extractor\[tables\]'"):
            write([make()], format, tmp_path / "out")  # type: ignore[arg-type]
    write([make()], "csv", tmp_path / "csv")


def test_an_unknown_table_is_told_with_the_known_ones(make: Any, tmp_path: Path) -> None:
    with pytest.raises(TableFault, match="no such table: deal; these filings make filings, deals"):
        write([make()], "csv", tmp_path / "out.csv", table="deal")


def test_unknown_records_are_told_with_the_known_ones(make: Any, tmp_path: Path) -> None:
    records: Any = "acepted"
    with pytest.raises(TableFault, match="no such records: acepted; there are accepted, record"):
        write([make()], "csv", tmp_path / "out", records)
    with pytest.raises(TableFault, match="no such records"):
        make().to_rows(records)


def test_an_unwritable_place_is_told(make: Any, tmp_path: Path) -> None:
    with pytest.raises(TableFault, match="cannot be written"):
        write([make()], "csv", tmp_path / "gone/out.csv", table="filings")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TableFault, match="cannot be written"):
        write([make()], "csv", tmp_path / "file")


# Rows kept until all columns are known


def test_packed_rows_come_back_as_they_were(make: Any) -> None:
    made = rows_of(Entry(make(), MOMENT), "record")
    packed = json.loads(json.dumps(pack(made)))
    layout = Layout()
    layout.see(packed)
    read = list(Unpacker(layout.tables).rows(packed))
    assert read == [(table.name, row) for table, rows in made.items() for row in rows]


def test_a_column_of_two_kinds_is_text() -> None:
    layout = Layout()
    one = {"t": {"columns": [["a", "decimal", 2]], "rows": [["1.50"]]}}
    two = {"t": {"columns": [["b", "text", 0], ["a", "date", 0]], "rows": [["x", "2003-05-07"]]}}
    layout.see(one)
    layout.see(two)
    unpacker = Unpacker(layout.tables)
    rows = [row for packed in (one, two) for _, row in unpacker.rows(packed)]
    assert rows == [("1.50", None), ("2003-05-07", "x")]
