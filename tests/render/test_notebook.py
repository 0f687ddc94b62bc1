"""An extraction in a notebook and at a prompt."""

import io
import re
from html.parser import HTMLParser
from typing import Any

from rich.console import Console


class Tags(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}


def test_a_notebook_gets_the_record_and_the_marked_text(make: Any) -> None:
    text = make()._repr_html_()
    assert '<mark class="accepted" title="cover.report_date">May 7, 2003</mark>' in text
    assert "<td>cover.report_date</td><td>2003-05-07</td>" in text
    assert "balances_sum, failed: The classes sum to 1500000.25" in text


def test_a_fragment_leaves_the_notebook_alone(make: Any) -> None:
    text = make()._repr_html_()
    read = Tags(text)
    assert not {"script", "html", "body", "link", "img"} & set(read.tags)
    assert not {"id", "href", "src", "onclick"} & read.names
    style = text.partition("<style>")[2].partition("</style>")[0]
    rules = re.findall(r"^(.+?) \{", style, re.MULTILINE)
    assert rules
    assert all(each.startswith(".extractor-view") for rule in rules for each in rule.split(", "))


def test_hostile_text_stays_text(make: Any) -> None:
    make.text += "<script>alert(1)</script>"
    field = make.field("cover.registrant", "<script>alert(1)</script>", "<script>alert(1)</script>")
    assert "script" not in Tags(make([field])._repr_html_()).tags


def test_a_terminal_gets_the_table(make: Any) -> None:
    console = Console(file=io.StringIO(), width=70, force_terminal=False)
    console.print(make())
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[0].rstrip() == "pelican.txt: abs-8-k"
    assert max(map(len, lines)) <= 70


def test_its_name_is_short(make: Any) -> None:
    make.name = "a\x1b.txt"
    said = "4 accepted, 1 settled, 1 to review, complete"
    assert repr(make()) == f"<Extraction of a\ufffd.txt as abs-8-k: {said}>"
