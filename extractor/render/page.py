"""Extractions as one self-contained HTML page: each filing beside what was read in it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.extraction import Extraction
from extractor.records import Decision, Outcome
from extractor.render.templating import asset, filled, source
from extractor.render.views import View, view
from extractor.render.words import TAKEN, counted

_TAIL = "</main>\n<script>{script}</script>\n</body>\n</html>\n"


@dataclass(frozen=True)
class Listed:
    """A filing as the list of a page of many names it; `id` is where it stands in the page."""

    id: str
    name: str
    form: str
    to_check: int
    taken: int
    complete: bool


def page(extraction: Extraction) -> str:
    """A page of one filing. It loads nothing, and runs only its own script, known by its hash."""
    made = view(extraction)
    return "".join((_head(made.title, ()), filled("filing.html.j2", view=made), _tail()))


def listed(extraction: Extraction) -> Listed:
    """The line of a filing in the list of a page of many."""
    filing = extraction.filing
    # Two filings of one name, or one under two names, stand beside each other in a page.
    place = hashlib.sha256(f"{filing.sha256} {filing.name}".encode("utf-8", "replace"))
    decisions = [field.decision for field in extraction.fields.values()]
    return Listed(
        id=f"x{place.hexdigest()[:16]}",
        name=filing.name,
        form=extraction.form,
        to_check=decisions.count(Decision.REVIEW),
        taken=sum(each in TAKEN for each in decisions),
        complete=extraction.complete,
    )


def part(extraction: Extraction) -> str:
    """What a page of many filings says of this one, folded up."""
    line = listed(extraction)
    made: View = view(extraction, f"{line.id}-")
    inner = filled("filing.html.j2", view=made)
    return filled("folded.html.j2", line=line, view=made, inner=inner)


def book(filings: Iterable[Listed], parts: Iterable[str]) -> Iterator[str]:
    """A page of many filings, piece by piece: the list of them, then their parts."""
    lines = tuple(filings)
    yield _head(counted(len(lines), "filing"), lines)
    yield from parts
    yield _tail()


def _head(title: str, filings: tuple[Listed, ...]) -> str:
    style, script = asset("extraction.css"), asset("extraction.js")
    return filled(
        "head.html.j2",
        title=title,
        filings=filings,
        outcomes=[outcome.value for outcome in Outcome],
        style=style,
        style_source=source(style),
        script_source=source(script),
    )


def _tail() -> str:
    return _TAIL.format(script=asset("extraction.js"))
