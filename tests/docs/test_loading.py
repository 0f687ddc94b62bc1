"""The statements that load tables into a database do as their page says."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from extractor import Extractor, Filing
from extractor.tables import Entry, write
from tests.databases import address

PAGE = Path(__file__).parents[2] / "docs/batches.md"
TABLES = ("filings", "classes")
FIRST, LATER = datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator["psycopg.Connection[tuple[str, ...]]"]:
    """An empty database."""
    url = address("postgresql", tmp_path, "template0")
    with psycopg.connect(url, autocommit=True) as opened:
        yield opened


def tables(filing: Path, when: datetime, folder: Path) -> dict[str, list[list[str]]]:
    """The rows of a filing's tables, the names of the columns first."""
    with Extractor("none", form="abs-8-k") as extractor:
        entry = Entry(extractor.extract(Filing.from_path(filing)), when)
    write([entry], "csv", folder, records="record")
    texts = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in TABLES}
    return {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items()}


def load(
    connection: "psycopg.Connection[tuple[str, ...]]", given: dict[str, list[list[str]]]
) -> dict[str, list[tuple[str, ...]]]:
    """Put rows where the page has them, run what it shows, and give what there is then."""
    shown = re.search(r"^```sql\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert shown is not None
    for name, (columns, *rows) in given.items():
        declared = ", ".join(f'"{column}" text' for column in columns)
        connection.execute(f"DROP TABLE IF EXISTS {name}_load")
        connection.execute(f"CREATE TABLE {name}_load ({declared})")
        places = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {name}_load VALUES ({places})", rows)
    connection.execute(shown[1])
    return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}


def test_tables_are_loaded_again_and_again(
    connection: "psycopg.Connection[tuple[str, ...]]", reference_path: Path, tmp_path: Path
) -> None:
    first = tables(reference_path, FIRST, tmp_path / "first")
    loaded = load(connection, first)
    assert len(loaded["filings"]) == 1
    assert len(loaded["classes"]) == len(first["classes"]) - 1 > 0
    assert load(connection, first) == loaded
    later = tables(reference_path, LATER, tmp_path / "later")
    del later["classes"][-1]
    replaced = load(connection, later)
    assert len(replaced["filings"]) == 1
    assert len(replaced["classes"]) == len(loaded["classes"]) - 1
    assert load(connection, first) == replaced
