"""What a reader copied, as the text has it."""

import pytest

from extractor.text.view import View
from extractor.values.printed import as_printed

VIEW = View.whole(
    0,
    """The balance is $198,644,095.79. as of the date. Dune Trust Company, as trustee
of Series 2002-11. The Certificates. Telephone: (949) 863-7243, 1 January 2002""",
)


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ("Dune Trust Company", "Dune Trust Company"),
        ("Dune Trust Company.", "Dune Trust Company"),
        ("trustee,", "trustee"),
        ("2002-11.", "2002-11."),
        ("$198,644,095.", "$198,644,095."),
        ("$198644095.79", "$198644095.79"),
        ("Certificate", "Certificate"),
        ("949-863-7243", "949-863-7243"),
        ("...", "..."),
        ("", ""),
    ],
)
def test_a_stop_at_the_end_need_not_be_there(quote: str, printed: str) -> None:
    assert as_printed(quote, VIEW, "text") == printed


@pytest.mark.parametrize("quote", ["949-863-7243", "9498637243", "(949) 863-7243"])
def test_digits_of_a_telephone_number_are_set_apart_in_any_way(quote: str) -> None:
    assert as_printed(quote, VIEW, "telephone") == "(949) 863-7243"


@pytest.mark.parametrize("quote", ["949-863-7234", "863-7243", "949", "none"])
def test_other_digits_are_another_number(quote: str) -> None:
    assert as_printed(quote, VIEW, "telephone") == quote


def test_one_of_several_is_named_in_the_singular() -> None:
    assert as_printed("Certificate", VIEW, "text", of_several=True) == "Certificates"
    assert as_printed("trustee", VIEW, "text", of_several=True) == "trustee"
