"""langextract against a stand-in endpoint: what it asks, and what is made of its answers."""

import importlib
import sys
from dataclasses import replace
from typing import Any

import pytest

from extractor.errors import ExtractorError
from extractor.evaluation.peers import langextract_peer
from extractor.evaluation.peers.examples import TASKS
from extractor.evaluation.peers.langextract_peer import LangExtract, examples_of
from extractor.evaluation.peers.peer import MissingPeer
from extractor.forms.abs_8k.form import ABS_8K
from extractor.forms.form_8k.form import FORM_8K
from tests.evaluation.peers.peer_bench import Kept, endpoint_at
from tests.stand_in import StandIn, completion, document, status

COVER = """\
                 FORM 8-K

 Date of Report: March 18, 2002

      CALDER SHIPYARDS, INC.
 (Exact name of registrant)
"""
BODY = "The registrant has nothing further to report on its yard. " * 25

STATED = completion(
    {
        "extractions": [
            {"report_date": "March 18, 2002", "report_date_attributes": {}},
            {"registrant": "CALDER SHIPYARDS, INC.", "registrant_attributes": {}},
            {"city": "Rotterdam", "city_attributes": {}},
        ]
    }
)
NOTHING = completion({"extractions": []})


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langextract", None)
    with pytest.raises(MissingPeer, match=r"pip install 'filing-extractor\[peers\]'"):
        LangExtract(FORM_8K, endpoint_at("http://127.0.0.1:1/v1"), Kept())


def test_a_form_without_examples_is_refused() -> None:
    form = replace(FORM_8K, name="10-q")
    with pytest.raises(ExtractorError, match="no examples for the form 10-q"):
        LangExtract(form, endpoint_at("http://127.0.0.1:1/v1"), Kept())


class TestInstalled:
    """With the library."""

    @pytest.fixture(autouse=True)
    def library(self) -> Any:
        pytest.importorskip("langextract")
        return langextract_peer._library()

    @pytest.mark.parametrize("name", TASKS)
    def test_the_library_finds_the_examples_in_order(self, library: Any, name: str) -> None:
        validation = importlib.import_module("langextract.prompt_validation")
        resolver = importlib.import_module("langextract.resolver")
        report = validation.validate_prompt_alignment(
            examples=examples_of(library, TASKS[name]),
            aligner=resolver.WordAligner(),
            policy=validation.AlignmentPolicy(),
        )
        assert report.issues == []

    async def test_each_part_is_asked_about_and_every_call_is_counted(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with StandIn(STATED, NOTHING) as stand_in:
            peer = LangExtract(FORM_8K, endpoint_at(stand_in.url), Kept())
            answer = await peer.ask(COVER + BODY)
        assert answer.record == {
            "cover": {"report_date": "2002-03-18", "registrant": "CALDER SHIPYARDS, INC."}
        }
        assert (answer.cut, answer.problem) == (0, "")
        assert answer.calls == stand_in.calls == 2
        assert (answer.prompt_tokens, answer.completion_tokens) == (200, 14)
        assert capfd.readouterr() == ("", "")
        for received in stand_in.received:
            assert received.headers["authorization"] == "Bearer secret"
            assert received.body["model"] == "boat"
            assert received.body["max_tokens"] == 1024
            assert (received.body["temperature"], received.body["seed"]) == (0.0, 0)
            assert received.body["response_format"]["type"] in ("json_object", "json_schema")
        prompts = [each.body["messages"][-1]["content"] for each in stand_in.received]
        assert all("HARBOR LIGHT FOODS CORPORATION" in prompt for prompt in prompts)
        assert "CALDER SHIPYARDS" in prompts[0]
        assert "CALDER SHIPYARDS" not in prompts[1]

    async def test_a_text_that_is_an_address_is_not_fetched(self) -> None:
        with StandIn(NOTHING) as stand_in:
            peer = LangExtract(FORM_8K, endpoint_at(stand_in.url), Kept())
            answer = await peer.ask("http://filings.example/8-k.txt")
        assert (answer.record, answer.problem, stand_in.calls) == ({}, "", 1)

    async def test_a_cut_answer_counts_as_far_as_it_goes(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        cut = completion(
            '{"extractions": [{"registrant": "CALDER SHIPYARDS, INC.", '
            '"registrant_attributes": {}}, {"report_date": "March 1',
            finish="length",
        )
        with StandIn(cut) as stand_in:
            peer = LangExtract(FORM_8K, endpoint_at(stand_in.url), Kept())
            answer = await peer.ask(COVER)
        assert answer.cut == 1
        assert answer.problem == ""
        assert answer.record["cover"]["registrant"] == "CALDER SHIPYARDS, INC."
        assert capfd.readouterr() == ("", "")

    async def test_an_answer_that_it_cannot_use_does_not_end_the_run(self) -> None:
        kept = Kept()
        with StandIn(completion('{"extractions": [{"item": {"number": [2]}}]}')) as stand_in:
            peer = LangExtract(ABS_8K, endpoint_at(stand_in.url), kept)
            answer = await peer.ask(COVER)
            assert await peer.ask(COVER) == answer
            assert stand_in.calls == 1
        assert answer.record == {}
        assert "\n" not in answer.problem

    async def test_a_fault_of_the_setup_is_not_taken_for_an_answer(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> list[Any]:
            raise LookupError("no such provider")

        monkeypatch.setattr(langextract_peer, "examples_of", broken)
        kept = Kept()
        peer = LangExtract(FORM_8K, endpoint_at("http://127.0.0.1:1/v1"), kept)
        with pytest.raises(LookupError):
            await peer.ask(COVER)
        assert kept.answers == {}

    async def test_a_second_time_nothing_is_asked(self) -> None:
        kept = Kept()
        with StandIn(STATED) as stand_in:
            peer = LangExtract(FORM_8K, endpoint_at(stand_in.url), kept)
            first = await peer.ask(COVER)
            assert await peer.ask(COVER) == first
            assert stand_in.calls == 1
            await LangExtract(ABS_8K, endpoint_at(stand_in.url), kept).ask(COVER)
            assert stand_in.calls == 2

    @pytest.mark.parametrize("reply", [status(500), status(401), document("{}")])
    async def test_a_failing_endpoint_is_a_problem_and_not_kept(self, reply: Any) -> None:
        kept = Kept()
        with StandIn(STATED, reply, STATED) as stand_in:
            peer = LangExtract(FORM_8K, endpoint_at(stand_in.url), kept)
            answer = await peer.ask(COVER + BODY)
            assert answer.problem.startswith(f"the endpoint {stand_in.url} ")
            assert (answer.record, answer.calls, kept.answers) == ({}, 1, {})
            assert (await peer.ask(COVER + BODY)).record["cover"]["report_date"] == "2002-03-18"
