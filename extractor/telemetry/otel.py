"""The listener that OpenTelemetry is. Its providers are this program's own: what other libraries
of the process tell of themselves does not come here, and nothing of ours goes to theirs."""

import logging
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib.metadata import version
from typing import ParamSpec, TypeVar

from opentelemetry import context, metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from extractor.telemetry import instruments
from extractor.telemetry.instruments import Instrument, Kind
from extractor.telemetry.telling import Facts, Read

P = ParamSpec("P")
T = TypeVar("T")
_NAME = "extractor"
_SECONDS = 5.0
"""How long one export may take: the end of a command waits for the last one."""
_LOG = logging.getLogger("extractor.telemetry")


class Otel:
    """Tells two providers."""

    def __init__(self, tracers: TracerProvider, meters: MeterProvider, *, content: bool) -> None:
        self._tracers = tracers
        self._meters = meters
        self._content = content
        said = version("filing-extractor")
        self._tracer = tracers.get_tracer(_NAME, said)
        self._meter = meters.get_meter(_NAME, said)
        self._adders = {each: self._adder(each) for each in instruments.ALL}

    def close(self) -> None:
        """Send what was not sent yet, and end."""
        self._tracers.shutdown()
        self._meters.shutdown()

    @contextmanager
    def span(self, name: str, facts: Facts, *, calls: bool) -> Iterator["_Span"]:
        """A span. Of an exception it has the kind alone: its message may hold anything."""
        kind = trace.SpanKind.CLIENT if calls else trace.SpanKind.INTERNAL
        with self._tracer.start_as_current_span(
            name,
            kind=kind,
            attributes=dict(facts),
            record_exception=False,
            set_status_on_exception=False,
        ) as made:
            under_way = _Span(made, self._content)
            try:
                yield under_way
            except BaseException as error:
                under_way.failed(type(error).__name__)
                raise

    def add(self, instrument: Instrument, amount: float, facts: Facts) -> None:
        """A value of a counter or a histogram."""
        self._adders[instrument](amount, dict(facts))

    def watch(self, instrument: Instrument, read: Read) -> None:
        """Ask for the values of a gauge at each export."""

        def observe(_: metrics.CallbackOptions) -> Iterator[metrics.Observation]:
            for value, facts in read():
                yield metrics.Observation(value, dict(facts))

        self._meter.create_observable_gauge(
            instrument.name, [observe], instrument.unit, instrument.about
        )

    def carried(self, work: Callable[P, T]) -> Callable[P, T]:
        """The same work, with the span that is current now, and nothing else of its context."""
        here = context.get_current()

        @wraps(work)
        def run(*given: P.args, **named: P.kwargs) -> T:
            token = context.attach(here)
            try:
                return work(*given, **named)
            finally:
                context.detach(token)

        return run

    def _adder(self, each: Instrument) -> Callable[[float, dict[str, object]], None]:
        if each.kind is Kind.COUNTER:
            return self._meter.create_counter(each.name, each.unit, each.about).add  # type: ignore[return-value]
        if each.kind is Kind.HISTOGRAM:
            made = self._meter.create_histogram(
                each.name, each.unit, each.about, explicit_bucket_boundaries_advisory=each.buckets
            )
            return made.record  # type: ignore[return-value]
        return lambda _amount, _facts: None


class _Span:
    def __init__(self, made: trace.Span, content: bool) -> None:
        self._made = made
        self._content = content

    def set(self, facts: Facts) -> None:
        self._made.set_attributes(dict(facts))

    def content(self, name: str, read: Callable[[], str]) -> None:
        if self._content:
            self._made.set_attribute(name, read())

    def failed(self, kind: str) -> None:
        self._made.set_attribute("error.type", kind)
        self._made.set_status(trace.StatusCode.ERROR)


def exporting(endpoint: str | None, *, content: bool) -> Otel:
    """A listener that sends by OTLP over HTTP: to `endpoint`, or where OTEL_… says."""
    _tell_faults_in_a_line()
    base = endpoint.rstrip("/") if endpoint else None
    to = (f"{base}/v1/traces", f"{base}/v1/metrics") if base else (None, None)
    tracers = TracerProvider(resource=_resource(), shutdown_on_exit=False)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(to[0], timeout=_SECONDS)))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(to[1], timeout=_SECONDS))
    meters = MeterProvider([reader], _resource(), shutdown_on_exit=False)
    return Otel(tracers, meters, content=content)


_INSTANCE = str(uuid.uuid4())


def _resource() -> Resource:
    facts = {"service.version": version("filing-extractor"), "service.instance.id": _INSTANCE}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        facts["service.name"] = _NAME
    return Resource.create(facts)


class _OneLine(logging.Handler):
    """Says once that what is told does not arrive; the exporters would say it with tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        """Say it."""
        if not self._said:
            self._said = True
            _LOG.warning(
                "traces and metrics do not reach their collector: check "
                "EXTRACTOR_TELEMETRY_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT; the work goes on"
            )


def _tell_faults_in_a_line() -> None:
    logger = logging.getLogger("opentelemetry")
    if not any(isinstance(each, _OneLine) for each in logger.handlers):
        logger.addHandler(_OneLine())
        logger.propagate = False
