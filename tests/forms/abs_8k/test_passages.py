"""What of a report is shown where the deal is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractor.filing.model import Filing
from extractor.filing.read import read_filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.abs_8k.passages import BESIDES, CAPACITY, TELLING
from extractor.readers import questions

FILINGS = sorted(
    (Path(__file__).parents[3] / "evals" / "datasets" / "abs-8-k" / "filings").iterdir()
)


@pytest.mark.parametrize(
    "sentence",
    [
        "On June 29, 2001, the Certificates were issued.",
        "The home loans were sold on that day.",
        "Elm Trust 2004-HE4 is a common law trust.",
        "It is governed by a Trust Agreement.",
        "The Cut-off Date is June 1, 2001.",
        "The loans come to $267,987,060.62.",
        "There are ten classes.",
        "Ash Bank is the trustee.",
        "Ash Bank acts as the trustee.",
        "The trustee is Ash Bank.",
        "They were underwritten by Birch & Co.",
    ],
)
def test_a_sentence_that_may_say_something_of_the_deal(sentence: str) -> None:
    assert TELLING.search(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Capitalized terms have the meanings assigned to them in the Prospectus Supplement.",
        "They have not been publicly offered by the Depositor.",
        "The mortgage loans have terms to maturity up to 30 years.",
        "A copy of the loan purchase agreement between the Seller and the Depositor is attached.",
    ],
)
def test_a_sentence_that_says_nothing_of_it(sentence: str) -> None:
    assert not TELLING.search(sentence)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            'designated as the "Class A Certificates," the "Class M-1" and the "Class R." Birch',
            'designated as ." Birch',
        ),
        ("The Class 1-A, Class 2-A, Class R and Class M Certificates were sold", "were sold"),
        ("The Class A and Class B Certificates were sold", None),
        ("ten classes of certificates, of which class A is offered", None),
        (
            'the notes (the "Notes") and the loans (collectively, the “Loans”)',
            "the notes and the loans",
        ),
        ('Ash Bank ("Ash") as trustee (the "Trustee")', 'Ash Bank as trustee (the "Trustee")'),
        ('on May 1, 2001 (the "Closing Date")', None),
        ("the notes (as in the agreement)", None),
    ],
)
def test_what_is_besides_the_deal_is_cut_out(text: str, left: str | None) -> None:
    assert BESIDES.sub("", text) == (text if left is None else left)


def test_a_capacity_is_what_stands_in_its_brackets() -> None:
    text = "ELM INC. (as depositor under the Agreement, dated June 1, 2001)\n(Exact name)"
    assert CAPACITY.sub("", text) == "ELM INC. \n(Exact name)"


def shown(filing: Filing, *, whole: bool) -> set[int]:
    """The places of a report that are shown where its deal is asked for."""
    asked = tuple(
        replace(each, only=None, besides=None) if whole else each
        for each in ABS_8K.questions
        if each.name == "deal"
    )
    puts = questions(replace(ABS_8K, questions=asked), filing.main_document, frozenset())
    pieces = [piece for put in puts for piece in put.chunk.pieces]
    return {place for each in pieces for place in range(each.source, each.source + each.length)}


@pytest.mark.parametrize("path", FILINGS, ids=lambda path: path.stem)
def test_no_value_of_the_deal_is_lost(path: Path) -> None:
    filing = read_filing(path.read_bytes(), path.name)
    reading = filing.main_document.reading
    before, after = shown(filing, whole=True), shown(filing, whole=False)
    assert after < before
    quotes = [
        each
        for each in ABS_8K.baseline(filing).quotes
        if each.path.startswith("deal.") and not each.path.startswith("deal.classes")
    ]
    for quote in quotes:
        spans = [span for at in quote.ranges for span in reading.evidence(*at)]
        places = {place for span in spans for place in (span.start, span.end - 1)}
        assert places <= after or not places <= before, quote.path
