"""Which parts of a document a form reads: headings, items, tables, another document."""

import pytest

from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.forms.parts import BadPattern, Part, headed, items, tables, wording
from tests.forms_submission import SUBMISSION, Amount

REPORT = """\
Table of Contents

Fees of the Trustee
Losses

Fees of the trustee come first in these words, and they are no heading since they go on {}.

FEES OF THE TRUSTEE

The fee was $500.00.

Losses

There were none.

Item 8.01. Other Events

Fees of the trustee
""".format("and on " * 9)


def shown(part: Part, text: str) -> list[str]:
    document = Filing.from_text(text).main_document
    return [document.reading.text[each.start : each.end].strip() for each in part.of(document)]


def test_a_heading_reaches_to_the_next_one_that_ends_it() -> None:
    (part,) = shown(headed("fees of the trustee", "losses"), REPORT)
    assert part == "FEES OF THE TRUSTEE\n\nThe fee was $500.00."


def test_a_heading_does_not_reach_over_an_item() -> None:
    parts = shown(headed("losses"), REPORT)
    assert parts[-1] == "Losses\n\nThere were none."


def test_items_go_by_their_number() -> None:
    text = "Item 5.02 Departure of Directors\n\nA.\n\nItem 8.01 Other Events\n\nB.\n"
    assert shown(items("8.01"), text) == ["Item 8.01 Other Events\n\nB."]
    assert len(shown(items(), text)) == 2
    assert shown(items("5.03"), text) == []


def test_tables_may_be_told_by_what_is_in_them() -> None:
    rows = "\n".join(f"Class {each}      {each}00.00      1.00" for each in "123")
    text = f"Balances follow\n\n{rows}\n\nAnd other words.\n\n{rows.replace('Class', 'Fee')}\n"
    assert len(shown(tables(), text)) == 2
    assert all("Fee" in each for each in shown(tables("fee"), text))


def test_a_blank_stands_for_any_white_space_but_in_a_set() -> None:
    assert wording("net  loss").search("NET \n  Loss")
    assert wording(r"a[ b]c").fullmatch("a c")
    assert wording(r"a\ c").fullmatch("a c")
    assert not wording(r"a\ c").fullmatch("a\nc")
    with pytest.raises(BadPattern, match="is not a pattern"):
        wording("(")


def form(*documents: str) -> Form:
    return Form.from_schema(Amount, name="amount", documents=documents)


@pytest.mark.parametrize(
    ("documents", "read"),
    [
        ((), "10-D"),
        (("EX-99.1",), "EX-99.1"),
        (("EX-99",), "EX-99.10"),
        (("EX-99.2", "EX-99.1"), "EX-99.1"),
        (("EX-4",), "10-D"),
    ],
)
def test_a_form_reads_the_document_of_its_type(documents: tuple[str, ...], read: str) -> None:
    filing = Filing.from_text(SUBMISSION)
    chosen = form(*documents).reads(filing)
    assert chosen.main_document.type == read
    assert form(*documents).reads(chosen) == chosen
