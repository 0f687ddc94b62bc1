"""A peer's line to its endpoint, on which every call is counted."""

from typing import Any, Self

from openai.types.chat import ChatCompletion

from extractor.llm.endpoint import Endpoint
from extractor.llm.faults import EndpointFault
from extractor.llm.quotes import without_surrogates
from extractor.llm.transport import call, connection


class Line:
    """Calls to one endpoint from one event loop; an async context manager.

    A call is tried again as the project's own calls are. `fault` is what the endpoint failed
    with, where it did: a library may wrap the exception beyond recognition.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.calls = 0
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self.cut = 0
        self.fault: EndpointFault | None = None
        self._endpoint = endpoint
        self._openai = connection(endpoint)

    async def create(self, **request: Any) -> ChatCompletion:
        """A chat completion; raises EndpointFault."""
        try:
            response = await call(
                self._openai.chat.completions.create,
                url=self._endpoint.url,
                attempts=self._endpoint.attempts,
                **request,
            )
        except EndpointFault as fault:
            self.fault = fault
            raise
        first = response.choices[0]
        first.message.content = first.message.content and without_surrogates(first.message.content)
        self.calls += 1
        self.cut += first.finish_reason == "length"
        if response.usage is not None:
            self.prompt_tokens += response.usage.prompt_tokens or 0
            self.completion_tokens += response.usage.completion_tokens or 0
        return response

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._openai.close()
