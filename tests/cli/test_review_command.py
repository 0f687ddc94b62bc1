"""`extractor review`: what scripts and people at a terminal get."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.store.database import Store
from tests.cli.conftest import Cli, Command
from tests.reviewing import START


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path / 'review.db'}"
    monkeypatch.setenv("EXTRACTOR_STORE", made)
    return made


def review(url: str, *names: str) -> None:
    """Accept everything, as the first of these people who may."""
    with Store.open(url) as store:
        queue = Queue(Desk(store))
        for name in names:
            while (claim := queue.claim_next(name, START)) is not None:
                state = queue.state(claim.task)
                while state.open_items:
                    submission = Submission(Action.ACCEPT, state.open_items[0].path)
                    state = queue.submit(claim, submission, START)


def test_from_a_folder_to_a_dataset(cli: Cli, url: str, folder: Path, tmp_path: Path) -> None:
    done = cli("review", "add", folder, "--model", "none", "--json")
    assert (done.code, done.err) == (0, "")
    assert [Path(each["filing"]).name for each in json.loads(done.out)] == [
        "a.txt",
        "b.txt",
        "c.txt",
    ]
    assert cli("review", "reviewer", "add", "ann").code == 0
    listed = json.loads(cli("review", "list", "--filer", "heron", "--json").out)
    assert [each["name"] for each in listed] == ["b.txt"]
    assert listed[0]["state"] == "open"
    review(url, "ann")
    shown = json.loads(cli("review", "show", "b.txt", "--json").out)
    assert {each["status"] for each in shown["rounds"][0]["items"]} <= {"settled", "resolved"}
    assert {each["reviewer"] for each in shown["history"]} == {"ann"}
    told = json.loads(cli("review", "stats", "--json").out)
    assert told["queue"] == {"first done": 3}
    assert told["reviewers"][0]["reviewer"] == "ann"
    done = cli("review", "export", tmp_path / "out", "--form", "8-k", "--json")
    assert json.loads(done.out)["filings"] == 3
    scored = cli("eval", tmp_path / "out", "--model", "none", "--json", tmp_path / "run.json")
    assert scored.code == 0, scored.err
    assert json.loads((tmp_path / "run.json").read_text())["fields"]["accuracy"] == 1.0


def test_a_terminal_gets_words(cli: Cli, url: str, filing: Path) -> None:
    done = cli("review", "add", filing, "--model", "none")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("1 filing in the queue: ")
    listed = cli("review", "list")
    assert "PELICAN HOLDINGS" in listed.out
    shown = cli("review", "show", "pelican.txt")
    assert "x weight" in shown.out
    assert "= worth" in shown.out
    assert "Only one" in shown.out
    assert "first round of 8-k: open" in shown.out
    assert "decided twice: 0 fields" in cli("review", "stats").out


def test_the_log_is_verified_and_an_altered_entry_is_named(
    cli: Cli, url: str, filing: Path, tmp_path: Path
) -> None:
    cli("review", "add", filing, "--model", "none")
    cli("review", "reviewer", "add", "ann")
    review(url, "ann")
    whole = cli("review", "verify", "--json")
    assert whole.code == 0
    end = json.loads(whole.out)["end"]
    assert cli("review", "verify", "--remembered", end).code == 0
    assert cli("review", "verify", "--remembered", "1:abc").code == 2
    with sqlite3.connect(tmp_path / "review.db") as connection:
        connection.execute("DROP TRIGGER decisions_stay")
        connection.execute("UPDATE decisions SET reviewer = 'ben' WHERE seq = 3")
    connection.close()
    broken = cli("review", "verify")
    assert (broken.code, broken.out) == (1, "")
    assert broken.err == "extractor: the log is broken at entry 3: it was altered\n"
    assert json.loads(cli("review", "verify", "--json").out)["entry"] == 3


def test_no_name_is_the_name_of_no_filing(cli: Cli, url: str, filing: Path) -> None:
    assert cli("review", "add", filing, "--model", "none").code == 0
    ended = cli("review", "purge", "", "--yes")
    assert (ended.code, "has no filing ''" in ended.err) == (1, True)
    assert cli("review", "show", "pelican.txt").code == 0


def test_a_filing_is_purged_and_the_log_stays_whole(cli: Cli, url: str, filing: Path) -> None:
    cli("review", "add", filing, "--model", "none")
    cli("review", "reviewer", "add", "ann")
    review(url, "ann")
    assert cli("review", "purge", "pelican.txt", "--yes", "--as", "dora").code == 0
    assert cli("review", "verify").code == 0
    assert "no filing 'pelican.txt'" in cli("review", "show", "pelican.txt").err


def test_a_labelled_dataset_is_put_in_as_proposals(cli: Cli, url: str, root: Path) -> None:
    dataset = root / "evals/datasets/abs-8-k"
    done = cli("review", "add", dataset, "--model", "none", "--json")
    assert (done.code, done.err) == (0, "")
    assert len(json.loads(done.out)) == 27
    shown = json.loads(cli("review", "show", "new-century-2002-1.txt", "--json").out)
    assert len(shown["rounds"][0]["items"]) > 90


def test_known_answers_audit_the_reviewers(cli: Cli, url: str, root: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "set"
    for part in ("filings", "labels"):
        (dataset / part).mkdir(parents=True)
    source = root / "evals/datasets/abs-8-k"
    for name in ("filings/new-century-2002-1.txt", "labels/new-century-2002-1.json"):
        (dataset / name).write_bytes((source / name).read_bytes())
    (dataset / "dataset.toml").write_bytes((source / "dataset.toml").read_bytes())
    cli("review", "add", dataset, "--model", "none", "--labels", "audit")
    cli("review", "reviewer", "add", "ann")
    review(url, "ann")
    (ann,) = json.loads(cli("review", "stats", "--json").out)["reviewers"]
    assert ann["known"] > 30
    assert ann["wrong"] <= 5


def test_a_token_is_told_once(cli: Cli, url: str) -> None:
    done = cli("review", "reviewer", "add", "ann", "--role", "admin", "--token")
    assert len(done.out.strip()) > 30
    (ann,) = json.loads(cli("review", "reviewer", "list", "--json").out)
    assert (ann["name"], ann["role"], ann["has_token"]) == ("ann", "admin", True)
    assert done.out.strip() not in cli("review", "reviewer", "list").out
    assert cli("review", "reviewer", "disable", "ann").code == 0
    assert "yes" in cli("review", "reviewer", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", "nothing"], 1, "no filing 'nothing'"),
        (["purge", "nothing", "--yes"], 1, "no filing 'nothing'"),
        (["list", "--reason", "bad luck"], 2, "the reasons are"),
        (["list", "--store", "nonsense"], 1, "no address of a store"),
        (["export", "out", "--form", "10-k"], 2, "there is no form '10-k'"),
        (["export", "not-there-yet"], 1, "no reviewed filing"),
        (["reviewer", "disable", "eve"], 1, "no reviewer 'eve'"),
        (["add", "nowhere.txt", "--model", "none"], 1, "no such file"),
        (["add", "x", "--labels", "maybe"], 2, "--labels"),
        (["verify", "--store", "postgresql://x@/y?host=/nowhere"], 1, "cannot be used"),
    ],
    ids=lambda each: " ".join(each[:3]) if isinstance(each, list) else "",
)
def test_every_failure_is_one_sentence(
    cli: Cli, url: str, arguments: list[str], code: int, said: str
) -> None:
    done = cli("review", *arguments)
    assert done.code == code
    assert said in done.err
    assert len(done.err.splitlines()) <= 2
    assert "Traceback" not in done.err


def test_without_the_extra_one_sentence_says_what_to_install(
    command: Command, tmp_path: Path
) -> None:
    # A finder in front of all others that knows of no such package.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'sqlalchemy' else found(name, *a)\n"
    )
    done = command("review", "list", env={"PYTHONPATH": str(tmp_path)})
    assert done.code == 1
    assert "sqlalchemy" in done.err
    assert "pip install 'filing-extractor[service]'" in done.err
    assert "Traceback" not in done.err


def test_other_commands_do_not_load_the_database() -> None:
    code = "import sys, extractor.cli.app; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
