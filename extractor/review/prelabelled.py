"""A label as one more reading: each value shown where the filing states it. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from extractor.assess import assess
from extractor.evaluation.typed import Leaves
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.policy import NOTHING
from extractor.records import Candidate, ListReading, Reading, Value
from extractor.render.words import shown
from extractor.review.actions import LABEL
from extractor.review.typed import standing
from extractor.store.codec import digest, put_reading
from extractor.text.locate import locate
from extractor.text.spans import Evidence


def prelabelled(form: Form, extraction: Extraction, leaves: Leaves) -> Extraction:
    """An extraction with a label among its readings, of which everything waits for a person."""
    reading = label_reading(form, extraction.filing, leaves)
    readings = (*extraction.readings, reading)
    answers = digest([extraction.receipt.answers, put_reading(reading)])
    return replace(
        extraction,
        readings=readings,
        assessment=assess(form, readings, NOTHING),
        receipt=replace(extraction.receipt, policy=NOTHING.hash, answers=answers),
    )


def label_reading(form: Form, filing: Filing, leaves: Leaves) -> Reading:
    """What a label says, as a reader would."""
    candidates = [_candidate(form, filing, path, None, v) for path, v in leaves.values.items()]
    for rows in leaves.rows.values():
        for number, row in enumerate(rows, start=1):
            candidates += [_candidate(form, filing, path, number, v) for path, v in row.items()]
    lists = tuple(ListReading(LABEL, path, len(rows)) for path, rows in leaves.rows.items())
    return Reading(LABEL, tuple(candidates), lists)


def _candidate(
    form: Form, filing: Filing, path: str, row: int | None, value: Value | None
) -> Candidate:
    if value is None:
        return Candidate(LABEL, path, row, "", None)
    places = list(_places(form, filing, path, value))
    evidence = places[0] if places else ()
    quote = filing.quote(evidence) if evidence else shown(value)
    return Candidate(LABEL, path, row, quote, value, evidence, (), len(places))


def _places(form: Form, filing: Filing, path: str, value: Value) -> Iterator[Evidence]:
    """Where a value stands: as it is written, or as its grammar reads it."""
    view = filing.main_document.reading
    written = next(iter(locate(shown(value), view)), None)
    if written is not None:
        yield view.evidence(*written)
    else:
        yield from standing(form, filing, path, value)
