"""A filing and its label from a seed. Pure: the same seed gives the same bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from evals.generator.body import body
from evals.generator.closing import closing
from evals.generator.cover import cover
from evals.generator.facts import Facts, draw_facts
from evals.generator.label import label
from evals.generator.layout import Layout, draw_layout
from evals.generator.markup import html_text
from evals.generator.plain import plain_text

_BEFORE = "<DOCUMENT>\n<TYPE>{form}\n<SEQUENCE>1\n<DESCRIPTION>CURRENT REPORT\n<TEXT>\n"
_AFTER = "</TEXT>\n</DOCUMENT>\n"


@dataclass(frozen=True)
class Made:
    """A filing with its label. `suffix` is that of its file, `.txt` or `.htm`."""

    id: str
    suffix: str
    text: str
    label: Mapping[str, object]


def make(seed: int) -> Made:
    """The filing of a seed."""
    layout, facts = plan(seed)
    blocks = [*cover(facts, layout), *body(facts, layout), *closing(facts, layout)]
    html = layout.markup == "html"
    text = html_text(blocks, f"Form {facts.form_type}") if html else plain_text(blocks)
    if layout.wrapped:
        text = _BEFORE.format(form=facts.form_type) + text + _AFTER
    return Made(f"synthetic-{seed:08d}", ".htm" if html else ".txt", text, label(facts, layout))


def plan(seed: int) -> tuple[Layout, Facts]:
    """How the filing of a seed is set, and what it says."""
    if seed < 0:
        raise ValueError(f"a seed is 0 or more, not {seed}")
    layout = draw_layout(Random(f"layout {seed}"))
    return layout, draw_facts(Random(f"facts {seed}"), layout)
