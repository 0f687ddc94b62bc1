"""A filing's way in three parts: what is known of it without a model, each answer, the whole.

Whoever runs them decides where they run and what is kept in between.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.assess import assess
from extractor.cascade import is_settled
from extractor.certificates import in_force
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.llm.cache import Answer
from extractor.llm.endpoint import (
    NONE,
    Endpoint,
    beside,
    embedded_endpoint,
    is_embedded,
    recorded_endpoint,
    remote_endpoint,
)
from extractor.llm.faults import EndpointFault, NoAnswer
from extractor.outcomes import tell
from extractor.policy import Policy, fit, fitting
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
from extractor.records import ChunkReport, ChunkStatus, Reading, Receipt, Usage
from extractor.settings import Settings
from extractor.telemetry.telling import span

if TYPE_CHECKING:
    from extractor.llm.client import Client

_SPARED = "all that it feeds is accepted without a model"
FIRST = "answered by the smaller model"
"""The detail of a question that the model was not asked."""


@dataclass(frozen=True)
class Setting:
    """What filings are read under: all of a receipt that is not the filing or its form."""

    model: str
    base_url: str | None
    policy: Policy
    settings: Settings
    prompts: Path | None = None


@dataclass(frozen=True)
class Prepared:
    """A filing that was read: its form, its readings without a model, the questions to ask.

    `cascade` says that questions were left out by it, or would have been: `spared` are those.
    `first` says that they are put to a smaller model first.
    """

    form: Form
    filing: Filing
    readings: tuple[Reading, ...]
    puts: tuple[Put, ...]
    spared: tuple[ChunkReport, ...] = ()
    cascade: bool = False
    first: bool = False


@dataclass(frozen=True)
class Ended:
    """How one question ended: its report, and its answer if there is one.

    `again` says that the endpoint failed in a way that may pass, `fatal` that it will answer
    nobody until someone mends what is wrong. `before` is how it ended with the smaller model, if
    that was asked it first: it counts for nothing but its cost.
    """

    report: ChunkReport
    answer: Answer | None = None
    cached: bool = False
    again: bool = False
    fatal: bool = False
    before: "Ended | None" = None

    @property
    def paid(self) -> Usage:
        """What it cost now; the seconds of questions that wait for each other do not add up."""
        cost = self.report.cost
        own = Usage(cached_calls=cost.calls) if self.cached else replace(cost, seconds=0.0)
        return own + self.before.paid if self.before else own

    @property
    def told(self) -> ChunkReport:
        """The report, with what both models cost where two were asked."""
        if self.before is None:
            return self.report
        return replace(self.report, cost=self.report.cost + self.before.report.cost)


def prepare(filing: Filing, form: Form, setting: Setting) -> Prepared:
    """Read a filing as a form, without a model."""
    facts = {"extractor.form": form.name, "extractor.filing": filing.sha256}
    with span("read", facts) as under_way:
        document = filing.main_document
        left_out = uncued(form, document)
        readings = [baseline_reading(form, filing), cue_reading(form, document, left_out)]
        if not setting.settings.text_only:
            readings += declared_readings(form, filing)
        asked = setting.model != NONE
        puts = questions(form, document, left_out, setting.prompts) if asked else ()
        under_way.set(
            {"extractor.characters": len(document.text), "extractor.questions": len(puts)}
        )
        prepared = Prepared(form, filing, tuple(readings), puts)
        return _sparing(prepared, setting) if asked else prepared


def _sparing(prepared: Prepared, setting: Setting) -> Prepared:
    """With what is set to spare the model, unless the policy in force does not hold for it.

    A policy that was calibrated with every question put to the model says nothing of what is
    accepted on fewer readers, or on another one.
    """
    cascade, first = setting.settings.cascade, setting.settings.first_model is not None
    sparing = replace(prepared, cascade=cascade, first=first)
    if not (cascade or first) or fit(setting.policy, _receipt(sparing, setting, ())):
        return prepared
    return _cascaded(sparing, setting) if sparing.cascade else sparing


def _cascaded(prepared: Prepared, setting: Setting) -> Prepared:
    """Without the questions that can change nothing which the policy in force leaves open."""
    form = prepared.form
    fields = assess(form, prepared.readings, setting.policy).fields
    needed, spared = [], []
    for put in prepared.puts:
        if is_settled(form, put.schema.leaves, put.schema.lists, fields):
            place = put.chunk.evidence(0, len(put.chunk.text))
            spared.append(ChunkReport(put.question.name, ChunkStatus.SPARED, _SPARED, place))
        else:
            needed.append(put)
    return replace(prepared, puts=tuple(needed), spared=tuple(spared))


def endpoint_of(
    setting: Setting, tell: Callable[[str], None], *, recorded: bool = False
) -> Endpoint:
    """Where questions go; an embedded model is started, unless its answers are `recorded`.

    `tell` hears of what takes long. Raises ExtractorError where the model cannot be asked.
    """
    model, url, settings = setting.model, setting.base_url, setting.settings
    if recorded:
        return recorded_endpoint(model, url, settings)
    if is_embedded(model, url):
        tell(f"starting the embedded model {model}")
        return embedded_endpoint(model, settings)
    return remote_endpoint(model, url, settings)


def first_of(setting: Setting) -> Setting:
    """The setting under which the smaller model is asked."""
    first = setting.settings.first_model or setting.model
    return replace(setting, model=first, base_url=beside(setting.model, setting.base_url))


def standing(
    prepared: Prepared, first: Sequence[Ended], setting: Setting
) -> tuple[Ended | None, ...]:
    """Which questions ended with the smaller model; None for those that the model is asked.

    Its answer stands where all that the question feeds is accepted on the answers it gave.
    """
    form = prepared.form
    said = _said(prepared, _answered(prepared.puts, first))
    fields = assess(form, (*prepared.readings, said), setting.policy).fields
    return tuple(
        replace(each, report=replace(each.report, detail=FIRST))
        if each.answer is not None and is_settled(form, put.schema.leaves, put.schema.lists, fields)
        else None
        for put, each in zip(prepared.puts, first, strict=True)
    )


async def ask(client: "Client", put: Put) -> Ended:
    """Put one question; every fault ends in the report, none is lost and none raised."""
    with span("ask", {"extractor.question": put.question.name}) as under_way:
        ended = await _ask(client, put)
        status = ended.report.status
        under_way.set({"extractor.status": str(status), "extractor.cached": ended.cached})
        if status in (ChunkStatus.REFUSED, ChunkStatus.FAILED):
            under_way.failed(str(status))
        return ended


async def _ask(client: "Client", put: Put) -> Ended:
    place = put.chunk.evidence(0, len(put.chunk.text))
    name = put.question.name
    if not put.chunk.text.strip():
        return Ended(ChunkReport(name, ChunkStatus.EMPTY, "the text is empty", place))
    try:
        asked = await client.ask(put.schema, put.messages, put.chunk)
    except NoAnswer as error:
        status = ChunkStatus.REFUSED if error.refused else ChunkStatus.FAILED
        report = ChunkReport(name, status, str(error), place, error.usage)
        cause = error.__cause__
        if not isinstance(cause, EndpointFault):
            return Ended(report)
        return Ended(report, again=cause.again, fatal=cause.fatal)
    cost = _cost(asked.stored)
    return Ended(ChunkReport(name, ChunkStatus.OK, "", place, cost), asked.stored, asked.cached)


def finish(
    prepared: Prepared, ended: Sequence[Ended], setting: Setting, seconds: float
) -> Extraction:
    """What a filing amounts to, once every question has ended, in their order.

    `seconds` is how long it took.
    """
    facts = {"extractor.form": prepared.form.name, "extractor.filing": prepared.filing.sha256}
    with span("assess", facts) as under_way:
        extraction = _finish(prepared, ended, setting, seconds)
        tell(extraction, under_way, seconds)
        return extraction


def _finish(
    prepared: Prepared, ended: Sequence[Ended], setting: Setting, seconds: float
) -> Extraction:
    form, filing = prepared.form, prepared.filing
    readings = [*prepared.readings]
    usage = Usage()
    answered = _answered(prepared.puts, ended)
    if setting.model != NONE:
        readings.append(_said(prepared, answered))
        usage = sum((each.paid for each in ended), Usage(seconds=seconds))
    receipt = _receipt(prepared, setting, [answer for _, answer in answered])
    policy = in_force(setting.policy, receipt)
    misfit = fit(policy, receipt)
    warnings = filing.main_document.warnings
    return Extraction(
        form=form.name,
        filing=filing,
        assessment=assess(form, readings, fitting(policy, receipt)),
        readings=tuple(readings),
        chunks=(*(each.told for each in ended), *prepared.spared),
        usage=usage,
        receipt=receipt,
        warnings=(misfit, *warnings) if misfit else warnings,
    )


def _answered(puts: Sequence[Put], ended: Sequence[Ended]) -> list[tuple[Put, Answer]]:
    return [
        (put, each.answer) for put, each in zip(puts, ended, strict=True) if each.answer is not None
    ]


def _said(prepared: Prepared, answered: Sequence[tuple[Put, Answer]]) -> Reading:
    said = [(put, json.loads(answer.content)) for put, answer in answered]
    return llm_reading(prepared.form, prepared.filing.main_document, said)


def _receipt(prepared: Prepared, setting: Setting, answers: Sequence[Answer]) -> Receipt:
    first = setting.settings.first_model if prepared.first else None
    settings = setting.settings.model_copy(
        update={"cascade": prepared.cascade, "first_model": first}
    )
    return receipt_for(
        prepared.form,
        prepared.filing,
        setting.policy,
        setting.model,
        setting.base_url,
        settings,
        setting.prompts,
        answers,
    )


def _cost(answer: Answer) -> Usage:
    return Usage(
        calls=answer.calls,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
        seconds=answer.seconds,
    )
