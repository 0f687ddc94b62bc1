"""Without a listener telling is nothing; with one it is told in order and without messages."""

import io
import json
import logging

import pytest

from extractor.telemetry import instruments
from extractor.telemetry.logs import json_logs
from extractor.telemetry.telling import add, carried, event, span, watch
from tests.listening import Told, told

__all__ = ["told"]


def test_without_a_listener_nothing_happens() -> None:
    with span("work", {"a": 1}) as under_way:
        under_way.set({"b": 2})
        under_way.content("c", lambda: pytest.fail("nobody wants to know"))
        under_way.failed("x")
    add(instruments.JOBS, 1)
    watch(instruments.JOBS_NOW, lambda: pytest.fail("nobody wants to know"))
    assert carried(len) is len
    assert not event("said", {"a": 1})


def test_of_an_exception_the_kind_is_told_and_not_the_message(
    told: Told,
) -> None:
    def work() -> None:
        with span("work") as under_way:
            under_way.content("text", lambda: "QUAGGA")
            raise ValueError("QUAGGA")

    with pytest.raises(ValueError, match="QUAGGA"):
        work()
    (only,) = told.spans
    assert dict(only.attributes or {}) == {"error.type": "ValueError"}
    assert not only.status.is_ok
    assert "QUAGGA" not in only.to_json()


def test_work_that_is_carried_belongs_to_its_span(told: Told) -> None:
    def work() -> None:
        with span("inner"):
            pass

    with span("outer"):
        later = carried(work)
    later()
    inner, outer = sorted(told.spans, key=lambda each: each.name)
    assert inner.parent is not None
    assert outer.context is not None
    assert inner.parent.span_id == outer.context.span_id


def test_logs_are_json_without_users_and_tracebacks() -> None:
    to = io.StringIO()
    with json_logs(lambda: ("t", "s"), to):
        assert event("job ended", {"model": "m@https://ann:secret@host/v1", "list": ["x://u@h"]})
        try:
            raise ValueError("QUAGGA")
        except ValueError:
            logging.getLogger("extractor.store").exception("went %s", "wrong")
    assert not event("unheard", {})
    first, second = map(json.loads, to.getvalue().splitlines())
    assert (first["event"], first["model"]) == ("job ended", "m@https://host/v1")
    assert (first["list"], first["trace_id"], first["level"]) == (["x://h"], "t", "info")
    assert (second["event"], second["level"], second["logger"]) == (
        "went wrong",
        "error",
        "extractor.store",
    )
    assert "QUAGGA" not in to.getvalue()
