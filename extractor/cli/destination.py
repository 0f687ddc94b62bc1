"""From the options to the place where results go; what makes no sense is refused here."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from extractor.cli.gathering import Book, Carried, Gathered, Kept, Tables
from extractor.cli.inputs import STDIN, several
from extractor.cli.request import AUTO
from extractor.cli.sinks import File, Folder, Lines, Sink, Stdout, Stream, writing
from extractor.cli.styles import STREAMED, TABULAR, Format, Style
from extractor.errors import ExtractorError
from extractor.extraction import Records
from extractor.forms.registry import form_by_name, known_forms
from extractor.tables.errors import require
from extractor.tables.shape import FIELDS, tables_of

_OUT = "'--out'"
_TABLE = "'--table'"


@dataclass(frozen=True)
class Wanted:
    """What the options say of the results, as given."""

    paths: Sequence[str]
    format: Format
    out: str | None = None
    record: str | None = None
    resume: bool = False
    table: str | None = None
    form: str = AUTO

    @property
    def many(self) -> bool:
        """Whether there may be more than one filing."""
        return several(self.paths)

    @property
    def tabular(self) -> bool:
        """Whether tables are wanted."""
        return self.format in TABULAR or self.table is not None

    @property
    def records(self) -> Records:
        """Which values tables hold."""
        return "record" if self.record == "record" else "accepted"

    @property
    def gathers(self) -> bool:
        """Whether the output can only be made when every result is there."""
        if self.tabular:
            return True
        return self.format is Format.HTML and self.many


def open_sink(wanted: Wanted) -> Sink:
    """The place for the results, found to be writable.

    Raises typer.BadParameter for options that make no sense together, ExtractorError where
    nothing can be written or a package is missing.
    """
    _refuse_nonsense(wanted)
    if wanted.out == "":
        raise typer.BadParameter("it is empty: name a file or a folder", param_hint=_OUT)
    if wanted.out is None or wanted.out == STDIN:
        return _standard_output(wanted)
    out = Path(wanted.out)
    folder = _is_folder(wanted, out)
    _refuse_place(wanted, out, folder)
    if not (out.is_dir() or wanted.out.endswith(("/", os.sep))):
        refuse_misnamed(out, wanted.format, folder=folder)
    _keep_apart(wanted.paths, out, folder)
    if wanted.gathers and (wanted.tabular or not folder):
        return _gathered(wanted, out, folder)
    style = Style(wanted.format)
    if folder:
        return Folder(style, out, wanted.resume)
    if wanted.format is Format.JSONL and _is_ordinary(out):
        return Lines(style, out, wanted.resume)
    return Stream(style, File(out), array=wanted.many)


def _refuse_nonsense(wanted: Wanted) -> None:
    if wanted.record is not None and not wanted.tabular:
        raise typer.BadParameter(
            f"it chooses the values of csv, xlsx, parquet and tables; {wanted.format.value} shows "
            "both records",
            param_hint="'--record'",
        )
    if wanted.table is not None:
        if wanted.format not in {Format.CSV, Format.JSONL, Format.PARQUET}:
            raise typer.BadParameter(
                "it names the table of csv, jsonl or parquet", param_hint=_TABLE
            )
        known = _tables(wanted.form)
        if wanted.table not in known:
            raise typer.BadParameter(f"there are {', '.join(known)}", param_hint=_TABLE)
    if wanted.format is Format.XLSX:
        require("openpyxl", "--format xlsx", "tables")
    if wanted.format is Format.PARQUET:
        require("pyarrow", "--format parquet", "tables")


def _tables(form: str) -> list[str]:
    """The tables that filings may make: those of one form, or of all."""
    try:
        forms = known_forms() if form == AUTO else (form_by_name(form),)
    except ExtractorError:
        return []
    return list(dict.fromkeys(table.name for each in forms for table in tables_of(each.schema)))


def _standard_output(wanted: Wanted) -> Sink:
    if wanted.resume:
        raise _resumes_nothing()
    terminal = wanted.out is None and sys.stdout is not None and sys.stdout.isatty()
    if wanted.format is Format.PARQUET and wanted.table is None:
        raise typer.BadParameter(
            "parquet is a file a table: name a folder, or one table with --table", param_hint=_OUT
        )
    if wanted.format in {Format.XLSX, Format.PARQUET} and terminal:
        raise typer.BadParameter(
            f"{wanted.format.value} is nothing to read: name a file", param_hint=_OUT
        )
    lines = wanted.format in {Format.CSV, Format.JSONL}
    if wanted.gathers and not (lines and (wanted.table or FIELDS) in STREAMED):
        return Carried(_kept(wanted, wanted.table), Stdout())
    return Stream(_style(wanted, terminal), Stdout(), array=wanted.many)


def _gathered(wanted: Wanted, out: Path, folder: bool) -> Sink:
    """Tables, or one page of many filings."""
    table = wanted.table
    if not folder and wanted.format is Format.CSV:
        table = table or FIELDS
    kept = _kept(wanted, table)
    if not folder and not _is_ordinary(out):
        return Carried(kept, File(out))
    if folder:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
    passing = not wanted.many and not wanted.resume
    return Gathered(kept, out, resume=wanted.resume, passing=passing)


def _kept(wanted: Wanted, table: str | None) -> Kept:
    if wanted.format is Format.HTML:
        return Book()
    return Tables(wanted.format, wanted.records, table)


def _is_folder(wanted: Wanted, out: Path) -> bool:
    given = wanted.out or ""
    if given.endswith(("/", os.sep)):
        return True
    if out.exists():
        return out.is_dir()
    if wanted.format is Format.PARQUET:
        return wanted.table is None
    return wanted.many and not out.suffix and wanted.format is not Format.XLSX


def refuse_misnamed(out: Path, format: Format, *, folder: bool) -> None:
    """Refuse a file, or a folder that is to be made, with the ending of another format's files.

    Raises typer.BadParameter: a table for the eye in `deals.xlsx` opens nowhere.
    """
    others = [f".{each.value}" for each in Format if folder or each is not format]
    if out.suffix.lower() in others:
        raise typer.BadParameter(
            f"{out.name} is no name for {'the folder' if folder else 'a file'} that --format "
            f"{format.value} makes: give the --format that it is named after, or another name",
            param_hint=_OUT,
        )


def _refuse_place(wanted: Wanted, out: Path, folder: bool) -> None:
    if folder and wanted.format is Format.XLSX:
        raise typer.BadParameter(f"a workbook is one file, and {out} a folder", param_hint=_OUT)
    if not folder and wanted.format is Format.PARQUET and wanted.table is None:
        raise typer.BadParameter(
            f"parquet is a file a table, and {out} is a file: name a folder, or one table with "
            "--table",
            param_hint=_OUT,
        )
    resumable = folder or wanted.gathers or wanted.format is Format.JSONL
    if wanted.resume and not (resumable and (folder or _is_ordinary(out))):
        raise _resumes_nothing()


def _resumes_nothing() -> typer.BadParameter:
    return typer.BadParameter(
        "it needs --out: a folder, or a file of jsonl, csv, xlsx, parquet, or html of many filings",
        param_hint="'--resume'",
    )


def _is_ordinary(path: Path) -> bool:
    return path.is_file() or not path.exists()


def _style(wanted: Wanted, terminal: bool) -> Style:
    width = max(shutil.get_terminal_size().columns, 20) if terminal else Style.width
    color = terminal and not os.environ.get("NO_COLOR")
    return Style(wanted.format, wanted.records, width, color, wanted.table)


def _keep_apart(paths: Sequence[str], out: Path, folder: bool) -> None:
    """Refuse to write over what is read, or where it would be read the next time."""
    place = os.path.realpath(out)
    for path in paths:
        if path != STDIN and os.path.realpath(path) == place:
            what = "the folder that is read" if folder else "the filing that is read"
            raise typer.BadParameter(f"{out} is {what}; name another place", param_hint=_OUT)
