"""Further tables and sentences of registered securities of invented companies.

They were written, and their rows labelled, before the reader was first run on them: what a cover
shows beside the usual table of three columns.
"""

from collections.abc import Sequence

from tests.forms.form_8k.securities_tables import NASDAQ, NYSE, Row, html

_HEAD = (
    "Title of each class              Trading Symbol(s)   Name of each exchange on which registered"
)
_WARRANTS = "Redeemable warrants, each exercisable for one Class A ordinary share"

FURTHER_TEXTS: dict[str, tuple[str, Sequence[Row]]] = {
    "exchange-before-the-symbol-in-its-cell": (
        f"""\
{_HEAD}
Common Stock, $0.001 par value   NASDAQ: ELM         The Nasdaq Stock Market LLC
Warrants to purchase stock       NASDAQ: ELMW        The Nasdaq Stock Market LLC
""",
        [
            ("Common Stock, $0.001 par value", "ELM", NASDAQ),
            ("Warrants to purchase stock", "ELMW", NASDAQ),
        ],
    ),
    "symbol-of-its-column-in-brackets": (
        f"""\
{_HEAD}
Common Stock, $0.01 par value    (ELM)               New York Stock Exchange
""",
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "dots-and-slashes": (
        f"""\
{_HEAD}
Units, each of one share and     ELM.U               New York Stock Exchange
one-half of one warrant
Class A ordinary shares          ELM                 New York Stock Exchange
Warrants, each for one share     ELM.WS              New York Stock Exchange
Rights, each for 1/10 share      ELM/RT              New York Stock Exchange
""",
        [
            ("Units, each of one share and one-half of one warrant", "ELM.U", NYSE),
            ("Class A ordinary shares", "ELM", NYSE),
            ("Warrants, each for one share", "ELM.WS", NYSE),
            ("Rights, each for 1/10 share", "ELM/RT", NYSE),
        ],
    ),
    "header-again-on-the-next-page": (
        f"""\
{_HEAD}
Common Stock, par value $1.00    ELM                 New York Stock Exchange

                                       1
<PAGE>

{_HEAD}
4.000% Senior Notes due 2029     ELM29               New York Stock Exchange
""",
        [
            ("Common Stock, par value $1.00", "ELM", NYSE),
            ("4.000% Senior Notes due 2029", "ELM29", NYSE),
        ],
    ),
    "row-over-two-pages": (
        f"""\
{_HEAD}
Common Stock, par value $1.00    ELM                 New York Stock Exchange
Depositary Shares, each a        ELM PRA             New York Stock Exchange

                                      -2-
<PAGE>
1/1,000th interest in a share
of Series A Preferred Stock
""",
        [
            ("Common Stock, par value $1.00", "ELM", NYSE),
            (
                (
                    "Depositary Shares, each a 1/1,000th interest in a share of Series A "
                    "Preferred Stock"
                ),
                "ELM PRA",
                NYSE,
            ),
        ],
    ),
    "a-sentence": (
        (
            "Common Stock, $0.01 par value, listed on the New York Stock Exchange under the symbol "
            "“ELM”\n"
        ),
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "captions-in-one-line": (
        (
            "Title of each class: Common Stock, $0.01 par value; Trading Symbol: ELM; Name of each "
            "exchange on which registered: New York Stock Exchange\n"
        ),
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "each-cell-on-its-own-line": (
        """\
Title of each class
Trading Symbol(s)
Name of each exchange on which registered
Common Stock, $0.01 par value
ELM
New York Stock Exchange
6.375% Series B Preferred Stock
ELM-PB
New York Stock Exchange
""",
        [
            ("Common Stock, $0.01 par value", "ELM", NYSE),
            ("6.375% Series B Preferred Stock", "ELM-PB", NYSE),
        ],
    ),
    "tags-taken-off": (
        (
            "Title of each class Trading Symbol(s) Name of each exchange on which registered "
            "Common Stock, par value $0.01 per share ELM The Nasdaq Stock Market LLC\n"
        ),
        [("Common Stock, par value $0.01 per share", "ELM", NASDAQ)],
    ),
    "tags-taken-off-two-rows": (
        """\
Title of each class Trading Symbol(s) Name of each exchange on which registered
Common Stock, par value $0.01 per share ELM New York Stock Exchange
Preferred Stock Purchase Rights N/A New York Stock Exchange
""",
        [
            ("Common Stock, par value $0.01 per share", "ELM", NYSE),
            ("Preferred Stock Purchase Rights", None, NYSE),
        ],
    ),
    "blank-where-the-symbol-would-be": (
        f"""\
{_HEAD}
Common Stock, $2.50 par value    ELM                 New York Stock Exchange
7.500% Debentures due 2027                           New York Stock Exchange
""",
        [
            ("Common Stock, $2.50 par value", "ELM", NYSE),
            ("7.500% Debentures due 2027", None, NYSE),
        ],
    ),
    "none-with-a-full-stop": ("NONE.\n", []),
    "not-applicable-in-brackets": (f"{_HEAD}\n(Not applicable)\n", []),
    "numbered-footnotes": (
        f"""\
{_HEAD}
Common Stock, $0.01 par value    ELM(1)              New York Stock Exchange(1)

(1) The New York Stock Exchange suspended trading on May 3, 2021, and the common stock is now
quoted on the OTC Pink under the symbol ELMQ.
""",
        [("Common Stock, $0.01 par value", "ELM", NYSE)],
    ),
    "registrants-in-a-column": (
        """\
Registrant        Title of each class            Trading Symbol(s)   Name of each exchange
                                                                     on which registered
Elm Company       Common Stock, no par value     ELM                 New York Stock Exchange
Elm Company       5.625% Junior Debentures       ELMB                New York Stock Exchange
Elm Power Inc.    6.00% Preferred Stock          ELP.PR              NYSE American
""",
        [
            ("Common Stock, no par value", "ELM", NYSE),
            ("5.625% Junior Debentures", "ELMB", NYSE),
            ("6.00% Preferred Stock", "ELP.PR", "NYSE American"),
        ],
    ),
    "one-letter": (
        f"""\
{_HEAD}
Class A Common Stock             E                   New York Stock Exchange
""",
        [("Class A Common Stock", "E", NYSE)],
    ),
    "title-with-the-word-exchange": (
        """\
Title of each class                                  Trading Symbol    Name of exchange
Common Stock, par value $0.01                        ELM               NYSE
Elm Leveraged Exchange Traded Notes due June 2033    ELML              NYSE Arca
""",
        [
            ("Common Stock, par value $0.01", "ELM", "NYSE"),
            ("Elm Leveraged Exchange Traded Notes due June 2033", "ELML", "NYSE Arca"),
        ],
    ),
    "section-12-g-behind": (
        f"""\
{_HEAD}
Common Stock, $0.01 par value    "ELM"               Nasdaq Capital Market

Securities registered pursuant to Section 12(g) of the Act: None
""",
        [("Common Stock, $0.01 par value", "ELM", "Nasdaq Capital Market")],
    ),
    "title-with-brackets": (
        """\
Title of each class                       Ticker symbol(s)   Name of each exchange on which
                                                             registered
Common Stock, par value $0.01 (and        ELM                New York Stock Exchange
associated Stock Purchase Rights)
""",
        [
            (
                "Common Stock, par value $0.01 (and associated Stock Purchase Rights)",
                "ELM",
                NYSE,
            )
        ],
    ),
    "title-above-the-rest-of-its-row": (
        """\
Title of each class                           Trading     Name of each exchange
                                              Symbol      on which registered
Common Stock, $0.01 par value per share       ELM         New York Stock Exchange
Depositary Shares, each representing 1/1,000
of a share of Series C Preferred Stock        ELM PRC     New York Stock Exchange
""",
        [
            ("Common Stock, $0.01 par value per share", "ELM", NYSE),
            (
                (
                    "Depositary Shares, each representing 1/1,000 of a share of Series C "
                    "Preferred Stock"
                ),
                "ELM PRC",
                NYSE,
            ),
        ],
    ),
    "symbol-beside-the-middle-of-its-title": (
        """\
Title of each class                           Trading     Name of each exchange
                                              Symbol      on which registered

Units, each consisting of one share of
Class A common stock and one-half of one      ELMU        The Nasdaq Stock Market LLC
redeemable warrant

Class A common stock, par value $0.0001
per share                                     ELM         The Nasdaq Stock Market LLC
""",
        [
            (
                (
                    "Units, each consisting of one share of Class A common stock and one-half of "
                    "one redeemable warrant"
                ),
                "ELMU",
                NASDAQ,
            ),
            ("Class A common stock, par value $0.0001 per share", "ELM", NASDAQ),
        ],
    ),
    "registrants-in-lines-above": (
        f"""\
{_HEAD}
Elm Company:
Common Stock, no par value       ELM                 New York Stock Exchange

Elm Power Inc.:
6.00% Preferred Stock            ELP.PR              NYSE American
""",
        [
            ("Common Stock, no par value", "ELM", NYSE),
            ("6.00% Preferred Stock", "ELP.PR", "NYSE American"),
        ],
    ),
    "a-sentence-over-two-lines": (
        """\
Class A Common Stock, par value $0.001 per share, is listed on The Nasdaq Stock Market LLC
under the ticker symbol “ELM”.
""",
        [("Class A Common Stock, par value $0.001 per share", "ELM", NASDAQ)],
    ),
}
"""In plain text."""

FURTHER_TABLES: dict[str, tuple[str, Sequence[Row]]] = {
    "blank-check-company": (
        html(
            [
                ("Units, each of one share and one warrant", "<b>ELM.UN</b>", "<b>NYSE</b>"),
                ("Class A ordinary shares, par value $0.0001", "<b>ELM</b>", "<b>NYSE</b>"),
                (_WARRANTS, "<b>ELM WS</b>", "<b>NYSE</b>"),
            ],
            spacers=True,
        ),
        [
            ("Units, each of one share and one warrant", "ELM.UN", "NYSE"),
            ("Class A ordinary shares, par value $0.0001", "ELM", "NYSE"),
            (_WARRANTS, "ELM WS", "NYSE"),
        ],
    ),
    "exchange-and-symbol-in-brackets": (
        html(
            [
                ("Ordinary Shares, par value $0.01", "(NYSE: ELM)", NYSE),
                ("5.250% Notes due 2030", "(NYSE: ELM30)", NYSE),
            ]
        ),
        [
            ("Ordinary Shares, par value $0.01", "ELM", NYSE),
            ("5.250% Notes due 2030", "ELM30", NYSE),
        ],
    ),
    "symbol-first-and-titles-on-two-lines": (
        html(
            [
                ("ELM", "Common Stock,<br>$0.01 par value", NASDAQ),
                ("ELMP", "8.00% Series A<br>Preferred Stock", NASDAQ),
            ],
            head=("Trading Symbol(s)", "Title of each class", "Name of each exchange"),
        ),
        [
            ("Common Stock, $0.01 par value", "ELM", NASDAQ),
            ("8.00% Series A Preferred Stock", "ELMP", NASDAQ),
        ],
    ),
    "header-row-again": (
        html(
            [
                ("Common Stock, $5 par value", "ELM", NYSE),
                (
                    "Title of each class",
                    "Trading Symbol(s)",
                    "Name of each exchange on which registered",
                ),
                ("0.875% Notes due 2031", "ELM 31", NYSE),
            ]
        ),
        [("Common Stock, $5 par value", "ELM", NYSE), ("0.875% Notes due 2031", "ELM 31", NYSE)],
    ),
    "two-exchanges-in-a-cell": (
        html(
            [
                ("Common Stock, no par value", "ELM", "New York Stock Exchange<br>NYSE Texas"),
                ("1.125% Notes due 2028", "ELM28", "New York Stock Exchange"),
            ],
            spacers=True,
        ),
        [
            ("Common Stock, no par value", "ELM", "New York Stock Exchange NYSE Texas"),
            ("1.125% Notes due 2028", "ELM28", NYSE),
        ],
    ),
    "preferred-with-small-letters": (
        html(
            [
                ("Common Shares, $0.01 par value", "ELM", NYSE),
                ("6.75% Series F Preferred Shares", "ELM pr F", NYSE),
                ("7.00% Series G Preferred Shares", "ELM.prG", NYSE),
            ]
        ),
        [
            ("Common Shares, $0.01 par value", "ELM", NYSE),
            ("6.75% Series F Preferred Shares", "ELM pr F", NYSE),
            ("7.00% Series G Preferred Shares", "ELM.prG", NYSE),
        ],
    ),
    "symbols-of-one-class-in-one-cell": (
        html([("Class A and Class B Common Stock", "ELM.A, ELM.B", NYSE)]),
        [("Class A and Class B Common Stock", "ELM.A, ELM.B", NYSE)],
    ),
}
"""In HTML."""
