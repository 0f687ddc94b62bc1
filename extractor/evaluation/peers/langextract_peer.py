"""langextract, set up for an OpenAI-compatible endpoint as its documentation says."""

import asyncio
import importlib
import inspect
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from openai.types.chat import ChatCompletion

from extractor.errors import ExtractorError
from extractor.evaluation.peers.answer import salvaged
from extractor.evaluation.peers.examples import TASKS, Task
from extractor.evaluation.peers.line import Line
from extractor.evaluation.peers.mapping import record_of
from extractor.evaluation.peers.peer import MOST_TOKENS, MissingPeer, Peer, Unanswered
from extractor.forms.base import Form
from extractor.llm.cache import AnswerStore
from extractor.llm.endpoint import Endpoint

_EXTRACTIONS = "extractions"
_CHARACTERS = 1000
"""Characters that are asked about at once: the library's default."""


class LangExtract(Peer):
    """langextract with its defaults and few-shot examples, one pass, one call at a time.

    Only extractions that it found again in the text are used.
    """

    name = "langextract"

    def __init__(self, form: Form, endpoint: Endpoint, answers: AnswerStore) -> None:
        super().__init__(form, endpoint, answers)
        if form.name not in TASKS:
            raise ExtractorError(
                f"langextract has no examples for the form {form.name}, only for {', '.join(TASKS)}"
            )
        self._task = TASKS[form.name]
        self._library = _library()

    def _asked(self) -> Mapping[str, Any]:
        return {
            "description": self._task.description,
            "examples": [asdict(each) for each in self._task.examples],
            "characters": _CHARACTERS,
        }

    async def _record(self, line: Line, text: str) -> Mapping[str, Any]:
        loop = asyncio.get_running_loop()

        def create(**request: Any) -> ChatCompletion:
            response = asyncio.run_coroutine_threadsafe(line.create(**request), loop).result()
            return _mended(response)

        try:
            document = await asyncio.to_thread(self._extract, create, text)
        except Exception as error:  # the library may fail on an answer in any way
            if line.fault is not None:
                raise line.fault from error
            if not line.calls:
                raise  # nothing was asked: it is no answer that it failed on
            told = " ".join(str(error).split())[:200]
            raise Unanswered(f"langextract failed on the model's answer: {told}") from error
        return record_of(self.form, self._task.classes, document.extractions or ())

    def _extract(self, create: Callable[..., ChatCompletion], text: str) -> Any:
        lx = self._library
        examples = examples_of(lx, self._task)
        settings = {key: value for key, value in self.sampling.items() if key != "max_tokens"}
        # Older releases know their own providers by name only once these are loaded.
        lx.providers.load_builtins_once()
        model = lx.factory.create_model(
            lx.factory.ModelConfig(
                model_id=self.endpoint.model,
                provider="openai",
                provider_kwargs={
                    "api_key": self.endpoint.key,
                    "base_url": self.endpoint.url,
                    "max_workers": 1,
                    "max_output_tokens": MOST_TOKENS,
                    **settings,
                },
            ),
            examples=examples,
            use_schema_constraints=True,
        )
        # The library hides what its calls cost: they go over the line that counts them.
        model._client.close()
        model._client = SimpleNamespace(
            chat=SimpleNamespace(completions=SimpleNamespace(create=create))
        )
        return lx.extract(
            text,
            prompt_description=self._task.description,
            examples=examples,
            model=model,
            use_schema_constraints=False,  # the model has them already
            max_char_buffer=_CHARACTERS,
            max_workers=1,
            fetch_urls=False,
            **_without_progress(lx),
        )


def examples_of(library: Any, task: Task) -> list[Any]:
    """A task's examples as the library's own objects."""
    return [
        library.data.ExampleData(
            text=example.text,
            extractions=[
                library.data.Extraction(
                    extraction_class=each.name,
                    extraction_text=each.text,
                    attributes=dict(each.attributes or {}),
                )
                for each in example.extractions
            ],
        )
        for example in task.examples
    ]


def _library() -> Any:
    try:
        library = importlib.import_module("langextract")
        importlib.import_module("langextract.factory")
    except ImportError as error:
        raise MissingPeer("langextract") from error
    # It reports every answer that it cannot read on a logger that prints to stderr.
    logger = logging.getLogger("absl")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return library


def _without_progress(library: Any) -> dict[str, bool]:
    """What keeps it from drawing a progress bar; older releases draw none unless asked."""
    known = inspect.signature(library.extraction.extract).parameters
    return {"show_progress": False} if "show_progress" in known else {}


def _mended(response: ChatCompletion) -> ChatCompletion:
    """A cut answer closed where it ends: the library drops, or fails on, what is no JSON."""
    first = response.choices[0]
    if first.finish_reason == "length":
        rows = salvaged(first.message.content or "").get(_EXTRACTIONS)
        kept = [row for row in rows if row] if isinstance(rows, list) else []
        first.message.content = json.dumps({_EXTRACTIONS: kept}, ensure_ascii=False)
    return response
