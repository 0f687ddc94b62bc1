"""The exhibit list, the signature and the index of exhibits."""

from collections.abc import Iterator

from evals.generator.blocks import Block, Centered, Entries, Heading, PageEnd, Paragraph, Stack
from evals.generator.body import item_heading
from evals.generator.facts import Facts, worded
from evals.generator.layout import Layout

_DUTY = (
    "Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant has duly "
    "caused this report to be signed on its behalf by the undersigned hereunto duly authorized."
)


def closing(facts: Facts, layout: Layout) -> Iterator[Block]:
    """The blocks from the exhibits' item to the end."""
    yield from item_heading(facts.exhibit_item, layout)
    letter = "(d)" if facts.exhibit_item.number == "9.01" else "(c)"
    yield Paragraph("(a) Financial statements of businesses acquired: not applicable.")
    yield Paragraph("(b) Pro forma financial information: not applicable.")
    yield Paragraph(f"{letter} Exhibits:")
    yield _exhibits(facts, layout)
    yield PageEnd()
    yield Heading("SIGNATURES", centered=True)
    yield Paragraph(_DUTY)
    yield from _signature(facts, layout)
    if layout.index:
        yield PageEnd()
        yield Heading("EXHIBIT INDEX", centered=True)
        rows = [(number, text.partition(",")[0]) for number, text in facts.exhibits]
        yield Entries(tuple(rows), head=("Exhibit", "Document"))


def _exhibits(facts: Facts, layout: Layout) -> Block:
    if layout.exhibits == "dashed":
        rows = tuple((f"Exhibit {number}", text) for number, text in facts.exhibits)
        return Entries(rows, dash="--")
    head = None if layout.exhibits == "hanging" else ("Exhibit No.", "Description")
    return Entries(facts.exhibits, head=head, tagged=layout.exhibits == "tagged")


def _signature(facts: Facts, layout: Layout) -> Iterator[Block]:
    dated = Stack((f"Dated: {worded(facts.signed_on)}",), right=False)
    if layout.dated == "before":
        yield dated
    name, title = facts.signer.name, facts.signer.title
    rule = "-" * 32
    lines = {
        "captions": (f"By:    /s/ {name}", f"       {rule}", f"Name:  {name}", f"Title: {title}"),
        "stacked": (f"By: /s/ {name}", f"    {rule}", f"    {name}", f"    {title}"),
        "one_line": (f"By: /s/ {name}", f"    {rule}", f"    {name}, {title}"),
        "left": (f"By: /s/ {name}", rule, f"Name: {name}", f"Title: {title}"),
    }[layout.signature]
    yield Stack((facts.registrant, "", *lines), right=layout.signature != "left")
    if layout.dated == "after":
        yield dated
    if not layout.index:
        yield Centered(("* * *",))
