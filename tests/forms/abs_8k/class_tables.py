"""Class tables of invented deals in the layouts of supplements, agreements and statements.

Each with its rows: name, balance (as printed, without blanks) and rate, None where none is stated.
"""

from collections.abc import Sequence

Row = tuple[str, str | None, str | None]

TEXTS: dict[str, tuple[str, Sequence[Row]]] = {
    "class-behind-its-values": (
        """
   Interest Rate      Principal Amount      Notes          Stated Maturity
   -------------      ----------------      -----          ---------------
      6.7425%          $ 61,500,000         A-1 Notes      Sept. 2001
      7.1400%          $ 92,300,000         A-2 Notes      May   2004
      7.7200%          $  8,270,500         B Notes        Oct.  2005
""",
        [
            ("A-1", "$61,500,000", "6.7425%"),
            ("A-2", "$92,300,000", "7.1400%"),
            ("B", "$8,270,500", "7.7200%"),
        ],
    ),
    "class-without-its-word-behind-its-values": (
        """
        Original Note      Coupon    Type                    Name of      CUSIP
        Principal          (Annual)                          Class
        -------------      -------   --------------------    -------      ----------
        101,000,000.00      6.61%    Sequential, senior      A-1          51508CAA4
         14,775,000.00      7.35%    Mezzanine               B            51508CAC0
        --------------
        115,775,000.00
""",
        [("A-1", "101,000,000.00", "6.61%"), ("B", "14,775,000.00", "7.35%")],
    ),
    "ranks-before-classes-and-auction-rates": (
        """
     Senior Class 2000A-1 Notes         $ 95,000,000         Auction Rate
     Senior Class 2000A-2 Notes         $160,000,000         3-Month LIBOR + 0.20%
     Subordinate Class 2000B-1 Notes    $ 40,000,000         Auction Rate
""",
        [
            ("2000A-1", "$95,000,000", "Auction Rate"),
            ("2000A-2", "$160,000,000", "3-Month LIBOR + 0.20%"),
            ("2000B-1", "$40,000,000", "Auction Rate"),
        ],
    ),
    "classes-of-digits": (
        """
Class           Amount            Coupon      Stated Maturity
Class 1 ......  $15,000,000 ..... 6.90% ..... August 25, 2026
Class 2 ......  $22,400,000 ..... 7.15% ..... August 25, 2026
Class R ......  $       500 ..... 7.15% ..... August 25, 2026
""",
        [("1", "$15,000,000", "6.90%"), ("2", "$22,400,000", "7.15%"), ("R", "$500", "7.15%")],
    ),
    "sums-on-the-second-line": (
        """
                                Original
                               Certificate                  Pass-Through
Certificates                 Principal Balance                 Rate
============                 =================              ============
Class A-1                                                   One-Month LIBOR
  (Floating)                    $40,000,000.00              plus 0.18%
Class A-2                                                   7.52%
  (Fixed)                       $55,900,000.00
Class M-1 Fixed Rate
  Certificates                  $12,400,000.00              8.30%
""",
        [
            ("A-1", "$40,000,000.00", "One-Month LIBOR plus 0.18%"),
            ("A-2", "$55,900,000.00", "7.52%"),
            ("M-1", "$12,400,000.00", "8.30%"),
        ],
    ),
    "below-a-list-of-parties": (
        """
          Trustee:               Charter Oak Trust Company
          Underwriter:           Selwyn Blake Securities, Inc.

          Class A-1:             $ 70,000,000.00     7.22%
          Class B:               $ 14,150,000.00     8.09%
          Class IO:              $ 84,150,000.00     0.88%   (notional)
""",
        [
            ("A-1", "$70,000,000.00", "7.22%"),
            ("B", "$14,150,000.00", "8.09%"),
            ("IO", "$84,150,000.00", "0.88%"),
        ],
    ),
    "footnoted-rates": (
        """
                  Initial Class
                   Certificate        Pass-Through
   Class            Balance(1)            Rate          Final Maturity(4)
   -----          -------------       ------------      -----------------
   1-A1          $310,500,000           5.500%           March 25, 2034
   1-A2          $ 25,250,000           5.250%(2)        March 25, 2034
   1-IO               (3)               0.500%           March 25, 2034
   1-B1          $  4,100,000           5.500%           March 25, 2034

(1) Approximate.
(2) The rate of the Class 1-A2 Certificates rises after March 2009.
(3) The Class 1-IO Certificates have no principal balance.
(4) Assumes no losses.
""",
        [
            ("1-A1", "$310,500,000", "5.500%"),
            ("1-A2", "$25,250,000", "5.250%"),
            ("1-IO", None, "0.500%"),
            ("1-B1", "$4,100,000", "5.500%"),
        ],
    ),
    "approximate": (
        """
                        Approximate
                     Initial Principal        Pass-Through
      Class               Balance                 Rate            Ratings (S&P/Fitch)
      Class A          $ 450,000,000            Variable              AAA/AAA
      Class X          $ 512,345,678 (2)        Variable              AAA/AAA
      Class B          $  35,000,000            6.870%                AA/AA
      Class C          $  27,345,678            7.110%                A/A
""",
        [
            ("A", "$450,000,000", "Variable"),
            ("X", "$512,345,678", "Variable"),
            ("B", "$35,000,000", "6.870%"),
            ("C", "$27,345,678", "7.110%"),
        ],
    ),
    "statement-original-and-current": (
        """
              Original        Beginning                                       Ending
                Face        Certificate      Principal       Certificate   Certificate
Class          Value           Balance     Distribution         Rate          Balance
-----------------------------------------------------------------------------------------
A1       150,000,000.00   98,345,112.40    2,300,456.11      4.75000%    96,044,656.29
A2        60,000,000.00   60,000,000.00            0.00      5.12500%    60,000,000.00
M1         7,500,000.00    7,500,000.00            0.00      6.00000%     7,500,000.00
R                  0.00            0.00            0.00      0.00000%             0.00
-----------------------------------------------------------------------------------------
TOTALS   217,500,000.00  165,845,112.40    2,300,456.11                 163,544,656.29
""",
        [
            ("A1", "150,000,000.00", "4.75000%"),
            ("A2", "60,000,000.00", "5.12500%"),
            ("M1", "7,500,000.00", "6.00000%"),
            ("R", "0.00", "0.00000%"),
        ],
    ),
    "names-below-headings": (
        """
                                    Original Certificate       Pass-Through
 Designation                         Principal Balance             Rate
 -----------------------------      --------------------       ------------

 Senior Certificates:
    A-1                               $  88,000,000.00            7.250%
    A-2                               $  42,000,000.00            7.000%
    A-PO                              $     611,342.17             (a)

 Subordinate Certificates:
    B-1                               $   3,000,000.00            7.250%
    B-2                               $   1,500,000.00            7.250%

 Residual Certificates:
    R                                 $         100.00            7.250%

 (a) Not entitled to interest.
""",
        [
            ("A-1", "$88,000,000.00", "7.250%"),
            ("A-2", "$42,000,000.00", "7.000%"),
            ("A-PO", "$611,342.17", None),
            ("B-1", "$3,000,000.00", "7.250%"),
            ("B-2", "$1,500,000.00", "7.250%"),
            ("R", "$100.00", "7.250%"),
        ],
    ),
    "sub-totals-of-groups": (
        """
            Initial
            Class Principal     Pass-Through
Class       Balance             Rate
-------     ---------------     ------------
Group 1
1-A-1       $ 70,000,000.00     6.00%
1-A-2       $ 30,000,000.00     6.25%
            ---------------
Sub-total   $100,000,000.00

Group 2
2-A-1       $ 50,000,000.00     6.50%
2-A-2       $ 10,000,000.00     6.75%
            ---------------
Sub-total   $ 60,000,000.00
            ---------------
Total       $160,000,000.00
""",
        [
            ("1-A-1", "$70,000,000.00", "6.00%"),
            ("1-A-2", "$30,000,000.00", "6.25%"),
            ("2-A-1", "$50,000,000.00", "6.50%"),
            ("2-A-2", "$10,000,000.00", "6.75%"),
        ],
    ),
    "page-break": (
        """
   Class         Initial Principal Balance      Interest Rate        CUSIP
   A-1                 $120,000,000                 5.10%          12345AAA1
   A-2                 $ 80,000,000                 5.40%          12345AAB9

                                       S-4
<PAGE>

   Class         Initial Principal Balance      Interest Rate        CUSIP
   M-1                 $ 11,000,000                 5.90%          12345AAC7
   M-2                 $  9,000,000                 6.20%          12345AAD5
""",
        [
            ("A-1", "$120,000,000", "5.10%"),
            ("A-2", "$80,000,000", "5.40%"),
            ("M-1", "$11,000,000", "5.90%"),
            ("M-2", "$9,000,000", "6.20%"),
        ],
    ),
    "agreement-with-dates": (
        """
                                        Initial Aggregate
                                           Principal               Month of
                     Pass-Through         Balance of            Final Scheduled
Designation              Rate            Certificates          Distribution Date
-----------          ------------      -----------------       -----------------
Class A-1               6.75%           $ 64,215,000.00          April 2029
Class A-2               6.90%           $ 25,600,000.00          April 2029
Class S                  (1)                   (2)               April 2029
Class R-I               6.90%           $         50.00          April 2029
Class R-II              6.90%           $         50.00          April 2029

(1) Variable. (2) Class S has a Notional Amount.
""",
        [
            ("A-1", "$64,215,000.00", "6.75%"),
            ("A-2", "$25,600,000.00", "6.90%"),
            ("S", None, None),
            ("R-I", "$50.00", "6.90%"),
            ("R-II", "$50.00", "6.90%"),
        ],
    ),
    "margins-of-floaters": (
        """
             Original
Class        Certificate Balance     Margin(1)    Pass-Through Rate     Expected Ratings
A-1          $ 200,000,000           0.13%        LIBOR + 0.13%         Aaa/AAA
A-2          $ 150,000,000           0.23%        LIBOR + 0.23%         Aaa/AAA
M-1          $  22,000,000           0.45%        LIBOR + 0.45%         Aa2/AA
M-2          $  18,500,000           0.80%        LIBOR + 0.80%         A2/A
""",
        [
            ("A-1", "$200,000,000", "LIBOR + 0.13%"),
            ("A-2", "$150,000,000", "LIBOR + 0.23%"),
            ("M-1", "$22,000,000", "LIBOR + 0.45%"),
            ("M-2", "$18,500,000", "LIBOR + 0.80%"),
        ],
    ),
    "owner-trust-notes": (
        """
                                 Principal            Interest         Final Scheduled
                                   Amount               Rate             Payment Date
                              ---------------      -------------     -------------------
Class A-1 Asset Backed Notes    $ 254,000,000         1.29375%         June 15, 2004
Class A-2 Asset Backed Notes    $ 311,000,000         1.45%            May 15, 2006
Class A-3 Asset Backed Notes    $ 290,000,000         1.90%            June 15, 2007
Class B Asset Backed Notes      $  38,250,000         2.35%            May 17, 2010
""",
        [
            ("A-1", "$254,000,000", "1.29375%"),
            ("A-2", "$311,000,000", "1.45%"),
            ("A-3", "$290,000,000", "1.90%"),
            ("B", "$38,250,000", "2.35%"),
        ],
    ),
    "notional-column": (
        """
             Initial Certificate      Initial
             Principal                Notional           Pass-Through
Class        Balance                  Amount             Rate
A-1          $ 55,000,000.00               N/A           7.00%
A-IO                  N/A             $ 20,000,000.00    5.00%
B            $  5,000,000.00               N/A           7.50%
""",
        [
            ("A-1", "$55,000,000.00", "7.00%"),
            ("A-IO", "$20,000,000.00", "5.00%"),
            ("B", "$5,000,000.00", "7.50%"),
        ],
    ),
    "percentage-of-residuals": (
        """
                      Initial Certificate
                      Balance or Percentage        Pass-Through
Class                 Interest                     Rate
-------------------   ---------------------        ------------
Class A               $ 92,000,000.00              Variable
Class C               $  8,000,000.00              Variable
Class P               $        100.00              N/A
Class R                      100.00%               N/A
""",
        [
            ("A", "$92,000,000.00", "Variable"),
            ("C", "$8,000,000.00", "Variable"),
            ("P", "$100.00", "N/A"),
            ("R", None, "N/A"),
        ],
    ),
    "leaders-to-both-sides": (
        """
                                                     Pass-Through
Class                        Initial Balance             Rate
Class A-1...................$ 44,000,000...............6.10%
Class A-2...................$ 33,000,000...............6.35%
Class M-1...................$  5,500,000...............6.80%
""",
        [
            ("A-1", "$44,000,000", "6.10%"),
            ("A-2", "$33,000,000", "6.35%"),
            ("M-1", "$5,500,000", "6.80%"),
        ],
    ),
    "bars": (
        """
|  Class  | Original Principal Balance | Coupon |   CUSIP   |
|---------|----------------------------|--------|-----------|
|  AF-1   |  $75,000,000.00            | 4.120% | 99988ZAA1 |
|  AF-2   |  $64,000,000.00            | 4.560% | 99988ZAB9 |
|  AV-1   |  $90,000,000.00            | 1.970% | 99988ZAC7 |
""",
        [
            ("AF-1", "$75,000,000.00", "4.120%"),
            ("AF-2", "$64,000,000.00", "4.560%"),
            ("AV-1", "$90,000,000.00", "1.970%"),
        ],
    ),
    "series-in-the-name": (
        """
                                   Initial Principal
                                        Amount            Note Rate
Series 2005-1 Class A Notes          $480,000,000         One-Month LIBOR + 0.06%
Series 2005-1 Class B Notes          $ 60,000,000         One-Month LIBOR + 0.21%
Series 2005-1 Class C Notes          $ 60,000,000         One-Month LIBOR + 0.42%
""",
        [
            ("A", "$480,000,000", "One-Month LIBOR + 0.06%"),
            ("B", "$60,000,000", "One-Month LIBOR + 0.21%"),
            ("C", "$60,000,000", "One-Month LIBOR + 0.42%"),
        ],
    ),
    "commercial-with-credit-support": (
        """
               Initial Class
               Principal        Approximate      Pass-Through      Initial       Weighted
               Balance or       % of Initial     Rate              Pass-Through  Average
Class          Notional Amt     Pool Balance     Description       Rate          Life
-----          ------------     ------------     ------------      ------------  --------
A-1            $ 81,000,000        8.10%         Fixed               4.020%        3.10
A-2            $219,000,000       21.90%         Fixed               4.870%        6.90
B              $ 30,000,000        3.00%         WAC                 5.310%        9.80
X-P            $310,000,000         N/A          Variable            1.150%         N/A
""",
        [
            ("A-1", "$81,000,000", "4.020%"),
            ("A-2", "$219,000,000", "4.870%"),
            ("B", "$30,000,000", "5.310%"),
            ("X-P", "$310,000,000", "1.150%"),
        ],
    ),
    "statement-with-record-cusip": (
        """
                        Original          Pass-Thru       Beginning         Interest
Class      CUSIP        Balance           Rate            Balance           Paid
A       76110AAA0     99,000,000.00      5.750000       91,234,567.89      437,165.64
B       76110AAB8      6,000,000.00      6.250000        6,000,000.00       31,250.00
S       76110AAC6    105,000,000.00      0.350000       97,234,567.89       28,360.08
""",
        [
            ("A", "99,000,000.00", "5.750000"),
            ("B", "6,000,000.00", "6.250000"),
            ("S", "105,000,000.00", "0.350000"),
        ],
    ),
    "dollar-signs-once": (
        """
                Initial             Pass-Through
Class       Certificate Balance        Rate
A-1         $   61,250,000             6.420%
A-2             58,000,000             6.615%
A-3             27,750,000             6.930%
M                4,000,000             7.180%
              ------------
            $  151,000,000
              ============
""",
        [
            ("A-1", "$61,250,000", "6.420%"),
            ("A-2", "58,000,000", "6.615%"),
            ("A-3", "27,750,000", "6.930%"),
            ("M", "4,000,000", "7.180%"),
        ],
    ),
    "rate-first": (
        """
Class       Pass-Through Rate       Original Class Certificate Balance
------      -----------------       ----------------------------------
IA-1              5.75%                      $ 120,345,000
IA-2              Floating                   $  40,115,000
IA-3              Inverse Floating           $  40,115,000
IIA-1             5.25%                      $  66,000,000
B-1               5.58%                      $   7,077,000
""",
        [
            ("IA-1", "$120,345,000", "5.75%"),
            ("IA-2", "$40,115,000", "Floating"),
            ("IA-3", "$40,115,000", "Inverse Floating"),
            ("IIA-1", "$66,000,000", "5.25%"),
            ("B-1", "$7,077,000", "5.58%"),
        ],
    ),
    "ranges-of-ratings": (
        """
               Initial                              Rating
Class          Principal Balance      Rate          (Moody's/S&P)          CUSIP No.
A-1            $  40,000,000          5.875%        Aaa/AAA             3128H1 AA 4
M-1            $   2,250,000          6.100%        Aa2-Aa3/AA          3128H1 AB 2
B-1            $   1,125,000          6.500%        Baa1-Baa3/BBB-      3128H1 AC 0
""",
        [
            ("A-1", "$40,000,000", "5.875%"),
            ("M-1", "$2,250,000", "6.100%"),
            ("B-1", "$1,125,000", "6.500%"),
        ],
    ),
    "descriptions-between": (
        """
              Initial
Designation   Principal Amount    Type                         Interest Rate     Tranche Type
-----------   ----------------    -------------------------    -------------     ------------
Class A-1     $  95,000,000       Senior, Sequential Pay       6.05%             Fixed
Class A-2     $  30,000,000       Senior, Accretion Directed   6.30%             Fixed
Class Z       $  12,000,000       Senior, Accrual              6.50%             Fixed
""",
        [
            ("A-1", "$95,000,000", "6.05%"),
            ("A-2", "$30,000,000", "6.30%"),
            ("Z", "$12,000,000", "6.50%"),
        ],
    ),
    "notes-and-their-prices": (
        """
                 Original Principal    Interest      Price to       Underwriting     Proceeds to
                 Amount                Rate          Public         Discount         Seller
Class A-1 Notes  $210,000,000          3.01%         100.00000%     0.125%           $209,737,500
Class A-2 Notes  $198,000,000          3.45%          99.99120%     0.175%           $197,636,076
Class B Notes    $ 21,000,000          3.98%          99.98400%     0.300%           $ 20,933,640
""",
        [
            ("A-1", "$210,000,000", "3.01%"),
            ("A-2", "$198,000,000", "3.45%"),
            ("B", "$21,000,000", "3.98%"),
        ],
    ),
    "no-rate-column": (
        """
         Class                  Original Certificate Principal Balance
         Class A                              $ 77,400,000.00
         Class M                              $  6,100,000.00
         Class CE                             $  2,500,000.00
""",
        [
            ("A", "$77,400,000.00", None),
            ("M", "$6,100,000.00", None),
            ("CE", "$2,500,000.00", None),
        ],
    ),
    "double-spaced": (
        """
     Class              Initial Balance             Pass-Through Rate

     1-A                $ 300,000,000                     4.75%

     2-A                $ 150,000,000                     5.00%

     B-1                $   9,000,000                     4.83%(1)
""",
        [
            ("1-A", "$300,000,000", "4.75%"),
            ("2-A", "$150,000,000", "5.00%"),
            ("B-1", "$9,000,000", "4.83%"),
        ],
    ),
    "rates-over-two-lines": (
        """
                 Initial Note
Class            Balance             Note Interest Rate
A-1              $ 90,000,000        Lesser of LIBOR + 0.19% and
                                     the Available Funds Cap
A-2              $ 45,000,000        Lesser of LIBOR + 0.31% and
                                     the Available Funds Cap
""",
        [
            ("A-1", "$90,000,000", "Lesser of LIBOR + 0.19% and the Available Funds Cap"),
            ("A-2", "$45,000,000", "Lesser of LIBOR + 0.31% and the Available Funds Cap"),
        ],
    ),
    "components": (
        """
                 Initial Component or
                 Class Balance            Pass-Through Rate
Class A-1        $ 25,000,000.00          6.750%
Class A-2        $ 17,500,000.00          6.500%
Class A-X        (notional)               0.350%
Class A-R        $        100.00          6.750%
""",
        [
            ("A-1", "$25,000,000.00", "6.750%"),
            ("A-2", "$17,500,000.00", "6.500%"),
            ("A-X", None, "0.350%"),
            ("A-R", "$100.00", "6.750%"),
        ],
    ),
    "tabs": (
        (
            "\nClass\tOriginal Balance\tRate\tCUSIP\n"
            "A-1\t$10,500,000\t5.5%\t22541QAA1\n"
            "A-2\t$8,250,000\t5.8%\t22541QAB9\n"
        ),
        [("A-1", "$10,500,000", "5.5%"), ("A-2", "$8,250,000", "5.8%")],
    ),
    "factors-first": (
        """
        Record     Principal     Current Pass-    Original            Ending Principal
Class   Date       Factor        Through Rate     Principal Balance   Balance
A-1     05/31/02   0.81234567    5.62500%          80,000,000.00      64,987,653.60
A-2     05/31/02   1.00000000    6.12500%          40,000,000.00      40,000,000.00
B       05/31/02   0.99812345    6.50000%           5,000,000.00       4,990,617.25
""",
        [
            ("A-1", "80,000,000.00", "5.62500%"),
            ("A-2", "40,000,000.00", "6.12500%"),
            ("B", "5,000,000.00", "6.50000%"),
        ],
    ),
    "offered-and-retained": (
        """
Offered Certificates
Class        Initial Balance      Rate
A            $ 70,000,000         5.00%
B            $  5,000,000         5.25%

Non-Offered Certificates
Class        Initial Balance      Rate
C            $  3,000,000         5.50%
R                     N/A         N/A
""",
        [
            ("A", "$70,000,000", "5.00%"),
            ("B", "$5,000,000", "5.25%"),
            ("C", "$3,000,000", "5.50%"),
            ("R", None, "N/A"),
        ],
    ),
    "cusip-first": (
        """
CUSIP         Class     Original Balance      Rate
12669EAA1     A-1       $  90,000,000         5.50%
12669EAB9     A-2       $  10,000,000         5.75%
12669EAC7     M-1       $   3,000,000         6.10%
""",
        [
            ("A-1", "$90,000,000", "5.50%"),
            ("A-2", "$10,000,000", "5.75%"),
            ("M-1", "$3,000,000", "6.10%"),
        ],
    ),
}
"""Tables in plain text."""


def html(head: Sequence[str], rows: Sequence[Sequence[str]], *, signs: bool = False) -> str:
    """A table as HTML; with `signs` the dollar sign stands in a cell of its own."""

    def cell(text: str) -> str:
        if signs and text.startswith("$"):
            return f"<td>$</td><td align=right>{text[1:].strip()}</td><td>&nbsp;</td>"
        return f"<td colspan=2>{text}</td><td>&nbsp;</td>" if signs else f"<td>{text}</td>"

    lines = ("".join(("<tr>", *map(cell, row), "</tr>")) for row in (head, *rows))
    return f"<table>{''.join(lines)}</table>"


TABLES: dict[str, tuple[str, Sequence[Row]]] = {
    "plain": (
        html(
            ("Class", "Initial Note Balance", "Interest Rate"),
            [
                ("Class A-1", "$212,000,000", "0.24000%"),
                ("Class A-2", "$300,000,000", "0.61%"),
                ("Class B", "$18,000,000", "1.34%"),
            ],
        ),
        [
            ("A-1", "$212,000,000", "0.24000%"),
            ("A-2", "$300,000,000", "0.61%"),
            ("B", "$18,000,000", "1.34%"),
        ],
    ),
    "spacer-cells": (
        html(
            ("Class", "Principal Balance", "Pass-Through Rate"),
            [
                ("A-1", "$ 45,100,000", "3.25%"),
                ("A-S", "$ 12,000,000", "3.90%"),
                ("X-A", "$ 57,100,000(1)", "Variable"),
            ],
            signs=True,
        ),
        [
            ("A-1", "$45,100,000", "3.25%"),
            ("A-S", "$12,000,000", "3.90%"),
            ("X-A", "$57,100,000", "Variable"),
        ],
    ),
    "lines-in-the-header": (
        html(
            ("Class of<br>Notes", "Aggregate<br>Principal<br>Amount", "Interest<br>Rate", "CUSIP"),
            [
                ("A-2a", "$187,500,000", "2.71%", "44891KAB7"),
                ("A-2b", "$187,500,000", "LIBOR + 0.10%", "44891KAC5"),
                ("C", "$ 22,300,000", "3.52%", "44891KAF8"),
            ],
        ),
        [
            ("A-2a", "$187,500,000", "2.71%"),
            ("A-2b", "$187,500,000", "LIBOR + 0.10%"),
            ("C", "$22,300,000", "3.52%"),
        ],
    ),
    "total-row": (
        html(
            ("Class", "Original Class Balance", "Coupon"),
            [
                ("A1", "$10,000,000.00", "5.000%"),
                ("B1", "$2,000,000.00", "5.500%"),
                ("Total", "$12,000,000.00", ""),
            ],
            signs=True,
        ),
        [("A1", "$10,000,000.00", "5.000%"), ("B1", "$2,000,000.00", "5.500%")],
    ),
}
"""Tables in HTML."""
