"""The figures of the benchmark, one part each, kept in one file beside each other."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.llm.server import available_cores

COMMITTED = Path(__file__).parents[1] / "performance.json"
"""The figures of docs/performance.md."""
WAYS, STAGES, BEFORE = "side by side", "stages", "stages before"
REMOTE, START = "remote", "start"
SPARING, SMALLER = "sparing", "smaller model"
"""The names of the parts."""

Part = dict[str, Any]


def load(file: Path) -> dict[str, Part]:
    """Every part by its name; none where there is no file."""
    if not file.is_file():
        return {}
    parts: dict[str, Part] = json.loads(file.read_text("utf-8"))
    return parts


def keep(file: Path, name: str, part: Mapping[str, Any]) -> None:
    """Put a part in place of the one that is there, and leave the others as they are."""
    parts = load(file) | {name: {"machine": machine(), **part}}
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".part")
    new.write_text(json.dumps(parts, indent=1) + "\n", "utf-8")
    new.replace(file)


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "processor": _processor(),
        "cores": available_cores(),
        "of": os.cpu_count(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
