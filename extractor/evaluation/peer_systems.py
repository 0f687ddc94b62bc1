"""Other systems as systems of a run: on the main document's text, with the same model."""

import asyncio
from collections.abc import Mapping
from importlib import metadata
from typing import TYPE_CHECKING

from extractor.evaluation.runs import Cost
from extractor.evaluation.systems import Asking, Predicted
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.llm.cache import AnswerCache
from extractor.llm.endpoint import (
    Endpoint,
    embedded_endpoint,
    is_embedded,
    recorded_endpoint,
    remote_endpoint,
)
from extractor.llm.recorded import RecordedAnswers

if TYPE_CHECKING:
    from extractor.evaluation.peers import Peer


class PeerSystem:
    """One peer by its name; the endpoint is started at the first filing."""

    def __init__(self, name: str, form: Form, asking: Asking) -> None:
        self.names: tuple[str, ...] = (name,)
        self.model = asking.model
        self._form = form
        self._asking = asking
        self._peer: Peer | None = None

    async def predict(self, filing: Filing) -> Mapping[str, Predicted]:
        """What the peer says of the main document."""
        peer = await self._made()
        answer = await peer.ask(filing.main_document.text)
        price = self._asking.price
        tokens = answer.prompt_tokens, answer.completion_tokens
        cost = Cost(
            calls=answer.calls,
            prompt_tokens=answer.prompt_tokens,
            completion_tokens=answer.completion_tokens,
            seconds=answer.seconds,
            usd=price.of(*tokens) if price is not None else None,
        )
        predicted = Predicted(
            record=answer.record,
            cost=cost,
            paid=Cost() if answer.cached else cost,
            complete=not answer.problem,
            problem=answer.problem,
            cut=answer.cut,
            receipt={
                "form": self._form.name,
                "schema": self._form.schema_version,
                "package": f"{peer.name} {metadata.version(peer.name)}",
                "model": peer.endpoint.model_id,
                "sampling": dict(peer.sampling),
            },
        )
        return {self.names[0]: predicted}

    async def aclose(self) -> None:
        """Nothing stays open between filings."""

    async def _made(self) -> "Peer":
        if self._peer is None:
            from extractor.evaluation.peers import LangExtract, PlainCall

            asking = self._asking
            kind = {each.name: each for each in (PlainCall, LangExtract)}[self.names[0]]
            folder = asking.settings.cache_dir / "answers" if asking.settings.cache else None
            endpoint = await asyncio.to_thread(_endpoint, asking)
            self._peer = kind(self._form, endpoint, asking.answers or AnswerCache(folder))
        return self._peer


def _endpoint(asking: Asking) -> Endpoint:
    if isinstance(asking.answers, RecordedAnswers):
        return recorded_endpoint(asking.model, asking.base_url, asking.settings)
    if is_embedded(asking.model, asking.base_url):
        return embedded_endpoint(asking.model, asking.settings)
    return remote_endpoint(asking.model, asking.base_url, asking.settings)
