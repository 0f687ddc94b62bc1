"""The body: what was issued, by whom, out of which pool."""

from collections.abc import Iterator, Sequence

from evals.generator.blocks import Block, Entries, Heading, PageEnd, Paragraph
from evals.generator.facts import Deal, Facts, Item, Party, number_word, worded
from evals.generator.layout import Layout
from evals.generator.tables import class_tables


def body(facts: Facts, layout: Layout) -> Iterator[Block]:
    """The blocks from the first item to the heading of the exhibits' item."""
    for item in facts.body_items:
        yield from item_heading(item, layout)
        if item == facts.main_item:
            yield from _deal(facts.deal, layout)
        else:
            yield Paragraph("Not applicable.")
    yield PageEnd()


def _deal(deal: Deal, layout: Layout) -> Iterator[Block]:
    yield Paragraph(_issue(deal, layout))
    if layout.parties == "list":
        rows = ((role, each.name) for each in deal.contract for _, role in each.roles)
        yield Entries(tuple((f"{role.capitalize()}:", name) for role, name in rows))
    elif layout.parties == "sentences":
        yield Paragraph(_sentences(deal.contract))
    yield Paragraph(_pool(deal, layout))
    yield Paragraph(_announcement(deal))
    yield from class_tables(deal.classes, layout)
    yield Paragraph(_sale(deal, layout))


def item_heading(item: Item, layout: Layout) -> Iterator[Block]:
    """The heading of an item, and of its section where that is printed."""
    if item.section:
        yield Heading(item.section)
    title = printed_title(item, layout)
    stop = "." if layout.capitals else ""
    yield Heading(f"{'ITEM' if layout.capitals else 'Item'} {item.number}.  {title}{stop}")


def printed_title(item: Item, layout: Layout) -> str:
    """An item's title as it is printed."""
    return item.title.upper() if layout.capitals else item.title


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _named(party: Party, wording: str) -> str:
    """A party with its roles, worded in the layout's way."""
    labels = [f'the "{role.title()}"' for _, role in party.roles]
    if wording == "labelled":
        return f"{party.name} ({' and '.join(labels)})"
    plain = " and ".join(role for _, role in party.roles)
    return f"{party.name}, as {plain} ({labels[0]})"


def _issue(deal: Deal, layout: Layout) -> str:
    text = (
        f'On {worded(deal.issued_on)} (the "Closing Date"), the {deal.series} (the "Trust") issued '
        f'its {deal.securities} (the "Certificates") under a {deal.agreement}, dated as of '
        f'{worded(deal.agreement_dated)} (the "Agreement")'
    )
    if layout.parties in ("as", "labelled"):
        return f"{text}, among {_listed([_named(each, layout.parties) for each in deal.contract])}."
    return f"{text}. The parties to it are these:" if layout.parties == "list" else f"{text}."


def _sentences(parties: Sequence[Party]) -> str:
    verbs = ("is the", "acts as the")
    said = [
        f"{each.name} {verbs[number % 2]} {' and the '.join(role for _, role in each.roles)}."
        for number, each in enumerate(parties)
    ]
    return " ".join(said)


def _pool(deal: Deal, layout: Layout) -> str:
    amount, day = f"${deal.pool_balance:,.2f}", worded(deal.cut_off_date)
    trust = f'The Trust holds a pool of {deal.short.lower()} (the "{deal.short}").'
    if layout.pool == "date_first":
        return (
            f'{trust} As of the close of business on {day} (the "Cut-off Date"), the {deal.short} '
            f"had an aggregate principal balance of {amount}."
        )
    return (
        f"{trust} The aggregate unpaid principal balance of the {deal.short} was {amount} as of "
        f'{day} (the "Cut-off Date").'
    )


def _announcement(deal: Deal) -> str:
    if deal.stated_count is None:
        return "The initial balances of the Certificates are set out below."
    number = number_word(deal.stated_count)
    return f"The Certificates consist of {number} classes, which are set out below."


def _sale(deal: Deal, layout: Layout) -> str:
    several = "s" if len(deal.underwriters) > 1 else ""
    buyers = f'{_listed(deal.underwriters)} (the "Underwriter{several}")'
    said = [f"The Class A Certificates were sold to {buyers} on {worded(deal.priced_on)}."]
    if deal.insurer:
        said.append(
            f'{deal.insurer} (the "Certificate Insurer") guarantees payments on the Class A '
            "Certificates."
        )
    if layout.notional == "prose":
        notional = [f"Class {each.name}" for each in deal.classes if each.kind == "notional"]
        if notional:
            said.append(
                f"The balance of the {_listed(notional)} Certificates is a notional amount and no "
                "part of the total."
            )
    return " ".join(said)
