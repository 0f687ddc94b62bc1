"""Tables of registered securities of invented companies, as covers print them since 2019.

Each is what stands below the cover's sentence on Section 12(b), and its rows: title, symbol and
exchange, None where the table does not state one.
"""

from collections.abc import Sequence

Row = tuple[str, str | None, str | None]

NYSE = "New York Stock Exchange"
NASDAQ = "The Nasdaq Stock Market LLC"


def html(
    rows: Sequence[Sequence[str]], *, head: Sequence[str] | None = None, spacers: bool = False
) -> str:
    """A table as HTML; with `spacers` as converters write it, an empty cell beside each."""
    head = head or (
        "Title of each class",
        "Trading Symbol(s)",
        "Name of each exchange on which registered",
    )
    joint = "</p></td><td>&nbsp;</td><td><p>" if spacers else "</p></td><td><p>"
    lines = ("".join(("<tr><td><p>", joint.join(row), "</p></td></tr>")) for row in (head, *rows))
    return f"<table>{''.join(lines)}</table>"


TEXTS: dict[str, tuple[str, Sequence[Row]]] = {
    "several-classes-and-rights": (
        """\
      Title of each class            Trading Symbol(s)    Name of each exchange on which registered
Class A Common Stock, par value            ELM            New York Stock Exchange
  $0.01 per share
Class B Common Stock, par value           ELM.B           New York Stock Exchange
  $0.01 per share
Preferred Stock Purchase Rights             —             New York Stock Exchange
""",
        [
            ("Class A Common Stock, par value $0.01 per share", "ELM", NYSE),
            ("Class B Common Stock, par value $0.01 per share", "ELM.B", NYSE),
            ("Preferred Stock Purchase Rights", None, NYSE),
        ],
    ),
    "units-shares-and-warrants": (
        """\
Title of each class                                  Trading      Name of each exchange
                                                     Symbol(s)    on which registered
Units, each consisting of one Class A ordinary       ELMU         The Nasdaq Stock Market LLC
share and one-third of one redeemable warrant
Class A ordinary shares, par value $0.0001           ELM          The Nasdaq Stock Market LLC
per share
Redeemable warrants, each whole warrant              ELMW         The Nasdaq Stock Market LLC
exercisable for one Class A ordinary share at an
exercise price of $11.50
""",
        [
            (
                (
                    "Units, each consisting of one Class A ordinary share and one-third of one "
                    "redeemable warrant"
                ),
                "ELMU",
                NASDAQ,
            ),
            ("Class A ordinary shares, par value $0.0001 per share", "ELM", NASDAQ),
            (
                (
                    "Redeemable warrants, each whole warrant exercisable for one Class A ordinary "
                    "share at an exercise price of $11.50"
                ),
                "ELMW",
                NASDAQ,
            ),
        ],
    ),
    "exchange-named-once": (
        """\
Title of each class               Trading Symbol(s)     Name of each exchange on which registered
Common Stock, $1.00 par value     ELM                   New York Stock Exchange
1.250% Notes due 2027             ELM 27
2.000% Notes due 2030             ELM 30A
""",
        [
            ("Common Stock, $1.00 par value", "ELM", NYSE),
            ("1.250% Notes due 2027", "ELM 27", None),
            ("2.000% Notes due 2030", "ELM 30A", None),
        ],
    ),
    "depositary-shares": (
        """\
Title of each class                                      Trading     Name of each exchange
                                                         symbol(s)   on which registered
Common Stock, no par value                               ELM         New York Stock Exchange
Depositary Shares, each representing a 1/40th            ELM PRA     New York Stock Exchange
interest in a share of 5.750% Series A
Non-Cumulative Perpetual Preferred Stock
Depositary Shares, each representing a 1/40th            ELM PRB     New York Stock Exchange
interest in a share of 6.125% Series B
Non-Cumulative Perpetual Preferred Stock
""",
        [
            ("Common Stock, no par value", "ELM", NYSE),
            (
                (
                    "Depositary Shares, each representing a 1/40th interest in a share of 5.750% "
                    "Series A Non-Cumulative Perpetual Preferred Stock"
                ),
                "ELM PRA",
                NYSE,
            ),
            (
                (
                    "Depositary Shares, each representing a 1/40th interest in a share of 6.125% "
                    "Series B Non-Cumulative Perpetual Preferred Stock"
                ),
                "ELM PRB",
                NYSE,
            ),
        ],
    ),
    "none": ("None\n", []),
    "none-in-each-column": (
        """\
Title of each class     Trading Symbol(s)     Name of each exchange on which registered
None                    None                  None
""",
        [],
    ),
    "not-applicable": (
        """\
Title of each class     Trading Symbol(s)     Name of each exchange on which registered
Not Applicable          Not Applicable        Not Applicable
""",
        [],
    ),
    "symbol-in-brackets": (
        """\
Title of each class                            Name of each exchange on which registered
Common Stock, $0.01 par value (ELM)            The Nasdaq Global Select Market
""",
        [
            (
                "Common Stock, $0.01 par value (ELM)",
                None,
                "The Nasdaq Global Select Market",
            )
        ],
    ),
    "symbol-first": (
        """\
Trading Symbol     Title of each class               Name of each exchange on which registered
ELM                Common Stock, $0.01 par value     New York Stock Exchange
""",
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "exchange-before-symbol": (
        """\
Title of each class               Name of each exchange on which registered     Trading Symbol(s)
Common Stock, $0.01 par value     New York Stock Exchange                       ELM
6.50% Series A Preferred Stock    New York Stock Exchange                       ELM-A
""",
        [
            ("Common Stock, $0.01 par value", "ELM", NYSE),
            ("6.50% Series A Preferred Stock", "ELM-A", NYSE),
        ],
    ),
    "exchange-over-two-lines": (
        """\
Title of each class               Trading        Name of each exchange
                                  Symbol(s)      on which registered
Common Stock, $0.01 par value     ELM            The Nasdaq Stock Market LLC
per share                                        (Nasdaq Global Select Market)
""",
        [
            (
                "Common Stock, $0.01 par value per share",
                "ELM",
                "The Nasdaq Stock Market LLC (Nasdaq Global Select Market)",
            )
        ],
    ),
    "two-exchanges-for-one-class": (
        """\
Title of each class               Trading        Name of each exchange
                                  Symbol(s)      on which registered
Common Stock, $0.01 par value     ELM            New York Stock Exchange
                                                 NYSE Chicago
""",
        [("Common Stock, $0.01 par value", "ELM", "New York Stock Exchange NYSE Chicago")],
    ),
    "short-exchange": (
        """\
Title of each class             Trading Symbol(s)      Name of each exchange on which registered
Common Shares                   ELM                    NYSE
Series A Preferred Shares       ELMpA                  NYSE
""",
        [("Common Shares", "ELM", "NYSE"), ("Series A Preferred Shares", "ELMpA", "NYSE")],
    ),
    "american-exchange": (
        """\
Title of each class             Trading Symbol(s)      Name of each exchange on which registered
Common Stock, $.10 par value    ELM                    NYSE American LLC
Warrants to purchase Common     ELM WS                 NYSE American LLC
Stock
""",
        [
            ("Common Stock, $.10 par value", "ELM", "NYSE American LLC"),
            ("Warrants to purchase Common Stock", "ELM WS", "NYSE American LLC"),
        ],
    ),
    "below-one-another": (
        """\
Title of each class:

Common Stock, par value $0.001 per share

Trading Symbol:

ELM

Name of each exchange on which registered:

The Nasdaq Capital Market
""",
        [("Common Stock, par value $0.001 per share", "ELM", "The Nasdaq Capital Market")],
    ),
    "bars": (
        """\
| Title of each class | Trading Symbol(s) | Name of each exchange on which registered |
|---------------------|-------------------|-------------------------------------------|
| Common Stock, $0.01 par value | ELM | The New York Stock Exchange |
| 3.250% Senior Notes due 2031 | ELM31 | The New York Stock Exchange |
""",
        [
            ("Common Stock, $0.01 par value", "ELM", "The New York Stock Exchange"),
            ("3.250% Senior Notes due 2031", "ELM31", "The New York Stock Exchange"),
        ],
    ),
    "footnotes": (
        """\
Title of each class                      Trading        Name of each exchange
                                         Symbol(s)      on which registered
Common Stock, $0.01 par value            ELM*           New York Stock Exchange*
----------
* The common stock was delisted on May 3, 2021.
""",
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "partnership": (
        """\
Title of each class                          Trading Symbol(s)    Name of exchange
Common Units Representing Limited            ELM                  New York Stock Exchange
 Partner Interests
""",
        [("Common Units Representing Limited Partner Interests", "ELM", NYSE)],
    ),
}
"""Tables in plain text."""

TABLES: dict[str, tuple[str, Sequence[Row]]] = {
    "one-class": (
        html([("Common Stock, $0.01 par value", "ELM", NYSE)]),
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "one-letter": (
        html([("Common Stock, par value $.01 per share", "E", NYSE)], spacers=True),
        [("Common Stock, par value $.01 per share", "E", NYSE)],
    ),
    "quoted-symbols": (
        html(
            [
                ("Ordinary Shares", "&#8220;ELM&#8221;", NASDAQ),
                (
                    "American Depositary Shares, each representing two Ordinary Shares",
                    "&#8220;ELMY&#8221;",
                    NASDAQ,
                ),
            ]
        ),
        [
            ("Ordinary Shares", "ELM", NASDAQ),
            ("American Depositary Shares, each representing two Ordinary Shares", "ELMY", NASDAQ),
        ],
    ),
    "many-notes": (
        html(
            [
                ("Common Stock, $0.10 par value", "ELM", NYSE),
                ("1.000% Senior Notes due 2026", "ELM26", NYSE),
                ("1.625% Senior Notes due 2031", "ELM31A", NYSE),
                ("Floating Rate Senior Notes due 2024", "ELM24B", NYSE),
            ],
            spacers=True,
        ),
        [
            ("Common Stock, $0.10 par value", "ELM", NYSE),
            ("1.000% Senior Notes due 2026", "ELM26", NYSE),
            ("1.625% Senior Notes due 2031", "ELM31A", NYSE),
            ("Floating Rate Senior Notes due 2024", "ELM24B", NYSE),
        ],
    ),
    "exchange-over-several-rows": (
        html(
            [
                ("Class A Common Stock", "ELM", NASDAQ),
                ("Class C Capital Stock", "ELMC", ""),
            ]
        ),
        [("Class A Common Stock", "ELM", NASDAQ), ("Class C Capital Stock", "ELMC", None)],
    ),
    "no-symbol": (
        html(
            [
                ("Common Stock, $1 par value", "ELM", NYSE),
                ("7.125% Debentures due 2028", "None", NYSE),
                ("6.95% Debentures due 2029", "N/A", NYSE),
            ]
        ),
        [
            ("Common Stock, $1 par value", "ELM", NYSE),
            ("7.125% Debentures due 2028", None, NYSE),
            ("6.95% Debentures due 2029", None, NYSE),
        ],
    ),
    "lines-within-cells": (
        html(
            [
                (
                    "Common Stock<br>$0.01 Par Value",
                    "ELM",
                    "The Nasdaq<br>Global Select Market",
                )
            ]
        ),
        [("Common Stock $0.01 Par Value", "ELM", "The Nasdaq Global Select Market")],
    ),
    "another-order": (
        html(
            [(NYSE, "Common Stock, $1 par value", "ELM")],
            head=(
                "Name of each exchange on which registered",
                "Title of each class",
                "Trading Symbol(s)",
            ),
        ),
        [("Common Stock, $1 par value", "ELM", NYSE)],
    ),
    "preferred-series": (
        html(
            [
                ("Common Shares of Beneficial Interest, $0.01 par value", "ELM", NYSE),
                ("7.25% Series C Cumulative Redeemable Preferred Shares", "ELM PrC", NYSE),
                ("6.00% Series D Cumulative Redeemable Preferred Shares", "ELM.PRD", NYSE),
                ("5.50% Series E Cumulative Redeemable Preferred Shares", "ELM/PE", NYSE),
            ],
            spacers=True,
        ),
        [
            ("Common Shares of Beneficial Interest, $0.01 par value", "ELM", NYSE),
            ("7.25% Series C Cumulative Redeemable Preferred Shares", "ELM PrC", NYSE),
            ("6.00% Series D Cumulative Redeemable Preferred Shares", "ELM.PRD", NYSE),
            ("5.50% Series E Cumulative Redeemable Preferred Shares", "ELM/PE", NYSE),
        ],
    ),
    "markets-that-are-no-exchanges": (
        html([("Common Stock, $0.001 par value", "ELMQ", "OTC Pink")]),
        [("Common Stock, $0.001 par value", "ELMQ", "OTC Pink")],
    ),
    "london-too": (
        html(
            [
                (
                    "Ordinary shares of $1 each",
                    "ELM",
                    "New York Stock Exchange<br>London Stock Exchange",
                ),
                ("4.625% Bonds due 2046", "—", "New York Stock Exchange"),
            ]
        ),
        [
            ("Ordinary shares of $1 each", "ELM", "New York Stock Exchange London Stock Exchange"),
            ("4.625% Bonds due 2046", None, NYSE),
        ],
    ),
    "none-as-html": (html([("None", "", "")]), []),
}
"""Tables in HTML."""
