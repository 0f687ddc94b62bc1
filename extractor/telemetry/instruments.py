"""What is measured: one table, which the documentation repeats."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How values of a measure add up."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True)
class Instrument:
    """One measure; `buckets` are the bounds of a histogram."""

    name: str
    kind: Kind
    unit: str
    about: str
    buckets: tuple[float, ...] = ()


_CALLS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576)
_FILINGS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500)

CALL_SECONDS = Instrument(
    "gen_ai.client.operation.duration", Kind.HISTOGRAM, "s", "one call to a model", _CALLS
)
TOKENS = Instrument(
    "gen_ai.client.token.usage", Kind.HISTOGRAM, "{token}", "tokens of one call", _TOKENS
)
ANSWERS = Instrument(
    "extractor.answers", Kind.COUNTER, "{answer}", "questions, by whether the cache had the answer"
)
FILING_SECONDS = Instrument(
    "extractor.filing.duration", Kind.HISTOGRAM, "s", "one filing, from text to record", _FILINGS
)
FIELDS = Instrument(
    "extractor.fields", Kind.COUNTER, "{field}", "fields, by form, outcome and decision"
)
JOBS = Instrument("extractor.jobs", Kind.COUNTER, "{job}", "attempts at jobs, by how they ended")
JOB_SECONDS = Instrument(
    "extractor.job.duration", Kind.HISTOGRAM, "s", "one attempt at a job", _FILINGS
)
PARKED = Instrument(
    "extractor.jobs.parked", Kind.COUNTER, "{job}", "attempts that were parked, by kind of fault"
)
JOBS_NOW = Instrument("extractor.jobs.now", Kind.GAUGE, "{job}", "jobs of the store, by state")
REVIEW_NOW = Instrument(
    "extractor.review.open", Kind.GAUGE, "{filing}", "filings that wait for a person"
)
REVIEW_AGE = Instrument(
    "extractor.review.age", Kind.GAUGE, "s", "how long the filing that waits longest has waited"
)
REQUEST_SECONDS = Instrument(
    "http.server.request.duration", Kind.HISTOGRAM, "s", "one request to the service", _CALLS
)
ALL = (
    *(CALL_SECONDS, TOKENS, ANSWERS, FILING_SECONDS, FIELDS, JOBS, JOB_SECONDS, PARKED),
    *(JOBS_NOW, REVIEW_NOW, REVIEW_AGE, REQUEST_SECONDS),
)
