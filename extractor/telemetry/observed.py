"""Switching it on, from the settings, for as long as a command runs."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec

from extractor.errors import ExtractorError
from extractor.telemetry import telling
from extractor.telemetry.settings import TelemetrySettings

_LOG = logging.getLogger("extractor.telemetry")


@contextmanager
def observed(settings: TelemetrySettings | None = None, *, offline: bool = False) -> Iterator[None]:
    """Tell traces, metrics and JSON logs as the settings say, from here to the end of the context.

    Where they say nothing, nothing is loaded and nothing is sent. `offline` sends nothing to
    another machine. Raises ExtractorError for a setting that cannot be, or a missing extra.
    """
    settings = settings or TelemetrySettings()
    kept = (offline or settings.offline) and not settings.stays_here
    sends = bool(settings.addresses) and not kept
    with ExitStack() as stack:
        if settings.log == "json":
            _require("structlog", "EXTRACTOR_LOG=json")
            from extractor.telemetry.logs import json_logs

            stack.enter_context(json_logs(_ids if sends else lambda: None))
        if sends:
            _require("opentelemetry.sdk", "sending traces and metrics")
            from extractor.telemetry.otel import exporting

            made = exporting(settings.telemetry_endpoint, content=settings.telemetry_content)
            stack.callback(made.close)
            stack.callback(telling.listen, None)
            telling.listen(made)
        elif settings.addresses:
            _LOG.warning("--offline is set: traces and metrics are not sent to another machine")
        yield


def _require(package: str, for_: str) -> None:
    try:
        there = find_spec(package) is not None
    except ModuleNotFoundError:
        there = False
    if not there:
        raise ExtractorError(
            f"{for_} needs the package {package.split('.')[0]}, which is not installed: "
            "pip install 'filing-extractor[service]'"
        )


def _ids() -> tuple[str, str] | None:
    from opentelemetry import trace

    here = trace.get_current_span().get_span_context()
    if not here.is_valid:
        return None
    return trace.format_trace_id(here.trace_id), trace.format_span_id(here.span_id)
