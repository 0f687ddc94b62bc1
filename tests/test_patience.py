"""Retry-After: numbers, dates, and what is neither."""

import math
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.patience import asked_wait

NOW = datetime(2003, 5, 7, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Wed, 07 May 2003 09:02:00 GMT", 120.0),
        ("Wed, 07 May 2003 09:02:00 -0000", 120.0),
        ("Wed, 07 May 2003 11:02:00 +0200", 120.0),
        ("Wed, 07 May 2003 08:59:00 GMT", None),
        ("-3", None),
        ("inf", math.inf),
        ("nan", None),
        ("soon", None),
        ("Wed, 07 May 99999999999999999999 09:02:00 GMT", None),
        ("Wed, 07 May 2003 09:02:00 +99999999999999999999", None),
        ("", None),
    ],
)
def test_what_is_asked_for(header: str, seconds: float | None) -> None:
    assert asked_wait(header, NOW) == seconds


@given(st.integers(0, 10_000_000))
def test_a_date_asks_for_the_time_until_then(seconds: int) -> None:
    until = datetime.fromtimestamp(NOW.timestamp() + seconds, UTC)
    assert asked_wait(format_datetime(until, usegmt=True), NOW) == seconds


@given(st.text(max_size=40))
def test_whatever_it_says_it_is_a_wait_or_none(header: str) -> None:
    found = asked_wait(header, NOW)
    assert found is None or found >= 0
