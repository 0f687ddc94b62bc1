"""What a start takes: the package, the command, the embedded model. Each in its own process."""

import asyncio
import json
import resource
import subprocess
import sys
import time
from typing import Any

from evals.bench.turns import spread
from evals.bench.ways import wake
from extractor.llm.endpoint import embedded_endpoint
from extractor.settings import Settings

_TIMES = 7
_COMMANDS = {
    "import extractor": [sys.executable, "-c", "import extractor"],
    "extractor --help": [
        *(sys.executable, "-c", "from extractor.cli import main; main()", "--help"),
    ],
}


def report(model: str) -> dict[str, Any]:
    """Milliseconds of starts; of the model's, from nothing to its first word."""
    made: dict[str, Any] = {name: _measured(command) for name, command in _COMMANDS.items()}
    child = [sys.executable, "-m", "evals.bench.start", model]
    told = [json.loads(_run(child)) for _ in range(3)]
    for name in told[0]:
        made[name] = _spread([each[name] for each in told])
    return made


def _measured(command: list[str]) -> dict[str, float]:
    return _spread([_busy(command) for _ in range(_TIMES)])


def _busy(command: list[str]) -> float:
    """Seconds of processor time that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _spread(seconds: list[float]) -> dict[str, float]:
    found = spread([1_000 * each for each in seconds])
    assert found is not None
    return {"p50": round(found.median), "least": round(found.least), "most": round(found.most)}


def child(model: str) -> dict[str, float]:
    """Seconds from nothing to a server that listens, and to its first word."""
    began = time.monotonic()
    endpoint = embedded_endpoint(model, Settings(cache=False))
    listens = time.monotonic() - began
    asyncio.run(wake(endpoint))
    return {
        "embedded model: server listens": listens,
        "embedded model: first word": time.monotonic() - began,
    }


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1])))
