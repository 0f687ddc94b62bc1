"""The extractor: read, ask, assess. The one place where the stages meet."""

import asyncio
import os
import threading
import time
import weakref
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterable, Sequence
from concurrent.futures import Future
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from pydantic import ValidationError

from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.forms.registry import form_for, form_of
from extractor.llm.cache import AnswerCache, AnswerStore
from extractor.llm.endpoint import Endpoint, check_first
from extractor.llm.models import ALIAS
from extractor.llm.recorded import RecordedAnswers
from extractor.policy import AGREEMENT, Policy
from extractor.readers import Put
from extractor.settings import Settings
from extractor.stages import (
    Ended,
    Prepared,
    Setting,
    ask,
    endpoint_of,
    finish,
    first_of,
    prepare,
    standing,
)
from extractor.telemetry.telling import span

if TYPE_CHECKING:
    from extractor.llm.client import Client

P = ParamSpec("P")
T = TypeVar("T")
AUTO = "auto"


class Extractor:
    """Turns filings into typed, cross-checked records.

    `model` is `local` (the embedded model, the default), `none` (the baseline alone, so that
    everything goes to review), or the name of a model at `base_url`. `policy` is a file of
    `extractor calibrate`: where it was calibrated with something else than is used here, everything
    goes to review and a warning says so. `form` is a form or its name; "auto" asks each known form
    whether it fits.
    `prompts` is a folder to take prompts from instead of the shipped ones. `answers` is where
    answers are kept instead of the cache of the settings; with recorded ones no model is asked.
    `progress` is told in a few words what is being done.

    Use it as a context manager, or call `close`. All faults that a user can mend are raised as
    ExtractorError; what the model leaves open is in the extraction, never an exception.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        base_url: str | None = None,
        policy: Path | Policy | None = None,
        form: str | Form = AUTO,
        prompts: Path | None = None,
        answers: AnswerStore | None = None,
        settings: Settings | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        settings = settings or Settings()
        model = model or settings.model
        if base_url and model == ALIAS:
            raise ExtractorError(
                f"{ALIAS!r} is the embedded model; to ask {base_url}, name the model that is there"
            )
        if settings.first_model is not None:
            check_first(settings.first_model, model, base_url or settings.base_url)
        self._setting = Setting(
            model,
            base_url or settings.base_url,
            _policy_of(policy),
            settings,
            None if prompts is None else Path(prompts),
        )
        self._form = None if form == AUTO else form_of(form)
        self._answers = answers or _cache(settings)
        self._tell = progress or (lambda _: None)
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Client]]
        self._clients = weakref.WeakKeyDictionary()
        self._turns: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]
        self._turns = weakref.WeakKeyDictionary()
        self._endpoints: dict[str, Endpoint] = {}
        self._starting = threading.Lock()
        self._background: _LoopThread | None = None

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def policy(self) -> Policy:
        """The policy that decides what is accepted."""
        return self._setting.policy

    def close(self) -> None:
        """End the connections and the thread of the synchronous calls."""
        if self._background is not None and self._background.is_here:
            loop = self._background.loop
            for client in self._clients.pop(loop, {}).values():
                self._background.run(client.aclose())
            self._background.stop()
            self._background = None

    async def aclose(self) -> None:
        """End the connections that belong to the running event loop."""
        for client in self._clients.pop(asyncio.get_running_loop(), {}).values():
            await client.aclose()

    def extract(self, filing: Filing) -> Extraction:
        """Extract one filing; also inside a running event loop, which it then blocks."""
        return self._thread().run(self.aextract(filing))

    def extract_many(
        self, filings: Iterable[Filing], concurrency: int = 2
    ) -> Generator[Extraction, None, None]:
        """Extract filings, at most `concurrency` at a time, and yield each as it is finished.

        Closed or let go before its end, it gives up what is under way; so does a filing of no
        known form, or whatever else ends one of them with an exception. Raises ExtractorError for
        a `concurrency` of less than one.
        """
        if concurrency < 1:
            raise ExtractorError(f"concurrency is {concurrency}, and less than one is no work")
        done: Queue[Extraction | Exception | None] = Queue()
        # A caller who is slow, or gone, must neither fill the memory nor hold up a thread.
        room = asyncio.Semaphore(concurrency)

        async def work() -> None:
            try:
                async with aclosing(self._many(filings, concurrency)) as extractions:
                    async for extraction in extractions:
                        await room.acquire()
                        done.put(extraction)
                done.put(None)
            except asyncio.CancelledError:
                done.put(ExtractorError("the extractor was closed before all filings were done"))
                raise
            except Exception as error:  # noqa: BLE001  # raised again where it is waited for
                done.put(error)

        thread = self._thread()
        task = thread.start(work())
        try:
            while (result := done.get()) is not None:
                if isinstance(result, Exception):
                    raise result
                yield result
                # Closed meanwhile, the work has ended, and its last word says so.
                with suppress(RuntimeError):
                    thread.loop.call_soon_threadsafe(room.release)
        finally:
            task.cancel()

    async def _many(
        self, filings: Iterable[Filing], concurrency: int
    ) -> AsyncGenerator[Extraction]:
        waiting: set[asyncio.Task[Extraction]] = set()
        source = iter(filings)
        try:
            while True:
                while len(waiting) < concurrency and (filing := next(source, None)) is not None:
                    waiting.add(asyncio.ensure_future(self.aextract(filing)))
                if not waiting:
                    return
                finished, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    yield task.result()
        finally:
            for task in waiting:
                task.cancel()

    async def aextract(self, filing: Filing) -> Extraction:
        """Extract one filing."""
        began = time.monotonic()
        with span("extract", {"extractor.filing": filing.sha256}):
            prepared = await self._aside(self.prepare, filing)
            ended = await self._ended(prepared)
            return await self._aside(self.finish, prepared, ended, time.monotonic() - began)

    async def _ended(self, prepared: Prepared) -> Sequence[Ended]:
        """How each question ended; where a smaller model comes first, often with that one."""
        puts = prepared.puts
        if not prepared.first:
            return await asyncio.gather(*map(self.ask, puts))
        smaller = first_of(self._setting)
        first = await asyncio.gather(*(self._ask(put, smaller) for put in puts))
        stands = await self._aside(standing, prepared, first, self._setting)

        async def after(put: Put, before: Ended, stood: Ended | None) -> Ended:
            return stood or replace(await self.ask(put), before=before)

        return await asyncio.gather(*map(after, puts, first, stands))

    async def _aside(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Do what computes outside of the loop, so that answers are taken as they come.

        One at a time: more threads would only keep each other, and the loop, waiting.
        """
        loop = asyncio.get_running_loop()
        turn = self._turns.setdefault(loop, asyncio.Semaphore(1))
        async with turn:
            return await asyncio.to_thread(work, *given, **named)

    def prepare(self, filing: Filing) -> Prepared:
        """The first part of an extraction: read the filing, as far as that needs no model.

        Raises UnknownForm where it is of none.
        """
        return prepare(filing, self._form or form_for(filing), self._setting)

    async def ask(self, put: Put) -> Ended:
        """The second part, once for each of the questions that were prepared."""
        return await self._ask(put, self._setting)

    async def _ask(self, put: Put, setting: Setting) -> Ended:
        ended = await ask(await self._client(setting), put)
        if ended.answer is not None:
            source = " (from the cache)" if ended.cached else ""
            self._tell(f"{put.question.name}: answered{source}")
        return ended

    def finish(self, prepared: Prepared, ended: Sequence[Ended], seconds: float) -> Extraction:
        """The last part: what the filing amounts to, with its questions ended, in their order."""
        return finish(prepared, ended, self._setting, seconds)

    async def _client(self, setting: Setting) -> "Client":
        # It loads openai, which takes longer than all that is done without a model.
        from extractor.llm.client import Client

        loop = asyncio.get_running_loop()
        clients = self._clients.setdefault(loop, {})
        if setting.model not in clients:
            endpoint = await asyncio.to_thread(self._started, setting)
            # Whoever waited beside this one may have made it meanwhile.
            if setting.model not in clients:
                clients[setting.model] = Client(endpoint, self._answers)
        return clients[setting.model]

    def _started(self, setting: Setting) -> Endpoint:
        """The endpoint of a setting's model; an embedded one is started on first use."""
        with self._starting:
            if setting.model not in self._endpoints:
                recorded = isinstance(self._answers, RecordedAnswers)
                self._endpoints[setting.model] = endpoint_of(setting, self._tell, recorded=recorded)
            return self._endpoints[setting.model]

    def _thread(self) -> "_LoopThread":
        # A forked child has the loop of its parent, but not the thread that ran it.
        if self._background is None or not self._background.is_here:
            self._background = _LoopThread()
        return self._background


def _policy_of(given: Path | Policy | None) -> Policy:
    if given is None or isinstance(given, Policy):
        return given or AGREEMENT
    # A path is often given as a str, here as to Filing.from_path.
    return load_policy(Path(given))


def _cache(settings: Settings) -> AnswerStore:
    return AnswerCache(settings.cache_dir / "answers" if settings.cache else None)


def load_policy(path: Path) -> Policy:
    """The policy of a file; raises ExtractorError with what is wrong with it."""
    try:
        return Policy.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ExtractorError(f"{path}: the policy cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ExtractorError(f"{path}: not a policy: {where}: {first['msg']}") from error


class _LoopThread:
    """An event loop in a thread of its own: synchronous calls work inside a running loop too."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._process = os.getpid()
        self._thread = threading.Thread(target=self.loop.run_forever, name="extractor", daemon=True)
        self._thread.start()

    @property
    def is_here(self) -> bool:
        """Whether the thread is one of this process."""
        return self._process == os.getpid()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        future = self.start(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def stop(self) -> None:
        self.run(_end_tasks())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def _end_tasks() -> None:
    """End what else runs in this loop, work whose caller has gone, and the threads beside it."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # Closing a loop tells its threads to end and does not wait for it.
    await asyncio.get_running_loop().shutdown_default_executor()
