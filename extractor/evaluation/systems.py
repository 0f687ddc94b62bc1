"""The systems that are evaluated: what each says of a filing, and what that cost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel

from extractor.assess import assess
from extractor.evaluation.prices import FREE, Price
from extractor.evaluation.runs import Cost
from extractor.extraction import Assessment, Extraction
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.llm.cache import AnswerStore
from extractor.llm.endpoint import NONE
from extractor.pipeline import Extractor
from extractor.policy import Policy
from extractor.records import (
    BASELINE,
    CUES,
    LLM,
    ChunkReport,
    ChunkStatus,
    FieldResult,
    Reading,
    Usage,
)
from extractor.render.words import incompleteness
from extractor.settings import Settings

RECONCILED = "reconciled"
OWN = (RECONCILED, LLM, BASELINE)
"""The systems of this project: both readers reconciled, and each reader alone."""
PEERS = ("instructor", "langextract")
"""Other systems, run with the same model on the same text."""

_READS: Mapping[str, tuple[str, ...]] = {LLM: (LLM, CUES), BASELINE: (BASELINE, CUES)}


@dataclass(frozen=True)
class Predicted:
    """What one system says of one filing.

    `fields` are the decided fields, None for a system that decides nothing. `cost` is what the
    answers cost when they were given, `paid` what was paid for them now. `answers` is a hash of
    what a model answered, `receipt` all else that the prediction was made from, the filing left
    out. `readings` are what the decisions were made from, `chunks` how its questions ended.
    """

    record: BaseModel | Mapping[str, Any]
    cost: Cost = field(default_factory=Cost)
    paid: Cost = field(default_factory=Cost)
    complete: bool = True
    problem: str = ""
    cut: int = 0
    fields: Mapping[str, FieldResult] | None = None
    readings: tuple[Reading, ...] = ()
    chunks: tuple[ChunkReport, ...] = ()
    answers: str = ""
    receipt: Mapping[str, Any] = field(default_factory=dict)


class System(Protocol):
    """One way of extracting, which may give the predictions of several systems at once."""

    names: tuple[str, ...]
    model: str

    async def predict(self, filing: Filing) -> Mapping[str, Predicted]:
        """What each system says of a filing. Raises ExtractorError where it can say nothing."""

    async def aclose(self) -> None:
        """End its connections."""


@dataclass(frozen=True)
class Asking:
    """How models are asked in a run."""

    model: str
    base_url: str | None = None
    prompts: Path | None = None
    policy: Policy | None = None
    answers: AnswerStore | None = None
    price: Price | None = FREE
    settings: Settings = field(default_factory=Settings)


class OwnSystems:
    """This project's systems. One extraction serves them all: the model is asked once."""

    def __init__(self, names: Sequence[str], form: Form, asking: Asking) -> None:
        self.names = tuple(names)
        self.model = asking.model if set(names) != {BASELINE} else NONE
        self._form = form
        self._asking = asking
        self._extractor = Extractor(
            self.model,
            base_url=asking.base_url,
            policy=asking.policy,
            form=form.name,
            prompts=asking.prompts,
            answers=asking.answers,
            settings=asking.settings,
        )

    async def predict(self, filing: Filing) -> Mapping[str, Predicted]:
        """What each system says of a filing."""
        extraction = await self._extractor.aextract(filing)
        return {name: self._predicted(name, extraction) for name in self.names}

    async def aclose(self) -> None:
        """End the connections of the extractor."""
        await self._extractor.aclose()

    def _predicted(self, name: str, extraction: Extraction) -> Predicted:
        assessment = self._assessment(name, extraction)
        if name == BASELINE:
            return Predicted(
                assessment.record, fields=assessment.fields, receipt=_receipt(extraction)
            )
        failed = [each for each in extraction.chunks if each.status is ChunkStatus.FAILED]
        return Predicted(
            record=assessment.record,
            cost=cost_of(extraction.cost, self._asking.price),
            paid=cost_of(extraction.usage, self._asking.price),
            complete=extraction.complete,
            problem="" if extraction.complete else incompleteness(extraction),
            cut=sum("cut off" in each.detail for each in failed),
            fields=assessment.fields,
            readings=extraction.readings,
            chunks=extraction.chunks,
            answers=extraction.receipt.answers,
            receipt=_receipt(extraction),
        )

    def _assessment(self, name: str, extraction: Extraction) -> Assessment:
        if name == RECONCILED:
            return extraction.assessment
        readings = [each for each in extraction.readings if each.reader in _READS[name]]
        return assess(self._form, readings, self._extractor.policy)


def _receipt(extraction: Extraction) -> Mapping[str, Any]:
    made_from = asdict(extraction.receipt)
    del made_from["filing"], made_from["answers"]
    return made_from


def cost_of(usage: Usage, price: Price | None) -> Cost:
    """What this usage costs at a price; dollars unknown without one."""
    tokens = usage.prompt_tokens, usage.completion_tokens
    return Cost(
        calls=usage.calls,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        seconds=round(usage.seconds, 3),
        usd=price.of(*tokens) if price is not None else None,
    )
