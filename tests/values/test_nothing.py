"""Words that say that there is nothing."""

import pytest

from extractor.values.nothing import says_nothing


@pytest.mark.parametrize("quote", ["N/A", "n.a.", "None.", "NOT APPLICABLE", "—", "- -", " nil "])
def test_words_for_none(quote: str) -> None:
    assert says_nothing(quote)


@pytest.mark.parametrize("quote", ["Nonesuch Corp.", "NA Holdings", "0", "8.01", "Nil Desperandum"])
def test_words_that_only_look_like_them(quote: str) -> None:
    assert not says_nothing(quote)
