"""The extractor: read, ask, assess. The one place where the stages meet."""

import asyncio
import threading
import time
import weakref
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any, TypeVar

from pydantic import ValidationError

from extractor.assess import assess
from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.filing.model import Document, Filing
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name, form_for
from extractor.llm.cache import Answer, AnswerCache, AnswerStore
from extractor.llm.client import Asked, Client, NoAnswer
from extractor.llm.endpoint import (
    NONE,
    Endpoint,
    embedded_endpoint,
    is_embedded,
    recorded_endpoint,
    remote_endpoint,
)
from extractor.llm.models import ALIAS
from extractor.llm.recorded import RecordedAnswers
from extractor.policy import AGREEMENT, Policy, fit, fitting
from extractor.readers import (
    Put,
    baseline_reading,
    cue_reading,
    declared_readings,
    llm_reading,
    questions,
    uncued,
)
from extractor.receipts import receipt_for
from extractor.records import ChunkReport, ChunkStatus, Reading, Usage
from extractor.settings import Settings

T = TypeVar("T")
AUTO = "auto"


class Extractor:
    """Turns filings into typed, cross-checked records.

    `model` is `local` (the embedded model, the default), `none` (the baseline alone, so that
    everything goes to review), or the name of a model at `base_url`. `policy` is a file of
    `extractor calibrate`: where it was calibrated with something else than is used here, everything
    goes to review and a warning says so. `form` "auto" asks each known form whether it fits.
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
        form: str = AUTO,
        prompts: Path | None = None,
        answers: AnswerStore | None = None,
        settings: Settings | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self._settings = settings or Settings()
        self._model = model or self._settings.model
        if base_url and self._model == ALIAS:
            raise ExtractorError(
                f"{ALIAS!r} is the embedded model; to ask {base_url}, name the model that is there"
            )
        self._base_url = base_url or self._settings.base_url
        self._policy = load_policy(policy) if isinstance(policy, Path) else policy or AGREEMENT
        self._form = None if form == AUTO else form_by_name(form)
        self._prompts = prompts
        self._answers = answers or _cache(self._settings)
        self._tell = progress or (lambda _: None)
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Client]
        self._clients = weakref.WeakKeyDictionary()
        self._endpoint: Endpoint | None = None
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
        return self._policy

    def close(self) -> None:
        """End the connections and the thread of the synchronous calls."""
        if self._background is not None:
            loop = self._background.loop
            client = self._clients.pop(loop, None)
            if client is not None:
                self._background.run(client.aclose())
            self._background.stop()
            self._background = None

    async def aclose(self) -> None:
        """End the connections that belong to the running event loop."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def extract(self, filing: Filing) -> Extraction:
        """Extract one filing; also inside a running event loop, which it then blocks."""
        return self._thread().run(self.aextract(filing))

    def extract_many(
        self, filings: Iterable[Filing], concurrency: int = 2
    ) -> Generator[Extraction, None, None]:
        """Extract filings, at most `concurrency` at a time, and yield each as it is finished.

        Closed or let go before its end, it gives up what is under way.
        """
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
        form = self._form or form_for(filing)
        document = filing.main_document
        left_out = uncued(form, document)
        readings = [baseline_reading(form, filing), cue_reading(form, document, left_out)]
        if not self._settings.text_only:
            readings += declared_readings(form, filing)
        chunks: tuple[ChunkReport, ...] = ()
        answers: list[Answer] = []
        usage = Usage()
        if self._model != NONE:
            puts = questions(form, document, left_out, self._prompts)
            results = await self._ask_all(puts)
            chunks = tuple(each.report for each in results)
            asked = [
                (put, each.asked) for put, each in zip(puts, results, strict=True) if each.asked
            ]
            readings.append(_read(form, document, asked))
            answers = [each.stored for _, each in asked]
            usage = sum((each.paid for each in results), Usage(seconds=time.monotonic() - began))
        receipt = receipt_for(
            form,
            filing,
            self._policy,
            self._model,
            self._base_url,
            self._settings,
            self._prompts,
            answers,
        )
        misfit = fit(self._policy, receipt)
        return Extraction(
            form=form.name,
            filing=filing,
            assessment=assess(form, readings, fitting(self._policy, receipt)),
            readings=tuple(readings),
            chunks=chunks,
            usage=usage,
            receipt=receipt,
            warnings=(misfit, *document.warnings) if misfit else document.warnings,
        )

    async def _ask_all(self, puts: Iterable[Put]) -> list["_Ended"]:
        client = await self._client()
        return list(await asyncio.gather(*(self._ask(client, put) for put in puts)))

    async def _ask(self, client: Client, put: Put) -> "_Ended":
        """Put one question; every fault ends in the report, none is lost and none raised."""
        place = put.chunk.evidence(0, len(put.chunk.text))
        name = put.question.name
        if not put.chunk.text.strip():
            return _Ended(ChunkReport(name, ChunkStatus.EMPTY, "the text is empty", place))
        try:
            asked = await client.ask(put.schema, put.messages, put.chunk)
        except NoAnswer as error:
            status = ChunkStatus.REFUSED if error.refused else ChunkStatus.FAILED
            return _Ended(ChunkReport(name, status, str(error), place, error.usage))
        self._tell(f"{name}: answered{' (from the cache)' if asked.cached else ''}")
        return _Ended(ChunkReport(name, ChunkStatus.OK, "", place, _cost(asked.stored)), asked)

    async def _client(self) -> Client:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            endpoint = await asyncio.to_thread(self._started)
            client = self._clients.setdefault(loop, Client(endpoint, self._answers))
        return client

    def _started(self) -> Endpoint:
        """The endpoint; the embedded model is started on first use."""
        with self._starting:
            if self._endpoint is None:
                if isinstance(self._answers, RecordedAnswers):
                    self._endpoint = recorded_endpoint(self._model, self._base_url, self._settings)
                elif is_embedded(self._model, self._base_url):
                    self._tell(f"starting the embedded model {self._model}")
                    self._endpoint = embedded_endpoint(self._model, self._settings)
                else:
                    self._endpoint = remote_endpoint(self._model, self._base_url, self._settings)
            return self._endpoint

    def _thread(self) -> "_LoopThread":
        if self._background is None:
            self._background = _LoopThread()
        return self._background


def _cache(settings: Settings) -> AnswerStore:
    return AnswerCache(settings.cache_dir / "answers" if settings.cache else None)


@dataclass(frozen=True)
class _Ended:
    """How one question ended: its report, and its answer if there is one."""

    report: ChunkReport
    asked: Asked | None = None

    @property
    def paid(self) -> Usage:
        """What it cost now; the seconds of questions that wait for each other do not add up."""
        cost = self.report.cost
        if self.asked is not None and self.asked.cached:
            return Usage(cached_calls=cost.calls)
        return replace(cost, seconds=0.0)


def _read(form: Form, document: Document, asked: list[tuple[Put, Asked]]) -> Reading:
    return llm_reading(form, document, [(put, each.answer) for put, each in asked])


def _cost(answer: Answer) -> Usage:
    return Usage(
        calls=answer.calls,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
        seconds=answer.seconds,
    )


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
        self._thread = threading.Thread(target=self.loop.run_forever, name="extractor", daemon=True)
        self._thread.start()

    def start(self, work: Coroutine[Any, Any, T]) -> "asyncio.Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self.loop)  # type: ignore[return-value]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
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
    """End what else runs in this loop: work whose caller has gone."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
