"""An extraction as a piece of HTML for the cell of a notebook."""

from extractor.extraction import Extraction
from extractor.render.templating import asset, filled
from extractor.render.views import view


def fragment(extraction: Extraction) -> str:
    """The record and the highlighted text; no script, no link, no id, styles of its own only."""
    return filled("notebook.html.j2", view=view(extraction), style=asset("notebook.css"))
