"""The state of the store, found without making or changing one. Needs the extra `service`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from extractor.errors import ExtractorError
from extractor.store.address import default_url, engine_for
from extractor.store.database import Store, migrations

_ADDRESS = "sqlite:///FILE or postgresql://USER@HOST/NAME in EXTRACTOR_STORE"
_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

Told = tuple[str, Literal["ok", "note", "missing"], str, str]
"""What was looked at, its state, what is said of it, and the remedy."""


def state_of_store() -> Iterator[Told]:
    """Whether the database is there, and whether all migrations were applied to it."""
    try:
        address = make_url(default_url())
    except ArgumentError:
        yield "database", "missing", "EXTRACTOR_STORE is no address of a store", _ADDRESS
        return
    file = address.database if address.get_backend_name() == "sqlite" else None
    if file and not Path(file).exists():
        yield "database", "ok", f"{_shown(address)}: not there yet, made on first use", ""
        yield "migrations", "ok", "none to apply: a new database is of this version", ""
        return
    try:
        engine = engine_for(_whole(address))
        try:
            with engine.connect() as connection:
                kind, (current, newest) = _kind(connection), migrations(connection)
        finally:
            engine.dispose()
    except (ExtractorError, SQLAlchemyError) as error:
        yield "database", "missing", f"{_shown(address)}: {_cause(error)}", _ADDRESS
        return
    yield "database", "ok", f"{_shown(address)}: reached, {kind}", ""
    yield _migrated(address, current, newest)


def _migrated(address: URL, current: str | None, newest: str) -> Told:
    if current is None:
        return "migrations", "ok", "none applied yet: the tables are made on first use", ""
    try:
        # A database that is of some version already is not changed by being opened.
        Store.open(_whole(address)).close()
    except ExtractorError as error:
        said, _, remedy = str(error).removeprefix(f"{_shown(address)}: ").partition("; ")
        stands = f"{said} ({current}, and this program's is {newest})"
        return "migrations", "missing", stands, remedy.rpartition(": ")[2]
    return "migrations", "ok", f"all applied, up to {newest}", ""


def _kind(connection: Connection) -> str:
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    return f"{_KINDS.get(connection.dialect.name, connection.dialect.name)} {version}".strip()


def _shown(address: URL) -> str:
    return address.render_as_string(hide_password=True)


def _whole(address: URL) -> str:
    return address.render_as_string(hide_password=False)


def _cause(error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()
    return cause[0] if cause else "it cannot be used"
