"""Where the parts of a document are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.model import Section, SectionKind
from extractor.filing.sections import find_sections
from extractor.text.view import View

COVER = """\
                                    FORM 8-K
                 Date of Report: June 9, 1999

                          Tin Whistle Company
             (Exact name of registrant as specified in its charter)

"""
SIGNATURE = """\
                                   SIGNATURES

     Pursuant to the requirements of the Securities Exchange Act of 1934, the
registrant has duly caused this report to be signed on its behalf by the
undersigned hereunto duly authorized.

                                        TIN WHISTLE COMPANY

Date: June 9, 1999                      By: /s/ Mary Reed
                                            Mary Reed
                                            Treasurer
"""
INDEX = """\

                                 EXHIBIT INDEX

     Exhibit
     Number              Description
     99.1                Press Release

                                                              Exhibit 99.1

NEWS FROM TIN WHISTLE
"""


def _sections(text: str) -> tuple[Section, ...]:
    return find_sections(View.whole(0, text))


def _labels(text: str) -> list[str]:
    return [each.label for each in _sections(text) if each.kind is SectionKind.ITEM]


def _texts(text: str, kind: SectionKind) -> list[str]:
    return [text[each.start : each.end] for each in _sections(text) if each.kind is kind]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Item 2.   Acquisition or Disposition of Assets", "2"),
        ("ITEM 5 - OTHER EVENTS", "5"),
        ("Item5.    Other Events.", "5"),
        ("Item\u00a05.02.\u00a0\u00a0Departure of Directors or Certain Officers", "5.02"),
        ("ITEM\n5.02  DEPARTURE OF DIRECTORS", "5.02"),
        ("Item 7(c). Exhibits", "7"),
        ("Item 5.", "5"),
        ("5.   Other Events", "5"),
        ("8.01   Other Events", "8.01"),
        ("Item 12: Results of Operations and Financial Condition", "12"),
    ],
)
def test_a_heading_begins_an_item(heading: str, number: str) -> None:
    text = f"{COVER}{heading}\n\n     Something happened on that day.\n\n{SIGNATURE}"
    assert _labels(text) == [number]
    assert _texts(text, SectionKind.ITEM)[0].startswith(heading)
    assert "SIGNATURES" not in _texts(text, SectionKind.ITEM)[0]
    assert _texts(text, SectionKind.COVER) == [COVER]


@pytest.mark.parametrize(
    "prose",
    [
        "The information in\nItem 7.01 of this report shall not be deemed filed.",
        "Items 1 through 4, 6 and 8 Not Applicable.",
        "Items 1-4. Not applicable.",
        "Item 601 of Regulation S-K says so.",
        "It is described in this\nItem 2.",
        "Item 2.02 and Item 9.01 of this report are furnished and not filed.",
    ],
)
def test_a_reference_is_no_heading(prose: str) -> None:
    text = f"{COVER}Item 5.  Other Events\n\n{prose}\n\n{SIGNATURE}"
    assert _labels(text) == ["5"]


def test_a_table_of_contents_is_not_the_body() -> None:
    contents = (
        "TABLE OF CONTENTS\n\nItem 5. Other Events   2\nItem 7. Exhibits   3\nSIGNATURE   4\n\n"
    )
    body = "Item 5. Other Events\n\nIt rained.\n\nItem 7. Exhibits\n\n(c) Exhibits\n\n99  Map\n\n"
    text = COVER + contents + body + SIGNATURE
    assert _labels(text) == ["5", "7"]
    assert _texts(text, SectionKind.ITEM)[0] == "Item 5. Other Events\n\nIt rained.\n\n"
    assert _texts(text, SectionKind.COVER) == [COVER]


def test_the_agenda_of_a_meeting_is_no_list_of_items() -> None:
    text = (
        f"{COVER}Item 5.07. Submission of Matters to a Vote of Security Holders.\n\n"
        "Item 1 - Election of Directors\n\nAll were elected.\n\n"
        f"Item 8.01. Other Events.\n\nIt rained.\n\n{SIGNATURE}"
    )
    assert _labels(text) == ["5.07", "8.01"]


def test_an_amendment_names_its_items_above_the_captions_of_the_cover() -> None:
    text = (
        "FORM 8-K/A\n\nThe registrant amends these items:\n\nItem 7(a)  Financial Statements\n\n"
        f"Tin Whistle Company\n(Exact name of registrant as specified in its charter)\n\n"
        "Toledo, Ohio\n(Address of principal executive offices)\n\n"
        f"Item 7.  Financial Statements and Exhibits\n\n(a) None.\n\n{SIGNATURE}"
    )
    assert _labels(text) == ["7"]


def test_a_section_heading_belongs_to_no_item() -> None:
    text = (
        f"{COVER}Section 5 - Corporate Governance\n\n"
        "Item 5.03 Amendments to Bylaws\n\nThey were.\n\n"
        f"Section 8 - Other Events\n\nItem 8.01 Other Events\n\nNone of note.\n\n{SIGNATURE}"
    )
    assert _texts(text, SectionKind.COVER) == [COVER]
    assert _texts(text, SectionKind.ITEM)[0].endswith("They were.\n\n")


def test_the_list_of_an_item_comes_before_the_index() -> None:
    text = (
        f"{COVER}Item 7. Financial Statements and Exhibits\n\n(a) None.\n\n(c) Exhibits\n\n"
        f"99.1  Press Release\n\n{SIGNATURE}{INDEX}"
    )
    first, second = _texts(text, SectionKind.EXHIBIT_LIST)
    assert first.startswith("(c) Exhibits")
    assert "SIGNATURES" not in first
    assert second.startswith("EXHIBIT INDEX") or "EXHIBIT INDEX" in second.splitlines()[0]
    assert "NEWS FROM" not in second


def test_the_signature_ends_before_the_index_and_before_a_second_block() -> None:
    text = f"{COVER}Item 5. Other Events\n\nIt rained.\n\n{SIGNATURE}{INDEX}"
    (block,) = _texts(text, SectionKind.SIGNATURE)
    assert block.startswith("SIGNATURES")
    assert block.rstrip().endswith("Treasurer")
    (block,) = _texts(text + SIGNATURE, SectionKind.SIGNATURE)
    assert block.count("Mary Reed") == 2


def test_headings_behind_the_signature_are_not_the_reports() -> None:
    body = "Item 5. Other Events\n\nIt rained.\n\n"
    text = f"{COVER}{body}{SIGNATURE}\n\nItem 2. Acquisition of Assets\n"
    assert _labels(text) == ["5"]


def test_a_table_is_a_run_of_lines_with_a_common_edge() -> None:
    table = (
        "   Class     Balance\n   A        $ 100.00\n   B        $  50.00\n   R        $   1.00\n"
    )
    text = f"{COVER}Item 5. Other Events\n\nAs follows:\n\n{table}\nThat is all.\n\n{SIGNATURE}"
    assert any(each.strip() == table.strip() for each in _texts(text, SectionKind.TABLE))


def test_a_text_without_item_and_signature_is_one_whole() -> None:
    text = "Dear shareholders,\n\nit was a good year.\n"
    assert _sections(text) == (Section(SectionKind.WHOLE, 0, len(text)),)


_WORDS = (
    "Item 5.",
    "5.02",
    "SIGNATURE",
    "\n",
    "\n\n",
    "  ",
    "\t",
    "(c) Exhibits",
    "99.1",
    "By:",
    "/s/",
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(_WORDS)).map(" ".join)))
def test_sections_lie_in_the_text_whatever_it_is(text: str) -> None:
    for section in _sections(text):
        assert 0 <= section.start <= section.end <= len(text)
