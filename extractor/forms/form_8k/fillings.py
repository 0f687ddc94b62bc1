"""What fills a place of the form: at the same caption, or behind the same clause.

A filing fills each of these once. Where it fills one twice with different values, both readers
take the same one of the two, and that they agree says nothing about which of them counts.
"""

from extractor.filing.model import Document
from extractor.forms.base import Quoted
from extractor.forms.form_8k.baselines.cover import (
    all_jurisdictions,
    all_telephones,
    cover_of,
    registrant_of,
)
from extractor.forms.form_8k.baselines.registrant import all_registrants
from extractor.forms.form_8k.baselines.report_date import all_report_dates, earliest_report_date
from extractor.forms.form_8k.baselines.signature import all_signatures


def fillings_8k(document: Document) -> list[Quoted]:
    """The registrants, dates, places, telephones and signatures of a report."""
    cover = cover_of(document)
    found = {
        "cover.registrant": all_registrants(cover),
        "cover.report_date": all_report_dates(cover),
        "cover.jurisdiction": all_jurisdictions(cover),
        "cover.telephone": all_telephones(cover),
    }
    quotes = [
        Quoted(path, None, ranges, anchor=anchor)
        for path, places in found.items()
        for ranges, anchor in places
    ]
    earliest = earliest_report_date(cover)
    if earliest is not None:
        ranges, anchor = earliest
        quotes.append(Quoted("cover.report_date", None, ranges, anchor=anchor, governs=True))
    return quotes + all_signatures(document, registrant_of(cover))
