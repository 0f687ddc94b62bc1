"""The readers of a form over a document: baseline, model, and the wordings that are missing."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.filing.model import Document, Filing, Section, SectionKind
from extractor.forms.base import Answer, Form, Question, Quoted, QuotedList
from extractor.readers import (
    CHUNK_CHARACTERS,
    Put,
    baseline_reading,
    cue_reading,
    llm_reading,
    questions,
    uncued,
)
from extractor.reasons import Reason
from extractor.records import BASELINE, CUES, LLM, Candidate, ListReading, Reading
from extractor.text.spans import Evidence
from extractor.text.view import View, ViewBuilder
from tests.note_form import NOTE

KIND = SectionKind
TEXT = """\
Title: Harbor Loan
Dated March 3, 2001

Check the box that applies.

Due March 1, 2011

Holder    Share
Ash       $60.00
Birch     $40.00

Signed in Irvine, dated April 4, 2004
"""


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A folder with prompts of their own."""
    (tmp_path / "system.txt").write_text("Quote.", encoding="utf-8")
    (tmp_path / "ask.txt").write_text("{{ skeleton }}\n{{ text }}", encoding="utf-8")
    return tmp_path


def range_of(quote: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(quote)
    return start, start + len(quote)


def page(*sections: tuple[SectionKind, str, str], text: str = TEXT) -> Document:
    """A document whose sections go from the beginning of one wording to the end of another."""
    made = tuple(
        Section(kind, text.index(first), range_of(last, text)[1]) for kind, first, last in sections
    )
    return Document(0, "", text, View.whole(0, text), "text", sections=made)


def asking(*paths: str, sections: tuple[SectionKind, ...] = (), **more: Any) -> Form:
    return replace(NOTE, questions=(Question("q", sections, paths, "ask", **more),))


def put(form: Form, document: Document, prompts: Path) -> list[Put]:
    return list(questions(form, document, frozenset(), prompts))


def shown(form: Form, document: Document, prompts: Path) -> str:
    """The text that the form's only question is put over."""
    (only,) = put(form, document, prompts)
    assert only.chunk.text.strip() in only.messages[1]["content"]
    return only.chunk.text


def printed(document: Document, evidence: Evidence) -> str:
    return "|".join(document.text[span.start : span.end] for span in evidence)


def by_path(reading: Reading) -> dict[tuple[str, int | None], Candidate]:
    return {(each.path, each.row): each for each in reading.candidates}


# What is missing


def test_what_has_no_wording_in_the_text_is_not_stated() -> None:
    cues = {
        "title": re.compile("Title"),
        "codes": re.compile("File"),
        "count": re.compile("holders"),
    }
    form = replace(NOTE, cues=cues)
    missing = uncued(form, page())
    assert missing == {"codes", "count"}
    reading = cue_reading(form, page(), missing)
    assert reading.lists == (ListReading(CUES, "codes", 0, True, Reason.NO_CUE),)
    assert [(each.path, each.problem) for each in reading.candidates] == [("count", Reason.NO_CUE)]


def test_a_leaf_of_rows_without_its_caption_is_asked_for_and_said_to_be_unsaid() -> None:
    captions = {"holders.rank": re.compile("Rank"), "holders.name": re.compile("holders?", re.I)}
    form = replace(NOTE, captions=captions)
    assert uncued(form, page()) == frozenset()
    said = cue_reading(form, page(), frozenset()).candidates
    assert [(each.path, each.row, each.problem) for each in said] == [
        ("holders.rank", None, Reason.NO_CUE)
    ]


def test_a_form_without_cues_leaves_nothing_out() -> None:
    assert uncued(NOTE, page()) == frozenset()
    assert cue_reading(NOTE, page(), frozenset()) == Reading(CUES, ())


def test_rows_are_counted_by_their_marks_unless_the_list_has_no_wording() -> None:
    form = replace(NOTE, counts={"holders": lambda document: 3, "codes": lambda document: 2})
    reading = cue_reading(form, page(), frozenset({"codes"}))
    assert ListReading(CUES, "holders", 3) in reading.lists
    assert [each.rows for each in reading.lists if each.path == "codes"] == [0]


# The baseline


def read(*quotes: Quoted, lists: tuple[QuotedList, ...] = ()) -> Reading:
    form = replace(NOTE, baseline=lambda filing: Answer(quotes, lists))
    return baseline_reading(form, Filing("note", "0", (page(),)))


def test_the_baseline_is_grounded_like_any_reader() -> None:
    found = by_path(read(Quoted("dated", None, (range_of("March 3, 2001"),))))
    dated = found["dated", None]
    assert (dated.reader, dated.value) == (BASELINE, date(2001, 3, 3))
    assert printed(page(), dated.evidence) == "March 3, 2001"
    assert printed(page(), dated.anchor) == "Dated"


def test_the_baseline_says_of_every_other_leaf_that_there_is_none() -> None:
    found = by_path(read(Quoted("holders.name", 4, (range_of("Ash"),))))
    scalars = {path for path, leaf in NOTE.spec.leaves.items() if leaf.rows is None}
    assert {path for path, row in found if row is None} == scalars
    assert {path for path, row in found if row == 4} == set(NOTE.spec.lists["holders"].leaves)
    silent = [each for key, each in found.items() if key != ("holders.name", 4)]
    assert all(each.value is None and not each.quote for each in silent)


def test_a_value_in_several_parts_is_read_as_one() -> None:
    parts = (range_of("Title"), range_of("Loan"))
    (title,) = [each for each in read(Quoted("title", None, parts)).candidates if each.quote]
    assert title.quote == "Title Loan"
    assert printed(page(), title.evidence) == "Title|Loan"


def test_the_anchor_that_the_baseline_names_is_kept() -> None:
    quoted = Quoted("due", None, (range_of("March 1, 2011"),), anchor=range_of("Title"))
    assert printed(page(), by_path(read(quoted))["due", None].anchor) == "Title"


def test_a_choice_of_the_baseline_needs_no_synonym() -> None:
    name = Quoted("holders.name", 0, (range_of("Ash"),))
    basis = Quoted("holders.basis", 0, (range_of("Share"),), value="amount")
    found = by_path(read(name, basis))["holders.basis", 0]
    assert (found.value, found.problem) == ("amount", None)


def test_a_range_that_its_grammar_cannot_read_is_kept_as_unreadable() -> None:
    found = by_path(read(Quoted("dated", None, (range_of("Harbor Loan"),))))["dated", None]
    assert (found.value, found.problem) == (None, Reason.UNREADABLE_VALUE)


def test_statements_on_lists_keep_their_place() -> None:
    said = QuotedList("holders", 2, True, None, range_of("Holder    Share"))
    (listed,) = read(lists=(said, QuotedList("codes", 0, reason=Reason.NO_SECTION))).lists[:1]
    assert (listed.reader, listed.rows, listed.accounted) == (BASELINE, 2, True)
    assert printed(page(), listed.evidence) == "Holder    Share"


# What a model is asked


COVER = (KIND.COVER, "Title", "March 3, 2001")
TABLE = (KIND.TABLE, "Holder", "$40.00")
ITEM = (KIND.ITEM, "Check", "$40.00")
SIGNATURE = (KIND.SIGNATURE, "Signed", "2004")


def test_a_question_is_put_over_its_section(prompts: Path) -> None:
    form = asking("dated", sections=(KIND.COVER,))
    assert shown(form, page(COVER, SIGNATURE), prompts) == "Title: Harbor Loan\nDated March 3, 2001"


def test_without_any_of_its_sections_it_is_put_over_everything(prompts: Path) -> None:
    form = asking("dated", sections=(KIND.EXHIBIT_LIST,))
    assert shown(form, page(COVER), prompts).split() == TEXT.split()


def test_the_best_kind_of_section_there_is_is_read(prompts: Path) -> None:
    form = asking("dated", sections=(KIND.TABLE, KIND.COVER))
    assert shown(form, page(COVER, TABLE), prompts).startswith("Holder")
    assert shown(form, page(COVER), prompts).startswith("Title")


def test_of_several_sections_the_first_or_all_are_read(prompts: Path) -> None:
    both = page((KIND.ITEM, "Title", "2001"), (KIND.ITEM, "Due", "2011"))
    assert "Due" not in shown(asking("dated", sections=(KIND.ITEM,)), both, prompts)
    text = shown(asking("dated", sections=(KIND.ITEM,), every=True), both, prompts)
    assert "Title" in text
    assert "Due" in text
    assert "Check" not in text


def test_only_sections_with_the_cue_are_read(prompts: Path) -> None:
    both = page((KIND.ITEM, "Title", "2001"), (KIND.ITEM, "Due", "2011"))
    form = asking("due", sections=(KIND.ITEM,), cue=re.compile("Due"))
    assert shown(form, both, prompts) == "Due March 1, 2011"


def test_sections_of_other_kinds_may_be_left_out(prompts: Path) -> None:
    form = asking("due", sections=(KIND.ITEM,), without=(KIND.TABLE,))
    assert shown(form, page(ITEM, TABLE), prompts).strip().endswith("Due March 1, 2011")


def test_holes_that_overlap_are_left_out_once(prompts: Path) -> None:
    form = asking("due", sections=(KIND.ITEM,), without=(KIND.TABLE, KIND.EXHIBIT_LIST))
    wider = (KIND.EXHIBIT_LIST, "Due", "$60.00")
    text = shown(form, page(ITEM, TABLE, wider), prompts)
    assert text.split() == ["Check", "the", "box", "that", "applies."]


def test_paragraphs_that_state_nothing_are_skipped(prompts: Path) -> None:
    text = shown(asking("due", skip=re.compile("Check the box")), page(), prompts)
    assert "Check" not in text
    assert "Due" in text


def test_where_headings_are_asked_for_prose_is_left_out(prompts: Path) -> None:
    long = "Item 5. Other Events\n\nThe company " + "does so much that it says " * 20 + "so.\n"
    text = shown(
        asking("title", headings=re.compile("item", re.IGNORECASE)), page(text=long), prompts
    )
    assert text == "Item 5. Other Events"


def test_nothing_is_asked_of_what_the_text_cannot_state(prompts: Path) -> None:
    form = replace(NOTE, questions=(Question("q", (), ("codes", "title"), "ask"),))
    (some,) = questions(form, page(), frozenset({"codes"}), prompts)
    assert some.schema.leaves == ("title",)
    assert questions(form, page(), frozenset({"codes", "title"}), prompts) == ()


def test_a_long_text_is_put_in_parts_that_leave_nothing_out(prompts: Path) -> None:
    sentences = [f"Sentence {number} of a long letter says little." for number in range(400)]
    document = page(text=" ".join(sentences))
    asked = put(asking("title"), document, prompts)
    assert [each.number for each in asked] == list(range(len(asked)))
    assert len(asked) > 1
    assert all(len(each.chunk.text) <= CHUNK_CHARACTERS for each in asked)
    assert all(any(sentence in each.chunk.text for each in asked) for sentence in sentences)


def test_a_blank_document_is_asked_nothing(prompts: Path) -> None:
    assert put(asking("title"), page(text=" \n\n"), prompts) == []


# What a model answers

Reply = Mapping[str, Any]


def answered(
    form: Form, document: Document, prompts: Path, *replies: Reply
) -> dict[tuple[str, int | None], Candidate]:
    asked = questions(form, document, frozenset(), prompts)
    assert len(asked) == len(replies)
    return by_path(llm_reading(form, document, zip(asked, replies, strict=True)))


HOLDERS = {
    "holders": [
        {"name": "Ash", "share": "$60.00", "percent": None, "rank": None},
        {"name": "birch", "share": "$40.00", "percent": None, "rank": None},
    ]
}


def test_an_answer_is_grounded_in_the_text_it_was_asked_over(prompts: Path) -> None:
    form = asking("dated", sections=(KIND.COVER,))
    found = answered(form, page(COVER, SIGNATURE), prompts, {"dated": "March 3, 2001"})
    dated = found["dated", None]
    assert (dated.reader, dated.value, dated.occurrences) == (LLM, date(2001, 3, 3), 1)
    assert printed(page(), dated.evidence) == "March 3, 2001"
    assert printed(page(), dated.anchor) == "Dated"


def test_what_stands_only_in_another_section_is_not_in_the_text(prompts: Path) -> None:
    form = asking("dated", sections=(KIND.COVER,))
    found = answered(form, page(COVER, SIGNATURE), prompts, {"dated": "April 4, 2004"})
    assert found["dated", None].evidence == ()
    assert found["dated", None].value == date(2004, 4, 4)


def test_null_says_that_there_is_none(prompts: Path) -> None:
    found = answered(asking("dated", "due"), page(), prompts, {"dated": None, "due": None})
    assert {path for path, _ in found} == {"dated", "due"}
    assert all((each.quote, each.value) == ("", None) for each in found.values())


def test_what_is_missing_says_nothing(prompts: Path) -> None:
    found = answered(asking("dated", "due"), page(), prompts, {"dated": None})
    assert {path for path, _ in found} == {"dated"}


def test_rows_are_grounded_and_counted(prompts: Path) -> None:
    form = asking("holders")
    (asked,) = questions(form, page(), frozenset(), prompts)
    reading = llm_reading(form, page(), [(asked, HOLDERS)])
    found = by_path(reading)
    assert reading.lists == (ListReading(LLM, "holders", 2),)
    assert found["holders.name", 1].value == "Birch"
    assert found["holders.share", 1].value == Decimal("40.00")
    assert printed(page(), found["holders.share", 1].anchor) == "Birch"


def test_a_list_that_was_asked_for_and_is_empty_says_so(prompts: Path) -> None:
    form = asking("holders")
    (asked,) = questions(form, page(), frozenset(), prompts)
    assert llm_reading(form, page(), [(asked, {"holders": []})]).lists == (
        ListReading(LLM, "holders", 0),
    )


def test_a_question_without_an_answer_says_nothing(prompts: Path) -> None:
    assert llm_reading(asking("holders"), page(), []) == Reading(LLM, ())


def test_rows_of_several_parts_of_a_text_stay_apart(prompts: Path) -> None:
    filler = "A line that says nothing at all and ends here.\n\n" * 160
    document = page(text=f"Holder  Ash  $60.00\n\n{filler}Holder  Birch  $40.00\n")
    replies = [{"holders": [each]} for each in HOLDERS["holders"]]
    found = answered(asking("holders"), document, prompts, *replies)
    rows = {row: each.value for (path, row), each in found.items() if path == "holders.name"}
    assert len(rows) == 2
    assert set(rows.values()) == {"Ash", "Birch"}
    assert found["holders.share", min(rows, key=lambda row: row or 0)].value == Decimal("60.00")


def test_a_quote_over_a_page_is_found_in_both_its_parts(prompts: Path) -> None:
    text = "Amount of $160,901,\n<PAGE>\n\n12\n\n000.00 in all\n"
    builder = ViewBuilder(0)
    first, second = range_of("Amount of $160,901,\n", text), range_of("000.00 in all\n", text)
    for start, end in (first, second):
        builder.keep(text[start:end], start)
    document = Document(0, "", text, builder.build(), "text")
    found = answered(asking("amount"), document, prompts, {"amount": "$160,901,000.00"})
    assert [
        each.strip() for each in printed(document, found["amount", None].evidence).split("|")
    ] == [
        "$160,901,",
        "000.00",
    ]


def test_a_wrapped_and_spaced_text_still_leads_back_to_the_filing(prompts: Path) -> None:
    text = "Title:      Harbor\n\n\n\n\n   \n   Loan\n"
    found = answered(asking("title"), page(text=text), prompts, {"title": "Harbor Loan"})
    start, end = text.index("Harbor"), text.index("Loan") + 4
    (first, *_), (*_, last) = found["title", None].evidence, found["title", None].evidence
    assert (first.start, last.end) == (start, end)
