"""Lines and cells of a reading text."""

from extractor.filing.layout import lines_of

SENTENCE = (
    "The board met\nin the morning\nand heard what\nhappened since\nthe last time\nit had met.\n"
)


def _gaps(text: str) -> list[int]:
    return [line.gap for line in lines_of(text)]


def _cells(text: str) -> list[str]:
    return [cell.text for cell in lines_of(text)[0].cells]


def test_two_blanks_or_a_tab_divide_cells_and_one_blank_joins_words() -> None:
    assert _cells("Date of\u00a0Report  May 4\t1999") == ["Date of\u00a0Report", "May 4", "1999"]


def test_a_lone_bar_divides_cells_and_is_none() -> None:
    assert _cells("| 99.1 | Press release |") == ["99.1", "Press release"]
    assert _cells("AB|CD | x") == ["AB|CD", "x"]


def test_a_line_of_bars_is_no_line() -> None:
    assert lines_of("| | |\n|\n") == ()


def test_blank_lines_between_paragraphs_count() -> None:
    assert _gaps(f"{SENTENCE}\n\n{SENTENCE}\n{SENTENCE}")[6:13] == [2, 0, 0, 0, 0, 0, 1]


def test_the_blank_lines_of_a_double_spaced_text_do_not_count() -> None:
    text = f"{SENTENCE}\n{SENTENCE}".replace("\n", "\n\n")
    assert _gaps(text) == [0] * 6 + [2] + [0] * 5


def test_offsets_are_those_of_the_text() -> None:
    text = "one\n\n  two  three\n"
    line = lines_of(text, 4)[0]
    assert (line.start, line.end, line.column) == (7, 17, 2)
    assert [text[cell.start : cell.end] for cell in line.cells] == ["two", "three"]
