"""A server that stands for EDGAR, and EDGAR as it is seen through it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.edgar.archive import Edgar
from tests.databases import store, store_url
from tests.edgaring import Clock, EdgarStandIn, edgar_at

__all__ = ["store", "store_url"]


@pytest.fixture
def server() -> Iterator[EdgarStandIn]:
    """A server that stands for EDGAR and has nothing yet."""
    with EdgarStandIn() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    """A time that only waiting moves on."""
    return Clock()


@pytest.fixture
def edgar(server: EdgarStandIn, clock: Clock, tmp_path: Path) -> Iterator[Edgar]:
    """EDGAR, as the server has it."""
    with edgar_at(server.url, tmp_path / "cache", clock) as opened:
        yield opened
