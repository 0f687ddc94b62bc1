"""How a filing is set: one choice for each thing that such filings set in different ways."""

from dataclasses import dataclass
from random import Random
from typing import Literal


@dataclass(frozen=True, slots=True)
class Layout:
    """The choices of one filing.

    `wrapped` puts the tags of a submission around it, `cover` is where captions stand, `date` how
    the report date is given, `capitals` whether names and headings have them, `purpose` whether
    the cover says what the registrant is there for, `former` whether it speaks of a former name.
    `parties` is how roles are worded, `pool` the order in its sentence, `count` whether the number
    of classes is announced ("off": wrongly). `table` is how the classes are set, `cut` whether a
    page ends within the table, `totals` its last row, `dollars` where it has the sign, `prefix`
    whether a name says Class, `rates` and `cusips` whether it has those columns, `notional` where
    a notional class is marked, `residual` what a residual class states. `exhibits` and `signature`
    are how those are set, `index` whether an exhibit index ends the filing, `dated` where the
    date of the signature stands.
    """

    markup: Literal["text", "html"]
    wrapped: bool
    cover: Literal["below", "beside", "above", "split"]
    date: Literal["inline", "value_first", "caption_first", "two_dates"]
    capitals: bool
    purpose: bool
    former: bool
    parties: Literal["as", "labelled", "sentences", "list"]
    pool: Literal["date_first", "amount_first"]
    count: Literal["stated", "unstated", "off"]
    table: Literal["columns", "leaders", "blocks", "groups", "tagged"]
    cut: bool
    totals: Literal["none", "labelled", "bare"]
    dollars: Literal["all", "first"]
    prefix: bool
    rates: bool
    cusips: bool
    notional: Literal["inline", "footnote", "prose"]
    residual: Literal["percentage", "nothing", "absent"]
    exhibits: Literal["hanging", "columns", "dashed", "tagged"]
    index: bool
    signature: Literal["captions", "stacked", "one_line", "left"]
    dated: Literal["before", "after"]


def draw_layout(random: Random) -> Layout:
    """A layout of its own for each state of `random`."""
    html = random.random() < 0.2
    table: Literal["columns", "leaders", "blocks", "groups", "tagged"]
    table = random.choice(("columns", "leaders", "blocks", "groups", "tagged"))
    if html and table in ("leaders", "tagged"):
        table = "columns"
    return Layout(
        markup="html" if html else "text",
        wrapped=not html and random.random() < 0.2,
        cover=random.choice(("below", "beside", "above", "split")),
        date=random.choice(("inline", "value_first", "caption_first", "two_dates")),
        capitals=random.random() < 0.5,
        purpose=random.random() < 0.3,
        former=random.random() < 0.4,
        parties=random.choice(("as", "labelled", "sentences", "list")),
        pool=random.choice(("date_first", "amount_first")),
        count=random.choice(("stated", "stated", "unstated", "unstated", "off")),
        table=table,
        cut=not html and random.random() < 0.4,
        totals=random.choice(("none", "labelled", "bare")),
        dollars=random.choice(("all", "all", "first")),
        prefix=random.random() < 0.3,
        rates=table == "blocks" or random.random() < 0.85,
        cusips=table != "blocks" and random.random() < 0.15,
        notional=random.choice(("inline", "footnote", "prose")),
        residual=random.choice(("percentage", "percentage", "nothing", "absent")),
        exhibits=random.choice(("hanging", "columns", "dashed", "tagged")),
        index=random.random() < 0.3,
        signature=random.choice(("captions", "stacked", "one_line", "left")),
        dated=random.choice(("before", "after")),
    )
