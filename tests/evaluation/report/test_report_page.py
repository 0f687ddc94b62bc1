"""Runs as one HTML page."""

from html.parser import HTMLParser
from typing import Any

import pytest

from extractor.evaluation.report import render
from extractor.evaluation.report.wrong_fields import IN_FULL, wrong_fields
from extractor.evaluation.runs import FilingReport, Leaf, Run, redacted
from extractor.reasons import SENTENCES, Reason
from extractor.records import Outcome

HOSTILE = '<script>alert("x")</script>\'&\u202eevil'
VOID = {"meta", "br", "path", "use", "rect"}


class Reader(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headers: list[dict[str, str | None]] = []
        self.pre: list[str] = []
        self.cells: list[str] = []
        self.summaries: list[str] = []
        self.marks: list[tuple[str | None, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "th":
            self.headers.append(given)
        if tag == "mark":
            self.marks.append((given.get("class"), ""))
        for name, kept in (("pre", self.pre), ("td", self.cells), ("summary", self.summaries)):
            if tag == name:
                kept.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for name, kept in (("pre", self.pre), ("td", self.cells), ("summary", self.summaries)):
            if name in self._open:
                kept[-1] += data
        if "mark" in self._open:
            self.marks[-1] = self.marks[-1][0], self.marks[-1][1] + data


def _sample(make: Any) -> Run:
    wrong = make.leaf(
        "Results of Operations",
        "Results of Operations and Financial Condition.",
        Outcome.LLM_ONLY,
        (Reason.OTHER_SAYS_NONE, Reason.NO_ANCHOR),
        False,
        make.place("Results of Operations"),
    )
    leaves: dict[str, Leaf] = {
        "cover.registrant": make.leaf("Example Mills, Inc.", "Example Mills, Inc."),
        "items#1.title": wrong,
        "items#2.title": make.leaf(None, "Exhibits", None),
        "exhibits": make.leaf(["99.1"], []),
    }
    run: Run = make.run({"mills-1": leaves}, per_list={"mills-1": {"items": make.wrong_list()}})
    return run


def test_hostile_values_are_only_text(make: Any) -> None:
    leaf = make.leaf(HOSTILE, "x" + HOSTILE, evidence=((0, 4),))
    run = make.run(
        {HOSTILE: {HOSTILE: leaf}},
        dataset=HOSTILE,
        model=HOSTILE,
        receipt={HOSTILE: HOSTILE},
        skipped={HOSTILE: HOSTILE},
        reports={HOSTILE: FilingReport(sha256="", complete=False, problem=HOSTILE)},
        per_list={HOSTILE: {HOSTILE: make.wrong_list()}},
    )
    scores = make.scores(by_field={HOSTILE: {"accuracy": 0.5, "right": HOSTILE, "leaves": 2}})
    baseline = make.run({HOSTILE: {HOSTILE: leaf}}, "baseline", dataset=HOSTILE, model=HOSTILE)
    page = render([(run, scores), (baseline, scores)], lambda _: HOSTILE * 3)
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert "script" not in Reader(page).tags


def test_the_page_loads_nothing(make: Any) -> None:
    page = render([(_sample(make), make.scores())], lambda _: make.text)
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page.replace("url(#", "")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert not {"script", "link", "img", "iframe", "object", "image"} & set(Reader(page).tags)


def test_the_page_is_well_formed_and_reachable(make: Any) -> None:
    run = _sample(make)
    read = Reader(render([(run, make.scores()), (run, make.scores())], lambda _: make.text))
    assert len(read.ids) == len(set(read.ids))
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert all(header.get("scope") in {"col", "row"} for header in read.headers)
    assert read.tags.count("table") == read.tags.count("caption")


def test_the_same_runs_give_the_same_page(make: Any) -> None:
    runs = [(_sample(make), make.scores())]
    assert render(runs, lambda _: make.text) == render(runs, lambda _: make.text)


def test_a_wrong_field_with_its_text(make: Any) -> None:
    read = Reader(render([(_sample(make), make.scores())], lambda _: make.text))
    assert SENTENCES[Reason.OTHER_SAYS_NONE] in read.text
    assert SENTENCES[Reason.NO_ANCHOR] in read.text
    assert ("both", "Results of Operations") in read.marks
    assert ("label", "\nand Financial Condition.") in read.marks
    assert any("Date of Report" in text for text in read.pre)
    assert "the label has no value to look for" in read.text
    assert "3 leaves are not right, 1 of them accepted" in read.summaries


@pytest.mark.parametrize("extra", [0, 7])
def test_every_wrong_leaf_appears_once(make: Any, extra: int) -> None:
    count = IN_FULL - 2 + extra
    leaves = {f"items#{n}.title": make.leaf("no", "yes", accepted=n > 5) for n in range(count)}
    run = make.run({"one": leaves | {"right": make.leaf("yes", "yes")}})
    read = Reader(render([(run, make.scores())], lambda _: None))
    shown = [each.split(" · ")[1] for each in read.summaries if each.startswith("one · ")]
    listed = [each for each in read.cells if each in leaves]
    assert sorted(shown + listed) == sorted(leaves)
    assert len(shown) == min(count, IN_FULL)
    assert f"the other {max(0, count - IN_FULL)} have a line each" in read.text or count <= IN_FULL


def test_accepted_errors_come_first_and_rows_are_counted_as_people_do(make: Any) -> None:
    paths = ["items#10.title", "items#9.title", "cover.street"]
    leaves = {path: make.leaf("no", "yes", accepted="cover" not in path) for path in paths}
    found = wrong_fields(make.run({"one": leaves}), lambda _: None)
    assert [each.path for each in found.full] == paths[1::-1] + paths[2:]
    assert found.accepted == 2


def test_without_texts_the_page_says_so(make: Any) -> None:
    read = Reader(render([(_sample(make), make.scores())], lambda _: None))
    assert read.text.count("The text of this filing is not at hand.") == 3


def test_a_redacted_run_shows_no_text(make: Any) -> None:
    run = redacted(_sample(make))
    page = render([(run, make.scores())], lambda _: make.text)
    assert "Results of Operations" not in page
    assert "values are hashes" in page


def test_a_run_without_decisions(make: Any) -> None:
    leaves = {
        "cover.registrant": make.leaf("a", "b", None),
        "cover.street": make.leaf("", "", None),
    }
    scores = make.scores(accepted=None, lists=None, review=None)
    read = Reader(render([(make.run({"one": leaves}, "peer"), scores)], lambda _: None))
    assert "svg" not in read.tags
    assert "No run here has decisions." in read.text
    assert "There is no reconciled run here." in read.text
    assert "1 leaf is not right, 0 of them accepted" in read.summaries


def test_the_tables_carry_the_figures(make: Any) -> None:
    run = _sample(make).model_copy(update={"synthetic": True, "repeat": 2})
    read = Reader(render([(run, make.scores())], lambda _: None))
    for cell in (
        "91.2 % (87.1 to 94.3)",
        "50.0 % (0.0 to 100.0)",
        "62.5 %",
        "2 of 300; error at most 2.1 %, 18.1 % with filings as clusters",
        "1 of 7; error at most 47.0 %",
        "4.5 fields",
        "75.0 % (3 of 4)",
    ):
        assert cell in read.cells
    assert "synthetic or written filings, not real ones" in read.text
    assert "(repeat 2)" in read.text


def test_filings_in_trouble_are_named(make: Any) -> None:
    reports = {
        "gone": FilingReport(sha256="0", complete=False, problem="The endpoint is gone."),
        "cut": FilingReport(sha256="1", complete=True, cut=2),
        "fine": FilingReport(sha256="2", complete=True),
    }
    run = make.run({"fine": {}}, reports=reports, skipped={"odd": "Two filings in one."})
    read = Reader(render([(run, make.scores())], lambda _: None))
    for said in ("The endpoint is gone.", "2 cut at the token limit", "Two filings in one."):
        assert said in read.cells
    assert "3 in all" in read.text


def test_no_run_at_all() -> None:
    assert "There is no reconciled run here." in render([], lambda _: None)


def test_plots_are_text_and_follow_the_scheme(make: Any) -> None:
    page = render([(_sample(make), make.scores())], lambda _: None)
    drawings = page[page.index("<svg") : page.rindex("</svg>")]
    assert "coverage: share of the decided leaves that is taken</text>" in drawings
    assert "currentColor" in drawings
    assert "<style" not in drawings
    assert "#0102" not in drawings


def test_a_large_evaluation_stays_small(make: Any) -> None:
    text = make.text * 400
    spot = make.place("sales of")
    wrong = {f"f{n}": make.leaf("no", "Example Mills, Inc.", evidence=spot) for n in range(20)}
    runs = [
        (make.run({f"filing-{n}": wrong for n in range(64)}, system), make.scores())
        for system in ("reconciled", "baseline")
    ]
    assert len(render(runs, lambda _: text)) < 4_000_000
