"""What is told of an extraction to whoever watches: numbers, names and hashes, none of its text."""

from collections import Counter
from dataclasses import asdict

from extractor.extraction import Extraction
from extractor.records import Decision
from extractor.telemetry import instruments
from extractor.telemetry.telling import Plain, Span, add, event


def tell(extraction: Extraction, under_way: Span, seconds: float) -> None:
    """Tell what a filing amounts to: as facts of the span, as measures, as a line of the log."""
    decisions = Counter(each.decision for each in extraction.fields.values())
    under_way.set(
        {
            "extractor.complete": extraction.complete,
            "extractor.fields.accepted": decisions[Decision.ACCEPTED],
            "extractor.fields.review": decisions[Decision.REVIEW],
        }
    )
    form = {"extractor.form": extraction.form}
    kinds = Counter((each.outcome, each.decision) for each in extraction.fields.values())
    for (outcome, decision), count in kinds.items():
        facts = {**form, "extractor.outcome": str(outcome), "extractor.decision": str(decision)}
        add(instruments.FIELDS, count, facts)
    done: dict[str, Plain] = {**form, "extractor.complete": extraction.complete}
    add(instruments.FILING_SECONDS, seconds, done)
    event(
        "filing extracted",
        {
            "filing": extraction.receipt.filing,
            "form": extraction.form,
            "complete": extraction.complete,
            "accepted": decisions[Decision.ACCEPTED],
            "review": decisions[Decision.REVIEW],
            "seconds": round(seconds, 3),
            "usage": asdict(extraction.usage),
            "receipt": asdict(extraction.receipt),
        },
    )
