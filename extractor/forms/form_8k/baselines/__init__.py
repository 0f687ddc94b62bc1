"""The deterministic reader of Form 8-K: one module a part."""

from extractor.filing.model import Document
from extractor.forms.base import Answer
from extractor.forms.form_8k.baselines.cover import cover_of, read_cover_page, registrant_of
from extractor.forms.form_8k.baselines.exhibits import read_exhibits
from extractor.forms.form_8k.baselines.items import read_items
from extractor.forms.form_8k.baselines.signature import read_signature


def read_8k(document: Document) -> Answer:
    """All that the baseline finds in a document; ranges are in its reading view."""
    quotes, lists = read_cover_page(document)
    items, item_list = read_items(document)
    exhibits, exhibit_list = read_exhibits(document)
    signature = read_signature(document, registrant_of(cover_of(document)))
    return Answer((*quotes, *items, *exhibits, *signature), (*lists, item_list, exhibit_list))
