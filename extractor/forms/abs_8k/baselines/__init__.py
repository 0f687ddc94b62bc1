"""The deterministic reader of the deal: one module a part."""

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines.class_table import read_classes
from extractor.forms.abs_8k.baselines.parties import read_parties
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.forms.abs_8k.baselines.series import read_series
from extractor.forms.abs_8k.baselines.terms import read_terms
from extractor.forms.base import Answer


def read_deal(document: Document) -> Answer:
    """All that the baseline finds of the deal; ranges are in the document's reading view."""
    prose = Prose.of(document)
    series = read_series(prose)
    parties, classes = read_parties(prose), read_classes(prose)
    return Answer(
        (
            *((series,) if series is not None else ()),
            *read_terms(prose),
            *parties.quotes,
            *classes.quotes,
        ),
        (*parties.lists, *classes.lists),
    )
