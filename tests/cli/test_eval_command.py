"""`extractor eval`, without a model: what it prints, writes, compares and refuses."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation.runs import load_runs
from tests.cli.conftest import Cli

WRITTEN = Path(__file__).parents[2] / "evals/datasets/abs-8-k"
IDS = ("new-century-2002-1", "larkmoor-2001-he2", "tessaly-2001-b")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three filings of the project."""
    folder = tmp_path_factory.mktemp("labelled")
    for part, suffix in (("filings", ".txt"), ("labels", ".json")):
        (folder / part).mkdir()
        for identity in IDS:
            shutil.copy(WRITTEN / part / f"{identity}{suffix}", folder / part)
    about = 'name = "three"\nform = "abs-8-k"\nprovenance = "a part of abs-8-k"\n'
    (folder / "dataset.toml").write_text(about)
    return folder


def baseline(cli: Cli, dataset: Path, *options: object) -> tuple[int, str, str]:
    """Evaluate the baseline."""
    done = cli("eval", dataset, "--system", "baseline", "--model", "none", *options)
    return done.code, done.out, done.err


def test_the_json_has_what_the_contract_names(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    code, out, err = baseline(cli, dataset, "--json", file)
    assert (code, err) == (0, "")
    assert out.startswith("three\n")
    run = json.loads(file.read_text())
    assert (run["dataset"], run["system"], run["model"]) == ("three", "baseline", "none")
    assert run["filings"] == 3
    leaves = [leaf for each in run["per_filing"].values() for leaf in each.values()]
    right = sum(leaf["verdict"] == "right" for leaf in leaves)
    assert run["fields"]["accuracy"] == pytest.approx(right / len(leaves))
    low, high = run["fields"]["accuracy_ci95"]
    assert low <= run["fields"]["accuracy"] <= high
    assert set(run["per_filing"]) == set(IDS)
    assert {"n", "wrong", "coverage", "error_upper95", "error_upper95_filings"} <= set(
        run["accepted"]
    )
    assert run["usage"]["calls"] == 0


def test_a_run_is_the_same_at_every_concurrency(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    files = [tmp_path / "one.json", tmp_path / "three.json"]
    for file, concurrency in zip(files, (1, 3), strict=True):
        assert baseline(cli, dataset, "--json", file, "--concurrency", concurrency)[0] == 0
    assert files[0].read_text() == files[1].read_text()


def changed(file: Path, path: str, **leaf: Any) -> None:
    """Change a leaf of the reference filing in a run."""
    run = json.loads(file.read_text())
    run["per_filing"][IDS[0]][path] |= leaf
    file.write_text(json.dumps(run))


def test_the_gate_holds_against_itself(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    only = ("--only", IDS[0])
    baseline(cli, dataset, *only, "--json", file)
    code, out, _ = baseline(cli, dataset, *only, "--gate", file)
    assert code == 0
    assert "gate: passed" in out


def test_the_strict_gate_fails_on_a_field_that_broke(
    cli: Cli, dataset: Path, tmp_path: Path
) -> None:
    folder, file = tmp_path / "labelled", tmp_path / "run.json"
    shutil.copytree(dataset, folder)
    label = json.loads((folder / f"labels/{IDS[0]}.json").read_text())
    label["cover"]["telephone"] = "(111) 222-3333"
    (folder / f"labels/{IDS[0]}.json").write_text(json.dumps(label))
    only = ("--only", IDS[0])
    baseline(cli, folder, *only, "--json", file)
    changed(file, "cover.telephone", predicted="(111) 222-3333", verdict="right")
    assert baseline(cli, folder, *only, "--gate", file)[0] == 0
    code, out, err = baseline(cli, folder, *only, "--gate", file, "--gate-strict")
    assert code == 1
    assert "gate: failed" in out
    assert "cover.telephone" in err


def test_what_changed_is_told(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    baseline(cli, dataset, "--only", IDS[0], "--json", file)
    changed(file, "cover.telephone", predicted="(111) 222-3333", verdict="wrong")
    code, out, _ = baseline(cli, dataset, "--only", IDS[0], "--compare", file)
    assert code == 0
    assert "cover.telephone" in out
    assert "mended" in out


def test_redacted_runs_hold_no_value(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    plain, file = tmp_path / "plain.json", tmp_path / "run.json"
    baseline(cli, dataset, "--json", plain)
    baseline(cli, dataset, "--json", file, "--redact")
    assert "Salomon Smith Barney" in plain.read_text()
    assert "Salomon Smith Barney" not in file.read_text()
    assert load_runs(file)[0].redacted


def test_a_report_is_written(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert baseline(cli, dataset, "--html", file)[0] == 0
    page = file.read_text()
    assert page.lower().startswith("<!doctype html>")
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_planted_errors_are_counted(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    done = cli(
        "eval", dataset, "--model", "none", "--only", IDS[0], "--planted", 40, "--json", file
    )
    assert done.code == 0
    assert json.loads(file.read_text())["planted"]["n"] == 40


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--system", "instructor", "--model", "none"), "a peer needs a model"),
        (("--system", "baseline", "--model", "none", "--planted", "5"), "--system reconciled"),
        (("--gate-strict",), "needs --gate"),
        (("--record", "a", "--replay", "b"), "--replay"),
        (("--replay", "b", "--repeat", "2"), "one answer each"),
        (("--model", "local", "--base-url", "http://127.0.0.1:9/v1"), "embedded model"),
        (("--system", "other"), "other"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_options_that_make_no_sense(
    cli: Cli, dataset: Path, options: tuple[str, ...], said: str
) -> None:
    done = cli("eval", dataset, *options)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--only", "nobody"), "no filing 'nobody'"),
        (("--gate", "none.json"), "none.json: the run cannot be read"),
        (("--replay", "none.jsonl"), "none.jsonl: the recorded answers cannot be read"),
        (("--filings", "nowhere"), "no such folder"),
        (("--budget-usd", "1", "--model", "big", "--base-url", "http://127.0.0.1:9/v1"), "price"),
        (("--prices", "none.toml"), "none.toml: the prices cannot be read"),
    ],
)
def test_faults_are_one_sentence(
    cli: Cli, dataset: Path, options: tuple[str, ...], said: str
) -> None:
    done = cli("eval", dataset, *options)
    assert done.code == 1
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_recording_of_other_questions_is_refused(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text("")
    done = cli("eval", dataset, "--replay", file)
    assert done.code == 1
    assert "record it again" in done.err
    assert done.out == ""


def test_an_unusable_filing_is_told_and_not_scored(cli: Cli, dataset: Path, tmp_path: Path) -> None:
    folder = tmp_path / "labelled"
    shutil.copytree(dataset, folder)
    (folder / f"labels/{IDS[1]}.json").write_text('{"unusable": "only an exhibit"}')
    code, _, err = baseline(cli, folder, "--json", tmp_path / "run.json")
    assert code == 0
    assert "only an exhibit" in err
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["filings"] == 2
    assert run["skipped"] == {IDS[1]: "unusable: only an exhibit"}
