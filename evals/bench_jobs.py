"""Measures durable jobs: `make bench-jobs`.

A worker in a process of its own reads made-up filings of four questions each, against an endpoint
in another process that answers after a set time. Told are: what a job takes besides the model,
from being handed in to its result (an endpoint that answers at once, one job at a time); for each
latency the throughput against what latency and concurrency allow, the worker's processor time a
job, and its memory as the run goes on. A run that takes four times what it should is ended, and
what it came to is told.
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
from tests.databases import address
from tests.jobbing import QUESTIONS, yard

_WARM = 5
_COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()"]
_KINDS = ("sqlite", "postgresql")
_MOST_OF_OTHERS = 1_000
"""Filings of the runs after the first one: the first shows the memory, these the throughput."""
_LOOK_SECONDS, _STATUS_SECONDS = 1.0, 5.0
_PATIENCE = 4
_AT_LEAST_SECONDS = 300
_TENTH = 10


@dataclass(frozen=True)
class Sample:
    """A moment of a run: filings that were over, the worker's resident megabytes and the seconds
    of processor time that it had had."""

    over: int
    memory: float
    busy: float


@dataclass(frozen=True)
class Ran:
    """One run: its filings, calls a second between a tenth and nine tenths of them, moments."""

    filings: int
    calls: float
    samples: list[Sample]

    @property
    def busy(self) -> float:
        """Milliseconds of processor time a job, without what the worker's start took."""
        first = next(each for each in self.samples if each.over >= self.filings / _TENTH)
        last = self.samples[-1]
        return (last.busy - first.busy) * 1_000 / max(last.over - first.over, 1)

    @property
    def memory(self) -> list[float]:
        """Resident megabytes after each tenth of the filings, as far as it came."""
        tenths = (self.filings * number / _TENTH for number in range(1, _TENTH + 1))
        found = [[s.memory for s in self.samples if s.over >= each] for each in tenths]
        return [each[0] for each in found if each]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_jobs", description=__doc__)
    parser.add_argument("--filings", type=int, default=300, help="of the first latency")
    parser.add_argument(
        "--latency", type=float, nargs="+", default=[1.0, 0.3], help="seconds an answer takes"
    )
    parser.add_argument("--concurrency", type=int, default=32, help="calls at once")
    parser.add_argument("--alone", type=int, default=100, help="jobs measured one at a time")
    parser.add_argument(
        "--store", default="sqlite", help="sqlite, postgresql (a server is started), or an address"
    )
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = address(given.store, Path(folder)) if given.store in _KINDS else given.store
        kind = make_url(url).get_backend_name()
        if given.alone:
            _say(f"{kind}: a job besides the model", _times(alone(url, range(given.alone))))
        first = given.alone
        for number, latency in enumerate(given.latency):
            count = min(given.filings, _MOST_OF_OTHERS) if number else given.filings
            ran = measured(url, range(first, first + count), latency, given.concurrency)
            first += count
            _tell(f"{kind}, {latency:g} s a call, {given.concurrency} at once", ran, latency, given)
    return 0


def _tell(about: str, ran: Ran, latency: float, given: argparse.Namespace) -> None:
    over = ran.samples[-1].over
    done = f"{ran.filings:,} filings" if over == ran.filings else f"{over:,} of {ran.filings:,}"
    possible = given.concurrency / latency if latency else float("inf")
    _say(
        about,
        f"{done}, {ran.calls:.1f} calls/s, {ran.calls / possible:.0%} of {possible:.1f}; "
        f"{ran.busy:.0f} ms of the worker's processor time a job",
    )
    memory = " ".join(f"{each:.0f}" for each in ran.memory)
    most = max(each.memory for each in ran.samples)
    _say(about, f"memory of the worker after each tenth: {memory} MB, at most {most:.0f} MB")


def alone(url: str, numbers: range) -> list[float]:
    """The milliseconds that jobs take, each handed in when the one before has its result."""
    took: list[float] = []
    with endpoint(0.0) as where, Store.open(url) as store, worker(url, 4):
        office = Jobs(store)
        options = JobOptions(model="bench", base_url=f"{where}/v1")
        for each in (*range(-_WARM, 0), *numbers):
            began = time.perf_counter()
            job = office.submit(*filed(each), options)
            while not office.job(job.id).state.over:
                time.sleep(0.005)
            took.append((time.perf_counter() - began) * 1_000)
    return took[_WARM:]


def filed(number: int) -> tuple[str, bytes]:
    """A filing with numbers of its own: what is asked for one filer fits no other."""
    name, data = yard(number)
    own = f"{abs(number):07}"
    return name, data.replace(b"12-3456789", f"98-{own}".encode()).replace(
        b"1-12345", f"1-{own[-5:]}".encode()
    )


def measured(url: str, numbers: range, latency: float, concurrency: int) -> Ran:
    """Hand in filings and have a worker finish them."""
    ideal = len(numbers) * QUESTIONS * latency / concurrency
    with endpoint(latency) as where, Store.open(url) as store:
        office = Jobs(store)
        options = JobOptions(model="bench", base_url=f"{where}/v1")
        batch = office.submit_batch(map(filed, numbers), options).id
        with worker(url, concurrency) as process:
            samples = list(_samples(office, batch, process.pid, _PATIENCE * ideal))
            status = office.batch(batch)
        if status.faults:
            raise SystemExit(f"some filings did not come to a result: {dict(status.faults)}")
        with urllib.request.urlopen(f"{where}/") as answer:
            times = json.load(answer)["times"]
    return Ran(len(numbers), _rate(times), samples)


def _samples(office: Jobs, batch: str, pid: int, most: float) -> Iterator[Sample]:
    """Moments of a run until its end, or until it took too long."""
    began = looked = time.monotonic()
    status = office.batch(batch)
    while not status.complete and time.monotonic() - began < max(most, _AT_LEAST_SECONDS):
        time.sleep(_LOOK_SECONDS)
        # To count thousands of filings takes from the worker what is measured here.
        if time.monotonic() - looked >= _STATUS_SECONDS:
            status, looked = office.batch(batch), time.monotonic()
        yield Sample(status.batch.members - status.open, _resident(pid), _busy(pid))
    office.cancel_batch(batch)


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
