"""Pages of which the prose is written by hand and the figures, between marks, are made. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

_BLOCK = re.compile(r"(<!-- figures: ([a-z-]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def filled(text: str, figures: Mapping[str, str]) -> str:
    """The page with every block of figures made anew; `figures` are by the names of the blocks."""
    return _BLOCK.sub(lambda block: f"{block[1]}{figures[block[2]]}\n{block[3]}", text)


def blocks(text: str) -> list[str]:
    """The names of a page's blocks, in order."""
    return [block[2] for block in _BLOCK.finditer(text)]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
