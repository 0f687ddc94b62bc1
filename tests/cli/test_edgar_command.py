"""`extractor edgar`, as it is typed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.jobs.office import Jobs
from extractor.jobs.records import JobState
from extractor.store.database import Store
from tests.cli.conftest import Cli, Command
from tests.databases import address
from tests.edgaring import AGENT, EdgarStandIn, Made
from tests.jobbing import at_work, complete

ONE = Made("0000000100-26-000001")
AMENDMENT = Made("0000000100-26-000003", form="8-K/A")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgarStandIn]:
    """EDGAR with a day in its index, and settings that name it."""
    with EdgarStandIn() as made:
        monkeypatch.setenv("EXTRACTOR_EDGAR_BASE_URL", made.url)
        monkeypatch.setenv("EXTRACTOR_EDGAR_USER_AGENT", AGENT)
        made.has(ONE, AMENDMENT)
        made.day(ONE.filed, ONE.row, AMENDMENT.row)
        yield made


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """The address of an empty store."""
    return address("sqlite", tmp_path)


def test_filings_are_put_into_a_folder(server: EdgarStandIn, cli: Cli, tmp_path: Path) -> None:
    done = cli("edgar", "get", ONE.accession, AMENDMENT.accession, "--out", tmp_path / "in")
    assert done.code == 0, done.err
    assert (tmp_path / f"in/{ONE.accession}.txt").read_bytes() == ONE.data
    amends = f"  amends {ONE.accession}"
    assert done.out.splitlines() == [
        f"{ONE.accession}  8-K       2026-11-18  PELICAN HOLDINGS, INC.",
        f"{AMENDMENT.accession}  8-K/A     2026-11-18  PELICAN HOLDINGS, INC.{amends}",
    ]
    assert done.err.splitlines() == ["extractor: 2 filings"]
    read = cli("extract", tmp_path / "in", "--model", "none", "--format", "jsonl")
    assert read.code == 0, read.err
    assert len(read.out.splitlines()) == 2


def test_filings_of_a_filer_are_found(server: EdgarStandIn, cli: Cli, tmp_path: Path) -> None:
    asked = ("edgar", "get", "--cik", "100", "--from", "2026-11-01", "--to", "2026-11-30", "--json")
    done = cli(*asked, "--form", "8-K/A", "--out", tmp_path / "in")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert (said["accession"], said["amends"]) == (AMENDMENT.accession, ONE.accession)
    assert [path.name for path in (tmp_path / "in").iterdir()] == [f"{AMENDMENT.accession}.txt"]


def test_filings_are_handed_to_workers(server: EdgarStandIn, cli: Cli, store_url: str) -> None:
    asked = ("edgar", "get", ONE.accession, "--submit", "--model", "none", "--store", store_url)
    done = cli(*asked)
    assert done.code == 0, done.err
    with Store.open(store_url) as store, at_work(store_url):
        (batch,) = Jobs(store).batches().items
        assert batch.id in done.err
        assert complete(Jobs(store), batch.id).counts[JobState.FAILED] == 0


def test_what_cannot_be_had_is_named_and_the_rest_is_had(
    server: EdgarStandIn, cli: Cli, tmp_path: Path
) -> None:
    missing = "0000000100-26-000099"
    done = cli("edgar", "get", missing, ONE.accession, "--cik", "100", "--out", tmp_path / "in")
    assert done.code == 1
    assert f"extractor: {missing}: " in done.err
    assert done.err.endswith("extractor: 1 filing; 1 could not be had\n")
    assert (tmp_path / f"in/{ONE.accession}.txt").exists()


def test_a_sync_goes_on_where_it_ended(
    server: EdgarStandIn, cli: Cli, store_url: str, tmp_path: Path
) -> None:
    asked = ("edgar", "sync", "--form", "8-K", "--sic", "6189", "--store", store_url)
    into = ("--out", tmp_path / "in")
    first = cli(*asked, *into, "--since", "2026-11-01")
    assert (first.code, len(first.out.splitlines())) == (0, 2), first.err
    again = cli(*asked, *into, "--since", "last")
    assert (again.code, again.out, again.err) == (0, "", "extractor: 0 filings from 0 days\n")
    elsewhere = cli(*asked, "--since", "last")
    assert elsewhere.code == 1
    assert "no earlier run for 8-K, SIC 6189, to the store" in elsewhere.err
    handed = cli(*asked, "--since", "2026-11-01", "--model", "none")
    assert handed.code == 0, handed.err
    with Store.open(store_url) as store:
        assert Jobs(store).batches().items[0].members == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["get"], "name a folder, or give --submit"),
        (["get", "--out", "in"], "name filings by their numbers, or a filer with --cik"),
        (["get", "1", "--out", "in"], "'1' is no accession number"),
        (["get", "--cik", "x", "--out", "in"], "'x' is no number of a filer"),
        (["get", "--cik", "1", "--from", "May", "--out", "in"], "'May' is no day"),
        (["sync", "--form", "8-K", "--since", "never"], "'never' is no day"),
        (["sync", "--form", "../x", "--since", "last"], "'../x' is no name of a form"),
        (["sync", "--form", "8-K", "--sic", "x", "--since", "last"], "four digits"),
    ],
)
def test_wrong_usage_is_told_in_a_line(
    server: EdgarStandIn, cli: Cli, arguments: list[str], said: str
) -> None:
    done = cli("edgar", *arguments)
    assert done.code in {1, 2}
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert server.received == []


def test_it_must_be_said_who_asks(
    server: EdgarStandIn, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXTRACTOR_EDGAR_USER_AGENT")
    done = cli("edgar", "get", ONE.accession, "--out", tmp_path / "in")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "set EXTRACTOR_EDGAR_USER_AGENT to your name and e-mail address" in done.err
    monkeypatch.setenv("EXTRACTOR_EDGAR_BASE_URL", "https://filings.example")
    done = cli("edgar", "get", ONE.accession, "--out", tmp_path / "in")
    assert done.code == 2
    assert "EXTRACTOR_EDGAR_BASE_URL: it must be an address of this machine" in done.err


def test_offline_edgar_is_not_asked(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network_attempts: list[str]
) -> None:
    monkeypatch.setenv("EXTRACTOR_EDGAR_USER_AGENT", AGENT)
    done = cli("edgar", "get", ONE.accession, "--offline", "--out", tmp_path / "in")
    assert done.code == 1
    assert "--offline is set" in done.err
    assert network_attempts == []


@pytest.mark.slow
def test_processes_take_turns_and_share_what_was_fetched(
    server: EdgarStandIn, command: Command, tmp_path: Path
) -> None:
    for number in range(2):
        done = command("edgar", "get", ONE.accession, "--out", tmp_path / str(number))
        assert done.code == 0, done.err
    assert server.asked == [ONE.path]
