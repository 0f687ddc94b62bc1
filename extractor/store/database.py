"""The store: a database of one version, and transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from extractor.store import (  # noqa: F401  # the metadata has to know them
    api_tables,
    edgar_tables,
    job_tables,
)
from extractor.store.address import WRITE, StoreFault, default_url, engine_for, shown

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_236_501_844
"""The advisory lock under which PostgreSQL makes or changes the tables."""


class Store:
    """A database that holds filings, extractions, the queue and the log of decisions.

    Every method may be called from several threads and processes. Use it as a context manager, or
    call `close`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = _reader(engine)

    @classmethod
    def open(cls, url: str | None = None, *, migrate: bool = False) -> "Store":
        """The store at an address (by default that of the settings); an empty database is set up.

        `migrate` brings one of an older version up to this one. Raises StoreFault where it cannot
        be reached or is of another version.
        """
        store = cls(engine_for(url or default_url()))
        try:
            with store.reading() as connection:
                current = _is_current(connection)
            if not current:
                with store.writing() as connection:
                    _bring_up(connection, store.address, migrate)
        except DatabaseError as error:
            store.close()
            raise StoreFault(f"{store.address}: this is no store: {_cause(error)}") from error
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def address(self) -> str:
        """Where it is, without a password."""
        return shown(self._engine)

    def is_current(self) -> bool:
        """Whether the tables are those of this program; raises StoreFault where it is gone."""
        with self.reading() as connection:
            return _is_current(connection)

    def close(self) -> None:
        """End the connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """What only reads: on SQLite the store as it is at one moment.

        On PostgreSQL each question sees what was committed before it, as it would in a transaction
        of the usual kind, which would cost two more ways to the server.
        """
        with self._faults(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; on SQLite it has the write lock from its beginning.

        What it wrote is on the disk when the context ends without a fault.
        """
        with self._faults(), self._engine.connect() as plain:
            connection = plain.execution_options(**{WRITE: True})
            with connection.begin():
                yield connection

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreFault(
                f"{self.address}: the store cannot be used: {_cause(error)}"
            ) from error


def _reader(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="AUTOCOMMIT")
    return engine


@cache
def _scripts() -> ScriptDirectory:
    """The versions that this program knows."""
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection) -> str | None:
    """The version that a database is of."""
    return MigrationContext.configure(connection).get_current_revision()


def migrations(connection: Connection) -> tuple[str | None, str]:
    """The version that a database is of, None for an empty one, and that of this program."""
    return _version(connection), _scripts().get_current_head() or ""


def _is_current(connection: Connection) -> bool:
    current, newest = migrations(connection)
    return current == newest


def _bring_up(connection: Connection, address: str, migrate: bool) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if _is_current(connection):
        return
    current = _version(connection)
    if current is not None:
        _check_version(current, address, migrate)
    elif connection.dialect.has_table(connection, "filings"):
        raise StoreFault(f"{address}: this database holds other tables; name another one")
    elif connection.dialect.name == "postgresql":
        _check_encoding(connection, address)
    command.upgrade(_config(connection), "head")


def _check_encoding(connection: Connection, address: str) -> None:
    found = connection.execute(text("SHOW server_encoding")).scalar_one()
    if found != "UTF8":
        raise StoreFault(
            f"{address}: the database has the encoding {found}, which cannot hold every filing: "
            "make one with ENCODING 'UTF8' TEMPLATE template0"
        )


def _check_version(current: str, address: str, migrate: bool) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if current not in known:
        raise StoreFault(
            f"{address}: the store was made by a newer version of this program; update it: "
            "pip install --upgrade 'filing-extractor[service]'"
        )
    if not migrate:
        raise StoreFault(
            f"{address}: the store is of an older version; bring it up to this one: "
            "extractor review upgrade"
        )


def _cause(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__
