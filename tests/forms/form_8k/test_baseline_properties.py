"""What holds of the baseline of Form 8-K for any text."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.model import Document
from extractor.filing.sections import find_sections
from extractor.forms.form_8k.anchors import ANCHORS, CUES
from extractor.forms.form_8k.baselines import read_8k
from extractor.forms.form_8k.schema import Form8K
from extractor.forms.schema import spec_of
from extractor.reasons import Reason
from extractor.text.view import View

SPEC = spec_of(Form8K)
_PIECES = (
    *(
        "FORM 8-K",
        "Date of Report",
        "(Date of earliest event reported)",
        "May 4, 1999",
        "(May 1, 1999)",
    ),
    *(
        "Acme Inc.",
        "(Exact name of registrant",
        "as specified in its charter)",
        "Delaware",
        "(State",
    ),
    *(
        "or other jurisdiction",
        "of incorporation)",
        "1-1234",
        "13-1234567",
        "(Commission File Number)",
    ),
    *(
        "(IRS Employer",
        "Identification No.)",
        "1 Main Street",
        "Springfield, IL 62701",
        "(Zip Code)",
    ),
    *(
        "(Address of principal executive offices)",
        "(217) 555-1234",
        "telephone number",
        "Section 12(b)",
    ),
    *(
        "Securities registered pursuant to Section 12(b) of the Act:",
        "Common Stock",
        "ACME",
        "NYSE",
    ),
    *(
        "Item 5.",
        "Other Events",
        "Item 9.01",
        "Exhibits",
        "(d) Exhibits",
        "99.1",
        "Press release",
        "10.1",
    ),
    *(
        "SIGNATURE",
        "Pursuant to the requirements of the Securities Exchange Act",
        "authorized.",
        "By:",
    ),
    *(
        "/s/ Ann Clark",
        "Ann Clark",
        "President",
        "Name:",
        "Title:",
        "Date:",
        "\n",
        "\n\n",
        "\t",
        "    ",
    ),
)


def _document(text: str) -> Document:
    view = View.whole(0, text)
    return Document(0, "8-K", text, view, "text", sections=find_sections(view))


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=60).map(" ".join)))
def test_any_text_is_read_and_every_range_lies_in_it(text: str) -> None:
    answer = read_8k(_document(text))
    for quote in answer.quotes:
        assert quote.ranges
        assert all(0 <= start < end <= len(text) for start, end in quote.ranges)
        assert all(text[start:end].strip() for start, end in quote.ranges)
        assert (quote.row is None) == (SPEC.leaves[quote.path].rows is None)
    assert [each.path for each in answer.lists] == list(SPEC.lists)


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map(" ".join))
def test_a_list_says_how_many_rows_it_has(text: str) -> None:
    answer = read_8k(_document(text))
    for each in answer.lists:
        rows = {q.row for q in answer.quotes if SPEC.leaves[q.path].rows == each.path}
        assert rows == set(range(each.rows))


def test_every_leaf_is_anchored_and_only_rows_go_by_their_key() -> None:
    assert set(ANCHORS) == set(SPEC.leaves)
    keys = {key for each in SPEC.lists.values() for key in each.key}
    for path, anchor in ANCHORS.items():
        row_leaf = SPEC.leaves[path].rows is not None and path not in keys
        assert (anchor.wording is None) == row_leaf, path


def test_cues_name_leaves_or_lists() -> None:
    assert set(CUES) <= set(SPEC.leaves) | set(SPEC.lists)


def test_an_empty_document_has_a_reason_for_each_empty_list() -> None:
    answer = read_8k(_document(""))
    assert answer.quotes == ()
    assert {each.reason for each in answer.lists} <= {Reason.NO_CUE, Reason.NO_SECTION}


def test_what_is_stated_to_be_none_is_told_from_what_is_not_mentioned() -> None:
    text = (
        "FORM 8-K\n\nAcme Inc.\n(Exact name of registrant as specified in its charter)\n\n"
        "Delaware             1-1234               Applied for\n"
        "(State of            (Commission          (IRS Employer\n"
        "incorporation)       File Number)         Identification No.)\n\n"
        "Item 7. Financial Statements and Exhibits\n\n(c) Exhibits.  None.\n\n"
        "SIGNATURE\n\nBy: /s/ Ann Clark\n"
    )
    reasons = {each.path: each.reason for each in read_8k(_document(text)).lists}
    assert reasons["cover.employer_ids"] is Reason.STATED_NONE
    assert reasons["exhibits"] is Reason.STATED_NONE
    assert reasons["cover.securities"] is Reason.NO_CUE


def test_a_row_that_may_be_missing_leaves_its_list_unaccounted() -> None:
    text = (
        "FORM 8-K\n\nItem 9.01 Financial Statements and Exhibits\n\n(d) Exhibits\n\n"
        "10.1   Credit Agreement\n\n10.1   Guaranty\n\nSIGNATURE\n\nBy: /s/ Ann Clark\n"
    )
    listed = {each.path: each for each in read_8k(_document(text)).lists}["exhibits"]
    assert (listed.rows, listed.accounted) == (2, False)
