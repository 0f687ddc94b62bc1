"""Where the store is, and how a connection to it is set up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic_settings import SettingsConfigDict
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from extractor.environment import EnvironmentSettings
from extractor.errors import ExtractorError
from extractor.store.extra import require

WRITE = "extractor_write"
"""The execution option of a connection that is going to write."""
_BUSY_SECONDS = 60


class StoreFault(ExtractorError):
    """The store cannot be used as it is."""


class StoreSettings(EnvironmentSettings):
    """What a user may set of the store."""

    model_config = SettingsConfigDict(env_prefix="EXTRACTOR_")

    store: str | None = None
    """`sqlite:///FILE` or `postgresql://USER@HOST/NAME`; without it a file in the user's data
    folder."""


def default_url() -> str:
    """The store of the settings, or the file in the user's data folder."""
    return StoreSettings().store or f"sqlite:///{_folder() / 'review.db'}"


def engine_for(url: str) -> Engine:
    """An engine for a store; raises StoreFault for an address that is none."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreFault(
            f"{url!r} is no address of a store: sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    try:
        return _engine(address)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreFault(
            f"{address.drivername} is no kind of store: use sqlite or postgresql"
        ) from error


def shown(engine: Engine) -> str:
    """The address as it may be shown: without its password."""
    return engine.url.render_as_string(hide_password=True)


def _folder() -> Path:
    return user_data_path("extractor", appauthor=False)


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        _make_folder(address)
        engine = create_engine(
            address, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if address.drivername != "postgresql+psycopg":
        raise ModuleNotFoundError(address.drivername)
    require("psycopg")
    # What is stored is text of filings: no message of a fault, and so no log, may quote it.
    return create_engine(
        address,
        # Else texts of a database that was made without an encoding come as bytes.
        connect_args={"client_encoding": "UTF8"},
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
    )


def _make_folder(address: URL) -> None:
    if address.database and address.database != ":memory:":
        folder = Path(address.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreFault(
                f"{folder}: the folder cannot be made: {error.strerror}; set EXTRACTOR_STORE to "
                "sqlite:///FILE in one that can be written"
            ) from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late and without the lock that a writer needs.
    connection.isolation_level = None
    settings: Mapping[str, str] = {
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "foreign_keys": "ON",
        "busy_timeout": str(_BUSY_SECONDS * 1000),
    }
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name}={value}").close()
    # Its own knows the letters of English alone, and names are looked for in any case.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
