"""Logs as JSON: one object a line on standard error, by structlog."""

import logging
import re
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog

from extractor.telemetry.telling import EVENTS, log

_USER = re.compile(r"(?<=://)[^/@\s]*@")
_TRACE = ("trace_id", "span_id")
Made = MutableMapping[str, Any]


@contextmanager
def json_logs(
    ids: Callable[[], tuple[str, str] | None], to: TextIO | None = None
) -> Iterator[None]:
    """Have what the program logs be JSON from here to the end of the context.

    `ids` gives the trace and span that are under way.
    """

    def placed(_logger: object, _method: str, made: Made) -> Made:
        found = ids()
        return {**made, **dict(zip(_TRACE, found, strict=True))} if found else made

    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                _facts,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_users,
                placed,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    loggers = [logging.getLogger("extractor"), EVENTS]
    before = [(each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
        each.propagate = False
    log(True)
    try:
        yield
    finally:
        log(False)
        for each, (level, propagate) in zip(loggers, before, strict=True):
            each.removeHandler(handler)
            each.setLevel(level)
            each.propagate = propagate


def _facts(_logger: object, _method: str, made: Made) -> Made:
    """The facts of an event as keys of the line. Of an exception no traceback is written."""
    record: logging.LogRecord = made["_record"]
    made.pop("exc_info", None)
    return {**getattr(record, "facts", {}), "logger": record.name, **made}


def _without_users(_logger: object, _method: str, made: Made) -> Made:
    """The same without the names and passwords that addresses may have."""
    return {name: _clean(value) for name, value in made.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _USER.sub("", value)
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value
