"""What is told of a run, to whom, and what never is."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import pytest

from extractor.cli.app import run
from tests.cli.conftest import Done
from tests.collecting import Collector
from tests.databases import address
from tests.pipeline.conftest import TEXT
from tests.stand_in import Reply, StandIn, completion, document, stating_nothing, status

MARK = "QUAGGA"
KEY = "sk-ZORILLA"
QUESTIONS = 4


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector."""
    with Collector() as made:
        yield made


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """A filing with a marker in its text and its name."""
    path = tmp_path / f"{MARK}.txt"
    path.write_text(TEXT.format(name=f"{MARK} HOLDINGS, INC."))
    return path


class Command(Protocol):
    """Runs a command line in this process, under an environment."""

    def __call__(self, *arguments: object, env: Mapping[str, str] = ...) -> Done: ...


@pytest.fixture
def command(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command line in this process, under an environment."""

    def call(*arguments: object, env: Mapping[str, str] = MappingProxyType({})) -> Done:
        with monkeypatch.context() as patched:
            for name, value in env.items():
                patched.setenv(name, value)
            code = run([str(each) for each in arguments])
        said = capsysbinary.readouterr()
        return Done(code, said.out.decode(), said.err.decode())

    return call


def environment(collector: Collector, **more: str) -> dict[str, str]:
    return {
        "EXTRACTOR_TELEMETRY_ENDPOINT": collector.url,
        "EXTRACTOR_LOG": "json",
        "OPENAI_API_KEY": KEY,
        "EXTRACTOR_ATTEMPTS": "1",
        **more,
    }


def lines(err: str) -> list[dict[str, Any]]:
    """The lines of JSON on standard error."""
    return [json.loads(line) for line in err.splitlines() if line.startswith("{")]


def asked(url: str) -> tuple[str, ...]:
    return ("--model", "m", "--base-url", url)


def test_a_filing_is_followed_from_reading_to_assessment(
    collector: Collector, command: Command, filing: Path
) -> None:
    with StandIn(stating_nothing) as model:
        done = command("extract", filing, *asked(model.url), env=environment(collector))
    assert done.code == 0, done.err
    (root,) = collector.named("extract")
    below = [span for span in collector.spans if span.parent == root.id]
    assert sorted({span.name for span in below}) == ["ask", "assess", "read"]
    assert {span.trace for span in collector.spans} == {root.trace}
    calls = collector.named("chat m")
    assert len(calls) == QUESTIONS
    assert {span.parent for span in calls} == {span.id for span in collector.named("ask")}
    facts = calls[0].facts
    assert facts["gen_ai.operation.name"] == "chat"
    assert facts["gen_ai.provider.name"] == "openai"
    assert facts["gen_ai.request.model"] == "m"
    assert facts["gen_ai.request.max_tokens"] == 1024
    assert facts["gen_ai.response.model"] == "stand-in"
    assert facts["gen_ai.response.finish_reasons"] == ["stop"]
    assert (facts["gen_ai.usage.input_tokens"], facts["gen_ai.usage.output_tokens"]) > (0, 0)
    assert facts["server.address"] == "127.0.0.1"
    assert not any(span.failed for span in collector.spans)


def test_what_it_cost_and_came_to_is_measured(
    collector: Collector, command: Command, filing: Path
) -> None:
    with StandIn(stating_nothing) as model:
        for _ in range(2):
            done = command("extract", filing, *asked(model.url), env=environment(collector))
            assert done.code == 0, done.err
    sums: dict[tuple[str, Any], float] = {}
    for each in collector.values:
        told = each.facts.get("extractor.cached", each.facts.get("gen_ai.token.type"))
        sums[each.name, told] = sums.get((each.name, told), 0) + each.value
    assert sums["extractor.answers", False] == QUESTIONS
    assert sums["extractor.answers", True] == QUESTIONS
    assert sums["gen_ai.client.operation.duration", None] == QUESTIONS
    assert sums["gen_ai.client.token.usage", "input"] == QUESTIONS
    assert sums["extractor.filing.duration", None] == 2
    fields = [each for each in collector.values if each.name == "extractor.fields"]
    assert {each.facts["extractor.decision"] for each in fields} <= {"accepted", "review"}
    assert all(each.facts["extractor.outcome"] for each in fields)


def test_the_log_has_the_receipt(collector: Collector, command: Command, filing: Path) -> None:
    with StandIn(stating_nothing) as model:
        done = command("extract", filing, *asked(model.url), env=environment(collector))
    assert done.code == 0, done.err
    (said,) = [each for each in lines(done.err) if each["event"] == "filing extracted"]
    shown = command("extract", filing, "--model", "none", "--format", "json")
    assert said["receipt"]["filing"] == json.loads(shown.out)["receipt"]["filing"]
    assert said["receipt"]["model"].startswith("m@http://127.0.0.1:")
    assert said["usage"]["calls"] == QUESTIONS
    assert said["trace_id"] in {span.trace for span in collector.spans}
    assert said["level"] == "info"


def repeating(body: dict[str, Any]) -> Reply:
    """An answer that repeats the question, which has the filing in it."""
    return completion(" ".join(each["content"] for each in body["messages"])[-500:])


@pytest.mark.parametrize(
    "reply",
    [
        stating_nothing,
        repeating,
        status(500),
        status(401),
        document(f"<html>{MARK}</html>", "text/html"),
        completion({}, refusal=MARK),
        completion(MARK, finish="length"),
    ],
    ids=["answers", "repeats", "fails", "refuses", "no JSON", "declines", "cut"],
)
def test_neither_text_nor_key_is_told(
    collector: Collector, command: Command, filing: Path, reply: Any
) -> None:
    with StandIn(reply) as model:
        done = command("extract", filing, *asked(model.url), env=environment(collector))
    told = collector.everything
    assert collector.named("chat m")
    for secret in (MARK, KEY, "PELICAN"):
        assert secret.encode() not in told
    said = json.dumps(lines(done.err))
    assert MARK not in said
    assert KEY not in done.err + done.out


def test_text_is_told_where_it_is_asked_for(
    collector: Collector, command: Command, filing: Path
) -> None:
    env = environment(collector, EXTRACTOR_TELEMETRY_CONTENT="1")
    with StandIn(stating_nothing) as model:
        command("extract", filing, *asked(model.url), env=env)
    (first, *_) = collector.named("chat m")
    assert json.loads(first.facts["gen_ai.input.messages"])[0]["role"] == "system"
    assert json.loads(first.facts["gen_ai.output.messages"])[0]["role"] == "assistant"
    assert MARK.encode() in collector.everything
    assert KEY.encode() not in collector.everything


def test_a_job_is_followed_over_threads_and_its_ending_told(
    collector: Collector, command: Command, filing: Path, tmp_path: Path
) -> None:
    url = address("sqlite", tmp_path)
    broken = tmp_path / "broken.txt"
    broken.write_text(f"{MARK} is no filing")
    with StandIn(stating_nothing) as model:
        submit = ("batch", "submit", filing, broken, "--wait", "--store", url)
        done = command(*submit, *asked(model.url), env=environment(collector))
    assert done.code == 1, done.err
    jobs = {span.facts["extractor.state"]: span for span in collector.named("job")}
    assert set(jobs) == {"finished", "parked"}
    whole = [span.name for span in collector.spans if span.trace == jobs["finished"].trace]
    assert {"read", "ask", "chat m", "assess"} <= set(whole)
    ended = {
        each.facts["extractor.state"]: each.value for each in last(collector, "extractor.jobs")
    }
    assert ended == {"finished": 1, "parked": 1}
    parked = last(collector, "extractor.jobs.parked")
    assert [each.facts["extractor.fault"] for each in parked] == ["no_form"]
    now = {each.facts["extractor.state"] for each in last(collector, "extractor.jobs.now")}
    assert now
    said = lines(done.err)
    assert {each["state"] for each in said if each["event"] == "job ended"} == {
        "finished",
        "parked",
    }
    assert MARK not in json.dumps(said)
    assert MARK.encode() not in collector.everything


def last(collector: Collector, name: str) -> list[Any]:
    """The values of a measure at the last export that had it."""
    bodies = [each for each in collector.bodies if each[0] == "/v1/metrics"]
    found: list[Any] = []
    for body in bodies:
        one = Collector.__new__(Collector)
        one.bodies = [body]
        values = [each for each in one.values if each.name == name]
        found = values or found
    return found


def test_nothing_is_loaded_unless_it_is_asked_for(filing: Path) -> None:
    code = (
        "import sys; from extractor.cli.app import run; run(sys.argv[1:]);"
        "print(*sorted(n for n in sys.modules if n.startswith(('opentelemetry.sdk', 'structlog'))))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "extract", str(filing), "--model", "none", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == ""
    assert not lines(ran.stderr)


def test_offline_nothing_leaves_the_machine(
    command: Command, filing: Path, caplog: pytest.LogCaptureFixture
) -> None:
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318"}
    done = command("extract", filing, "--model", "none", "--offline", env=env)
    assert done.code == 0
    assert "traces and metrics are not sent to another machine" in caplog.text


def test_a_collector_that_is_gone_is_told_in_a_line_and_the_work_goes_on(
    command: Command, filing: Path, caplog: pytest.LogCaptureFixture
) -> None:
    env = {"EXTRACTOR_TELEMETRY_ENDPOINT": "http://127.0.0.1:1"}
    done = command("extract", filing, "--model", "none", "--format", "json", env=env)
    assert done.code == 0
    assert json.loads(done.out)
    (said,) = [each for each in caplog.records if each.name.startswith("extractor")]
    assert "do not reach their collector" in said.getMessage()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EXTRACTOR_TELEMETRY_ENDPOINT", "collector:4318", "it is no address of a collector"),
        ("EXTRACTOR_LOG", "xml", "EXTRACTOR_LOG: "),
    ],
)
def test_a_setting_that_cannot_be_is_told_in_a_line(
    command: Command, filing: Path, name: str, value: str, said: str
) -> None:
    done = command("extract", filing, "--model", "none", env={name: value})
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert said in done.err
