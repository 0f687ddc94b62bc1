"""Made-up filings: the same for a seed, right by construction, and of many layouts."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from evals.generator import Made, make
from evals.generator.__main__ import main
from evals.generator.facts import worded
from evals.generator.filing import plan
from evals.generator.layout import Layout
from extractor.evaluation.dataset import load_dataset
from extractor.filing.read import read_filing
from extractor.forms.abs_8k.schema import Abs8K
from extractor.forms.schema import spec_of
from extractor.pipeline import Extractor
from extractor.reasons import Reason
from extractor.records import Decision, Outcome

SEEDS = range(200)
# What the schema names in its own words; the text says it in others.
CHOICES = {"role", "balance_kind", "form_type"}


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return [make(seed) for seed in SEEDS]


def leaves(label: object, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(label, dict):
        for key, inner in label.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(label, list):
        for inner in label:
            yield from leaves(inner, path)
    elif label is not None:
        yield path, label


def printed(filing: Made) -> str:
    """The text without tags and page ends, white space collapsed."""
    text = re.sub(r"<[^>]*>", " ", filing.text) if filing.suffix == ".htm" else filing.text
    return " ".join(re.sub(r"<PAGE>\s+-\d+-", " ", unescape(text)).split())


def deal(filing: Made) -> Any:
    return filing.label["deal"]


def test_a_seed_gives_the_same_bytes_in_every_process(root: Path) -> None:
    code = "from evals.generator import make; print(repr([make(seed) for seed in range(12)]))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={"PYTHONHASHSEED": hashing},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for hashing in ("1", "2")
    }
    assert told == {repr([make(seed) for seed in range(12)]) + "\n"}


def test_seeds_give_different_filings(made: list[Made]) -> None:
    assert len({each.id for each in made}) == len(made)
    assert len({each.text for each in made}) == len(made)
    assert len({deal(each)["series"] for each in made}) > len(made) * 0.95


def test_every_label_validates(tmp_path: Path) -> None:
    assert main(["--seed", "7", "--count", str(len(SEEDS)), "--out", str(tmp_path)]) == 0
    dataset = load_dataset(tmp_path)
    assert (dataset.name, dataset.form) == ("synthetic-abs-8-k", "abs-8-k")
    assert "Synthetic: all 200 filings" in dataset.provenance
    assert "seed 7" in dataset.provenance
    assert len(dataset.cases) == len(SEEDS)
    assert all(case.id.startswith("synthetic-") for case in dataset.cases)
    # Nothing of the schema is left out, so that a prediction is judged in full.
    labelled = {
        path
        for case in dataset.cases
        for path, _ in leaves(json.loads(json.dumps(case.label, default=str)))
    }
    never = {path for path in spec_of(Abs8K).leaves if path.startswith("cover.securities")}
    assert labelled == set(spec_of(Abs8K).leaves) - never


def test_the_balances_sum_to_the_pool(made: list[Made]) -> None:
    for filing in made:
        rows = [row for row in deal(filing)["classes"] if row["balance_kind"] == "principal"]
        total = sum((Decimal(row["balance"]) for row in rows), Decimal(0))
        assert total == Decimal(deal(filing)["pool_balance"]), filing.id
        assert len(rows) > 1


def test_every_labelled_value_is_printed(made: list[Made]) -> None:
    checked = 0
    for filing in made:
        text = printed(filing)
        for path, value in leaves(filing.label):
            name = path.rpartition(".")[2]
            if name in CHOICES or isinstance(value, int):
                continue
            shown = str(value)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", shown):
                shown = worded(date.fromisoformat(shown))
            elif name in ("balance", "pool_balance"):
                shown = f"{Decimal(shown):,.2f}"
            assert shown in text, (filing.id, path, shown)
            checked += 1
    assert checked > 50 * len(made)


def test_names_of_classes_are_keys(made: list[Made]) -> None:
    for filing in made:
        names = [row["name"] for row in deal(filing)["classes"]]
        assert len(set(names)) == len(names), filing.id


def test_dates_are_in_order(made: list[Made]) -> None:
    for filing in made:
        told: Any = filing.label
        days = (deal(filing)["cut_off_date"], deal(filing)["issued_on"])
        assert list(days) == sorted(days)
        assert days[1] == told["cover"]["report_date"] <= told["signature"]["signed_on"]


def test_item_numbers_are_those_of_their_time(made: list[Made]) -> None:
    seen: set[bool] = set()
    for filing in made:
        told: Any = filing.label
        new = told["cover"]["report_date"] >= "2004-08-23"
        assert all(("." in item["number"]) == new for item in told["items"]), filing.id
        seen.add(new)
    assert seen == {True, False}


def test_a_hundred_seeds_show_every_choice_and_many_layouts() -> None:
    layouts = [plan(seed)[0] for seed in range(100)]
    assert len(set(layouts)) > 90
    skeletons = {(each.markup, each.cover, each.table, each.signature) for each in layouts}
    assert len(skeletons) >= 12
    choices = {
        each.name: {getattr(layout, each.name) for layout in layouts} for each in fields(Layout)
    }
    assert all(len(found) > 1 for found in choices.values()), choices
    assert choices["cover"] == {"below", "beside", "above", "split"}
    assert choices["table"] == {"columns", "leaders", "blocks", "groups", "tagged"}
    assert choices["parties"] == {"as", "labelled", "sentences", "list"}


def test_layouts_look_different(made: list[Made]) -> None:
    """The choices reach the page: what each is known by is there in some filings and not in all."""
    marks = {
        "page cut in the table": r"\n<PAGE>\n\n +-\d+-\n\n  \S+.*[\d%A]",
        "dot leaders": r"\.{6}",
        "heading in the table": r"\n(?:Loan Group I|Group 1|Pool One)\n",
        "tags": r"<S> +<C>",
        "total": r"\n  (?:<td[^>]*>)?Total",
        "notional in its row": r"\(notional\)",
        "percentage interest": r"100% Percentage Interest",
        "HTML table": r"<td",
        "amendment": r"FORM 8-K/A",
        "two dates": r"\d{4} \([A-Z][a-z]+ \d+, \d{4}\)",
        "party list": r"Depositor: +\S",
        "submission": r"<DOCUMENT>",
        "dashed exhibits": r"Exhibit 4\.1 -- ",
    }
    for name, mark in marks.items():
        share = sum(bool(re.search(mark, each.text)) for each in made) / len(made)
        assert 0.02 < share < 0.9, (name, share)


def test_a_negative_seed_is_none() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        make(-1)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--seed", "1", "--count", "0"], "--count is from 1"),
        (["--seed", "-1", "--count", "1"], "--seed"),
        (["--seed", "x", "--count", "1"], "--seed"),
    ],
)
def test_wrong_usage_is_told(
    tmp_path: Path, arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--out", str(tmp_path / "made")])
    assert ended.value.code == 2
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "made").exists()


def test_what_is_there_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(SystemExit):
        main(["--seed", "1", "--count", "1", "--out", str(tmp_path)])
    assert "is there already" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.slow
def test_the_baseline_alone_reads_every_layout_and_takes_nothing_unproven() -> None:
    """One reader is never enough: only what a closed sum or count proves is accepted."""
    with Extractor("none", form="abs-8-k") as extractor:
        for seed in range(1_000, 1_040):
            filing = make(seed)
            read = read_filing(filing.text.encode(), filing.id + filing.suffix)
            extraction = extractor.extract(read)
            assert extraction.complete, filing.id
            for path, each in extraction.fields.items():
                whole_list = path.endswith("#complete")
                if each.value is not None and not whole_list:
                    assert each.evidence, (filing.id, path)
                if each.value is not None and each.decision is not Decision.REVIEW:
                    derived = each.outcome is Outcome.DERIVED
                    proof = {Reason.CHECK_CONFIRMS} | ({Reason.NO_CUE} if whole_list else set())
                    assert derived or proof & set(each.reasons), (filing.id, path)
