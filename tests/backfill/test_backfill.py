"""Batches of a provider: what they answer is found by the next run, what they do not is told."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from extractor.backfill.folder import Folder
from extractor.backfill.work import MISSING, UNSENT, Backfill, Tally
from extractor.errors import ExtractorError
from extractor.filing.read import read_filing
from extractor.forms.registry import form_by_name
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions, JobState
from extractor.pipeline import Extractor
from extractor.policy import AGREEMENT
from extractor.settings import Settings
from extractor.stages import Setting
from extractor.store.database import Store
from tests.databases import address
from tests.jobbing import QUESTIONS, at_work, over, quoting, yard
from tests.provider import Ended, Ending, Lines, Provider, answer, fault
from tests.stand_in import TOKENS, Reply, StandIn, completion, question_of, stating_nothing

MODEL = "boat"
FILINGS = 3


def settings_in(folder: Path) -> Settings:
    """A cache of the test's own; an endpoint has one try."""
    return Settings(cache_dir=folder / "cache", attempts=1)


def made(provider_url: str, folder: Path, most: int = 1_000) -> Backfill:
    """A backfill in a folder of the test; begun again it goes on."""
    setting = Setting(MODEL, provider_url, AGREEMENT, settings_in(folder))
    return Backfill(Folder(folder / "backfill"), setting, most)


def put(backfill: Backfill, numbers: Iterable[int], *, send: bool) -> Tally:
    """Put the questions of filings."""
    form = form_by_name("8-k")
    given = ((read_filing(data, name), form) for name, data in map(yard, numbers))
    return asyncio.run(backfill.put(given, send=send))


def advance(backfill: Backfill) -> bool:
    """Send and fetch; whether all is over."""
    return asyncio.run(backfill.advance(False, lambda _: None)).over


def gone_through(provider: Provider, folder: Path, most: int = 1_000) -> Tally:
    """Send all questions, and take in what came of them, each step in a process of its own."""
    first = put(made(provider.url, folder, most), range(FILINGS), send=True)
    assert (first.answered, first.known) == (0, 0)
    assert sum(first.left.values()) == QUESTIONS * FILINGS
    assert advance(made(provider.url, folder))
    return put(made(provider.url, folder), range(FILINGS), send=False)


def answering(lines: Lines) -> Ended:
    """Every request answered well."""
    return Ended(results=[answer(each, quoting) for each in reversed(lines)])


@pytest.mark.parametrize("most", [1_000, 5])
def test_the_next_run_finds_every_answer_and_pays_nothing(most: int, tmp_path: Path) -> None:
    url, settings = address("sqlite", tmp_path), settings_in(tmp_path)
    with Provider(answering) as provider:
        tally = gone_through(provider, tmp_path, most)
        assert (tally.questions, tally.answered, tally.left) == (QUESTIONS * FILINGS,) * 2 + ({},)
        assert tally.usage.calls == QUESTIONS * FILINGS
        assert tally.usage.prompt_tokens == TOKENS[0] * QUESTIONS * FILINGS
        assert len(provider.batches) == -(-QUESTIONS * FILINGS // most)
        asked = len(provider.asked)
        with Store.open(url) as store, at_work(url, settings=settings):
            office = Jobs(store, settings)
            options = JobOptions(model=MODEL, base_url=provider.url)
            done = over(office, office.submit(*yard(0), options))
            found = office.result(done.id).extraction
        assert len(provider.asked) == asked
    assert (done.state, done.usage.calls, done.usage.cached_calls) == (
        JobState.IN_REVIEW,
        0,
        QUESTIONS,
    )
    assert found.fields["cover.registrant"].value == "YARD 00000, INC."


def test_requests_are_what_the_endpoint_would_have_been_sent(tmp_path: Path) -> None:
    with StandIn(stating_nothing) as stand_in:
        put(made(stand_in.url, tmp_path), [0], send=True)
        with Extractor(MODEL, base_url=stand_in.url, settings=settings_in(tmp_path)) as extractor:
            name, data = yard(0)
            extractor.extract(read_filing(data, name))
        live = [each.body for each in stand_in.received]
    written = (tmp_path / "backfill" / "requests-1.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert len(live) == QUESTIONS
    bodies = [each["body"] for each in lines]
    assert sorted(live, key=question_of) == sorted(bodies, key=question_of)
    # The order of properties is that in which a model writes them.
    schemas = [
        sorted(json.dumps(each["response_format"]) for each in some) for some in (live, bodies)
    ]
    assert schemas[0] == schemas[1]
    assert {(each["method"], each["url"]) for each in lines} == {("POST", "/v1/chat/completions")}


def _half_expired(lines: Lines) -> Ended:
    half = len(lines) // 2
    return Ended(
        "expired",
        [answer(each, quoting) for each in lines[:half]],
        [fault(each, "batch_expired") for each in lines[half:]],
    )


def _cancelled_early(lines: Lines) -> Ended:
    return Ended("cancelled", [answer(each, quoting) for each in lines[:2]])


def _failed(_lines: Lines) -> Ended:
    return Ended("failed", said="the file has too many tokens")


def _in_a_mess(lines: Lines) -> Ended:
    """Twice the same, none of ours, cut off, no JSON, no completion, errors within results."""
    first, second, third, fourth, fifth, *_ = lines
    strange = {**answer(first, quoting), "custom_id": "of another"}
    bad = answer(third, quoting)
    bad["response"]["body"] = {"choices": "none"}
    late = {**answer(fourth, quoting), "response": {"status_code": 500, "body": None}}
    cut = json.dumps(answer(fifth, quoting))[:-30]
    twice = [answer(first, stating_nothing), answer(second, quoting)]
    return Ended(
        results=[answer(first, quoting), *twice, strange, bad, late, cut, "[]", '{"a": 1}'],
        errors=[fault(second, "late"), fault(fifth, "server_error")],
    )


@pytest.mark.parametrize(
    ("ending", "left"),
    [
        (_half_expired, {"batch_expired": 6}),
        (_cancelled_early, {MISSING: 10}),
        (_failed, {MISSING: 12}),
        (
            _in_a_mess,
            {"no chat completion": 1, "HTTP 500": 1, "server_error": 1, MISSING: 7},
        ),
    ],
)
def test_what_is_left_is_told_and_may_be_sent_again(
    ending: Ending, left: dict[str, int], tmp_path: Path
) -> None:
    answered = QUESTIONS * FILINGS - sum(left.values())
    with Provider(ending) as provider:
        tally = gone_through(provider, tmp_path)
        assert (dict(tally.left), tally.answered) == (left, answered)
        assert tally.usage.calls == answered
        provider.ending = answering
        again = put(made(provider.url, tmp_path), range(FILINGS), send=True)
        assert (again.known, again.answered, again.usage.calls) == (answered, 0, 0)
        assert advance(made(provider.url, tmp_path))
        last = put(made(provider.url, tmp_path), range(FILINGS), send=False)
        assert len(provider.requests("batch_2")) == sum(left.values())
    assert (last.known, last.answered, last.left) == (answered, sum(left.values()), {})


def _inventing(body: dict[str, Any]) -> Reply:
    """A name that the filing does not have, until that is said."""
    if len(body["messages"]) > 2:
        return quoting(body)
    made_up = json.loads(json.loads(quoting(body).body)["choices"][0]["message"]["content"])
    if "registrant" in made_up:
        made_up["registrant"] = "MADE UP, INC."
    return completion(made_up)


def test_a_wrong_answer_is_asked_for_once_more_by_the_next_batch(tmp_path: Path) -> None:
    with Provider(lambda lines: Ended(results=[answer(each, _inventing) for each in lines])) as it:
        tally = gone_through(it, tmp_path)
        wrong = FILINGS * 2  # the cover and the signature have a registrant
        assert (dict(tally.left), tally.answered) == (
            {UNSENT: wrong},
            QUESTIONS * FILINGS - wrong,
        )
        put(made(it.url, tmp_path), range(FILINGS), send=True)
        assert advance(made(it.url, tmp_path))
        last = put(made(it.url, tmp_path), range(FILINGS), send=False)
    assert (last.answered, last.left) == (wrong, {})
    assert last.usage.calls == 2 * wrong


def test_an_answer_that_is_none_is_told_and_not_kept(tmp_path: Path) -> None:
    cut = completion("{", finish="length")
    with Provider(lambda lines: Ended(results=[answer(each, lambda _: cut) for each in lines])) as (
        provider
    ):
        tally = gone_through(provider, tmp_path)
    assert (tally.unusable, tally.answered, tally.left) == (QUESTIONS * FILINGS, 0, {})
    assert not list((tmp_path / "cache").glob("answers/*/*.json"))


def test_a_batch_that_was_begun_is_not_begun_again(tmp_path: Path) -> None:
    with Provider(lambda _: None) as provider:
        put(made(provider.url, tmp_path), range(FILINGS), send=True)
        assert not advance(made(provider.url, tmp_path))
        state = tmp_path / "backfill" / "backfill.json"
        told = json.loads(state.read_text(encoding="utf-8"))
        told["parts"][0]["batch"] = ""
        state.write_text(json.dumps(told), encoding="utf-8")
        assert not advance(made(provider.url, tmp_path))
        assert len(provider.batches) == 1
        provider.ending = answering
        assert advance(made(provider.url, tmp_path))


def test_what_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with Provider(lambda _: None) as provider:
        backfill = made(provider.url, tmp_path)
        put(backfill, [0], send=True)
        provider.status = 404
        with pytest.raises(ExtractorError, match="knows no such file or batch"):
            advance(backfill)
        provider.status = 401
        with pytest.raises(ExtractorError, match="refused the key"):
            advance(backfill)
    with pytest.raises(ExtractorError, match="its batches ask boat@"):
        made("http://127.0.0.1:9/v1", tmp_path)
    (tmp_path / "backfill" / "backfill.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ExtractorError, match="not the state of a backfill"):
        made(provider.url, tmp_path)
    local = Setting("local", None, AGREEMENT, settings_in(tmp_path))
    with pytest.raises(ExtractorError, match="asked on this machine"):
        Backfill(Folder(tmp_path), local, 1)
    bare = Setting(MODEL, provider.url, AGREEMENT, Settings(cache=False))
    with pytest.raises(ExtractorError, match="EXTRACTOR_CACHE turns it off"):
        Backfill(Folder(tmp_path), bare, 1)
