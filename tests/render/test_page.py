"""An extraction as one HTML page."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.model import Document, Filing
from extractor.records import ChunkReport, ChunkStatus
from extractor.render.page import book, listed, page, part
from extractor.render.templating import asset
from extractor.text.spans import Span
from extractor.text.view import View


class Reader(HTMLParser):
    """What a browser would make of a page: its tags, its ids, its links, the text of each pre."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.pre: list[str] = []
        self.style = ""
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag in {"pre", "style"}:
            self._open = tag
        if tag == "pre":
            self.pre.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "pre":
            self.pre[-1] += data
        elif self._open == "style":
            self.style += data

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def test_the_text_stands_in_the_page_unchanged(make: Any) -> None:
    read = Reader(page(make()))
    assert read.pre == ["\n" + make.text]


def test_an_extraction_gives_its_page(make: Any) -> None:
    extraction = make()
    assert extraction.to_html() == page(extraction)


def test_links_lead_somewhere_and_ids_are_unique(make: Any) -> None:
    read = Reader(page(make()))
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    targets = {value.removeprefix("#") for value in read.values("href")}
    assert targets <= set(ids)
    assert {"e1", "f1", "e4", "f6"} <= targets


def test_a_field_is_linked_to_its_evidence(make: Any) -> None:
    text = page(make())
    assert (
        '<a class="accepted" href="#f1" title="cover.report_date"><i id="e1"></i>May 7, 2003</a>'
    ) in text
    assert '<mark title="anchor of cover.report_date">Date of Report</mark>' in text
    assert 'class="review" href="#f6"' in text


def test_the_page_loads_nothing_and_runs_its_own_script_only(make: Any) -> None:
    text = page(make())
    read = Reader(text)
    assert not {"link", "img", "iframe", "object", "form"} & set(read.tags)
    assert read.tags.count("script") == 1
    assert not read.values("src")
    assert not read.values("style")
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert all(value.startswith("#") for value in read.values("href"))
    policy = next(value for value in read.values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src '{_digest(read.style)}'" in policy
    assert f"script-src '{_digest(asset('extraction.js'))}'" in policy
    assert text.count(f"<script>{asset('extraction.js')}</script>") == 1


def test_the_script_writes_no_markup() -> None:
    script = asset("extraction.js")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|style\.", script)


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_a_check_shows_its_arithmetic(make: Any) -> None:
    made = make()
    paths = ("deal.classes#1.balance", "deal.classes#2.balance", "deal.pool_balance")
    check = replace(made.checks[0], doubts=(), confirms=paths)
    text = page(replace(made, assessment=replace(made.assessment, checks=(check,))))
    assert "<td>sum of 2 × deal.classes.balance</td>" in text
    assert '<td class="number">1,500,000.25</td>' in text


def test_fields_can_be_told_apart_by_a_script(make: Any) -> None:
    read = Reader(page(make()))
    assert read.values("data-decision") == [each.decision for each in make.fields()]
    assert read.values("data-outcome") == [each.outcome for each in make.fields()]


# A page of many filings


def _book(*extractions: Any) -> str:
    return "".join(book(map(listed, extractions), map(part, extractions)))


def test_many_filings_are_one_page(maker: Any) -> None:
    one, two = maker(), maker(name="other & son.txt")
    failed = (ChunkReport("items", ChunkStatus.FAILED, "gone"),)
    text = _book(one(), two(chunks=failed))
    read = Reader(text)
    assert read.pre == ["\n" + one.text] * 2
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for value in read.values("href")} <= set(ids)
    assert read.tags.count("script") == read.tags.count("style") == 1
    assert "<title>2 filings</title>" in text
    assert ">other &amp; son.txt</a></td><td>abs-8-k</td>" in text
    assert text.count('<td class="missing">INCOMPLETE') == 1


def test_a_page_of_no_filing_is_whole() -> None:
    assert Reader(_book()).tags.count("html") == 1


def test_the_checks_and_the_receipt_are_told(make: Any) -> None:
    text = page(make(warnings=("Some <b>text</b> is hidden.",)))
    assert "The classes sum to 1500000.25, the pool is 1500001.25: 1.00 is left." in text
    assert 'Doubts: <a href="#f6">deal.classes#2.balance</a>' in text
    assert "Hint: Class =B2" in text
    assert "ab" * 32 in text
    assert f"cover {'ef' * 32}" in text
    assert "Some &lt;b&gt;text&lt;/b&gt; is hidden." in text
    assert "uncertified" in text


def test_an_incomplete_extraction_says_so(make: Any) -> None:
    text = page(make(chunks=(ChunkReport("items", ChunkStatus.FAILED, "gone"),)))
    assert "INCOMPLETE: 1 of 1 question" in text
    assert "<li>items: failed: gone</li>" in text
    assert "INCOMPLETE" not in page(make())


def test_evidence_in_an_exhibit_shows_the_exhibit(make: Any) -> None:
    exhibit = Document(1, "EX-99.1", "Series 2003-A", View.whole(1, "Series 2003-A"), "text")
    main = make.filing().main_document
    filing = Filing(make.name, "ab" * 32, (main, exhibit))
    other = Document(2, "EX-99.2", "unread", View.whole(2, "unread"), "text")
    filing = replace(filing, documents=(main, exhibit, other))
    field = replace(make.field("deal.series", "", "2003-A"), evidence=(Span(1, 7, 13),))
    read = Reader(page(make([field], filing=filing)))
    assert read.pre == ["\n" + make.text, "\nSeries 2003-A"]


def test_a_big_document_is_shown_whole(make: Any) -> None:
    make.text += "A line of a very long filing & its tables.\n" * 50_000
    read = Reader(page(make()))
    assert read.pre == ["\n" + make.text]


TAGS = set(
    "html head meta title style body header h1 p span mark main section h2 pre a i table thead "
    "tbody tr th td details summary ul li br dl dt dd div label select option input kbd".split()
)

_hostile = st.text(
    st.one_of(st.sampled_from(list("<>/&\"'=!-")), st.characters()), max_size=30
) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</pre><script src=//x>",
        '"><script >',
        "</style></title><script>",
        "<SCRIPT\n>",
        "{{ 7 * 7 }}{% raw %}",
        "<img src=x onerror=alert(1)>",
        "\x00<\x0bscript>",
        "\u202e<script>",
    ]
)


@given(text=_hostile, value=_hostile, name=_hostile, said=_hostile)
def test_hostile_text_stays_text(maker: Any, text: str, value: str, name: str, said: str) -> None:
    make = maker(text=f"before {text}{value} after", name=name)
    field = make.field("cover.registrant", value, value, anchor=text, key=text)
    chunk = ChunkReport(said, ChunkStatus.FAILED, said)
    written = page(make([field], chunks=(chunk,), warnings=(said,)))
    written = written.replace(f"<script>{asset('extraction.js')}</script>", "", 1)
    assert not re.search(r"<\s*/?\s*script", written, re.IGNORECASE)
    tags = Reader(written).tags
    assert set(tags) <= TAGS
    assert (tags.count("html"), tags.count("style"), tags.count("title")) == (1, 1, 1)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", written)
