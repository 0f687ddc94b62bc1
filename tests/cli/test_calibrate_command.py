"""`extractor calibrate`, from runs to a policy that is used."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from extractor.pipeline import load_policy
from extractor.policy import AGREEMENT
from tests.cli.conftest import Cli

WRITTEN = Path(__file__).parents[2] / "evals/datasets/abs-8-k"
CHOSEN_ON = ("new-century-2002-1", "tessaly-2001-b")
CERTIFIED_ON = ("larkmoor-2001-he2", "pellworth-2003-1")
FILING = WRITTEN / "filings" / f"{CERTIFIED_ON[0]}.txt"


def evaluate(cli: Cli, identities: tuple[str, ...], *options: object) -> Any:
    """A run of the baseline over some of the written filings; its JSON."""
    only = [each for identity in identities for each in ("--only", identity)]
    return cli("eval", WRITTEN, "--model", "none", *only, *options)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where runs are kept between tests."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def runs(cli: Cli, kept: Path) -> tuple[Path, Path]:
    """A run to choose on and one to certify on."""
    files = kept / "chosen.json", kept / "certify.json"
    for file, identities in zip(files, (CHOSEN_ON, CERTIFIED_ON), strict=True):
        if not file.exists():
            assert evaluate(cli, identities, "--redact", "--json", file).code == 0
    return files


def test_from_runs_to_a_policy_that_is_used(
    cli: Cli, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "made/policy.json"
    done = cli("calibrate", runs[0], "--certify", runs[1], "--max-error", 0.001, "--out", file)
    assert done.code == 1
    assert "not certifiable" in done.out
    assert done.err.count("\n") == 1
    assert "not certifiable: no accepted leaves; without error they certify 0.1 %" in done.err
    made = json.loads(file.read_text())
    assert set(made) == {"name", "certified", "bound", "fits", "strata"}
    assert (made["certified"], made["strata"]) == (False, [])
    assert made["fits"]["model"] == "none"
    used = cli("extract", FILING, "--model", "none", "--policy", file, "--format", "json")
    assert (used.code, used.err) == (0, "")
    extraction = json.loads(used.out)
    told = {"name": "calibrated-abs-8-k", "certified": False, "bound": made["bound"]}
    assert extraction["policy"] == told
    assert {each["decision"] for each in extraction["fields"].values()} == {"review"}


@pytest.fixture
def policy(cli: Cli, runs: tuple[Path, Path], tmp_path: Path) -> Path:
    """A certified policy, since much error is allowed."""
    file = tmp_path / "policy.json"
    done = cli("calibrate", runs[0], "--certify", runs[1], "--max-error", "0.4", "--out", file)
    assert (done.code, done.err) == (0, "")
    assert "certified: at most 40 % of accepted leaves are wrong" in done.out
    return file


def test_what_is_accepted_in_use_is_what_was_certified(
    cli: Cli, runs: tuple[Path, Path], policy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "again.json"
    done = evaluate(cli, CERTIFIED_ON, "--policy", policy, "--json", file)
    assert (done.code, done.err) == (0, "")
    taken = json.loads(file.read_text())["accepted"]
    assert taken["n"] > 0
    share = f"{taken['n']:,} accepted ("
    wrong = f"{taken['wrong']:,} of these wrong"
    filings = f"{len(taken['filings_wrong'])} with a wrong accepted leaf or list"
    bound = load_policy(policy).bound
    assert all(said in bound for said in (share, wrong, filings))


def test_a_certified_policy_is_said_to_be(cli: Cli, policy: Path) -> None:
    used = cli("extract", FILING, "--model", "none", "--policy", policy)
    assert (used.code, used.err) == (0, "")
    said = " ".join(used.out.split())
    assert "policy calibrated-abs-8-k, certified: at most 40 % of accepted leaves" in said
    assert "of these wrong, at most" in said


def test_a_policy_can_be_certified_as_it_is(
    cli: Cli, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "as-it-is.json"
    kept = ("--certify", runs[1], "--max-error", 0.4, "--max-list-error", 0.9, "--out", file)
    done = cli("calibrate", "--policy", "agreement-1", *kept)
    assert (done.code, done.err) == (0, "")
    assert "certified: at most 40 % of accepted leaves are wrong" in done.out
    made = load_policy(file)
    assert made.certified
    assert made.strata is None
    assert made.accepts == AGREEMENT.accepts
    again = cli("calibrate", "--policy", file, *kept)
    assert (again.code, again.out) == (0, done.out)


def test_a_policy_to_certify_takes_no_runs_to_choose_on(cli: Cli, runs: tuple[Path, Path]) -> None:
    for wrong in ((runs[0], "--certify", runs[1]), ()):
        done = cli("calibrate", "--policy", "agreement-1", *wrong)
        assert done.code == 2
        assert "chooses nothing: give it --certify RUN.json" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"form": "8-k"}, "form (8-k, not abs-8-k)"),
        ({"schema": "older"}, "schema"),
        ({"model": "boat"}, "model (boat, not none)"),
        ({"package": "0"}, "package (0, not "),
    ],
)
def test_a_policy_that_does_not_fit_accepts_nothing_and_says_why(
    cli: Cli, policy: Path, changed: dict[str, str], said: str
) -> None:
    made = json.loads(policy.read_text())
    made["fits"] |= changed
    policy.write_text(json.dumps(made))
    files = [WRITTEN / "filings" / f"{each}.txt" for each in CERTIFIED_ON]
    used = cli("extract", *files, "--model", "none", "--policy", policy, "--format", "json")
    assert used.code == 0
    assert said in used.err
    assert "every field goes to review" in used.err
    assert used.err.count("\n") == 1
    for extraction in json.loads(used.out):
        assert said in extraction["warnings"][0]
        assert (extraction["policy"]["name"], extraction["policy"]["certified"]) == (
            "nothing",
            False,
        )
        assert {each["decision"] for each in extraction["fields"].values()} == {"review"}


def test_a_policy_that_does_not_fit_is_told_in_an_evaluation(cli: Cli, policy: Path) -> None:
    made = json.loads(policy.read_text())
    made["fits"]["package"] = "0"
    policy.write_text(json.dumps(made))
    done = evaluate(cli, CERTIFIED_ON[:1], "--policy", policy, "--planted", 5)
    assert done.code == 0
    assert "package (0, not " in done.err
    assert done.err.count("\n") == 1
    assert "under policy nothing" in done.out


def test_a_policy_file_with_a_stratum_that_none_may_accept_is_refused(
    cli: Cli, policy: Path
) -> None:
    made = json.loads(policy.read_text())
    made["strata"].append({"kind": "leaf", "outcome": "agree", "reasons": ["check_doubts"]})
    policy.write_text(json.dumps(made))
    used = cli("extract", FILING, "--model", "none", "--policy", policy)
    assert used.code == 2
    assert "no policy accepts the stratum leaf agree (check_doubts)" in used.err


def test_several_files_make_one_part(cli: Cli, runs: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "third.json"
    evaluate(cli, ("stonecroft-2002-c",), "--json", file)
    done = cli("calibrate", runs[0], file, "--certify", runs[1], "--max-error", "0.4")
    assert done.code == 0
    done = cli("calibrate", runs[0], "--certify", file, "--certify", runs[1], "--max-error", "0.4")
    assert done.code == 0
    assert "of 3 filings (abs-8-k)" in done.out


def test_a_filing_in_both_parts_is_refused(cli: Cli, runs: tuple[Path, Path]) -> None:
    done = cli("calibrate", runs[0], "--certify", runs[0])
    assert (done.code, done.out) == (1, "")
    assert f"both parts have {CHOSEN_ON[0]}, {CHOSEN_ON[1]}" in done.err


def test_runs_that_were_not_made_alike_are_refused(
    cli: Cli, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    run = json.loads(runs[1].read_text())
    run["receipt"]["package"] = "0"
    other.write_text(json.dumps(run))
    done = cli("calibrate", runs[0], "--certify", other)
    assert (done.code, done.out) == (1, "")
    assert "the runs were not made alike: package is" in done.err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 2, "--certify"),
        (("--certify", "none.json"), 1, "none.json: the run cannot be read"),
        (("--certify", "RUN", "--max-error", "1"), 2, "a share between 0 and 1"),
        (("--certify", "RUN", "--max-list-error", "0"), 2, "--max-list-error"),
        (("--certify", "RUN", "--max-error", "0.4", "--out", "FOLDER"), 1, "cannot be written"),
    ],
)
def test_faults_are_one_sentence(
    cli: Cli,
    runs: tuple[Path, Path],
    tmp_path: Path,
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    places = {"RUN": str(runs[1]), "FOLDER": str(tmp_path)}
    done = cli("calibrate", runs[0], *(places.get(each, each) for each in options))
    assert done.code == code
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_policy_takes_the_place_of_an_older_one_as_a_whole(
    cli: Cli, runs: tuple[Path, Path], policy: Path, tmp_path: Path
) -> None:
    before = policy.read_text()
    copied = tmp_path / "copy.json"
    shutil.copy(policy, copied)
    cli("calibrate", runs[0], "--certify", runs[1], "--max-error", "0.4", "--out", copied)
    assert copied.read_text() == before
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix == ".part") == []


def test_a_store_in_which_nobody_is_done_says_what_to_do(cli: Cli, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'review.db'}"
    assert cli("review", "add", FILING, "--store", url, "--model", "none").code == 0
    done = cli("calibrate", "--from-reviews", "abs-8-k", "--store", url)
    assert (done.code, done.out) == (1, "")
    assert "nobody is done with a filing of abs-8-k yet" in done.err


def test_runs_and_reviews_do_not_go_together(cli: Cli, runs: tuple[Path, Path]) -> None:
    done = cli("calibrate", runs[0], "--from-reviews", "8-k")
    assert done.code == 2
    assert "takes no runs" in done.err


def test_without_runs_or_reviews_it_says_what_to_name(cli: Cli) -> None:
    done = cli("calibrate")
    assert done.code == 2
    assert "name runs to choose on" in done.err
