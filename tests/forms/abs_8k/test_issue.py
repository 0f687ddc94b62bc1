"""The day on which the securities were issued."""

import pytest

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines.issue import issued_on
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.text.view import View


def day(body: str) -> str | None:
    text = f"FORM 8-K\n\nItem 5.  Other Events\n\n{body}\n\nSIGNATURES\n"
    place = issued_on(Prose.of(Document(0, "8-K", text, View.whole(0, text), "text")))
    return None if place is None else text[slice(*place[0])]


@pytest.mark.parametrize(
    "body",
    [
        "On May 9, 2003, Elm Corp. caused Elm Trust 2003-2 to issue its notes.",
        "On May 9, 2003, Elm Trust, formed on April 3, 2003, issued the notes.",
        "Elm Trust, formed on April 3, 2003, issued the notes on May 9, 2003.",
        "On May 9, 2003, Elm Corp. completed the sale of $100,000,000 of its Notes.",
        "On May 9, 2003, a takedown of $100,000,000 of the Certificates was completed.",
        "Class 4 ... August 25, 2026\n\nThe closing date was May 9, 2003.",
        "On May 9, 2003 Elm Trust 2003-A completed the issue of $412,650,000 of notes:",
        "On or about May 9, 2003, the Registrant will cause the issuance of the Certificates.",
        "The Notes were delivered to the Underwriter on or about May 9, 2003.",
        "The closing of the sale of the Notes took place on May 9, 2003.",
        'The Notes were sold on May 2, 2003 for delivery. The "Closing Date" is May 9, 2003.',
        "On May 9, 2003, the Trust issued its Notes, which will first be paid on June 25, 2003.",
    ],
)
def test_wordings_of_an_issue(body: str) -> None:
    assert day(body) == "May 9, 2003"


@pytest.mark.parametrize(
    "body",
    [
        "On May 2, 2003 the terms were agreed, and on May 9, 2003 the Trust issued the Notes.",
        "On May 2, 2003 Elm entered into an agreement; the Notes were sold on May 9, 2003.",
        "On May 2, 2003 Elm signed an agreement by which Notes are sold\non May 9, 2003.",
    ],
)
def test_the_day_of_the_agreement_is_not_the_day_of_the_issue(body: str) -> None:
    assert day(body) == "May 9, 2003"


def test_the_same_day_is_the_day_named_before() -> None:
    body = """On April 4, 2002, the loans were conveyed to Elm Trust 2002-A under an agreement
dated as of March 1, 2002. On the same day the Trust issued the certificates."""
    assert day(body) == "April 4, 2002"


def test_that_day_is_open_where_two_days_are_named() -> None:
    body = """On March 2, 2002, loans were sold that stood in the books at the close of business of
April 1, 2002. On that date certificates were issued."""
    assert day(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "The Notes are issued under an indenture and are payable on July 25, 2003.",
        "The Notes were conveyed on the Closing Date under an agreement dated June 1, 1999.",
        "On July 25, 2003, a distribution was made on the Certificates issued under the Agreement.",
        "On July 25, 2003, a statement was sent to those for whom Certificates were issued.",
    ],
)
def test_days_of_other_events(body: str) -> None:
    assert day(body) is None
