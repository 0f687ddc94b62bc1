"""From quotes to candidates whose value, place and role are proven in the text."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.form_8k.form import FORM_8K
from extractor.grounding import Answered, ground
from extractor.places import Place
from extractor.reasons import Reason
from extractor.records import LLM, Candidate
from extractor.text.folding import fold
from extractor.text.spans import Evidence
from tests.note_form import NOTE, document, shown

LETTER = """\
Title: Harbor  Bridge
Loan
Dated March 3, 2001
Due March 1, 2011
A meeting was held on March 9, 2001 in Portland.
The aggregate amount is $160,901,000.00. as stated above.
File numbers: 333-72880-01 and 0-12345
There are twenty-one holders and 8,500 notes.
"""
TABLE = """\
    Holder          Share              Rank         Percent
    A            $160,901,000.00       Senior
    M-1           $12,415,000.00       Junior         2.5%
    M-2           $11,423,000.00       Junior         3.5%
    R             100% interest        N/A
"""
BLOCKS = """\
    Holder          Share
    A            $160,901,000.00
    M-1           $12,415,000.00

    Holder          Percent
    A              97.5%
    M-1             2.5%
"""
Cells = dict[str, str]


def one(path: str, quote: str, text: str = LETTER) -> Candidate:
    """What becomes of one quote for a leaf outside lists."""
    page = document(text)
    (candidate,) = ground(NOTE, page, LLM, [shown(page, path, quote)])
    return candidate


def rows(text: str, *cells: Cells) -> list[dict[str, Candidate]]:
    """What becomes of rows of holders, by the names of their leaves."""
    page = document(text)
    answers = [
        shown(page, f"holders.{leaf}", quote, number) if quote else Answered(leaf, number, "")
        for number, row in enumerate(cells, start=1)
        for leaf, quote in row.items()
    ]
    made: list[dict[str, Candidate]] = [{} for _ in cells]
    for each in ground(NOTE, page, LLM, answers):
        made[(each.row or 0) - 1][each.path.removeprefix("holders.")] = each
    return made


def printed(text: str, evidence: Evidence) -> str:
    return "|".join(text[span.start : span.end] for span in evidence)


def test_a_quote_in_its_place_has_value_evidence_and_anchor() -> None:
    candidate = one("dated", "march 3, 2001")
    assert candidate.value == date(2001, 3, 3)
    assert printed(LETTER, candidate.evidence) == "March 3, 2001"
    assert printed(LETTER, candidate.anchor) == "Dated"
    assert candidate.occurrences == 1
    assert candidate.problem is None


@pytest.mark.parametrize(
    ("path", "quote"),
    [
        ("dated", "March 4, 2001"),
        ("amount", "$160,910,000.00"),
        ("title", "Harbour Bridge Loan"),
    ],
)
def test_a_value_that_is_not_in_the_text_has_no_evidence(path: str, quote: str) -> None:
    candidate = one(path, quote)
    assert candidate.value is not None
    assert candidate.evidence == candidate.anchor == ()
    assert candidate.occurrences == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [("Item 8 of Form 9-K", 0), ("Item 8 of Form 8-K", 1), ("see Class M-8", 0), ("Item 8.", 1)],
)
def test_a_number_within_a_label_is_no_item(text: str, found: int) -> None:
    page = document(text)
    quote = "9" if "9-K" in text else "8"
    (made,) = ground(FORM_8K, page, LLM, [shown(page, "items.number", quote, 1)])
    assert made.occurrences == found


def test_a_real_date_in_the_wrong_field_has_no_anchor() -> None:
    candidate = one("due", "March 9, 2001")
    assert printed(LETTER, candidate.evidence) == "March 9, 2001"
    assert candidate.anchor == ()
    assert one("due", "March 3, 2001").anchor == ()


def test_a_quote_that_cannot_be_read_is_kept_with_its_place() -> None:
    candidate = one("amount", "aggregate amount")
    assert candidate.value is None
    assert candidate.problem is Reason.UNREADABLE_VALUE
    assert printed(LETTER, candidate.evidence) == "aggregate amount"


def test_an_answer_of_none_is_kept_as_such() -> None:
    (candidate,) = ground(NOTE, document(LETTER), LLM, [Answered("due", None, "")])
    assert (candidate.quote, candidate.value, candidate.evidence) == ("", None, ())
    assert candidate.problem is None


def test_words_for_none_say_that_there_is_none() -> None:
    page = document("Item 9. None")
    (candidate,) = ground(FORM_8K, page, LLM, [shown(page, "items.title", "None", 1)])
    assert (candidate.value, candidate.quote, candidate.problem) == (None, "", None)


def test_words_for_none_are_the_value_of_a_leaf_that_prints_them() -> None:
    page = document("Class R      N/A")
    (candidate,) = ground(ABS_8K, page, LLM, [shown(page, "deal.classes.rate", "N/A", 1)])
    assert candidate.value == "N/A"


def test_words_are_taken_as_the_filing_prints_them() -> None:
    candidate = one("title", "HARBOR BRIDGE LOAN")
    assert candidate.value == "Harbor Bridge Loan"
    assert candidate.quote == "HARBOR BRIDGE LOAN"


@pytest.mark.parametrize(
    ("path", "quote", "value"),
    [
        ("amount", "160,901,000", Decimal(160901000)),
        ("amount", "$160,901,000.00", Decimal("160901000.00")),
        ("amount", "$160,901,000.00.", Decimal("160901000.00")),
        ("count", "twenty-one", 21),
        ("codes", "333-72880-01", "333-72880-01"),
    ],
)
def test_a_number_in_full_is_grounded(path: str, quote: str, value: object) -> None:
    row = 1 if path == "codes" else None
    page = document(LETTER)
    (candidate,) = ground(NOTE, page, LLM, [shown(page, path, quote, row)])
    assert candidate.value == value
    assert candidate.evidence


@pytest.mark.parametrize(
    ("path", "quote", "text"),
    [
        ("amount", "160,901", LETTER),
        ("amount", "$160,901", LETTER),
        ("amount", "901,000.00", LETTER),
        ("amount", "$2.5", "An amount of $2.5 million"),
        ("amount", "$2", "An amount of $2.5 million"),
        ("amount", "1,250.00", "A negative amount (1,250.00) in brackets"),
        ("count", "twenty", LETTER),
        ("count", "one", LETTER),
        ("count", "8", LETTER),
        ("count", "500", LETTER),
        ("codes", "333-72880", LETTER),
        ("holders.percent", "5%", "Holder A has 2.5% of it"),
        ("holders.percent", "50%", "Holder A has 6.50% of it"),
    ],
)
def test_a_piece_of_a_longer_number_is_not_grounded(path: str, quote: str, text: str) -> None:
    page = document(text)
    row = 1 if NOTE.spec.leaves[path].rows else None
    answer = shown(page, path, quote, row)
    assert answer.places, "the quote stands in the text as such"
    (candidate,) = ground(NOTE, page, LLM, [answer])
    assert candidate.evidence == ()
    assert candidate.occurrences == 0


@pytest.mark.parametrize(
    ("path", "piece", "number", "text"),
    [
        ("items.number", "5", "5.02", "Item 5.02 Departure of Directors"),
        ("exhibits.number", "99", "99.1", "Exhibit 99.1 Press release"),
        ("exhibits.number", "10", "10.2", "Exhibits 10.2, 10.3"),
    ],
)
def test_the_number_of_a_heading_is_taken_whole(
    path: str, piece: str, number: str, text: str
) -> None:
    page = document(text)
    for quote, grounded in ((piece, False), (number, True)):
        (candidate,) = ground(FORM_8K, page, LLM, [shown(page, path, quote, 1)])
        assert bool(candidate.evidence) is grounded


def test_a_number_that_also_stands_alone_is_grounded_there() -> None:
    text = "A class of $5,000.00 and one of $5,000.00 million.\nAmount: $5,000.00"
    candidate = one("amount", "$5,000.00", text)
    assert candidate.occurrences == 2
    assert candidate.evidence[0].start == text.rindex("$5,000.00")


def test_of_several_occurrences_the_anchored_one_is_taken() -> None:
    text = "It met on May 1, 2001.\n\n\nDue May 1, 2001\n\n\nAgain on May 1, 2001."
    candidate = one("due", "May 1, 2001", text)
    assert candidate.occurrences == 3
    assert candidate.evidence[0].start == text.index("Due") + 4
    assert printed(text, candidate.anchor) == "Due"


def test_without_an_anchored_occurrence_the_first_is_taken() -> None:
    text = "It met on May 1, 2001.\nAgain on May 1, 2001."
    candidate = one("due", "May 1, 2001", text)
    assert candidate.occurrences == 2
    assert candidate.evidence[0].start == text.index("May")
    assert candidate.anchor == ()


def test_the_reader_may_name_the_anchor_itself() -> None:
    page = document(LETTER)
    view = page.reading
    start = LETTER.index("A meeting")
    anchor = Place(start, start + 9, view.evidence(start, start + 9))
    answer = shown(page, "due", "March 9, 2001")
    named = Answered(answer.path, None, answer.quote, answer.places, anchor=anchor)
    (candidate,) = ground(NOTE, page, LLM, [named])
    assert printed(LETTER, candidate.anchor) == "A meeting"


@pytest.mark.parametrize(
    ("lines", "anchored"), [("Title\nLoan", False), ("Title Loan", True), ("Loan\nTitle", False)]
)
def test_an_anchor_must_be_as_near_as_its_rule_says(lines: str, anchored: bool) -> None:
    assert bool(one("title", "Loan", lines).anchor) is anchored


@pytest.mark.parametrize(("blank", "anchored"), [("\n\n \n\n", True), ("\na\nb\nc\n", False)])
def test_blank_lines_do_not_count_for_nearness(blank: str, anchored: bool) -> None:
    page = document(f"File no.\n{blank}333-72880")
    (candidate,) = ground(NOTE, page, LLM, [shown(page, "codes", "333-72880", 1)])
    assert bool(candidate.anchor) is anchored


def test_a_row_is_anchored_by_its_key() -> None:
    (row,) = rows(TABLE, {"name": "M-1", "share": "$12,415,000.00", "percent": "2.5%"})
    assert row["share"].value == Decimal("12415000.00")
    assert printed(TABLE, row["share"].anchor) == printed(TABLE, row["percent"].anchor) == "M-1"
    assert printed(TABLE, row["name"].anchor) == "Holder"
    assert row["share"].problem is None


@pytest.mark.parametrize("others", [(), ("A", "M-2"), ("A", "M-2", "R")])
@pytest.mark.parametrize(
    ("leaf", "quote"),
    [("share", "$11,423,000.00"), ("share", "$160,901,000.00"), ("percent", "3.5%")],
)
def test_a_neighbours_value_is_not_in_its_row(
    others: tuple[str, ...], leaf: str, quote: str
) -> None:
    row, *_ = rows(TABLE, {"name": "M-1", leaf: quote}, *({"name": name} for name in others))
    assert row[leaf].problem is Reason.NOT_IN_ITS_ROW
    assert row[leaf].anchor == ()
    assert printed(TABLE, row[leaf].evidence) == quote


def test_the_same_share_twice_is_taken_from_its_own_row() -> None:
    text = "Holder  Share\nA   $500.00\nB   $500.00\nC   $500.00\n"
    made = rows(text, *({"name": name, "share": "$500.00"} for name in "ABC"))
    lines = [text.count("\n", 0, row["share"].evidence[0].start) for row in made]
    assert lines == [1, 2, 3]
    assert all(row["share"].anchor and row["share"].occurrences == 3 for row in made)


def test_a_table_in_two_blocks_repeats_its_keys() -> None:
    made = rows(
        BLOCKS,
        {"name": "A", "share": "$160,901,000.00", "percent": "97.5%"},
        {"name": "M-1", "share": "$12,415,000.00", "percent": "2.5%"},
    )
    for row in made:
        assert row["share"].problem is None
        assert row["percent"].problem is None
        assert row["share"].anchor
        assert row["percent"].anchor


def test_values_crossed_between_the_blocks_are_not_in_their_rows() -> None:
    crossed, _ = rows(
        BLOCKS,
        {"name": "A", "share": "$160,901,000.00", "percent": "2.5%"},
        {"name": "M-1", "share": "$12,415,000.00", "percent": "97.5%"},
    )
    assert crossed["percent"].problem is Reason.NOT_IN_ITS_ROW


def test_a_wrapped_row_goes_on_below_its_key() -> None:
    text = "Holder   Share\nAsh Savings\n    Bank      $60.00\nBirch     $30.00\n"
    made = rows(text, {"name": "Ash Savings", "share": "$60.00"}, {"name": "Birch"})
    assert made[0]["share"].problem is None
    assert made[0]["share"].anchor


def test_a_value_of_a_row_without_a_key_has_no_anchor() -> None:
    (row,) = rows(TABLE, {"name": "Z-9", "share": "$12,415,000.00"})
    assert row["name"].evidence == ()
    assert row["share"].evidence
    assert row["share"].anchor == ()


@pytest.mark.parametrize(
    ("quote", "value", "problem"),
    [
        ("Senior", "senior", None),
        ("JUNIOR", "junior", None),
        ("subordinated,", "junior", None),
        ("Mezzanine", None, Reason.NO_SYNONYM),
        ("Seniority", None, Reason.NO_SYNONYM),
    ],
)
def test_a_choice_is_what_its_wording_means(
    quote: str, value: str | None, problem: Reason | None
) -> None:
    (row,) = rows(f"Holder: A {quote} today", {"name": "A", "rank": quote})
    assert (row["rank"].value, row["rank"].problem) == (value, problem)


def choice(path: str, quote: str, chosen: str, *, coded: bool = False) -> Candidate:
    page = document(f"Holder: A {quote} share")
    view = page.reading
    start = page.text.index(quote)
    place = Place(start, start + len(quote), view.evidence(start, start + len(quote)))
    answer = Answered(path, 1, quote, (place,), chosen, coded=coded)
    return ground(NOTE, page, LLM, [answer])[0]


def test_the_wording_outweighs_the_readers_choice() -> None:
    assert choice("holders.rank", "Senior", "junior").value == "senior"


def test_a_choice_without_a_synonym_is_kept_as_unproven() -> None:
    candidate = choice("holders.rank", "Mezzanine", "junior")
    assert (candidate.value, candidate.problem) == ("junior", Reason.NO_SYNONYM)
    candidate = choice("holders.basis", "interest", "percentage")
    assert (candidate.value, candidate.problem) == ("percentage", Reason.NO_SYNONYM)


def test_a_choice_made_by_code_needs_no_synonym() -> None:
    candidate = choice("holders.basis", "interest", "percentage", coded=True)
    assert (candidate.value, candidate.problem) == ("percentage", None)


def test_a_choice_that_the_schema_does_not_know_is_none() -> None:
    assert choice("holders.basis", "interest", "both", coded=True).value is None


@pytest.mark.parametrize(
    ("wording", "meant"),
    [
        ("Master Servicer", "master_servicer"),
        ("Servicer", "servicer"),
        ("Trust Administrator", "trust_administrator"),
        ("Sub-Servicer", "other"),
    ],
)
def test_the_longest_wording_of_a_choice_decides(wording: str, meant: str) -> None:
    page = document(f"Elm Bank as {wording}")
    answers = [
        shown(page, "deal.parties.role", wording, 1),
        shown(page, "deal.parties.name", "Elm Bank", 1),
    ]
    assert ground(ABS_8K, page, LLM, answers)[0].value == meant


def roles(text: str, *parties: tuple[str, str]) -> list[bool]:
    """Whether each name is anchored in its role, as a model has them."""
    page = document(text)
    answers = [
        shown(page, f"deal.parties.{leaf}", quote, row)
        for row, party in enumerate(parties, 1)
        for leaf, quote in zip(("role", "name"), party, strict=True)
    ]
    made = ground(ABS_8K, page, LLM, answers)
    names = [each for each in made if each.path == "deal.parties.name"]
    assert all((each.problem is Reason.NOT_IN_ITS_ROW) is not bool(each.anchor) for each in names)
    return [bool(each.anchor) for each in names]


AMONG = "among Oak Corp., as depositor, Elm Bank, as trustee, and Fir Inc., as seller and servicer"


def test_a_key_of_two_parts_is_what_the_text_says_together() -> None:
    rows = (("depositor", "Oak Corp."), ("trustee", "Elm Bank"), ("seller", "Fir Inc."))
    assert roles(AMONG, *rows, ("servicer", "Fir Inc.")) == [True, True, True, True]
    held = "Oak Corp. and Elm Bank, as underwriters"
    assert roles(held, ("underwriters", "Oak Corp."), ("underwriters", "Elm Bank")) == [True, True]


@pytest.mark.parametrize(
    "parties",
    [
        (("depositor", "Elm Bank"), ("trustee", "Oak Corp.")),
        (("depositor", "Fir Inc."), ("trustee", "Elm Bank"), ("seller", "Oak Corp.")),
    ],
)
def test_parts_of_different_keys_are_no_key(parties: Sequence[tuple[str, str]]) -> None:
    assert not any(
        anchored
        for anchored, (role, name) in zip(roles(AMONG, *parties), parties, strict=True)
        if (role, name) != ("trustee", "Elm Bank")
    )


def test_a_part_behind_the_others_has_to_be_joined_to_them() -> None:
    listed = "Depositor: Oak Corp.\nTrustee ..... Elm Bank\n"
    assert roles(listed, ("Depositor", "Oak Corp."), ("Trustee", "Elm Bank")) == [True, True]
    assert roles("as depositor, Elm Bank, as agent", ("depositor", "Elm Bank")) == [False]


_LINE = (
    "Dated March 3, 2001|Due March 3, 2001|in March 3, 2001|A  $60.00  Senior|B  $60.00|"
    "B  $6.00  60%|Holder  Share|amount $60.00|file|333-72880|"
).split("|")
_LINES = st.lists(st.sampled_from(_LINE), max_size=8)
_QUOTES = ("March 3,  2001", "$60.00", "60.00", "A", "B", "SENIOR", "333–72880", "60%", "$6.00")
_SCALARS = st.tuples(st.sampled_from(["dated", "due", "amount", "title"]), st.none())
_CELLS = st.tuples(
    st.sampled_from(["holders.name", "holders.share", "holders.percent", "holders.rank", "codes"]),
    st.integers(1, 3),
)
_ANSWERS = st.lists(
    st.tuples(st.one_of(_SCALARS, _CELLS), st.sampled_from(_QUOTES)),
    max_size=8,
    unique_by=lambda each: each[0],
)


@given(_LINES, _ANSWERS)
def test_evidence_always_points_at_its_quote(
    lines: list[str], asked: Iterable[tuple[tuple[str, int | None], str]]
) -> None:
    text = "\n".join(lines)
    page = document(text)
    answers = [shown(page, path, quote, row) for (path, row), quote in asked]
    candidates = ground(NOTE, page, LLM, answers)
    assert {(each.path, each.row) for each in candidates} == {
        (each.path, each.row) for each in answers
    }
    for each in candidates:
        assert bool(each.evidence) == bool(each.occurrences)
        if each.evidence:
            assert fold(printed(text, each.evidence)).text == fold(each.quote).text
        else:
            assert each.anchor == ()
        if each.problem is Reason.NOT_IN_ITS_ROW:
            assert each.anchor == ()


@given(_LINES, _ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    lines: list[str],
    asked: list[tuple[tuple[str, int | None], str]],
    random: Random,
) -> None:
    page = document("\n".join(lines))
    answers = [shown(page, path, quote, row) for (path, row), quote in asked]
    mixed = list(answers)
    random.shuffle(mixed)
    assert set(ground(NOTE, page, LLM, answers)) == set(ground(NOTE, page, LLM, mixed))
