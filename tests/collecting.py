"""A collector of traces and metrics on this machine, which remembers what it was sent."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.loopback import Loopback


@dataclass(frozen=True)
class SpanSent:
    """A span."""

    name: str
    id: str
    parent: str
    trace: str
    facts: Mapping[str, Any]
    failed: bool


@dataclass(frozen=True)
class ValueSent:
    """A value of a measure: a sum, a gauge, or the count of a histogram."""

    name: str
    value: float
    facts: Mapping[str, Any]


class Collector(Loopback):
    """A server that takes OTLP over HTTP; a context manager."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, bytes]] = []
        self._lock = threading.Lock()
        self.listen(_handler(self))

    @property
    def url(self) -> str:
        """Its address."""
        return self.address

    @property
    def everything(self) -> bytes:
        """All that came."""
        return b"\n".join(body for _, body in self.bodies)

    @property
    def spans(self) -> list[SpanSent]:
        """The spans that came."""
        return [span for path, body in self.bodies if path == "/v1/traces" for span in _spans(body)]

    @property
    def values(self) -> list[ValueSent]:
        """The values that came."""
        return [each for path, body in self.bodies if path == "/v1/metrics" for each in _all(body)]

    def named(self, name: str) -> list[SpanSent]:
        """The spans of a name."""
        return [span for span in self.spans if span.name == name]

    def take(self, path: str, body: bytes) -> None:
        """Note what came."""
        with self._lock:
            self.bodies.append((path, body))


def _spans(body: bytes) -> Iterator[SpanSent]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        for scope in resource.scope_spans:
            for each in scope.spans:
                yield SpanSent(
                    each.name,
                    each.span_id.hex(),
                    each.parent_span_id.hex(),
                    each.trace_id.hex(),
                    _facts(each.attributes),
                    each.status.code == each.status.STATUS_CODE_ERROR,
                )


def _all(body: bytes) -> Iterator[ValueSent]:
    for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                yield from _values(metric)


def _values(metric: Any) -> Iterator[ValueSent]:
    for point in (*metric.sum.data_points, *metric.gauge.data_points):
        value = point.as_double or float(point.as_int)
        yield ValueSent(metric.name, value, _facts(point.attributes))
    for point in metric.histogram.data_points:
        yield ValueSent(metric.name, float(point.count), _facts(point.attributes))


def _facts(attributes: Any) -> dict[str, Any]:
    return {each.key: _plain(each.value) for each in attributes}


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("value")
    found = getattr(value, kind)
    return [_plain(each) for each in found.values] if kind == "array_value" else found


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            collector.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
