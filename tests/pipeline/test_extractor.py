"""The extractor's ways of being called."""

import asyncio
import itertools
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.assess import assess
from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms.registry import UnknownForm, form_by_name
from extractor.llm.models import ModelUnavailable
from extractor.pipeline import Extractor
from extractor.policy import AGREEMENT
from extractor.settings import Settings
from tests.pipeline.conftest import TEXT
from tests.stand_in import Reply, StandIn, stating_nothing

PATIENCE = 60
"""Seconds after which a test that hangs gives up."""

Made = Callable[[str], Filing]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """An endpoint that answers every question with nothing."""
    with StandIn(stating_nothing) as server:
        yield server


@pytest.fixture
def extractor(stand_in: StandIn) -> Iterator[Extractor]:
    """An extractor that asks there."""
    with Extractor("boat", base_url=stand_in.url) as made:
        yield made


def running() -> int:
    """How many threads of extractors there are."""
    return sum(each.name == "extractor" for each in threading.enumerate())


def test_the_result_says_what_it_was_made_from(filing: Filing, extractor: Extractor) -> None:
    extraction = extractor.extract(filing)
    assert extraction.complete
    receipt = extraction.receipt
    assert (receipt.filing, receipt.form) == (filing.sha256, "8-k")
    assert receipt.model.startswith("boat@http://127.0.0.1:")
    assert receipt.policy == AGREEMENT.hash
    assert {"system", "cover", "items", "exhibits", "signature"} == set(receipt.prompts)
    assert receipt.sampling["temperature"] == 0.0
    assert extraction.usage.calls == len(extraction.chunks) == 4
    assert extraction.usage.prompt_tokens == 400


def test_a_second_run_comes_from_the_cache_and_is_the_same(
    filing: Filing, extractor: Extractor, stand_in: StandIn
) -> None:
    first, second = extractor.extract(filing), extractor.extract(filing)
    assert stand_in.calls == 4
    assert (second.usage.calls, second.usage.cached_calls) == (0, 4)
    assert second.receipt == first.receipt
    assert second.readings == first.readings
    assert second.assessment == first.assessment


def test_without_the_cache_everything_is_asked_again(filing: Filing, stand_in: StandIn) -> None:
    settings = Settings(cache=False)
    with Extractor("boat", base_url=stand_in.url, settings=settings) as extractor:
        extractor.extract(filing)
        extractor.extract(filing)
    assert stand_in.calls == 8
    assert not settings.cache_dir.exists()


def test_the_decision_follows_from_the_stored_readings(
    filing: Filing, extractor: Extractor
) -> None:
    extraction = extractor.extract(filing)
    form = form_by_name(extraction.form)
    assert assess(form, reversed(extraction.readings), AGREEMENT) == extraction.assessment


def test_without_a_model_nobody_is_asked(filing: Filing) -> None:
    with Extractor("none") as extractor:
        extraction = extractor.extract(filing)
    assert extraction.complete
    assert (extraction.chunks, extraction.usage.calls) == ((), 0)
    assert extraction.receipt.model == "none"
    assert extraction.fields["cover.report_date"].value is not None


def test_the_model_of_this_machine_has_to_be_pulled_first(filing: Filing) -> None:
    with (
        Extractor() as extractor,
        pytest.raises(ModelUnavailable, match="extractor model pull local"),
    ):
        extractor.extract(filing)


def test_offline_asks_nobody_elsewhere(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    settings = Settings(offline=True)
    with (
        Extractor("boat", base_url="https://models.example/v1", settings=settings) as extractor,
        pytest.raises(ExtractorError, match="--offline is set"),
    ):
        extractor.extract(filing)


def test_offline_asks_on_this_machine(filing: Filing, stand_in: StandIn) -> None:
    settings = Settings(offline=True)
    with Extractor("boat", base_url=stand_in.url, settings=settings) as extractor:
        assert extractor.extract(filing).complete


def test_prompts_may_come_from_a_folder(filing: Filing, stand_in: StandIn, tmp_path: Path) -> None:
    for name in ("system", "cover", "items", "exhibits", "signature"):
        (tmp_path / f"{name}.txt").write_text(f"mine: {name} {{{{ text }}}}")
    with Extractor("boat", base_url=stand_in.url, prompts=tmp_path) as extractor:
        extractor.extract(filing)
    for each in stand_in.received:
        assert all(message["content"].startswith("mine: ") for message in each.body["messages"])


async def test_awaited(filing: Filing, extractor: Extractor) -> None:
    extraction = await extractor.aextract(filing)
    await extractor.aclose()
    assert extraction.complete
    assert running() == 0


async def test_a_plain_call_works_inside_a_running_loop(
    filing: Filing, extractor: Extractor
) -> None:
    assert asyncio.get_running_loop().is_running()
    assert extractor.extract(filing).complete
    assert len(list(extractor.extract_many([filing, filing]))) == 2


def test_one_extractor_serves_one_loop_after_another(filing: Filing, extractor: Extractor) -> None:
    async def once() -> bool:
        try:
            return (await extractor.aextract(filing)).complete
        finally:
            await extractor.aclose()

    assert asyncio.run(once())
    assert asyncio.run(once())
    assert extractor.extract(filing).complete


def test_after_closing_it_may_be_used_again(filing: Filing, stand_in: StandIn) -> None:
    extractor = Extractor("boat", base_url=stand_in.url)
    for _ in range(2):
        assert extractor.extract(filing).complete
        assert running() == 1
        extractor.close()
        assert running() == 0
    extractor.close()


def test_many_are_yielded_as_they_finish(made: Made) -> None:
    gate = threading.Event()

    def answer(body: dict[str, Any]) -> Reply:
        if "SLOTH" in str(body["messages"]):
            gate.wait(PATIENCE)
        return stating_nothing(body)

    settings = Settings(concurrency=8)
    with (
        StandIn(answer) as stand_in,
        Extractor("boat", base_url=stand_in.url, settings=settings) as extractor,
    ):
        extractor.extract(made("EGRET, INC."))
        many = extractor.extract_many([made("SLOTH, INC."), made("STORK, INC.")])
        assert next(many).filing.name == "STORK, INC."
        gate.set()
        assert [each.filing.name for each in many] == ["SLOTH, INC."]


def test_many_take_no_more_filings_than_are_wanted(filing: Filing, extractor: Extractor) -> None:
    taken = 0

    def endless() -> Iterator[Filing]:
        nonlocal taken
        for _ in itertools.count():
            taken += 1
            yield filing

    for number, _ in enumerate(extractor.extract_many(endless(), concurrency=2), start=1):
        assert taken <= number + 2 * 2 + 1
        if number == 5:
            break
    assert extractor.extract(filing).complete
    extractor.close()
    assert running() == 0
    assert taken <= 5 + 2 * 2 + 1


def test_many_may_be_given_up_while_answers_are_under_way(made: Made) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        return Reply(held=True) if "SLOTH" in str(body["messages"]) else stating_nothing(body)

    with StandIn(answer) as stand_in:
        extractor = Extractor("boat", base_url=stand_in.url)
        filings = [made(f"{name}, INC.") for name in ("STORK", "SLOTH", "SLOTH 2", "SLOTH 3")]
        many = extractor.extract_many(filings, concurrency=3)
        assert next(many).filing.name == "STORK, INC."
        many.close()
        extractor.close()
        assert running() == 0


@pytest.mark.parametrize("concurrency", [0, -1])
def test_many_with_nobody_at_work_are_refused(
    filing: Filing, extractor: Extractor, concurrency: int
) -> None:
    with pytest.raises(ExtractorError, match=f"concurrency is {concurrency}"):
        list(extractor.extract_many([filing], concurrency=concurrency))


def test_paths_may_be_text_as_everywhere(filing: Filing, tmp_path: Path) -> None:
    path: Any = str(tmp_path / "policy.json")
    with pytest.raises(ExtractorError, match="the policy cannot be read"):
        Extractor("none", policy=path)
    Path(path).write_text(AGREEMENT.model_dump_json())
    with Extractor("none", policy=path) as made:
        assert made.policy == AGREEMENT
    prompts: Any = str(tmp_path)
    with (
        Extractor("none", prompts=prompts) as made,
        pytest.raises(ExtractorError, match=r"there is no prompt \S+ in "),
    ):
        made.extract(filing)


def test_many_end_in_a_sentence_where_the_extractor_is_closed_meanwhile(
    filing: Filing, extractor: Extractor
) -> None:
    many = extractor.extract_many([filing] * 9, concurrency=2)
    next(many)
    extractor.close()
    with pytest.raises(ExtractorError, match="was closed before all filings were done"):
        list(many)


def test_none_of_many_is_none(extractor: Extractor) -> None:
    assert list(extractor.extract_many([])) == []


def test_a_filing_of_no_known_form_is_told(made: Made, extractor: Extractor) -> None:
    unknown = Filing.from_text("A letter about boats.", "letter")
    with pytest.raises(UnknownForm, match="no known form"):
        extractor.extract(unknown)
    with pytest.raises(UnknownForm, match="no known form"):
        list(extractor.extract_many([made("EGRET, INC."), unknown]))


def test_a_fault_of_those_who_give_the_filings_reaches_those_who_take(
    filing: Filing, extractor: Extractor
) -> None:
    def broken() -> Iterator[Filing]:
        yield filing
        raise OSError("the folder is gone")

    with pytest.raises(OSError, match="the folder is gone"):
        list(extractor.extract_many(broken()))


def test_progress_is_told(filing: Filing, stand_in: StandIn) -> None:
    told: list[str] = []
    with Extractor("boat", base_url=stand_in.url, progress=told.append) as extractor:
        extractor.extract(filing)
        extractor.extract(filing)
    assert sorted(told[:4]) == [
        "cover: answered", "exhibits: answered", "items: answered", "signature: answered",
    ]  # fmt: skip
    assert all(each.endswith("(from the cache)") for each in told[4:])


def test_without_a_model_nothing_is_loaded_that_asks_one() -> None:
    text = TEXT.format(name="PELICAN CO")
    code = (
        "import sys; from extractor import Extractor, Filing;"
        f"Extractor('none', form='8-k').extract(Filing.from_text({text!r}));"
        "print({'openai', 'instructor'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
