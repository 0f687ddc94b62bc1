"""Lines and their cells, and lines put together again where a text is torn."""

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.layout import is_rule, lines_of, whole_lines_of

BLOCKS = (
    "TAMARACK\nINSTRUMENTS, INC.",
    "Oakbrook,\nIllinois 60523",
    "(State\nor other jurisdiction of incorporation)",
    "Pursuant\nto Section 13 or 15(d)",
    "Exhibit\nNo.         Description",
    "Press\nRelease dated March 3, 2009",
    "Senior\nVice President",
    "Date:\nMarch 5, 2009",
    "Delaware",
)
TORN = "\n\n".join(BLOCKS)


def test_the_first_word_of_a_block_is_put_back() -> None:
    lines = whole_lines_of(TORN)
    assert [line.text for line in lines] == [block.replace("\n", " ") for block in BLOCKS]
    assert all(TORN[line.start : line.end].split() == line.text.split() for line in lines)


def test_a_cell_goes_on_in_the_next_line_and_the_others_stay() -> None:
    line = whole_lines_of(TORN)[4]
    assert [cell.text for cell in line.cells] == ["Exhibit No.", "Description"]
    assert [TORN[cell.start : cell.end] for cell in line.cells] == ["Exhibit\nNo.", "Description"]


def test_a_text_that_is_not_torn_throughout_keeps_its_lines() -> None:
    text = (
        "Delaware\n(State of incorporation)\n\n" + "By: /s/ Ann Clark\nAnn Clark\nPresident\n\n" * 9
    )
    assert whole_lines_of(text) == lines_of(text)


def test_a_part_of_a_text_is_joined_like_the_whole() -> None:
    start = TORN.index("Oakbrook")
    assert whole_lines_of(TORN, start)[0].text == "Oakbrook, Illinois 60523"
    assert whole_lines_of(TORN, start, start + 8)[0].text == "Oakbrook"


@given(st.text(alphabet="ab. -\t", max_size=40))
def test_two_blanks_or_a_tab_part_cells(text: str) -> None:
    expected = [each for each in re.split(r"\s{2,}|\t", text.strip()) if each]
    found = [cell for line in lines_of(text + "\nend") for cell in line.cells]
    assert [cell.text for cell in found] == [
        *(each for each in expected if not is_rule(each)),
        "end",
    ]
    assert [(text + "\nend")[cell.start : cell.end] for cell in found] == [c.text for c in found]
    assert [cell.column for cell in found] == [*(cell.start for cell in found[:-1]), 0]


@given(st.text(alphabet="ab. -_|\t\u200b", max_size=40))
def test_the_edges_of_a_line_are_those_of_its_cells(text: str) -> None:
    for line in lines_of(text):
        cells = [(cell.column, cell.column + len(cell.text)) for cell in line.cells]
        assert line.edges == cells
        assert cells[0][0] == line.column
        assert (line.cells[0].start, line.cells[-1].end) == (line.start, line.end)


def test_a_line_put_together_again_keeps_its_cells_and_their_edges() -> None:
    line = whole_lines_of(TORN)[4]
    assert [begin for begin, _ in line.edges] == [cell.column for cell in line.cells]
    assert [end - begin for begin, end in line.edges] == [len(cell.text) for cell in line.cells]
