"""What is told within this process while a test runs."""

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from extractor.telemetry import telling
from extractor.telemetry.otel import Otel


class Told:
    """Spans and measures, as they were told."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        self._reader = InMemoryMetricReader()
        tracers = TracerProvider(shutdown_on_exit=False)
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self.listener = Otel(tracers, MeterProvider([self._reader]), content=False)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """The spans that ended."""
        return self._spans.get_finished_spans()

    def values(self, name: str) -> list[tuple[dict[str, Any], float]]:
        """The values of a counter or a gauge, each with what it is of."""
        data = self._reader.get_metrics_data()
        found = data.resource_metrics if data is not None else ()
        scopes = [each for one in found for each in one.scope_metrics]
        metrics = [each for scope in scopes for each in scope.metrics if each.name == name]
        points: list[Any] = [point for each in metrics for point in each.data.data_points]
        return [(dict(point.attributes), point.value) for point in points]


@pytest.fixture
def told() -> Iterator[Told]:
    """What is told while the test runs."""
    made = Told()
    telling.listen(made.listener)
    yield made
    telling.listen(None)
    made.listener.close()
