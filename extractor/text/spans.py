"""Where something stands in a filing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of one document's canonical text, in code points.

    `document` is the document's index in its filing; `end` is exclusive.
    """

    document: int
    start: int
    end: int


Evidence = tuple[Span, ...]
"""Where one value is printed: several spans where a page or a column cuts it, () when nowhere."""
