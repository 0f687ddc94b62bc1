"""The engine of durable workflows, DBOS: all that this package knows of it, its insides included.

A step's result is stored before the workflow goes on; after a crash the workflow runs again from
its beginning, and stored steps are not repeated. The engine keeps to itself: no console, no
telemetry, nothing sent anywhere.
"""

import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable, Container, Iterable
from contextlib import closing
from typing import Any, TypeVar

from dbos import (
    DBOS,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    PortableWorkflowError,
    SetWorkflowID,
)
from sqlalchemy import exc
from sqlalchemy.engine import make_url

from extractor.store.address import StoreFault
from extractor.store.codec import Json

T = TypeVar("T")
VERSION = "1"
"""The version of the workflow's steps: their names, order and results. Workers take on only
workflows of their own version, so it changes with the steps and with nothing else."""
QUEUE = "filings"
_APPLICATION = "extractor"
_SCHEMA = "extractor_engine"
_POOL = 10
_UNDER_WAY = "PENDING"
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")

Work = Callable[[str, int], Awaitable[str]]
"""What a workflow does: a job's id and attempt in, a word on how it ended out."""
_work: Work | None = None


@DBOS.workflow(name="filing", max_recovery_attempts=None)
async def _filing(job: str, attempt: int) -> str:
    """One attempt at one job."""
    if _work is None:
        raise RuntimeError("the engine is not started")
    return await _work(job, attempt)


class Engine:
    """The engine of this process. Only one at a time.

    `url` is that of the store; `executor` names this worker among all. At most `filings` are
    under way here at once; the queue has one such number for all workers, that of the last one
    that started.
    """

    def __init__(self, url: str, executor: str, filings: int, poll: float) -> None:
        self._url = engine_url(url)
        self._executor = executor
        self._filings = filings
        self._poll = poll

    def start(self, work: Work) -> None:
        """Begin to run what is enqueued."""
        global _work  # noqa: PLW0603  # the engine finds a workflow by its name, not by an object
        _work = work
        _hush()
        config: DBOSConfig = {
            "name": _APPLICATION,
            "system_database_url": self._url,
            "dbos_system_schema": _SCHEMA,
            "sys_db_pool_size": _POOL,
            "application_version": VERSION,
            "executor_id": self._executor,
            "serializer": DBOSPortableJSONSerializer(),
            "enable_otlp": False,
            "log_level": "WARNING" if _is_debugged() else "CRITICAL",
        }
        try:
            DBOS(config=config)
            DBOS.launch()
            DBOS.register_queue(
                QUEUE,
                worker_concurrency=self._filings,
                polling_interval_sec=self._poll,
                on_conflict="always_update",
            )
        except Exception as error:
            DBOS.destroy()
            first = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise StoreFault(f"the tables of the job engine cannot be used: {first}") from error

    def stop(self, patience: float) -> None:
        """Take nothing more on, wait at most so many seconds for what is under way, and end."""
        DBOS.destroy(workflow_completion_timeout_sec=int(patience))

    def enqueue(self, workflow: str, job: str, attempt: int) -> None:
        """Have an attempt run, here or by another worker; one that is known already is not run
        again."""
        with SetWorkflowID(workflow):
            DBOS.enqueue_workflow(QUEUE, _filing, job, attempt)

    def recover(self, executors: Iterable[str]) -> None:
        """Put the work of dead workers back into the queue."""
        DBOS._recover_pending_workflows(list(executors))

    def ended(self, workflows: Iterable[str]) -> dict[str, bool]:
        """Of these workflows those that are known, and whether they are over."""
        found = DBOS.list_workflows(
            workflow_ids=list(workflows), load_input=False, load_output=False
        )
        return {each.workflow_id: each.status in _ENDED for each in found}

    def adrift(self, workflows: Iterable[str], running: Container[str]) -> set[str]:
        """Of these workflows those that the engine takes for under way here and that are not.

        One gets there where it ended by a fault of the engine's own tables, as on a full disk: how
        it ended could not be noted either.
        """
        found = DBOS.list_workflows(
            workflow_ids=list(workflows),
            status=_UNDER_WAY,
            executor_id=self._executor,
            load_input=False,
            load_output=False,
        )
        return {each.workflow_id for each in found if each.workflow_id not in running}

    def take_up(self, workflow: str) -> None:
        """Have a workflow that is adrift run again from its stored steps."""
        _tables().reenqueue_for_recovery(workflow, [self._executor], QUEUE)

    def stored_steps(self, workflow: str) -> int:
        """How many steps of a workflow are stored."""
        return len(_steps(workflow, load_output=False))

    def results(self, workflow: str, step: str) -> list[Json]:
        """The stored results of the steps of a name, in order."""
        found = _steps(workflow, load_output=True)
        return [
            each["output"]
            for each in found
            if each["function_name"] == step and isinstance(each["output"], dict)
        ]


class Step:
    """A place in the order of a workflow's steps, taken now so that steps may run side by side."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._place = DBOS.reserve_step()

    async def run(self, work: Callable[[], Awaitable[Json]]) -> Json:
        """The result of the step: the stored one, or that of the work, once it is stored.

        Raises what the work raised, and StoreFault where an earlier run noted a fault of a store:
        the engine notes that a result could not be stored as what became of the step.
        """

        async def call() -> Json:
            return await work()

        try:
            return await self._place.run_async({"name": self._name}, call)
        except PortableWorkflowError as noted:
            if _is_of_store(noted.name):
                raise StoreFault(noted.message.partition("\n")[0]) from noted
            raise


async def pause(seconds: float) -> None:
    """Wait as a step: a workflow that is begun again waits only for what is left."""
    await DBOS.sleep_async(seconds)


def engine_url(url: str) -> str:
    """Where the engine keeps its tables: a schema of a PostgreSQL store, a file beside that of a
    SQLite one. Raises StoreFault for a store that no other process can see."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return address.set(drivername="postgresql").render_as_string(hide_password=False)
    if not address.database or address.database == ":memory:":
        raise StoreFault("jobs need a store in a file or on a server: --store sqlite:///FILE")
    beside = f"{address.database}.jobs"
    _prepare(beside)
    return address.set(database=beside).render_as_string(hide_password=False)


def _prepare(path: str) -> None:
    """Let readers of the file go on while one writes; the file remembers it."""
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            connection.execute("PRAGMA journal_mode=WAL").close()
    except sqlite3.Error as error:
        raise StoreFault(f"{path}: the file of the job engine cannot be used: {error}") from error


def _steps(workflow: str, *, load_output: bool) -> list[Any]:
    # Past the public call, which inside a workflow would become a step itself.
    return list(_tables().list_workflow_steps(workflow, load_output=load_output))


def _is_of_store(name: str) -> bool:
    """Whether a class of faults, of which the engine keeps the name alone, is a store's."""
    kind = getattr(exc, name, StoreFault if name == StoreFault.__name__ else None)
    return isinstance(kind, type) and issubclass(kind, (StoreFault, exc.SQLAlchemyError))


def _tables() -> Any:
    from dbos._dbos import _get_dbos_instance

    return _get_dbos_instance()._sys_db


def _is_debugged() -> bool:
    return os.environ.get("EXTRACTOR_DEBUG", "") not in {"", "0"}


def _hush() -> None:
    """Keep the engine's log off the console, unless it is asked for."""
    logger = logging.getLogger("dbos")
    if not logger.handlers and not _is_debugged():
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
