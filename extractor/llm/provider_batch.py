"""A provider's batches: files of requests sent, looked after, and their results fetched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openai

from extractor.errors import ExtractorError
from extractor.llm.endpoint import Endpoint
from extractor.llm.provider_lines import PATH
from extractor.llm.transport import connection, fault_of

OVER = frozenset({"completed", "failed", "expired", "cancelled"})
"""States of a batch that it stays in; all but the first may leave requests without an answer."""
_WINDOW: Final = "24h"
_NO_BATCHES = 404


@dataclass(frozen=True)
class State:
    """How far a batch is; `results` are the files of its results, `said` what the provider says
    of why it failed."""

    status: str
    ended: int
    results: tuple[str, ...]
    said: str = ""


class Provider:
    """The batches of an endpoint; async, to be closed by `aclose`. All of it raises
    ExtractorError, in a sentence."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._url = endpoint.url
        self._once = connection(endpoint)
        self._client = self._once.with_options(max_retries=endpoint.attempts - 1)

    async def aclose(self) -> None:
        """End the connections."""
        await self._once.close()

    async def upload(self, path: Path) -> str:
        """Send a file of requests; the provider's name of it."""
        with self._faults():
            return (await self._client.files.create(file=path, purpose="batch")).id

    async def begin(self, file: str) -> str:
        """Have a file's requests answered; the provider's name of the batch.

        One that there is of the file already is taken: whoever began it may have died before they
        could note it. So it is tried once, and not again without looking.
        """
        with self._faults():
            async for each in self._client.batches.list(limit=100):
                if each.input_file_id == file:
                    return each.id
            made = await self._once.batches.create(
                input_file_id=file, endpoint=PATH, completion_window=_WINDOW
            )
            return made.id

    async def state(self, batch: str) -> State:
        """How far a batch is."""
        with self._faults():
            found = await self._client.batches.retrieve(batch)
        counts = found.request_counts
        errors = (found.errors.data if found.errors else None) or []
        return State(
            status=str(found.status),
            ended=counts.completed + counts.failed if counts else 0,
            results=tuple(filter(None, (found.output_file_id, found.error_file_id))),
            said="; ".join(dict.fromkeys(filter(None, (each.message for each in errors)))),
        )

    async def fetch(self, file: str, to: Path) -> None:
        """Write a file of results to a path; it appears there whole or not at all."""
        part = to.with_suffix(".part")
        with self._faults():
            async with self._client.files.with_streaming_response.content(file) as content:
                await content.stream_to_file(part)
        part.replace(to)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except openai.APIStatusError as error:
            if error.status_code != _NO_BATCHES:
                raise fault_of(error, self._url) from error
            raise ExtractorError(
                f"the endpoint {self._url} knows no such file or batch, or no batches at all "
                "(HTTP 404): extractor batch submit asks it directly"
            ) from error
        except openai.OpenAIError as error:
            raise fault_of(error, self._url) from error
