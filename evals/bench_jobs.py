"""Measures durable jobs: `make bench-jobs`.

A worker in a process of its own reads made-up filings of four questions each, against an endpoint
in another process that answers after a set time. Told are: what a job takes besides the model,
from being handed in to its result (an endpoint that answers at once, one job at a time); the
throughput against what latency and concurrency allow; the worker's processor time a job; and its
memory from beginning to end.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions
from extractor.store.database import Store
from tests.jobbing import yard

_WARM = 5
_COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]


@dataclass(frozen=True)
class Ran:
    """One run: calls a second between a tenth and nine tenths of them, the milliseconds of
    processor time that a job took, the worker's resident megabytes as it went on."""

    calls: float
    busy: float
    memory: list[float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_jobs", description=__doc__)
    parser.add_argument("--filings", type=int, default=300)
    parser.add_argument("--latency", type=float, default=1.0, help="seconds an answer takes")
    parser.add_argument("--concurrency", type=int, default=32, help="calls at once")
    parser.add_argument("--alone", type=int, default=100, help="jobs measured one at a time")
    parser.add_argument("--store", help="an empty store (default: a SQLite file that is removed)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = given.store or f"sqlite:///{folder}/review.db"
        kind = make_url(url).get_backend_name()
        _say(f"{kind}: a job besides the model", _times(alone(url, range(given.alone))))
        many = range(given.alone, given.alone + given.filings)
        ran = measured(url, many, given.latency, given.concurrency)
    possible = given.concurrency / given.latency if given.latency else float("inf")
    _say(
        f"{kind}: {len(many)} filings, {given.latency:g} s a call, {given.concurrency} at once",
        f"{ran.calls:.1f} calls/s, {ran.calls / possible:.0%} of {possible:.1f}; "
        f"{ran.busy:.0f} ms of processor time a job",
    )
    first, half, last = ran.memory[0], ran.memory[len(ran.memory) // 2], ran.memory[-1]
    _say(
        f"{kind}: resident memory of the worker",
        f"{first:.0f} MB at the first tenth, {half:.0f} half-way, {last:.0f} at the end, "
        f"at most {max(ran.memory):.0f}",
    )
    return 0


def alone(url: str, numbers: range) -> list[float]:
    """The milliseconds that jobs take, each handed in when the one before has its result."""
    took: list[float] = []
    with endpoint(0.0) as address, Store.open(url) as store, worker(url, 4):
        office = Jobs(store)
        options = JobOptions(model="bench", base_url=f"{address}/v1")
        for each in (*range(-_WARM, 0), *numbers):
            began = time.perf_counter()
            job = office.submit(*yard(each), options)
            while not office.job(job.id).state.over:
                time.sleep(0.005)
            took.append((time.perf_counter() - began) * 1_000)
    return took[_WARM:]


def measured(url: str, numbers: range, latency: float, concurrency: int) -> Ran:
    """Hand in filings and have a worker finish them."""
    memory: list[float] = []
    with endpoint(latency) as address, Store.open(url) as store:
        office = Jobs(store)
        options = JobOptions(model="bench", base_url=f"{address}/v1")
        given = map(yard, numbers)
        batch = office.submit_batch(given, options).id
        with worker(url, concurrency) as process:
            while not (status := office.batch(batch)).complete:
                if status.open <= 0.9 * len(numbers):
                    memory.append(_resident(process.pid))
                time.sleep(0.5)
            memory.append(_resident(process.pid))
            busy = _busy(process.pid)
        if status.faults:
            raise SystemExit(f"some filings did not come to a result: {dict(status.faults)}")
        with urllib.request.urlopen(f"{address}/") as answer:
            times = json.load(answer)["times"]
    return Ran(_rate(times), busy * 1_000 / len(numbers), memory)


@contextmanager
def endpoint(latency: float) -> Iterator[str]:
    """An endpoint in a process of its own; its address."""
    command = [sys.executable, "-m", "evals.bench_endpoint", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


@contextmanager
def worker(url: str, concurrency: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process of its own."""
    command = [*_COMMAND, "worker", "--store", url, "--concurrency", str(concurrency)]
    environment = {**os.environ, "EXTRACTOR_CACHE": "0"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _busy(pid: int) -> float:
    """The seconds of processor time that a process has had, its start included."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _rate(times: list[float]) -> float:
    """Calls a second in the middle of a run: neither its start nor its end is full."""
    first, last = len(times) // 10, len(times) - len(times) // 10 - 1
    return (last - first) / (times[last] - times[first])


def _times(took: list[float]) -> str:
    parts = statistics.quantiles(took, n=100)
    return f"n={len(took)}  p50 {parts[49]:.0f} ms  p95 {parts[94]:.0f} ms"


def _say(about: str, said: str) -> None:
    print(f"{about}: {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
