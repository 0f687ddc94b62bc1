"""What is shown of long and wide tables where the classes are asked for."""

from collections.abc import Sequence

import pytest

from extractor.filing.read import read_filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.abs_8k.shown_classes import MOST_ROWS, parts_of_classes
from extractor.readers import questions
from extractor.text.view import View

PLAIN = """\
                Original Face       Pass-Through
Class               Value               Rate
"""
STATEMENT = """\
                               Original Face    Balance Before     Pass-Through     Principal
Class      CUSIP                   Value         Distribution          Rate        Distribution
"""
FURTHER = """\

                 Interest            Total          Deferred      Remaining
               Distribution       Distribution      Interest       Balance
"""


def name(number: int) -> str:
    return f"A-{number}"


def face(number: int) -> str:
    return f"{number},500,000.00"


def plain(count: int) -> str:
    rows = (f"{name(n):<14}{face(n):>15}              {n % 9}.250%\n" for n in range(1, count + 1))
    return PLAIN + "".join(rows)


def statement(count: int) -> str:
    rows = (
        f"{name(n):<11}7609{n:02}JH2{face(n):>20}{f'{n},111.11':>17}          {n % 9}.250%"
        f"{f'{n},222.22':>17}\n"
        for n in range(1, count + 1)
    )
    return STATEMENT + "".join(rows)


def further(numbers: Sequence[int]) -> str:
    rows = (
        f"{name(n):<14}{f'{n},333.33':>12}{f'{n},444.44':>18}          0.00{f'{n},555.55':>15}\n"
        for n in numbers
    )
    return FURTHER + "".join(rows)


def parts(text: str) -> list[str]:
    """The parts that are shown of a text, each of whose characters stands in the text."""
    views = parts_of_classes(View.whole(0, text), [(0, len(text))])
    for view in views:
        for piece in view.pieces:
            shown = view.text[piece.start : piece.start + piece.length]
            assert shown == text[piece.source : piece.source + piece.source_length]
    return [view.text for view in views]


@pytest.mark.parametrize("count", [1, 8, MOST_ROWS])
def test_a_table_for_which_an_answer_has_room_is_shown_as_it_is(count: int) -> None:
    text = plain(count)
    assert parts(text) == [text]


@pytest.mark.parametrize("count", [MOST_ROWS + 1, 40])
def test_a_longer_one_is_shown_in_parts_each_with_its_header(count: int) -> None:
    shown = parts(plain(count))
    assert len(shown) == -(-count // 12)
    assert all(part.startswith(PLAIN) for part in shown)
    assert "".join(part.removeprefix(PLAIN) for part in shown) == plain(count).removeprefix(PLAIN)
    assert max(part.count("A-") for part in shown) <= 12


@pytest.mark.parametrize("count", [3, 30])
def test_of_a_statement_only_what_is_asked_for_is_shown(count: int) -> None:
    shown = "".join(parts(statement(count) + further(range(1, count + 1))))
    for n in range(1, count + 1):
        assert shown.split().count(name(n)) == 1
        assert shown.split().count(face(n)) == 1
        for other in ("111.11", "222.22", "333.33", "444.44", "555.55"):
            assert f"{n},{other}" not in shown
    for word in ("CUSIP", "JH2", "Distribution", "Remaining", "Deferred"):
        assert word not in shown
    assert "Original Face" in shown
    assert "Pass-Through" in shown


def test_a_column_stays_whose_caption_does_not_say_that_it_is_another() -> None:
    text = (
        statement(30)
        .replace("Balance Before", "    Certificate")
        .replace(" Distribution          Rate", "      Balance          Rate")
    )
    shown = "".join(parts(text))
    assert "30,111.11" in shown
    assert "30,222.22" not in shown


def test_a_cell_without_a_caption_stays() -> None:
    shown = "".join(parts(statement(30).replace("30,222.22", "30,222.22      see note")))
    assert "30,222.22" not in shown
    assert "see note" in shown


def test_all_columns_stay_where_they_run_into_each_other() -> None:
    text = statement(30).replace("A-30  ", "A-30                    ")
    shown = "".join(parts(text))
    for n in (1, 29, 30):
        assert f"{n},111.11" in shown
        assert f"{n},222.22" in shown


def test_classes_that_only_a_further_block_names_stay() -> None:
    shown = "".join(parts(statement(20) + further(range(15, 26))))
    assert "25,555.55" in shown
    assert "15,555.55" in shown


def test_what_stands_round_the_tables_stays() -> None:
    text = f"Item 5. Other Events.\n\nThe classes are these.\n\n{statement(30)}\n\nEnd of it.\n"
    shown = parts(text)
    assert shown[0].startswith("Item 5. Other Events.\n\nThe classes are these.")
    assert shown[-1].endswith("End of it.\n")
    assert all("Original Face" in part for part in shown)


def test_sums_and_payments_beside_the_rows_go() -> None:
    below = """
                              465,000,000.00         9,999.99
   Total                      465,000,000.00
   Class A Shortfall (Principal)                        12.34
   Repurchases in this month                            56.78
   Special hazard amount                                90.12
"""
    shown = "".join(parts(statement(30) + below))
    for gone in ("465,000,000.00", "9,999.99", "12.34", "56.78"):
        assert gone not in shown
    assert "90.12" in shown


def test_figures_below_the_name_of_a_class_stay() -> None:
    wrapped = f"Class M-1 Mezzanine\n{'777,000.00':>40}              6.125%\n"
    shown = "".join(parts(statement(30) + wrapped))
    assert "777,000.00" in shown
    assert "6.125%" in shown


def test_every_part_is_a_question_of_its_own() -> None:
    text = f"FORM 8-K\n\nItem 5. Other Events.\n\n{statement(30)}\n\nSIGNATURES\n\nElm Trust\n"
    document = read_filing(text.encode(), "made.txt").main_document
    puts = [
        each for each in questions(ABS_8K, document, frozenset()) if each.question.name == "classes"
    ]
    assert [each.number for each in puts] == [0, 1, 2]
    for put in puts:
        asked = put.messages[-1]["content"]
        assert put.chunk.text in asked
        assert asked.count("A-") == 10


@pytest.mark.parametrize(
    ("text", "quoted", "whole"),
    [
        ("A-8   8.000000  %   0.00", "8.000000", "8.000000  %"),
        ("A-8   6.50%", "6.50", "6.50%"),
        ("A-8   6.50%", "6.50%", "6.50%"),
        ("A-8   6.50   100%", "6.50", "6.50"),
        ("A-8   Variable", "Variable", "Variable"),
    ],
)
def test_a_rate_is_quoted_with_its_sign(text: str, quoted: str, whole: str) -> None:
    start = text.index(quoted)
    extent = ABS_8K.extents["deal.classes.rate"]
    assert text[slice(*extent(text, (start, start + len(quoted)), {}))] == whole
