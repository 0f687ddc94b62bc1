"""Whether anybody asks to be told, by the environment alone: light enough for every command."""

from collections.abc import Mapping

STANDARD = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
)
_OWN = ("EXTRACTOR_TELEMETRY_ENDPOINT", "EXTRACTOR_LOG")


def is_asked_for(environment: Mapping[str, str]) -> bool:
    """Whether any of it is wanted: as long as it is not, nothing of it is loaded."""
    return any(environment.get(name) for name in (*STANDARD, *_OWN))
