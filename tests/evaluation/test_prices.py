"""Prices of models."""

from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.evaluation.prices import Price, load_prices


def test_prices_are_for_a_million_tokens(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text('["big-model"]\nprompt = 2.5\ncompletion = 10\n')
    assert load_prices(file)["big-model"].of(1_000_000, 100_000) == pytest.approx(3.5)
    assert Price(prompt=0, completion=0).of(5, 5) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "not TOML"),
        ('["m"]\nprompt = 1\n', "m.completion"),
        ('["m"]\nprompt = -1\ncompletion = 1\n', "m.prompt"),
        ('["m"]\nprompt = 1\ncompletion = 1\nfee = 3\n', "m.fee"),
        ("m = 3\n", "not a table of prices"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(content)
    with pytest.raises(ExtractorError, match=said):
        load_prices(file)
    with pytest.raises(ExtractorError, match="cannot be read"):
        load_prices(tmp_path / "none.toml")
