"""The report of an evaluation in a browser."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def report(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report over some of the labelled filings, from recorded answers."""
    made = tmp_path_factory.mktemp("report") / "report.html"
    asked = ["eval", root / "evals/datasets/abs-8-k", "--system", "reconciled"]
    asked += ["--system", "llm", "--system", "baseline", "--limit", 10, "--offline"]
    asked += ["--replay", root / "evals/answers/abs-8-k.jsonl", "--html", made]
    # A process of its own: the browser's loop runs in this one.
    command = [sys.executable, "-c", "from extractor.cli import main; main()"]
    subprocess.run([*command, *(str(each) for each in asked)], check=True, capture_output=True)
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_stands_alone_and_fits_a_screen(
    browser: Browser, report: Path, out: Path, scheme: str
) -> None:
    said: list[str] = []
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        tab = context.new_page()
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        tab.on("console", lambda message: said.append(message.text))
        tab.on("request", lambda asked: said.append(asked.url))
        tab.goto(report.as_uri())
        tab.screenshot(path=out / ("report.png" if scheme == "light" else f"report-{scheme}.png"))
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
        assert [each for each in said if each != report.as_uri()] == []
