import json
import os
import sys
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from extractor.llm import server as module
from extractor.llm.models import ModelUnavailable, lookup
from extractor.llm.pull import cached
from extractor.llm.server import (
    LOG_NAME,
    EmbeddedServer,
    ServerOptions,
    available_cores,
    quota_cores,
    shared_server,
)
from extractor.settings import Settings

FOREIGN = "http://elsewhere.example"


@pytest.mark.parametrize(
    ("cpu_max", "cores"),
    [
        ("max 100000\n", None),
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),
        ("1000 100000\n", 1),
        ("200000 0\n", None),
        ("200000", None),
        ("", None),
    ],
)
def test_the_quota_of_a_container_in_whole_cores(cpu_max: str, cores: int | None) -> None:
    assert quota_cores(cpu_max) == cores


def test_no_more_cores_are_used_than_there_are() -> None:
    assert 1 <= available_cores() <= (os.cpu_count() or 1)


class Runtime:
    """Stands for xllamacpp: takes parameters, and starts unless it was told not to."""

    def __init__(self) -> None:
        self.started: list[Any] = []
        self.running = 0
        self.says: bytes | None = None
        outer = self

        class Server:
            def __init__(self, parameters: Any) -> None:
                outer.started.append(parameters)
                if outer.says is not None:
                    if parameters.verbosity > 0:
                        os.write(2, outer.says)
                    raise RuntimeError("Failed to init server")
                outer.running += 1
                self.listening_address = f"http://127.0.0.1:{4000 + len(outer.started)}"

            def __del__(self) -> None:
                if hasattr(self, "listening_address"):
                    outer.running -= 1

        self.Server = Server

    def CommonParams(self) -> Any:  # noqa: N802  # the name is the runtime's
        return SimpleNamespace(model=SimpleNamespace(), cpuparams=SimpleNamespace(n_threads=-1))


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Runtime:
    fake = Runtime()
    monkeypatch.setitem(sys.modules, "xllamacpp", fake)
    monkeypatch.setattr(module, "_process", module._Process())
    return fake


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF but no model")
    return path


def test_the_way_in_is_closed_to_others(runtime: Runtime, gguf: Path) -> None:
    with EmbeddedServer(gguf, "tiny@1") as server:
        [parameters] = runtime.started
    assert parameters.hostnames == ["127.0.0.1"]
    assert parameters.api_keys == [server.key]
    assert len(server.key) >= 32
    assert parameters.cors_origins not in {"", "*", "null"}
    assert parameters.cors_credentials is False
    assert parameters.ui is False
    assert parameters.offline is True
    assert parameters.verbosity < 0


def test_each_start_has_a_key_of_its_own(runtime: Runtime, gguf: Path) -> None:
    with EmbeddedServer(gguf, "tiny@1") as one, EmbeddedServer(gguf, "tiny@1") as two:
        assert one.key != two.key
        assert (one.url, two.url) == ("http://127.0.0.1:4001/v1", "http://127.0.0.1:4002/v1")


def test_each_request_has_the_whole_context(runtime: Runtime, gguf: Path) -> None:
    EmbeddedServer(gguf, "tiny@1", ServerOptions(context_tokens=1000, parallel=3)).stop()
    [parameters] = runtime.started
    assert (parameters.n_ctx, parameters.n_parallel) == (3000, 3)


@pytest.mark.parametrize(("granted", "threads"), [(1, 1), (64, -1)])
def test_threads_are_limited_where_cores_are(
    runtime: Runtime, gguf: Path, granted: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "available_cores", lambda: granted)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    EmbeddedServer(gguf, "tiny@1").stop()
    assert runtime.started[0].cpuparams.n_threads == threads


def test_stopping_ends_the_runtime_and_may_be_repeated(runtime: Runtime, gguf: Path) -> None:
    server = EmbeddedServer(gguf, "tiny@1")
    assert (server.running, runtime.running) == (True, 1)
    server.stop()
    server.stop()
    assert (server.running, runtime.running) == (False, 0)


def test_one_server_is_shared_and_started_anew_once_stopped(runtime: Runtime, gguf: Path) -> None:
    server = shared_server(gguf, "tiny@1")
    assert shared_server(gguf, "tiny@1") is server
    assert len(runtime.started) == 1
    server.stop()
    again = shared_server(gguf, "tiny@1")
    assert again is not server
    assert again.running
    again.stop()


def test_other_options_get_a_server_of_their_own(runtime: Runtime, gguf: Path) -> None:
    one = shared_server(gguf, "tiny@1")
    two = shared_server(gguf, "tiny@1", ServerOptions(context_tokens=16_384))
    assert one is not two
    one.stop()
    two.stop()


def test_a_forked_process_is_refused(runtime: Runtime, gguf: Path) -> None:
    server = shared_server(gguf, "tiny@1")
    module._process.after_fork()
    assert not server.running
    with pytest.raises(ModelUnavailable, match="spawn"):
        shared_server(gguf, "tiny@1")
    server.stop()


def test_a_fork_before_the_first_start_does_no_harm(runtime: Runtime, gguf: Path) -> None:
    module._process.after_fork()
    with EmbeddedServer(gguf, "tiny@1") as server:
        assert server.running


def test_the_missing_runtime_is_named(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelUnavailable, match=r"pip install 'filing-extractor\[local\]'"):
        EmbeddedServer(gguf, "tiny@1")


def test_a_missing_file_is_named(runtime: Runtime, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"none\.gguf is no file"):
        EmbeddedServer(tmp_path / "none.gguf", "tiny@1")
    assert runtime.started == []


def test_a_failed_start_tells_the_first_fault_and_keeps_the_log(
    runtime: Runtime, gguf: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    runtime.says = b"0.1 I srv init: begin\n0.2 E srv    load: no   such tensor\n0.3 E srv exit\n"
    options = ServerOptions(log_dir=tmp_path / "log")
    with pytest.raises(ModelUnavailable) as fault:
        EmbeddedServer(gguf, "tiny@1", options)
    log = tmp_path / "log" / LOG_NAME
    assert f"did not start from {gguf}; srv load: no such tensor (log: {log})" in str(fault.value)
    assert log.read_bytes() == runtime.says
    assert capfd.readouterr() == ("", "")


def test_a_log_that_cannot_be_written_does_not_hide_the_failure(
    runtime: Runtime, gguf: Path
) -> None:
    runtime.says = b""
    with pytest.raises(ModelUnavailable, match=r"did not start from .*; nor could a log"):
        EmbeddedServer(gguf, "tiny@1", ServerOptions(log_dir=gguf))


def test_the_real_runtime_says_nothing_and_gives_its_reason(
    gguf: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("xllamacpp")
    options = ServerOptions(log_dir=tmp_path)
    with pytest.raises(ModelUnavailable, match="gguf"):
        EmbeddedServer(gguf, "tiny@1", options)
    assert "failed to load model" in (tmp_path / LOG_NAME).read_text()
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def small() -> Path:
    pytest.importorskip("xllamacpp")
    model = lookup("qwen2.5-coder-0.5b")
    found = cached(model, Settings().model_dir)
    if found is None:
        pytest.skip(f"{model.name} is not here: extractor model pull {model.name}")
    return found.path


def ask(
    server: EmbeddedServer,
    path: str,
    body: object = None,
    method: str | None = None,
    **headers: str,
) -> tuple[int, Message, Any]:
    request = urllib.request.Request(
        f"{server.url}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            data = answer.read()
            return answer.status, answer.headers, json.loads(data) if data else None
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, json.loads(refusal.read())


def question(server: EmbeddedServer) -> dict[str, object]:
    asked = [{"role": "user", "content": "Say yes."}]
    return {"model": server.model_id, "messages": asked, "max_tokens": 3}


@pytest.mark.model
def test_the_model_answers_who_has_the_key_and_nobody_else(
    small: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with EmbeddedServer(small, "small@1") as server:
        key = {"Authorization": f"Bearer {server.key}"}
        status, _, answer = ask(server, "/chat/completions", question(server), **key)
        assert status == 200
        assert answer["model"] == "small@1"
        assert answer["choices"][0]["message"]["content"]
        for wrong in ({}, {"Authorization": "Bearer wrong"}):
            assert ask(server, "/chat/completions", question(server), **wrong)[0] == 401
            assert ask(server, "/models", **wrong)[0] == 401
    assert capfd.readouterr() == ("", "")


@pytest.mark.model
def test_a_web_page_is_let_in_nowhere(small: Path) -> None:
    with EmbeddedServer(small, "small@1") as server:
        key = {"Authorization": f"Bearer {server.key}"}
        for headers in ({}, key):
            _, answered, _ = ask(server, "/models", Origin=FOREIGN, **headers)
            assert answered.get("Access-Control-Allow-Origin") not in {FOREIGN, "*"}
            assert answered.get("Access-Control-Allow-Credentials") != "true"
        _, answered, _ = ask(server, "/chat/completions", method="OPTIONS", Origin=FOREIGN)
        assert answered.get("Access-Control-Allow-Origin") not in {FOREIGN, "*"}
        assert answered.get("Access-Control-Allow-Credentials") != "true"


@pytest.mark.model
def test_it_starts_stops_and_starts_again(small: Path) -> None:
    for _ in range(2):
        server = EmbeddedServer(small, "small@1")
        key = {"Authorization": f"Bearer {server.key}"}
        assert ask(server, "/models", **key)[0] == 200
        server.stop()
        with pytest.raises(urllib.error.URLError):
            ask(server, "/models", **key)
