"""The table of measures and its page say the same."""

import re
from pathlib import Path

from extractor.telemetry.instruments import ALL

PAGE = Path(__file__).parents[2] / "docs/observability.md"


def test_every_measure_is_in_the_documentation() -> None:
    named = set(
        re.findall(
            r"^\| `((?:extractor|gen_ai|http)\.[a-z_.]+)` \| [a-z]+ \|", PAGE.read_text(), re.M
        )
    )
    assert named == {each.name for each in ALL}
    assert len({each.name for each in ALL}) == len(ALL)
