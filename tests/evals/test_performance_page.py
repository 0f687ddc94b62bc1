"""The figures of docs/performance.md are those that are kept."""

from evals.bench import figures, page
from evals.pages import blocks


def test_the_page_says_what_is_kept() -> None:
    text = page.PAGE.read_text("utf-8")
    kept = figures.load(figures.COMMITTED)
    assert text == page.page(text, kept), "the figures are old: make performance"


def test_every_block_of_figures_is_on_the_page() -> None:
    named = blocks(page.PAGE.read_text("utf-8"))
    assert sorted(named) == sorted(page.figures({}))
