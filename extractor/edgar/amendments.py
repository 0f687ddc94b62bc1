"""Which filing an amendment amends. Pure.

Neither the header nor the index says so. An 8-K/A reports on the event of its original, so what is
looked for is an earlier filing of the same filer and form with the same date of the event; where
that leaves several, those that share an item with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.edgar.filers import Filed


@dataclass(frozen=True)
class Link:
    """The one original, or None and the several that it may be."""

    original: str | None
    candidates: tuple[str, ...] = ()


def original_of(accession: str, filings: Sequence[Filed]) -> Link:
    """The original of an amendment among a filer's filings; it is linked only if it is certain."""
    amendment = next((each for each in filings if each.listed.accession == accession), None)
    if amendment is None or amendment.reported_on is None:
        return Link(None)
    found = [each for each in filings if _may_be(each, amendment)]
    sharing = [each for each in found if each.items & amendment.items]
    left = sharing if len(found) > 1 and sharing else found
    names = tuple(sorted(each.listed.accession for each in left))
    return Link(names[0], names) if len(names) == 1 else Link(None, names)


def _may_be(each: Filed, amendment: Filed) -> bool:
    return (
        each.listed.form == amendment.listed.form.removesuffix("/A")
        and each.reported_on == amendment.reported_on
        and each.listed.filed_on <= amendment.listed.filed_on
    )
