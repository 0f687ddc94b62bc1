"""Pages of extractions before a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.llm.recorded import RecordedAnswers
from extractor.pipeline import Extractor
from extractor.render.page import book, listed, page, part

Show = Callable[[str], Page]


@pytest.fixture(scope="module")
def extraction(reference_path: Path) -> Extraction:
    """The reference filing, read by the baselines."""
    with Extractor("none", form="abs-8-k") as extractor:
        return extractor.extract(Filing.from_path(reference_path))


@pytest.fixture(scope="module")
def answered(reference_path: Path, root: Path) -> Extraction:
    """The same with the model's recorded answers."""
    answers = RecordedAnswers(root / "evals/answers/abs-8-k.jsonl")
    with Extractor("local", form="abs-8-k", answers=answers) as extractor:
        return extractor.extract(Filing.from_path(reference_path))


@pytest.fixture(scope="module")
def files(
    extraction: Extraction, answered: Extraction, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """A page of one filing and a page of three, as files."""
    folder = tmp_path_factory.mktemp("pages")
    filing = extraction.filing
    several = [
        replace(extraction, filing=replace(filing, name=f"{name}.txt")) for name in ("a", "b", "c")
    ]
    texts = {
        "single": page(extraction),
        "answered": page(answered),
        "batch": "".join(book(map(listed, several), map(part, several))),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture
def show(browser: Browser, files: dict[str, Path]) -> Iterator[Show]:
    """Opens a page; what the browser complains of, and what it loads, fails the test."""
    said: list[str] = []
    context = browser.new_context(viewport={"width": 1400, "height": 900})

    def opened(name: str) -> Page:
        tab = context.new_page()
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda asked: said.append(asked.url))
        tab.goto(files[name].as_uri())
        return tab

    yield opened
    context.close()
    assert [each for each in said if each not in {path.as_uri() for path in files.values()}] == []
