"""Wordings near a place: looked up once a text, the same as in each window by itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.forms.base import Anchor
from extractor.places import Place, wording_near

WORDINGS = (
    r"class|certificates?\b",
    r"\bpursuant\s{1,9}to\b|\bto\b",
    r"\(\s?[a-z, ]{0,40}[\"“]|:",
    r"(?<![\w-])(?:note|note trustee)(?![\w-])",
    r"class\s*$|class(?=\s)",
)
LINES = ("class note", "pursuant", " to the certificates", "", '(the "', "note", "trustee: class")


@pytest.mark.parametrize("wording", WORDINGS)
@given(lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=8), data=st.data())
def test_the_nearest_wording_is_that_of_the_window_by_itself(
    wording: str, lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    at = data.draw(st.integers(0, len(text)))
    rule = Anchor(re.compile(wording, re.IGNORECASE), before=1, after=1)
    shown = [match.span() for match in re.finditer(r"[^\n]+", text)]
    here = max((n for n, (start, _) in enumerate(shown) if start <= at), default=0)
    low = shown[max(0, here - 1)][0] if shown else 0
    high = shown[min(len(shown) - 1, here + 1)][1] if shown else len(text)
    assert rule.wording is not None
    expected = [match.span() for match in rule.wording.finditer(text, low, high)]
    found = wording_near(text, Place(at, at, ()), rule, "text", own=False)
    assert found == min(expected, key=lambda each: max(each[0] - at, at - each[1], 0), default=None)
