"""What a worker does with one filing: read it, ask, assess, store, open what is to be reviewed.

All that costs is a step of the workflow: an answer that was stored is never asked for again. What
is computed from the filing alone is computed again after a crash, and is the same.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from extractor.errors import ExtractorError
from extractor.filing.model import UnreadableFiling
from extractor.filing.read import read_filing
from extractor.forms.registry import UnknownForm, form_by_name, form_for
from extractor.jobs import engine, rows
from extractor.jobs.asking import Asking, get_ended, put_ended, question_hash
from extractor.jobs.clock import now
from extractor.jobs.engine import Engine, Step
from extractor.jobs.identity import workflow_id
from extractor.jobs.rows import Task
from extractor.jobs.settings import JobSettings
from extractor.pipeline import AUTO
from extractor.readers import Put
from extractor.records import Usage
from extractor.render.words import incompleteness
from extractor.review import intake
from extractor.review.desk import Desk
from extractor.settings import Settings
from extractor.stages import Ended, Prepared, Setting, finish, prepare
from extractor.store import filings
from extractor.store.address import StoreFault
from extractor.store.codec import Json
from extractor.telemetry import instruments
from extractor.telemetry.telling import add, carried, event, span

T = TypeVar("T")
_ASK, _KEEP = "ask", "keep"
"""The names of the steps. With them, their order or their results the engine's VERSION changes."""
_LONGEST_PAUSE = 600.0


class Parked(Exception):
    """A filing is not gone on with: the kind of fault, the reason, and what was paid so far."""

    def __init__(self, fault: str, reason: str, paid: Usage | None = None) -> None:
        super().__init__(reason)
        self.fault = fault
        self.paid = paid or Usage()


class Workflow:
    """Attempts at jobs, run by the engine in its event loop."""

    def __init__(
        self, desk: Desk, running: Engine, asking: Asking, settings: Settings, limits: JobSettings
    ) -> None:
        self._desk = desk
        self._engine = running
        self._asking = asking
        self._settings = settings
        self._limits = limits
        self._running: set[str] = set()

    @property
    def running(self) -> frozenset[str]:
        """The workflows that this process is at."""
        return frozenset(self._running)

    async def run(self, job: str, attempt: int) -> str:
        """Make one attempt at one job, from its beginning or from where it was left."""
        name = workflow_id(job, attempt)
        self._running.add(name)
        try:
            return await self._run(job, attempt)
        finally:
            self._running.discard(name)

    async def _run(self, job: str, attempt: int) -> str:
        task = await _apart(self._begin, job, attempt)
        if task is None:
            return "not wanted"
        began = time.monotonic()
        with span("job", {"extractor.job": task.id, "extractor.filing": task.filing}) as under_way:
            under_way.set({"extractor.attempt": task.attempt})
            ended = await self._attempt(task)
            under_way.set({"extractor.state": ended})
        _tell(task, ended, time.monotonic() - began)
        return ended

    async def _attempt(self, task: Task) -> str:
        try:
            return await self._extract(task)
        except (StoreFault, SQLAlchemyError):
            # The store is no fault of the filing: the attempt ends, and a next one is made.
            raise
        except Exception as error:  # noqa: BLE001  # one filing must not end the others
            return await _apart(self._park, task, _parked(error))

    async def _extract(self, task: Task) -> str:
        began = time.monotonic()
        setting = task.way.setting(task.policy, self._settings)
        prepared = await _apart(carried(self._prepare), task, setting)
        answers = await self._answers(task, prepared, setting)
        if answers is None:
            return "cancelled"
        seconds = time.monotonic() - began
        keep = partial(self._keep, task, prepared, answers, setting, seconds)
        await Step(_KEEP).run(partial(asyncio.to_thread, keep))
        return "finished"

    def _begin(self, job: str, attempt: int) -> Task | None:
        store = self._desk.store
        with store.writing() as connection:
            task = rows.begin(connection, job, attempt, now())
        if task is None or task.starts == 1:
            return task
        steps = self._engine.stored_steps(workflow_id(task.id, task.attempt))
        with store.writing() as connection:
            return replace(task, starts=rows.got_on(connection, task, steps))

    def _prepare(self, task: Task, setting: Setting) -> Prepared:
        if task.starts > self._limits.starts:
            raise Parked(
                "crashes",
                f"its worker ended {self._limits.starts} times while it was at this filing; "
                "look at the filing and at the worker's memory, then retry it",
            )
        with self._desk.store.reading() as connection:
            data = filings.original(connection, task.filing)
        filing = read_filing(data, task.name, max_bytes=max(len(data), 1))
        form = form_for(filing) if task.way.form == AUTO else form_by_name(task.way.form)
        return prepare(filing, form, setting)

    async def _answers(self, task: Task, prepared: Prepared, setting: Setting) -> "_Answers | None":
        """How each question ended; None where nobody wants to know any more.

        What an endpoint left open is asked again after a while.
        """
        earlier = await _apart(self._earlier, task) if task.attempt > 1 else {}
        ended: dict[int, Ended] = {}
        spent = Usage()
        for round_ in range(self._limits.rounds):
            left = [n for n in range(len(prepared.puts)) if n not in ended or ended[n].again]
            if not left:
                break
            if round_:
                await engine.pause(min(self._limits.pause * 2 ** (round_ - 1), _LONGEST_PAUSE))
                if not await _apart(self._is_wanted, task):
                    return None
            spent = sum((ended[n].paid for n in left if n in ended), spent)
            # The places of all steps are taken before any of them runs: their order is fixed.
            steps = [Step(_ASK) for _ in left]
            asked = await _all(
                step.run(partial(self._ask, task, setting, n, prepared.puts[n], earlier))
                for n, step in zip(left, steps, strict=True)
            )
            ended |= zip(left, map(get_ended, asked), strict=True)
        answers = _Answers([ended[n] for n in sorted(ended)], spent)
        for each in answers.ended:
            if each.fatal or each.again:
                raise Parked("endpoint", each.report.detail, answers.paid)
        return answers

    async def _ask(
        self, task: Task, setting: Setting, number: int, put: Put, earlier: Mapping[str, Ended]
    ) -> Json:
        question = question_hash(put)
        ended = earlier.get(question)
        if ended is None:
            ended = await self._asking.ask(task.way.model_id, setting, put)
        return put_ended(ended, number, question)

    def _earlier(self, task: Task) -> dict[str, Ended]:
        """The answers that earlier attempts were given, by question: they are paid already."""
        found: dict[str, Ended] = {}
        for attempt in range(1, task.attempt):
            for each in self._engine.results(workflow_id(task.id, attempt), _ASK):
                if each["answer"] is not None:
                    found[each["question"]] = replace(get_ended(each), cached=True)
        return found

    def _is_wanted(self, task: Task) -> bool:
        with self._desk.store.reading() as connection:
            return rows.is_open(connection, task)

    def _keep(
        self,
        task: Task,
        prepared: Prepared,
        answers: "_Answers",
        setting: Setting,
        seconds: float,
    ) -> Json:
        """Assess, store, open items, and note that the job is over: each of it once."""
        extraction = finish(prepared, answers.ended, setting, seconds)
        with self._desk.store.writing() as connection:
            data = filings.original(connection, task.filing)
            added = intake.add_within(self._desk, connection, extraction, data, task.policy, now())
            values = rows.finished(
                added.extraction, extraction.form, extraction.complete, incompleteness(extraction)
            )
            rows.end(connection, task, extraction.usage + answers.spent, now(), values)
        return {"extraction": added.extraction}

    def _park(self, task: Task, parked: Parked) -> str:
        """Note that a job is parked. No step: it may come at any place, and twice is once."""
        add(instruments.PARKED, 1, {"extractor.fault": parked.fault})
        with self._desk.store.writing() as connection:
            values = rows.parked(parked.fault, str(parked))
            rows.end(connection, task, parked.paid, now(), values)
        return "parked"


async def _all(asking: Iterable[Awaitable[Json]]) -> list[Json]:
    """What all of these come to. A fault of one is raised when the others are over: what they were
    paid for is stored then, and not asked again by the next attempt."""
    ended = await asyncio.gather(*asking, return_exceptions=True)
    fault = next((each for each in ended if isinstance(each, BaseException)), None)
    if fault is not None:
        raise fault
    return [each for each in ended if not isinstance(each, BaseException)]


@dataclass(frozen=True)
class _Answers:
    """How the questions ended, in their order, and what earlier tries at them had cost."""

    ended: list[Ended]
    spent: Usage

    @property
    def paid(self) -> Usage:
        return sum((each.paid for each in self.ended), self.spent)


def _parked(error: Exception) -> Parked:
    """What a fault of a filing is called."""
    match error:
        case Parked():
            return error
        case UnreadableFiling():
            return Parked("unreadable", str(error))
        case UnknownForm():
            return Parked("no_form", str(error))
        case ExtractorError():
            return Parked("refused", str(error))
        case _:
            said = f"unexpected fault ({type(error).__name__}: {error}); please report it"
            return Parked("unexpected", said)


def _tell(task: Task, ended: str, seconds: float) -> None:
    """Tell how an attempt ended, but not why: a reason may quote its filing."""
    facts = {"extractor.state": ended}
    add(instruments.JOBS, 1, facts)
    add(instruments.JOB_SECONDS, seconds, facts)
    said = {"job": task.id, "attempt": task.attempt, "filing": task.filing, "state": ended}
    event("job ended", {**said, "seconds": round(seconds, 3)})


async def _apart(work: Callable[..., T], *given: object) -> T:
    """Do what is no step in a thread, where the engine does not take its calls for steps."""
    return await asyncio.get_running_loop().run_in_executor(None, work, *given)
