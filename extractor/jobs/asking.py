"""The models that a worker asks: one client for each way of asking, all behind the budget."""

import asyncio
import hashlib
import threading
from collections.abc import Mapping
from contextvars import Context
from dataclasses import asdict
from typing import Any

from extractor.jobs.budget import Budget, Limits
from extractor.jobs.settings import JobSettings
from extractor.llm.cache import Answer, AnswerCache
from extractor.llm.client import Client
from extractor.readers import Put
from extractor.settings import Settings
from extractor.stages import Ended, Setting, ask, endpoint_of
from extractor.store.codec import Json, digest, get_chunk, put_chunk
from extractor.store.database import Store


class Asking:
    """Clients by what is asked, made on first use; all of them live and end with one event loop."""

    def __init__(self, store: Store, settings: Settings, limits: JobSettings) -> None:
        self._store = store
        self._answers = AnswerCache(settings.cache_dir / "answers" if settings.cache else None)
        self._limits = Limits(limits.requests_per_minute, limits.tokens_per_minute)
        self._clients: dict[str, Client] = {}
        self._closer: asyncio.Task[None] | None = None
        self._making = threading.Lock()

    async def ask(self, model: str, setting: Setting, put: Put) -> Ended:
        """Put a question to a model, which `model` tells from all others."""
        return await ask(await self._client(model, setting), put)

    async def _closed_at_the_end(self) -> None:
        """Wait for the end of the loop, which cancels what waits, and end the connections."""
        try:
            await asyncio.Event().wait()
        finally:
            for client in self._clients.values():
                await client.aclose()
            self._clients.clear()

    async def _client(self, model: str, setting: Setting) -> Client:
        if self._closer is None:
            # In no one's context: it belongs to no workflow.
            end = self._closed_at_the_end()
            self._closer = asyncio.get_running_loop().create_task(end, context=Context())
        key = f"{model} {digest(_asked(setting.settings))}"
        if key not in self._clients:
            await asyncio.to_thread(self._make, key, model, setting)
        return self._clients[key]

    def _make(self, key: str, model: str, setting: Setting) -> None:
        with self._making:
            if key not in self._clients:
                endpoint = endpoint_of(setting, lambda _: None)
                gate = Budget(self._store, model, self._limits) if self._limits else None
                self._clients[key] = Client(endpoint, self._answers, gate)


def _asked(settings: Settings) -> Mapping[str, Any]:
    return {"mode": settings.mode, "max_answer_tokens": settings.max_answer_tokens}


def question_hash(put: Put) -> str:
    """The hash of what is asked: tells whether a stored answer is one to this question."""
    said = "\n".join(message["content"] for message in put.messages)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def put_ended(ended: Ended, number: int, question: str) -> Json:
    """How a question ended, as JSON; `question` is its hash, `number` its place."""
    return {
        "number": number,
        "question": question,
        "report": put_chunk(ended.report),
        "answer": None if ended.answer is None else asdict(ended.answer),
        "cached": ended.cached,
        "again": ended.again,
        "fatal": ended.fatal,
    }


def get_ended(given: Json) -> Ended:
    """How a question ended, of `put_ended`."""
    answer = given["answer"]
    return Ended(
        report=get_chunk(given["report"]),
        answer=None if answer is None else Answer(**answer),
        cached=given["cached"],
        again=given["again"],
        fatal=given["fatal"],
    )
