"""Where a title of the form ends in a text."""

import pytest

from extractor.forms.form_8k.baselines.item_titles import title_end


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Other Events", ". On May 3"),
        ("OTHER EVENTS AND REGULATION FD\n   DISCLOSURE", "\nOn May 3"),
        ("Financial Statement and Exhibits", ""),
        ("Changes in Registrant’s Certifying Accountant", " Elm"),
        ("Amendments to Articles of Incorporation or Bylaws", ", Other"),
    ],
)
def test_the_longest_title_counts(title: str, rest: str) -> None:
    assert title_end(f"  {title}{rest}", 2) == 2 + len(title)


def test_other_words_are_no_title() -> None:
    assert title_end("Something else", 0) is None
