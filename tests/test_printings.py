"""Where the text prints what a model quoted, if in other words or only in part."""

from dataclasses import replace

import pytest

from extractor.filing.read import read_filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.form_8k.form import FORM_8K
from extractor.grounding import Answered
from extractor.places import Place
from extractor.printings import extended, is_printed, quoted
from extractor.text.view import View

STREET, CITY, STATE = (f"cover.address.{each}" for each in ("street", "city", "state"))


@pytest.mark.parametrize(
    ("path", "text", "quote", "found"),
    [
        ("exhibits.description", "4.2  Form of Note\n", "Form of Note.", "Form of Note"),
        ("exhibits.description", "Form of Note (see 4.2)\n", "Form of Note (see 4.2)},", None),
        ("exhibits.description", "Consent (in 5.1)\n", "Consent (in 5.1)}]}.get(", None),
        ("cover.telephone", "call (781)\n246-0700 now\n", "7812460700", "(781)\n246-0700"),
        ("cover.telephone", "call (512) 732-0932\n", "512-732-0932", "(512) 732-0932"),
        ("cover.report_date", "on March 3, 2001\n", "2001-03-03", "March 3, 2001"),
        (STATE, "Silver Spring, Maryland 20910\n", "MD", "Maryland"),
    ],
)
def test_a_quote_is_found_in_the_spelling_of_the_text(
    path: str, text: str, quote: str, found: str | None
) -> None:
    printed, ranges = quoted(FORM_8K, path, quote, View.whole(0, text))
    assert [text[slice(*each)] for each in ranges] == [printed]
    assert printed == (found or quote.partition("}")[0])


@pytest.mark.parametrize(
    ("path", "text", "quote"),
    [
        ("exhibits.description", "4.2  Form of Note\n", "Form of Bond."),
        ("cover.telephone", "call (781) 246-0701\n", "7812460700"),
        ("cover.report_date", "on March 3, 2001\n", "2001-03-04"),
        (STATE, "Silver Spring, Virginia 20910\n", "MD"),
        # What is words is its own spelling: a longer word that begins like it is another.
        (CITY, "Irvington\n", "Irv."),
    ],
)
def test_another_value_is_not_found(path: str, text: str, quote: str) -> None:
    assert quoted(FORM_8K, path, quote, View.whole(0, text)) == (quote, ())


ROLE, NAME = "deal.parties.role", "deal.parties.name"
PARTIES = View.whole(0, "Ash Inc. and Elm LLC, the Underwriters")


@pytest.mark.parametrize(
    ("path", "quote", "is_there"),
    [
        (NAME, "Elm LLC", True),
        (NAME, "Elm LLC.", True),
        (NAME, "Elm LL", False),
        (NAME, "Underwriter", False),
        (ROLE, "Underwriter", True),
        (ROLE, "Underwriters", True),
        (ROLE, "Trustee", False),
        (NAME, "", False),
    ],
)
def test_one_of_several_is_named_in_the_singular(path: str, quote: str, is_there: bool) -> None:
    assert is_printed(ABS_8K.spec.leaves[path], quote, PARTIES) is is_there
    assert bool(quoted(ABS_8K, path, quote, PARTIES)[1]) is is_there


def whole(text: str, path: str, quote: str, **others: str) -> str:
    """What is made of a quote beside what else was quoted of the address."""
    document = read_filing(text.encode(), "made.txt").main_document
    view = document.reading

    def answer(at: str, words: str) -> Answered:
        found = quoted(FORM_8K, at, words, view)[1]
        places = tuple(Place(*each, view.evidence(*each)) for each in found)
        return Answered(at, None, words, places)

    said = [answer(path, quote)]
    said += [answer(f"cover.address.{name}", words) for name, words in others.items()]
    first, *rest = extended(FORM_8K, document, said)
    assert rest == said[1:]
    assert first.places
    return first.quote


@pytest.mark.parametrize(
    ("text", "quote", "city", "street"),
    [
        # Read on into the next fields.
        ("50 Elm Yards, New York, New York 10001\n", "50 Elm Yards, New York, New York", "New York",
         "50 Elm Yards"),
        ("41 Elm Way, E. Barn, NY 11733\n", "41 Elm Way, E. Barn, NY", "E. Barn", "41 Elm Way"),
        # The name of the city within the street is none.
        ("1 New York Plaza, New York, NY\n", "1 New York Plaza, New York, NY", "New York",
         "1 New York Plaza"),
        # Stopped short of them.
        ("22 Elm Street\nP.O. Box 320\nBarn, NY\n", "22 Elm Street", "Barn",
         "22 Elm Street P.O. Box 320"),
        ("62 Elm Street, Suite 200, Barn, NY\n", "62 Elm Street", "Barn",
         "62 Elm Street, Suite 200"),
        ("One Elm Street, 4th Floor,\nSuite 7\n  Barn, NY\n", "One Elm Street", "Barn",
         "One Elm Street, 4th Floor, Suite 7"),
        # What stands between is no part of a street, or there is no city.
        ("22 Elm Street\nElm Holdings\nBarn, NY\n", "22 Elm Street", "Barn", "22 Elm Street"),
        ("22 Elm Street, Suite 4\n(Address of offices)\nBarn\n", "22 Elm Street", "Barn",
         "22 Elm Street"),
        ("22 Elm Street, Suite 4, Barn\n", "22 Elm Street", "Yard", "22 Elm Street"),
    ],
)  # fmt: skip
def test_a_street_ends_where_the_city_begins(text: str, quote: str, city: str, street: str) -> None:
    state = "NY" if "NY" in text else "New York"
    assert whole(text, STREET, quote, city=city, state=state) == street


def test_a_title_of_the_form_is_read_to_its_end() -> None:
    title = (
        "Departure of Directors or Certain Officers; Election of Directors;\n"
        "     Appointment of Certain Officers; Compensatory Arrangements of Certain Officers"
    )
    text = f"Item 5.02  {title}.\n"
    short = "Departure of Directors or Certain Officers; Election of Directors"
    assert whole(text, "items.title", short) == " ".join(title.split())
    other = "Departure of Directors or Certain Officers; Other Matters"
    assert whole(f"Item 5.02  {other}.\n", "items.title", "Departure of Directors") == (
        "Departure of Directors"
    )


def test_the_office_in_brackets_below_a_title_is_part_of_it() -> None:
    text = "Ann Elm\nVice President\n(Principal Financial Officer)\n"
    whole_title = "Vice President (Principal Financial Officer)"
    assert whole(text, "signature.title", "Vice President") == whole_title
    assert whole("Vice President\n(Title)\n", "signature.title", "Vice President") == (
        "Vice President"
    )


def test_the_par_value_ends_the_title_of_a_class() -> None:
    text = "Class A Stock, $0.01 par value per share   ELM   NYSE\n"
    found = whole(text, "cover.securities.title", "Class A Stock")
    assert found == "Class A Stock, $0.01 par value per share"


def test_a_form_without_extents_takes_a_quote_as_it_is() -> None:
    text = "Suite 4, Barn\n"
    document = read_filing(text.encode(), "made.txt").main_document
    said = [Answered(STREET, None, "Suite 4")]
    assert extended(replace(FORM_8K, extents={}), document, said) == said
