"""From the options to the place where results go."""

from pathlib import Path

import pytest
import typer

from extractor.cli.destination import open_sink
from extractor.cli.sinks import Folder, Lines, OutputFault, Stream
from extractor.cli.styles import Format


def _kind(path: Path, format: Format, out: str) -> type:
    sink = open_sink([str(path)], format, out, None, resume=False)
    sink.close(cut=True)
    return type(sink)


@pytest.mark.parametrize(
    ("out", "format", "kind"),
    [
        ("results", Format.JSON, Folder),
        ("results/", Format.JSON, Folder),
        ("all.json", Format.JSON, Stream),
        ("all.csv", Format.CSV, Stream),
        ("all.jsonl", Format.JSONL, Lines),
        ("pages", Format.HTML, Folder),
        ("pages.html", Format.HTML, Folder),
    ],
)
def test_several_filings(
    tmp_path: Path, folder: Path, out: str, format: Format, kind: type
) -> None:
    assert _kind(folder, format, f"{tmp_path}/{out}") is kind


@pytest.mark.parametrize(
    ("out", "format", "kind"),
    [
        ("result", Format.JSON, Stream),
        ("result/", Format.JSON, Folder),
        ("page.html", Format.HTML, Stream),
        ("line", Format.JSONL, Lines),
    ],
)
def test_one_filing(tmp_path: Path, filing: Path, out: str, format: Format, kind: type) -> None:
    assert _kind(filing, format, f"{tmp_path}/{out}") is kind


def test_a_folder_that_exists_is_a_folder(tmp_path: Path, filing: Path) -> None:
    (tmp_path / "all.json").mkdir()
    sink = open_sink([str(filing)], Format.JSON, str(tmp_path / "all.json"), None, resume=True)
    sink.close(cut=True)
    assert isinstance(sink, Folder)
    assert sink.resumes


def test_nothing_is_written_over_what_is_read(folder: Path, filing: Path) -> None:
    with pytest.raises(typer.BadParameter, match="the folder that is read"):
        open_sink([str(folder)], Format.JSON, f"{folder}/", None, resume=False)
    before = filing.read_bytes()
    with pytest.raises(typer.BadParameter, match="the filing that is read"):
        open_sink([str(filing)], Format.JSONL, str(filing), None, resume=False)
    assert filing.read_bytes() == before


def test_resuming_needs_a_place_that_can_be_resumed(tmp_path: Path, folder: Path) -> None:
    for format, out in ((Format.JSON, "all.json"), (Format.CSV, "all.csv"), (Format.JSONL, None)):
        where = str(tmp_path / out) if out else None
        with pytest.raises(typer.BadParameter, match="needs --out"):
            open_sink([str(folder)], format, where, None, resume=True)


@pytest.mark.parametrize("out", ["file/result.json", "file/", "gone/result.json", "gone/all.jsonl"])
def test_a_place_that_cannot_be_written_is_found_at_once(
    tmp_path: Path, filing: Path, out: str
) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    format = Format.JSONL if out.endswith("jsonl") else Format.JSON
    with pytest.raises(OutputFault, match="cannot be written"):
        open_sink([str(filing)], format, f"{tmp_path}/{out}", None, resume=False)
