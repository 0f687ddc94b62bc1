"""A store is set up, known again, and refused with one sentence where it is something else."""

import zlib
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from extractor.filing.model import Filing
from extractor.store import database, filings
from extractor.store.address import StoreFault, default_url, engine_for
from extractor.store.database import Store
from extractor.store.tables import metadata, stamp, unstamp
from tests.databases import address
from tests.reviewing import START, Room


def test_the_steps_make_the_tables_that_the_code_uses(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opened_again_it_is_as_it_was(store_url: str) -> None:
    for _ in range(2):
        with Store.open(store_url) as opened, opened.reading() as connection:
            assert connection.execute(text("SELECT seq FROM chain")).scalar_one() == 0


def test_a_database_that_cannot_hold_every_filing_is_refused(tmp_path: Path) -> None:
    url = address("postgresql", tmp_path, "template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(StoreFault, match=r"encoding SQL_ASCII.*make one with ENCODING 'UTF8'"):
        Store.open(url)


def test_a_store_of_a_newer_version_is_not_touched(store_url: str) -> None:
    with Store.open(store_url) as opened, opened.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for migrate in (False, True):
        with pytest.raises(StoreFault, match=r"newer version.*pip install --upgrade"):
            Store.open(store_url, migrate=migrate)


def test_a_database_with_other_tables_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with Store.open(url) as opened, opened.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreFault, match="holds other tables"):
        Store.open(url)


def test_sqlite_keeps_what_it_said_it_kept(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'review.db'}") as opened, opened.reading() as c:
        settings = {
            name: c.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no address of a store"),
        ("mysql://localhost/x", "no kind of store"),
        ("postgresql+psycopg2://localhost/x", "no kind of store"),
        ("sqlite:////dev/null/x/review.db", "cannot be made"),
        ("postgresql://store:secret@/x?host=/nowhere-at-all", "cannot be used"),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(StoreFault, match=said) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes about boats.\n" * 50)
    with pytest.raises(StoreFault, match="not a database"):
        Store.open(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_the_store_is_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_url().endswith("extractor/review.db")
    monkeypatch.setenv("EXTRACTOR_STORE", "sqlite:///here.db")
    assert default_url() == "sqlite:///here.db"


def test_times_keep_their_order_and_need_a_zone() -> None:
    assert unstamp(stamp(START)) == START
    with pytest.raises(ValueError, match="without a zone"):
        stamp(START.replace(tzinfo=None))


def test_a_store_of_an_older_version_is_brought_up_when_asked(blank_url: str) -> None:
    data = b"FORM 8-K\nDate of Report: May 7, 2003\n"
    filing = Filing.from_bytes(data, "note.txt")
    engine = engine_for(blank_url)
    with engine.begin() as connection:
        command.upgrade(database._config(connection), "0001")
        known = "sha256, name, data, text_hash, filer, form_type, report_date, added_at"
        connection.execute(
            text(f"INSERT INTO filings ({known}) VALUES (:s, 'note.txt', :d, :t, '', '', '', :a)"),
            {
                "s": filing.sha256,
                "d": zlib.compress(data),
                "t": filings.text_hash(filing),
                "a": stamp(START),
            },
        )
    engine.dispose()
    with pytest.raises(StoreFault, match=r"older version.*extractor review upgrade"):
        Store.open(blank_url)
    with Store.open(blank_url, migrate=True) as opened, opened.reading() as connection:
        assert filings.load_filing(connection, filing.sha256) == filing
    with Store.open(blank_url) as opened, opened.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE extractions SET complete = NOT complete",
        "UPDATE extractions SET content = CAST('' AS {bytes})",
        "DELETE FROM extractions",
    ],
)
def test_an_extraction_stays_as_it_was_written(store: Store, change: str) -> None:
    Room(store).add()
    kind = "BYTEA" if "postgresql" in store.address else "BLOB"
    with (
        pytest.raises(DatabaseError, match="never changed"),
        store.writing() as connection,
    ):
        connection.execute(text(change.format(bytes=kind)))
