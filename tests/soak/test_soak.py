"""Many extractions in one process: threads, open files and memory stay what they were.

`make soak` runs a thousand; by default few are run.
"""

import gc
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.filing.model import Filing
from extractor.pipeline import Extractor
from tests.stand_in import StandIn, stating_nothing

FILINGS = int(os.environ.get("SOAK_FILINGS", "24"))
MOST_GROWTH = 12_000_000
"""Bytes that a process may grow by between a third of the work and its end."""

MOST_THREADS = min(32, (os.cpu_count() or 1) + 4)
"""The threads of an event loop's pool: it adds one whenever none is idle at that moment."""


def resident() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def held() -> tuple[int, int]:
    """Threads and open files."""
    return threading.active_count(), len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def soak(texts: list[bytes], extract: Callable[[Filing], object]) -> None:
    warm = max(len(texts), FILINGS // 3)
    threads = files = size = 0
    for number in range(max(FILINGS, warm + len(texts))):
        extract(Filing.from_bytes(texts[number % len(texts)], f"{number}.txt"))
        if number == warm:
            (threads, files), size = held(), resident()
    assert held()[0] <= threads + MOST_THREADS < FILINGS
    assert held()[1] == files
    assert resident() - size < MOST_GROWTH


@pytest.fixture(scope="session")
def texts(root: Path) -> list[bytes]:
    """Short filings, plain and HTML."""
    files = sorted((root / "evals/datasets/abs-8-k/filings").iterdir())
    return [each.read_bytes() for each in files[:4]]


pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")


@pytest.mark.slow
def test_one_extractor(texts: list[bytes]) -> None:
    with Extractor("none") as extractor:
        soak(texts, extractor.extract)


@pytest.mark.slow
def test_an_extractor_each(texts: list[bytes]) -> None:
    def extract(filing: Filing) -> None:
        with Extractor("none") as extractor:
            extractor.extract(filing)

    soak(texts, extract)


@pytest.mark.slow
def test_an_endpoint_and_its_cache(texts: list[bytes]) -> None:
    with (
        StandIn(stating_nothing) as stand_in,
        Extractor("boat", base_url=stand_in.url) as extractor,
    ):
        soak(texts, extractor.extract)
        stand_in.received.clear()
