"""How many rows of a list the text shows."""

import pytest

from extractor.filing.read import read_filing
from extractor.forms.form_8k.counts import COUNTS

REPORT = """\
                                 FORM 8-K
                              CURRENT REPORT
       Date of Report (Date of earliest event reported): May 3, 2003

                             Alder Trust 2003-1
             (Exact name of registrant as specified in its charter)

    Delaware             333-72880             61-0001112
                         333-72880-01          61-0001113
 (State of          (Commission File       (I.R.S. Employer
  incorporation)        Numbers)          Identification Nos.)

Item 5.  Other Events.

The registrant, whose number was 333-11111, issued its notes. See Item 9 below.

Item 7.  Financial Statements and Exhibits.

     (c)  Exhibits

     Exhibit No.     Description
     4.1             Indenture dated as of May 1, 2003
     4.2             Trust Agreement with Section 10.3 amended
                     as in 10.4 there
     99.1            Press release

                                   SIGNATURES
                                        By: /s/ Ann Elm
"""


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("items", 2),
        ("exhibits", 3),
        ("cover.commission_file_numbers", 2),
        ("cover.employer_ids", 2),
    ],
)
def test_the_marks_of_rows_are_counted_where_the_list_stands(path: str, count: int) -> None:
    document = read_filing(REPORT.encode(), "report.txt").main_document
    assert COUNTS[path](document) == count


@pytest.mark.parametrize("path", COUNTS)
def test_a_text_without_the_list_has_no_marks(path: str) -> None:
    document = read_filing(b"Dear Sir,\n\nthank you.\n" * 20, "letter.txt").main_document
    assert COUNTS[path](document) == 0


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        ("4.3 *        Form of note", True),
        ("4.3 **       Form of note", True),
        ("104     Cover page", True),
        ("99      Letter", True),
        ("99.1 Press release", True),
        ("Exhibit 10.1Purchase Agreement", True),
        ("EX-4 ....... Indenture", True),
        ("4.2\n     (b)  Form of note", True),
        ("23      --  Consent", True),
        ("23(a)   Consent", True),
        ("10(a) 2008 Incentive Plan", True),
        ("10.1 -- Purchase Agreement", True),
        ("10(b) of that act", False),
        ("4.3 million dollars", False),
        ("Exhibit 4.1 to the report", False),
        ("12 months of Letters", False),
        ("12      months of letters", False),
        ("2003    annual report", False),
        ("4.3 and 4.4 of it", False),
    ],
)
def test_what_a_row_of_exhibits_begins_with(row: str, counted: bool) -> None:
    text = REPORT.replace("     99.1            Press release", f"     {row}")
    document = read_filing(text.encode(), "report.txt").main_document
    assert COUNTS["exhibits"](document) == 2 + counted


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (("(2)   Agreement and Plan of Merger", "(99)  Press release"), 2),
        ((" 2.   ASSET PURCHASE AGREEMENT", "99.   PRESS RELEASE"), 2),
        (("(2)   Agreement", "      (see note 3 below)"), 1),
        (("4.1   Indenture", "(1)   Incorporated by reference"), 1),
        (("99.1  Press release", "1.    The first of its pages"), 1),
    ],
)
def test_numbers_in_brackets_count_where_the_list_has_no_others(
    rows: tuple[str, str], count: int
) -> None:
    start, end = REPORT.index("     Exhibit No."), REPORT.index("                    SIGNATURES")
    text = REPORT[:start] + "".join(f"     {row}\n\n" for row in rows) + REPORT[end:]
    document = read_filing(text.encode(), "report.txt").main_document
    assert COUNTS["exhibits"](document) == count


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("Item 5.02 (b) Departure of Officers.", "Item 5.02 (e) Arrangements of Officers.", 2),
        ("Item 5.02(b)  Departure of Officers.", "Item 5.02(e)  Arrangements of Officers.", 2),
        ("Item 5.02  Departure of Officers.", "Item 5.02  Departure of Officers (continued).", 1),
        ("Item 5.02  Departure of Officers.", "Item 8.01  Other Events.", 2),
    ],
)
def test_an_item_that_is_headed_once_for_each_paragraph_counts_as_often(
    first: str, second: str, count: int
) -> None:
    start, end = REPORT.index("Item 5."), REPORT.index("                    SIGNATURES")
    body = f"{first}\n\nThe treasurer left.\n\n{second}\n\nShe is paid until May.\n\n"
    text = REPORT[:start] + body + REPORT[end:]
    document = read_filing(text.encode(), "report.txt").main_document
    assert COUNTS["items"](document) == count


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (("Common Stock, no par      ALD     The Nasdaq Stock Market LLC",), 1),
        (
            (
                "Common Stock              ALD     NYSE American",
                "Preferred Stock Purchase  -       NYSE American",
                "Rights",
            ),
            2,
        ),
        (("Common Stock", "ALD", "New York Stock Exchange", "Warrants", "ALD WS", "NYSE"), 2),
        (
            (
                "Notes due 2031            ALD31   New York Stock",
                "                          Exchange",
            ),
            1,
        ),
        (("None                      None    None",), 0),
    ],
)
def test_each_class_of_securities_has_its_exchange(rows: tuple[str, ...], count: int) -> None:
    caption = "Title of each class  Trading Symbol  Name of each exchange on which registered\n\n"
    table = f"Listed on the New York Stock Exchange\n\n{caption}" + "".join(f"{r}\n" for r in rows)
    text = REPORT.replace("Item 5.  Other", f"{table}\nItem 5.  Other")
    document = read_filing(text.encode(), "report.txt").main_document
    assert COUNTS["cover.securities"](document) == count
