"""From the options to the place where results go."""

from pathlib import Path
from typing import Any

import pytest
import typer

from extractor.cli.destination import Wanted, open_sink
from extractor.cli.gathering import Carried, Gathered
from extractor.cli.sinks import Folder, Lines, OutputFault, Stream
from extractor.cli.styles import Format
from extractor.tables import MissingPackage


def _kind(path: Path, format: Format, out: str, table: str | None = None) -> type:
    sink = open_sink(Wanted([str(path)], format, out, table=table))
    sink.close(cut=True)
    return type(sink)


def _refused(path: Path, format: Format, **options: Any) -> str:
    with pytest.raises(typer.BadParameter) as refused:
        open_sink(Wanted([str(path)], format, **options))
    return str(refused.value)


@pytest.mark.parametrize(
    ("out", "format", "kind"),
    [
        ("results", Format.JSON, Folder),
        ("results/", Format.JSON, Folder),
        ("all.json", Format.JSON, Stream),
        ("all.csv", Format.CSV, Gathered),
        ("tables/", Format.CSV, Gathered),
        ("tables", Format.PARQUET, Gathered),
        ("all.xlsx", Format.XLSX, Gathered),
        ("all", Format.XLSX, Gathered),
        ("all.jsonl", Format.JSONL, Lines),
        ("pages", Format.HTML, Folder),
        ("pages.html", Format.HTML, Gathered),
        ("/dev/null", Format.CSV, Carried),
        ("-", Format.CSV, Stream),
        ("-", Format.HTML, Carried),
    ],
)
def test_several_filings(
    tmp_path: Path, folder: Path, out: str, format: Format, kind: type
) -> None:
    place = out if out in {"/dev/null", "-"} else f"{tmp_path}/{out}"
    assert _kind(folder, format, place) is kind


@pytest.mark.parametrize(
    ("out", "format", "kind"),
    [
        ("result", Format.JSON, Stream),
        ("result/", Format.JSON, Folder),
        ("page.html", Format.HTML, Stream),
        ("line", Format.JSONL, Lines),
        ("tables", Format.PARQUET, Gathered),
        ("all.xlsx", Format.XLSX, Gathered),
    ],
)
def test_one_filing(tmp_path: Path, filing: Path, out: str, format: Format, kind: type) -> None:
    assert _kind(filing, format, f"{tmp_path}/{out}") is kind


@pytest.mark.parametrize(
    ("table", "format", "kind"),
    [
        ("fields", Format.CSV, Stream),
        ("to_check", Format.JSONL, Stream),
        ("classes", Format.CSV, Carried),
        ("classes", Format.PARQUET, Carried),
    ],
)
def test_a_table_on_standard_output(folder: Path, table: str, format: Format, kind: type) -> None:
    assert _kind(folder, format, "-", table) is kind


def test_a_folder_that_exists_is_a_folder(tmp_path: Path, filing: Path) -> None:
    (tmp_path / "all.json").mkdir()
    wanted = Wanted([str(filing)], Format.JSON, str(tmp_path / "all.json"), resume=True)
    sink = open_sink(wanted)
    sink.close(cut=True)
    assert isinstance(sink, Folder)
    assert sink.resumes


def test_nothing_is_written_over_what_is_read(folder: Path, filing: Path) -> None:
    said = _refused(folder, Format.JSON, out=f"{folder}/")
    assert "the folder that is read" in said
    before = filing.read_bytes()
    assert "the filing that is read" in _refused(filing, Format.JSONL, out=str(filing))
    assert filing.read_bytes() == before


def test_resuming_needs_a_place_that_can_be_resumed(tmp_path: Path, folder: Path) -> None:
    for format, out in (
        (Format.JSON, str(tmp_path / "all.json")),
        (Format.TABLE, str(tmp_path / "all.txt")),
        (Format.CSV, None),
        (Format.CSV, "-"),
        (Format.CSV, "/dev/null"),
    ):
        assert "needs --out" in _refused(folder, format, out=out, resume=True)


def test_tables_have_their_places(tmp_path: Path, filing: Path) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    assert "one file" in _refused(filing, Format.XLSX, out=str(tmp_path / "folder"))
    assert "file a table" in _refused(filing, Format.PARQUET, out=str(tmp_path / "file"))
    assert "file a table" in _refused(filing, Format.PARQUET)


@pytest.mark.parametrize(
    ("format", "name"),
    [
        (Format.TABLE, "deals.xlsx"),
        (Format.JSONL, "deals.json"),
        (Format.CSV, "deals.XLSX"),
        (Format.XLSX, "deals.csv"),
        (Format.PARQUET, "deals.parquet"),
    ],
)
def test_no_file_is_named_after_another_format(
    tmp_path: Path, filing: Path, format: Format, name: str
) -> None:
    assert "give the --format that it is named after" in _refused(
        filing, format, out=str(tmp_path / name)
    )
    assert not list(tmp_path.glob("*eals*"))


def test_an_empty_place_is_not_the_folder_that_one_is_in(filing: Path) -> None:
    assert "it is empty" in _refused(filing, Format.TABLE, out="")


def test_a_table_is_chosen_where_there_are_tables(filing: Path) -> None:
    assert "csv, jsonl or parquet" in _refused(filing, Format.XLSX, table="classes")
    said = _refused(filing, Format.CSV, table="cheeses")
    assert said.startswith("there are filings, ")
    assert "classes" in said
    assert "classes" not in _refused(filing, Format.CSV, table="cheeses", form="8-k")


def test_a_missing_package_is_told_before_any_work(
    filing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.tables.errors.find_spec", lambda name: None)
    with pytest.raises(MissingPackage, match="openpyxl"):
        open_sink(Wanted([str(filing)], Format.XLSX, str(tmp_path / "a.xlsx")))


@pytest.mark.parametrize(
    "out",
    ["file/result.json", "file/", "gone/result.json", "gone/all.jsonl", "gone/a.csv", "file/a.csv"],
)
def test_a_place_that_cannot_be_written_is_found_at_once(
    tmp_path: Path, filing: Path, out: str
) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    suffix = Path(out).suffix.removeprefix(".")
    format = Format(suffix) if suffix else Format.JSON
    with pytest.raises(OutputFault, match="cannot be written"):
        open_sink(Wanted([str(filing)], format, f"{tmp_path}/{out}"))
