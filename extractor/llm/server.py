"""The embedded model as an OpenAI-compatible endpoint on loopback, inside this process."""

import atexit
import ctypes
import math
import os
import secrets
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from platformdirs import user_log_path

from extractor.llm.models import ModelUnavailable

CONTEXT_TOKENS = 8192
"""Tokens of prompt and answer together that one request may have."""

LOG_NAME = "embedded-server.log"

_PROMPT_CACHE_MIB = 512
_GROUP = Path("/sys/fs/cgroup")
_NOWHERE = "http://extractor.invalid"
_SILENT = -1
_TALKATIVE = 3
_MOST_WAITS, _WAIT_SECONDS = 40, 0.1


@dataclass(frozen=True)
class ServerOptions:
    """How the server is run. `port` 0 lets the system choose; `parallel` requests run at once."""

    context_tokens: int = CONTEXT_TOKENS
    parallel: int = 1
    port: int = 0
    log_dir: Path | None = None


_DEFAULTS = ServerOptions()


class EmbeddedServer:
    """A running server; a context manager, stopped at the end of the process at the latest.

    `url` is the base of the OpenAI-compatible API and `key` what it asks for. Raises
    ModelUnavailable if the runtime is not installed or does not start.
    """

    def __init__(self, model_path: Path, model_id: str, options: ServerOptions = _DEFAULTS) -> None:
        self.model_id = model_id
        self._runtime: Any = None
        self.key = secrets.token_urlsafe(32)
        _process.enter(self)
        self._runtime = _started(model_path, model_id, self.key, options)
        self.url = f"{self._runtime.listening_address}/v1"
        atexit.register(self.stop)

    @property
    def running(self) -> bool:
        """Whether requests are answered. A forked child runs none of its parent's servers."""
        return self._runtime is not None

    def stop(self) -> None:
        """End the server and give its memory back; a second call does nothing."""
        atexit.unregister(self.stop)
        # The runtime has no call for it: it stops when its last reference goes.
        self._runtime = None

    def abandon(self) -> None:
        """Forget the runtime without ending it, for a forked child: there the end never comes."""
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._runtime))
        self._runtime = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Process:
    """The servers of this process, and whether it may have any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shared: dict[tuple[Path, ServerOptions], EmbeddedServer] = {}
        self._all: weakref.WeakSet[EmbeddedServer] = weakref.WeakSet()
        self._used = False
        self._spoiled = False

    def enter(self, server: EmbeddedServer) -> None:
        if self._spoiled:
            raise ModelUnavailable(
                "The embedded model cannot run in a process that was forked after its parent had "
                "started it; start the process with multiprocessing's method 'spawn'."
            )
        self._used = True
        self._all.add(server)

    def shared(self, model_path: Path, model_id: str, options: ServerOptions) -> EmbeddedServer:
        name = (model_path.resolve(), options)
        with self._lock:
            server = self._shared.get(name)
            if server is None or not server.running:
                server = EmbeddedServer(model_path, model_id, options)
                self._shared[name] = server
            return server

    def after_fork(self) -> None:
        """The runtime's threads did not come along: here it can neither run nor be ended."""
        self._lock = threading.Lock()
        self._spoiled = self._used
        for server in list(self._all):
            server.abandon()


_process = _Process()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.after_fork)


def shared_server(
    model_path: Path, model_id: str, options: ServerOptions = _DEFAULTS
) -> EmbeddedServer:
    """This process's server for that file and those options, started at the first call.

    It takes seconds to start and then lives as long as the process. Raises ModelUnavailable.
    """
    return _process.shared(model_path, model_id, options)


def available_cores(group: Path = _GROUP) -> int:
    """Cores that this process may use: by affinity, and by the quota of its container.

    `group` is the folder of the container's limits.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    with suppress(OSError):
        quota = quota_cores((group / "cpu.max").read_text("ascii"))
        cores = min(cores, quota or cores)
    return cores


def quota_cores(cpu_max: str) -> int | None:
    """Whole cores that a cgroup's `cpu.max` (`QUOTA PERIOD` in microseconds) grants; None: all."""
    quota, _, period = cpu_max.strip().partition(" ")
    if not (quota.isdecimal() and period.isdecimal() and int(period)):
        return None
    return max(1, math.ceil(int(quota) / int(period)))


def _started(model_path: Path, model_id: str, key: str, options: ServerOptions) -> Any:
    """A runtime that listens. Where it does not start, it is started once more to learn why."""
    # The runtime's threads wait for each other by spinning. On a machine with other work that
    # makes an answer more than ten times slower; spinning shortly and then sleeping costs nothing
    # measurable on an idle one.
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")
    try:
        import xllamacpp
    except ImportError:
        raise ModelUnavailable(
            "The embedded model needs the package xllamacpp: pip install 'filing-extractor[local]'."
        ) from None
    if not model_path.is_file():
        raise ModelUnavailable(f"{model_path} is no file; fetch the model: extractor model pull")
    with suppress(RuntimeError):
        return xllamacpp.Server(_parameters(xllamacpp, model_path, model_id, key, options, _SILENT))
    log = (options.log_dir or user_log_path("extractor", appauthor=False)) / LOG_NAME
    with suppress(RuntimeError, OSError), _stderr_to(log):
        try:
            xllamacpp.Server(_parameters(xllamacpp, model_path, model_id, key, options, _TALKATIVE))
        finally:
            _settled(log)
    raise ModelUnavailable(
        f"The embedded model {model_id} did not start from {model_path}; {_why(log)}"
    )


def _parameters(
    xllamacpp: Any,
    model_path: Path,
    model_id: str,
    key: str,
    options: ServerOptions,
    verbosity: int,
) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_path)
    parameters.model_alias = {model_id}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = options.port
    parameters.n_parallel = options.parallel
    # The runtime divides its context among the requests that run at once.
    parameters.n_ctx = options.context_tokens * options.parallel
    parameters.n_gpu_layers = 0
    parameters.fit_params = False
    parameters.warmup = False
    cores = available_cores()
    if cores < (os.cpu_count() or 1):
        # Left alone, the runtime takes every physical core of the machine, granted or not.
        parameters.cpuparams.n_threads = cores
    parameters.cache_prompt = True
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    parameters.offline = True
    parameters.verbosity = verbosity
    _close(parameters, key)
    return parameters


def _close(parameters: Any, key: str) -> None:
    """Leave no way in but ours: a key, no web page, no other origin, no view of what others ask."""
    parameters.api_keys = [key]
    parameters.ui = False
    parameters.endpoint_slots = False
    # Without an origin of its own choice the runtime would allow any; this one cannot exist.
    parameters.cors_origins = _NOWHERE
    parameters.cors_origins_explicit = True
    parameters.cors_credentials = False
    parameters.cors_methods = ""
    parameters.cors_headers = ""


@contextmanager
def _stderr_to(path: Path) -> Iterator[None]:
    """Let what native code writes to standard error go to a file.

    The runtime logs nowhere else. This is true of the whole process, so it is done only around a
    start that is known to fail.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with path.open("wb") as log:
            os.dup2(log.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _settled(log: Path) -> None:
    """Wait until the log has lines and no more come: the runtime writes them from a thread."""
    last = 0
    for _ in range(_MOST_WAITS):
        time.sleep(_WAIT_SECONDS)
        size = log.stat().st_size
        if size and size == last:
            return
        last = size


def _why(log: Path) -> str:
    """The first fault in a log whose lines are `TIME LEVEL TEXT`."""
    try:
        lines = log.read_text("utf-8", errors="replace").split("\n")
    except OSError as error:
        return f"nor could a log be written ({error.strerror})"
    entries = [line.split(maxsplit=2) for line in lines]
    faults = [entry[2] for entry in entries if len(entry) == 3 and entry[1] == "E"]
    return f"{' '.join(faults[0].split())} (log: {log})" if faults else f"its log is {log}"
