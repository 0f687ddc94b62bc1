"""Extractions written as tables: comma-separated values, JSON lines, XLSX, Parquet."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import IO, Literal, Protocol, get_args

from extractor.extraction import Extraction, Records
from extractor.tables.cells import Entry, Row, rows_of
from extractor.tables.errors import TableFault
from extractor.tables.files import Places, fault
from extractor.tables.layout import Layout, Packed, Unpacker, pack
from extractor.tables.parquet import ParquetFiles
from extractor.tables.shape import Table
from extractor.tables.text_files import TextFiles
from extractor.tables.workbook import Workbook

TableFormat = Literal["csv", "jsonl", "xlsx", "parquet"]


class Writer(Protocol):
    """What rows are put into, table by table."""

    def put(self, table: str, row: Row) -> None:
        """Write a row of a table."""

    def end(self) -> None:
        """Write what is left."""

    def close(self) -> None:
        """Let go of all that is open, also after a fault."""


def write(
    extractions: Iterable[Extraction | Entry],
    format: TableFormat,
    destination: str | Path,
    records: Records = "accepted",
    table: str | None = None,
) -> tuple[Path, ...]:
    """Write the tables of any number of extractions, and give the files.

    XLSX is one file with a sheet a table; the other formats make `destination` a folder with a
    file a table, or with `table` the file of that one. `records` says which values are written:
    accepted and person-settled ones, or the best of every field. Extractions are taken one by
    one, also of different forms, and nothing replaces older files before all are there.

    Raises TableFault: a package is missing, no such table, a place that cannot be written.
    """
    with _passing() as kept:
        layout = Layout()
        for each in extractions:
            entry = each if isinstance(each, Entry) else Entry(each)
            packed = pack(rows_of(entry, records))
            layout.see(packed)
            kept.write(json.dumps(packed).encode() + b"\n")

        def again() -> Iterator[Packed]:
            kept.seek(0)
            return (json.loads(line) for line in kept)

        return write_packed(again, layout, format, Path(destination), table)


@contextmanager
def _passing() -> Iterator[IO[bytes]]:
    """A file for what is written twice; raises TableFault where there is no room for it."""
    try:
        with TemporaryFile() as file:
            yield file
    except OSError as error:
        raise fault(Path(gettempdir()), error) from error


def write_packed(
    packed: Callable[[], Iterable[Packed]],
    layout: Layout,
    format: TableFormat,
    destination: Path,
    table: str | None = None,
) -> tuple[Path, ...]:
    """Write packed rows under the columns of a layout that has seen all of them."""
    if format not in get_args(TableFormat):
        raise TableFault(f"no such format: {format}; there are {', '.join(get_args(TableFormat))}")
    tables = chosen(layout.tables, table)
    places = Places(destination, format, folder=format != "xlsx" and table is None)
    try:
        with closing(_writer(format, tables, places)) as writer:
            unpacker = Unpacker(tables)
            for each in packed():
                for name, row in unpacker.rows(each):
                    writer.put(name, row)
            writer.end()
        return places.keep()
    except OSError as error:
        raise fault(destination, error) from error
    finally:
        places.drop()


def chosen(tables: tuple[Table, ...], name: str | None) -> tuple[Table, ...]:
    """The table of that name alone, or all; raises TableFault where there is none."""
    found = tuple(table for table in tables if name in {None, table.name})
    if not found:
        known = ", ".join(table.name for table in tables)
        raise TableFault(f"no such table: {name}; these filings make {known}")
    return found


def _writer(format: TableFormat, tables: tuple[Table, ...], places: Places) -> Writer:
    match format:
        case "xlsx":
            return Workbook(tables, places)
        case "parquet":
            return ParquetFiles(tables, places)
        case "csv" | "jsonl":
            return TextFiles(tables, places, csv=format == "csv")
