import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values import NAME, Unreadable

NAMES = [
    "New Century Mortgage Securities, Inc.",
    "NEW CENTURYMORTGAGE SECURITIES, INC.",
    "U.S. Bank National Association",
    "Patrick Flanagan",
    "O'Neil “Bob” & Söhne, L.P.",
    "1-800-Example.com",
]


@given(
    st.sampled_from(NAMES),
    st.sampled_from(["{}", "  {}\n", "{},", "“{}”", '"{}"', "{};", "__{}__", "/s/ {}", "/S/{}"]),
    st.sampled_from([" ", "\n      ", "\u00a0", " \t "]),
)
def test_what_is_printed_is_read(name: str, layout: str, blank: str) -> None:
    assert NAME.parse(layout.format(name.replace(" ", blank))) == name


@pytest.mark.parametrize(
    "quote",
    ["N/A", "n.a.", "None", "NONE.", "Not  applicable", "-----", "12345", "", "x" * 201, "/s/"],
)
def test_refuses(quote: str) -> None:
    with pytest.raises(Unreadable, match="is not a name"):
        NAME.parse(quote)


def test_the_longest_name() -> None:
    assert NAME.parse("x" * 200) == "x" * 200


@given(st.text())
def test_finds_nothing(text: str) -> None:
    assert list(NAME.find(text)) == []
