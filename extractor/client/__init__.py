"""A thin client of the HTTP API: typed, small, and without the rest of the package.

with Client("http://127.0.0.1:8000", key) as client:
    job = client.wait(client.submit("filing.txt"))
    print(client.result(job)["accepted"])
"""

from extractor.client.client import Client
from extractor.client.records import Batch, BatchStatus, Job, Usage
from extractor.client.signatures import BadSignature, Event, verify
from extractor.client.transport import Refused, Unreachable

__all__ = [
    "BadSignature",
    "Batch",
    "BatchStatus",
    "Client",
    "Event",
    "Job",
    "Refused",
    "Unreachable",
    "Usage",
    "verify",
]
