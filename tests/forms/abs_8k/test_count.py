"""The number of classes that the text announces."""

import pytest

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines.count import class_count
from extractor.forms.abs_8k.baselines.prose import Prose
from extractor.text.view import View


def announced(body: str) -> str | None:
    text = f"FORM 8-K\n\nItem 5.  Other Events\n\n{body}\n\nSIGNATURES\n"
    place = class_count(Prose.of(Document(0, "8-K", text, View.whole(0, text), "text")))
    return None if place is None else text[slice(*place[0])]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("The Certificates, which consist of nine classes of certificates, are new.", "nine"),
        ("The Certificates consist of six classes, which are set out below.", "six"),
        ("The Certificates were issued in seven (7) classes, Class A to Class G.", "seven (7)"),
        ("a series of certificates, comprising the following twelve classes: Class A", "twelve"),
        ('of the Certificates (the "Certificates"), in thirteen classes, under a', "thirteen"),
        ("Elm Trust 2001-A issued $500,000,000 of notes in four classes.", "four"),
        ("The Notes are of eight classes.", "eight"),
        ("The loans were paid for with certificates of four classes.", "four"),
        ("The Series has three classes.", "three"),
        ("There are twenty-one classes of Bonds.", "twenty-one"),
        ("the Trust issued and sold 8 classes of Senior/Subordinate Notes", "8"),
        ("a series of certificates of which fourteen classes exist", "fourteen"),
        ("Fourteen classes of Certificates were issued:", "Fourteen"),
        ("The Notes are rated. Details of the five classes stand in the table below.", "five"),
    ],
)
def test_what_announces_a_number(body: str, count: str) -> None:
    assert announced(body) == count


@pytest.mark.parametrize(
    "body",
    [
        "The Class A Certificates consist of three classes.",
        "The Offered Certificates were issued in seven classes.",
        "The Senior Certificates are divided into five classes of Certificates.",
        "The Depositor sold three classes of the Certificates to Elm Securities Inc.",
        "Two classes of Certificates were sold to Elm Securities Inc.",
        "The other four classes of Certificates were retained.",
        "Each of the two classes of Certificates votes alone.",
        "The Trust issued two classes of residual certificates.",
        "a series of certificates, of which three classes were offered",
    ],
)
def test_a_part_of_the_securities_is_not_the_whole(body: str) -> None:
    assert announced(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "The Trust was formed. Common stock consists of two classes.",
        "The trust fund will consist of twenty classes of regular interests.",
        "up to fifteen classes of Certificates may be issued",
        "The Certificates consist of ten (11) classes of certificates.",
        "The holders of Group 2 classes of Certificates are paid first.",
        "consisting of one hundred two classes of Certificates",
    ],
)
def test_other_numbers_are_none(body: str) -> None:
    assert announced(body) is None


def test_parts_are_not_added_up() -> None:
    assert (
        announced("The Trust issued four classes of notes and one class of certificates.") is None
    )


def test_a_total_stands_above_its_parts() -> None:
    body = "The Trust issued five classes of securities: four classes of notes and one class of"
    assert announced(body) == "five"
    body = "The Certificates consist of ten classes, of which two classes were offered."
    assert announced(body) == "ten"


def test_two_wholes_leave_it_open() -> None:
    body = "The Trust issued four classes of notes. The Series consists of nine classes."
    assert announced(body) is None
