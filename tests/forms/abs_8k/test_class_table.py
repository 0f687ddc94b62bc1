"""Class tables of invented deals in the layouts that filings use."""

from collections.abc import Sequence

import pytest

from extractor.filing.model import Document
from extractor.forms.abs_8k.baselines import read_deal
from extractor.forms.base import Answer, Quoted, QuotedList
from extractor.reasons import Reason
from extractor.text.folding import collapse
from extractor.text.view import View

Cells = dict[str, str]


def document(body: str) -> Document:
    text = f"FORM 8-K\n\nItem 5.  Other Events\n\n{body}\n\nSIGNATURES\n\nHarbor Funding Corp.\n"
    return Document(0, "8-K", text, View.whole(0, text), "text")


def shown(text: str, quote: Quoted) -> str:
    return quote.value or " ".join(collapse(text[start:end]) for start, end in quote.ranges)


def table(body: str) -> list[Cells]:
    """Rows as printed, by leaf name."""
    read = document(body)
    rows: dict[int, Cells] = {}
    for quote in read_deal(read).quotes:
        path, _, leaf = quote.path.rpartition(".")
        if path == "deal.classes" and quote.row is not None:
            rows.setdefault(quote.row, {})[leaf] = shown(read.reading.text, quote)
    return list(rows.values())


def classes(answer: Answer) -> QuotedList:
    return next(each for each in answer.lists if each.path == "deal.classes")


def whole(body: str) -> bool | None:
    return classes(read_deal(document(body))).accounted


def column(rows: Sequence[Cells], leaf: str) -> list[str | None]:
    return [row.get(leaf) for row in rows]


GROUPS = """
                        Initial Certificate             Pass-Through        CUSIP
    Designation     Balance or Notional Amount             Rate             Number
    -----------     --------------------------          ------------      ---------
    Group I Certificates
    I-A-1               $ 100,000,000.00                   6.250%         82735QAA1
    I-A-2               $  45,000,000.00               LIBOR + 0.25%(1)   82735QAB9
    I-X                 $ 145,000,000.00(2)                Variable       82735QAC7
    Group II Certificates
    II-A-1              $  70,000,000.00                   6.500%         82735QAD5
    II-PO               $     250,000.25                    (3)           82735QAE3
    Subordinate Certificates
    M-1                 $   4,000,000.00                   7.000%         82735QAF0
    P                   $         100.00                     N/A             N/A
    R-I                 100% Percentage Interest             N/A             N/A
                        ----------------
    Total               $ 219,250,100.25

    (1)  Subject to a cap.
    (2)  Notional amount. The Class I-X Certificates will not be entitled to principal.
    (3)  The Class II-PO Certificates bear no interest.
"""


def test_two_groups_with_a_notional_class_footnotes_and_a_total() -> None:
    rows = table(GROUPS)
    assert column(rows, "name") == [
        "I-A-1",
        "I-A-2",
        "I-X",
        "II-A-1",
        "II-PO",
        "M-1",
        "P",
        "R-I",
    ]
    assert column(rows, "balance")[2:5] == [
        "$ 145,000,000.00",
        "$ 70,000,000.00",
        "$ 250,000.25",
    ]
    kinds = ["principal"] * 2 + ["notional"] + ["principal"] * 4 + ["percentage"]
    assert column(rows, "balance_kind") == kinds
    groups = ["Group I"] * 3 + ["Group II"] * 2 + [None] * 3
    assert column(rows, "group") == groups
    assert column(rows, "rate")[:5] == ["6.250%", "LIBOR + 0.25%", "Variable", "6.500%", None]
    assert column(rows, "cusip")[4:7] == ["82735QAE3", "82735QAF0", None]
    assert rows[-1]["percentage_interest"] == "100%"
    assert "balance" not in rows[-1]
    assert whole(GROUPS) is True


def test_a_total_that_no_sum_of_rows_gives_shows_that_a_row_was_missed() -> None:
    without = "\n".join(line for line in GROUPS.splitlines() if "M-1 " not in line)
    assert len(table(without)) == 7
    assert whole(without) is False


def test_a_line_that_is_no_class_leaves_the_table_unaccounted() -> None:
    odd = GROUPS.replace(
        "    P     ", "    Retained interest   $   1,000.00                 N/A\n    P     "
    )
    assert len(table(odd)) == 8
    assert whole(odd) is False


def test_columns_in_two_blocks_keyed_by_class() -> None:
    body = """
                     ORIGINAL
CLASS             FACE VALUE        CUSIP
-----------------------------------------
A-1           212,000,000.00    68400XAA2
A-IO           50,000,000.00    68400XAB0
R                       0.00    68400XAC8
-----------------------------------------
              212,000,000.00
=========================================

                 PASS-THROUGH        FINAL
CLASS                RATE         MATURITY
------------------------------------------
A-1              5.125000  %      06/25/32
A-IO             6.000000  %      12/25/04
R                0.000000  %      06/25/32
------------------------------------------
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "A-IO", "R"]
    assert column(rows, "rate") == ["5.125000 %", "6.000000 %", "0.000000 %"]
    assert column(rows, "cusip") == ["68400XAA2", "68400XAB0", "68400XAC8"]
    assert column(rows, "balance_kind") == ["principal", "notional", "principal"]
    assert whole(body) is True


def test_columns_that_touch_each_other() -> None:
    body = """
                     ORIGINAL       BALANCE BEFORE   PASS-THROUGH    PRINCIPAL
CLASS   CUSIP       FACE VALUE       DISTRIBUTION       RATE       DISTRIBUTION
A-1     68400XAA2   245,000,000.00 141,284,815.08     6.750000  %  1,628,904.27
M-1     68400XAB0     5,979,900.00   5,799,224.64     6.750000  %      6,007.05
B-1                   3,986,600.00   3,866,149.78     6.750000  %      4,004.70
-------------------------------------------------------------------------------
                    254,966,500.00 150,950,189.50                  1,638,916.02
"""
    rows = table(body)
    assert column(rows, "balance") == ["245,000,000.00", "5,979,900.00", "3,986,600.00"]
    assert column(rows, "rate") == ["6.750000 %"] * 3
    assert column(rows, "cusip") == ["68400XAA2", "68400XAB0", None]
    assert whole(body) is True


def test_dot_leaders_and_a_header_over_four_lines() -> None:
    body = """
                        INITIAL
                       AGGREGATE
                      CERTIFICATE       PASS-
                       PRINCIPAL       THROUGH      ASSUMED FINAL
CLASS                   BALANCE          RATE     DISTRIBUTION DATE
-----                 -----------      -------    -----------------
Class A-1 ..........  $200,000,000       7.00%    January 25, 2030
Class M ............     5,000,010       7.50     January 25, 2030
Class R ............          0.11       7.00     January 25, 2030
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "M", "R"]
    assert column(rows, "balance") == ["$200,000,000", "5,000,010", "0.11"]
    assert column(rows, "rate") == ["7.00%", "7.50", "7.00"]
    assert whole(body) is True


def test_notional_and_percentage_columns_of_their_own() -> None:
    body = """
               Initial Principal     Initial Notional
   Class            Balance               Amount            Rate      Percentage Interest
   A-1            $90,000,000               N/A             6.00%           N/A
   S                  N/A               $90,000,000         0.50%           N/A
   M-1            $ 5,000,000               N/A             6.50%           N/A
   R                  N/A                   N/A              N/A            100%
   TOTAL          $95,000,000           $90,000,000
"""
    rows = table(body)
    assert column(rows, "balance") == ["$90,000,000", "$90,000,000", "$ 5,000,000", None]
    assert column(rows, "balance_kind") == ["principal", "notional", "principal", "percentage"]
    assert rows[3]["percentage_interest"] == "100%"
    assert whole(body) is True


def test_notes_with_descriptions_and_a_rate_over_two_lines() -> None:
    body = """
                                                        Initial
                                                        Principal           Interest
Designation         Description                         Amount              Rate
Class A-1 Notes     Senior, Fixed Rate                  $100,000,000        5.00%
Class A-2 Notes     Senior, Floating Rate               $ 50,000,000        One-month LIBOR plus
                                                                            0.20%
Class B Notes       Subordinate                         $ 10,000,000        5.75%
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "A-2", "B"]
    assert column(rows, "rate") == ["5.00%", "One-month LIBOR plus 0.20%", "5.75%"]
    assert whole(body) is True


def test_sums_apart_from_their_dollar_signs_and_ratings() -> None:
    body = """
  Class       Initial Certificate     Pass-Through Rate   Ratings (S&P/Moody's)   CUSIP
              Principal Balance(1)

  A-1         $  200,000,000          LIBOR + 0.04%       AAA/Aaa                 29000QAA1
  C           $    4,249,900          N/A                 NR                      N/A
  R             N/A                   N/A                 NR                      N/A
"""
    rows = table(body)
    assert column(rows, "balance") == ["$ 200,000,000", "$ 4,249,900", None]
    assert column(rows, "rate") == ["LIBOR + 0.04%", "N/A", "N/A"]
    assert column(rows, "balance_kind") == ["principal", "principal", None]


def test_a_table_without_header() -> None:
    body = """
The Notes have the following principal amounts:

     Class A-1 Notes      $100,000,000      4.25%
     Class A-2 Notes      $250,000,000      4.75%
                          ------------
                          $350,000,000
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "A-2"]
    assert column(rows, "rate") == ["4.25%", "4.75%"]
    assert whole(body) is True


def test_only_the_first_of_several_series_is_read() -> None:
    body = """
Series 2000-1
         Class          Initial Principal Balance      Rate
         A                 $10,000,000                 7.00%
         B                  $1,000,000                 8.00%

Series 2000-2
         Class          Initial Principal Balance      Rate
         A                 $20,000,000                 7.10%
         C                  $2,000,000                 8.10%
"""
    assert column(table(body), "balance") == ["$10,000,000", "$1,000,000"]
    assert whole(body) is False


def test_amounts_in_thousands_are_no_dollars() -> None:
    body = """
                 Principal Amount
   Class          (in thousands)         Rate
   A-1              $100,000             5.00%
   B                $ 20,000             6.00%
"""
    rows = table(body)
    assert column(rows, "balance") == [None, None]
    assert whole(body) is False


def test_a_list_in_running_text() -> None:
    body = """
     On May 14, 2003, Harbor Auto Owner Trust 2003-A issued $310,000,000 aggregate principal
amount of Class A-1 1.26875% Asset Backed Notes (the "Class A-1 Notes"), $420,500,000
aggregate principal amount of Class A-2 1.62% Asset Backed Notes and $44,900,000 aggregate
principal amount of Class B 2.74% Asset Backed Notes.
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "A-2", "B"]
    assert column(rows, "balance") == ["$310,000,000", "$420,500,000", "$44,900,000"]
    assert column(rows, "rate") == ["1.26875%", "1.62%", "2.74%"]
    assert whole(body) is True


def test_rates_that_classes_in_running_text_are_said_to_bear() -> None:
    body = """
     The Trust issued $310,000,000 of Class A-1 Notes, bearing interest at three-month LIBOR minus
0.01%; and $18,200,000 of Class B Notes, bearing interest at a rate of 5.18%.
"""
    assert column(table(body), "rate") == ["three-month LIBOR minus 0.01%", "5.18%"]


def test_rates_before_the_classes_and_sums_behind_them() -> None:
    body = """
  4.21000% Class A-1 Notes due May 2002 ........... $120,400,000
  4.58%    Class A-2 Notes due Oct. 2003 .......... $ 98,000,000
  5.33%    Class B Notes due Jan. 2008 ............ $ 33,500,000
"""
    rows = table(body)
    assert column(rows, "balance") == ["$120,400,000", "$ 98,000,000", "$ 33,500,000"]
    assert column(rows, "rate") == ["4.21000%", "4.58%", "5.33%"]


def test_a_class_that_its_description_calls_interest_only() -> None:
    body = """
Designation  Type     Rate     Initial Principal Balance   Features
Class A-1    Senior   5.00%    $180,000,000.00             Senior/Fixed Rate
Class A-V    Senior   0.31%    $          0.00             Interest Only
"""
    assert column(table(body), "balance_kind") == ["principal", "notional"]


def test_a_margin_in_a_cell_of_its_own() -> None:
    body = """
Class     Initial Balance       Pass-Through Rate
M-1       $ 31,075,000          LIBOR +      0.62%
M-2       $ 24,860,000          LIBOR +      1.25%
R         100% Interest         N/A
"""
    assert column(table(body), "rate") == ["LIBOR + 0.62%", "LIBOR + 1.25%", "N/A"]


def test_a_list_with_the_classes_before_their_amounts() -> None:
    body = """
     The Class A Certificates in the initial amount of $90,000,000, the Class B Certificates in
the initial amount of $8,000,000 and the Class X Certificates in the notional amount of
$98,000,000 were issued. The Class R Certificates were retained.
"""
    rows = table(body)
    assert column(rows, "name") == ["A", "B", "X"]
    assert column(rows, "balance_kind") == ["principal", "principal", "notional"]
    assert whole(body) is False  # class R is named and has no row


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            (
                "The terms of the Class A Notes are described in the prospectus "
                "supplement that is\n"
                "attached hereto as Exhibit 99.1."
            ),
            Reason.IN_EXHIBIT,
        ),
        ("Each class of notes will be offered later.", Reason.NO_SECTION),
        ("The company opened an office.", Reason.NO_CUE),
    ],
)
def test_an_empty_list_has_a_reason(body: str, reason: Reason) -> None:
    read = document(body)
    found = classes(read_deal(read))
    assert (found.rows, found.reason) == (0, reason)
    if reason is Reason.IN_EXHIBIT:
        assert found.place is not None
        place = slice(*found.place)
        assert collapse(read.reading.text[place]) == collapse(body)


def test_classes_with_amounts_that_no_layout_explains_are_not_called_absent() -> None:
    body = """
     The amounts are $100,000,000 and $50,000,000.

     They belong, in this order, to Class A-1 and to Class A-2.
"""
    found = classes(read_deal(document(body)))
    assert found.reason is None
    assert found.accounted is not True


TRANSPOSED = """
                     Class A-1        Class A-2         Class S
 Original amount   $100,000,000      $50,000,000      $150,000,000
                                                       (notional)
 Pass-through
   rate                5.00%            5.25%             0.40%
 First payment      June 2001         June 2001        June 2001
"""


def test_a_table_with_a_column_for_each_class() -> None:
    rows = table(TRANSPOSED)
    assert column(rows, "name") == ["A-1", "A-2", "S"]
    assert column(rows, "balance") == ["$100,000,000", "$50,000,000", "$150,000,000"]
    assert column(rows, "rate") == ["5.00%", "5.25%", "0.40%"]
    assert column(rows, "balance_kind") == ["principal", "principal", "notional"]
    assert whole(TRANSPOSED) is True


def test_further_lines_of_rates_and_cusips_of_columns_of_classes() -> None:
    body = """
                      Class A              Class B
                      Notes                Notes
     Amount           $600,000,000         $54,000,000
     Interest rate    one-month LIBOR      one-month LIBOR
                      plus 0.07%           plus 0.20%
     CUSIP            68402BAA6            68402BAB4
"""
    rows = table(body)
    assert column(rows, "rate") == ["one-month LIBOR plus 0.07%", "one-month LIBOR plus 0.20%"]
    assert column(rows, "cusip") == ["68402BAA6", "68402BAB4"]
    assert whole(body) is True


@pytest.mark.parametrize(
    "lead",
    [
        "that relate to the loans of Loan\nGroup {} are the following three classes:",
        "of Loan Group {} follow:",
    ],
)
def test_a_table_for_each_group_that_the_words_above_name(lead: str) -> None:
    one = """
The certificates {}

Class            Initial Balance     Rate
Class {}-A-1        $ 95,000,000     6.25%
Class {}-A-2        $ 40,100,000     7.00%
"""
    body = "".join(one.format(lead.format(n), n, n) for n in (1, 2))
    body += one.format("of all groups, Group 1 included, are:", "M", "B")
    groups = ["Loan Group 1", "Loan Group 1", "Loan Group 2", "Loan Group 2", None, None]
    assert column(table(body), "group") == groups


def test_a_class_below_the_rows_of_which_nothing_was_read_leaves_the_table_unaccounted() -> None:
    body = """
Class            Initial Balance     Rate
Class A-1           $ 95,000,000     6.25%
Class A-2           $ 40,100,000     7.00%
Class R
  (Residual)        (no balance)     (none)
"""
    assert column(table(body), "name") == ["A-1", "A-2"]
    assert whole(body) is False


def test_a_sum_that_no_label_explains_or_a_second_such_table_is_left_over() -> None:
    assert whole(TRANSPOSED + "                   $1,000,000\n") is False
    other = TRANSPOSED.replace("A-1", "B-1").replace("A-2", "B-2")
    assert whole(TRANSPOSED + "\n The other series:\n" + other) is False


def test_thousands_in_columns_of_classes_are_no_dollars() -> None:
    assert not table("          (in thousands)\n" + TRANSPOSED)


def test_a_class_without_a_letter_beside_others() -> None:
    body = """
                       Principal Amount      Rate
Class A-1 Notes..........  $90,000,000       4.00%
Class A-2 Notes..........  $10,000,000       4.50%
Collateral Interest......   $5,000,000       LIBOR + 0.9%
Trust Certificates.......   $1,000,000       6.00%
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "A-2", "Collateral Interest", "Trust Certificates"]
    assert column(rows, "balance")[2:] == ["$5,000,000", "$1,000,000"]
    assert whole(body) is True


def test_a_sum_of_the_rows_above_is_no_class_whatever_it_is_called() -> None:
    body = """
Class                  Principal Amount      Rate
A-1                        $90,000,000       4.00%
A-2                        $10,000,000       4.50%
Notes                     $100,000,000
Certificates                $5,000,000       6.00%
"""
    assert column(table(body), "name") == ["A-1", "A-2", "Certificates"]


def test_a_class_behind_the_name_of_its_series_on_a_second_line() -> None:
    body = """
Title of Class                              Balance           Rate
--------------                              -------           ----
Elm Pass-Through Certificates,
   Series 2001-3, Class A-1 ............   $52,000,000.00     7.250%
Elm Pass-Through Certificates,
   Series 2001-3, Class R ..............          $100.00     7.250%
"""
    rows = table(body)
    assert column(rows, "name") == ["A-1", "R"]
    assert column(rows, "balance") == ["$52,000,000.00", "$100.00"]
    assert whole(body) is True


@pytest.mark.parametrize("heading", ["Loan Groups 1 and 2", "Groups I and II", "Pool A & Pool B"])
def test_rows_of_several_groups(heading: str) -> None:
    body = f"""
Class           Initial Balance      Rate
Group 1
A-1              $10,000,000         6.00%
{heading}
M                 $2,000,000         7.00%
"""
    assert column(table(body), "group") == ["Group 1", heading]


def test_a_sum_that_was_misread_is_none() -> None:
    body = """
Class           Initial Balance      Rate
A-1              $6l,204,000         6.00%
A-2              $23,870,000         6.00%
A-3              $198,OOO            6.00%
A-4              $2,6#0,000          6.00%
"""
    assert column(table(body), "balance") == [None, "$23,870,000", None, None]


def test_a_notional_class_without_an_amount() -> None:
    body = """
Class           Initial Balance      Rate
A-1              $10,000,000         6.00%
A-X                 N/A             Variable
R                   N/A               N/A

The Class A-X Certificates have no balance; interest accrues on their notional amount.
"""
    rows = table(body)
    assert column(rows, "balance_kind") == ["principal", "notional", None]


def test_hostile_text_is_read() -> None:
    seeds = (
        *("A-1   $1,000.00   5.0%\n", "Class A and ", " \n", "1,", "(1) ", "described attached "),
        *("Class A\n  (b)   $1,000\n", "$1,000 Class A at a rate of ", "LIBOR plus ", "Group 1\n"),
    )
    for seed in seeds:
        assert read_deal(document(seed * (30_000 // len(seed)))).lists
