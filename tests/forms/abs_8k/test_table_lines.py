"""Lines of a printed table cut into cells."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.forms.abs_8k.baselines.table_lines import lines_of


@given(st.text(alphabet="\tA1. |", max_size=40))
def test_a_cell_knows_the_columns_that_its_line_shows_it_in(text: str) -> None:
    for line in lines_of(text, (0, len(text))):
        for cell in line.cells:
            assert cell.text == text[cell.start : cell.end]
            assert cell.left == len(text[: cell.start].expandtabs(8))
            assert cell.right - cell.left == len(cell.text)
