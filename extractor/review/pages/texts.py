"""The documents of a filing as a page shows them."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

from markupsafe import Markup

from extractor.filing.model import Document, Filing
from extractor.review.pages.harmless import markup

_KEPT_CHARACTERS = 40_000_000


@dataclass(frozen=True)
class Shown:
    """A document: its number in the filing, its title, its text as HTML."""

    index: int
    title: str
    text: Markup


class Texts:
    """Documents as HTML; those shown last are kept, since the next one is read ahead of time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], Markup] = OrderedDict()
        self._lock = Lock()

    def shown(self, filing: Filing, cited: Collection[int]) -> list[Shown]:
        """The main document, then those of the numbers cited in the filing's order."""
        main = filing.main_document
        others = [filing.documents[n] for n in sorted(set(cited) - {main.index})]
        return [
            Shown(each.index, _title(each), self._text(filing, each)) for each in (main, *others)
        ]

    def _text(self, filing: Filing, document: Document) -> Markup:
        key = filing.sha256, document.index
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        made = markup(document.text)
        with self._lock:
            self._kept[key] = made
            while sum(map(len, self._kept.values())) > _KEPT_CHARACTERS and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return made


def _title(document: Document) -> str:
    return " · ".join(filter(None, (document.type, document.filename, document.description)))
