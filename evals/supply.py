"""What is installed: a bill of materials, a list of licences, and a list with hashes.

python -m evals.supply sbom FILE      what the package needs, as CycloneDX JSON
python -m evals.supply licences       the licences, as the table of docs/licences.md
python -m evals.supply lock REPORT FILE
    a requirements file with hashes, from the report of pip install --dry-run
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from extractor.llm.models import MODELS

ROOT = "filing-extractor"
EXTRA = "all"
_OWN = re.compile(r"[-_.]+")
_LICENCE = "License :: OSI Approved :: "


def canonical(name: str) -> str:
    """A package's name as registries compare it."""
    return _OWN.sub("-", name).lower()


def installed(name: str = ROOT, extras: Sequence[str] = (EXTRA,)) -> dict[str, Distribution]:
    """A package and all that it needs here, by name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(name, extra) for extra in ("", *extras)]
    while waiting:
        each, extra = waiting.pop()
        if (canonical(each), extra) in seen:
            continue
        seen.add((canonical(each), extra))
        try:
            found[canonical(each)] = distribution(each)
        except PackageNotFoundError:
            continue
        for line in found[canonical(each)].requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                waiting += [(needed.name, wanted) for wanted in ("", *needed.extras)]
    return dict(sorted(found.items()))


def licence_of(package: Distribution) -> str:
    """A package's licence: by its expression, classifiers, own words or licence file."""
    about = package.metadata
    stated = {name: str(about[name] or "") for name in ("License-Expression", "License")}
    if stated["License-Expression"]:
        return stated["License-Expression"]
    classified = [each for each in about.get_all("Classifier") or () if each.startswith(_LICENCE)]
    if classified:
        return ", ".join(each.removeprefix(_LICENCE) for each in classified)
    files = (package.read_text(f"licenses/{each}") for each in about.get_all("License-File") or ())
    own = "\n".join((stated["License"], *filter(None, files))).strip().splitlines()
    return own[0][:60] if own else "not stated"


def sbom() -> dict[str, Any]:
    """The bill of materials: packages and models, in the shape of CycloneDX 1.6."""
    packages = installed()
    components: list[dict[str, Any]] = [
        {
            "type": "library",
            "name": name,
            "version": each.version,
            "purl": f"pkg:pypi/{name}@{each.version}",
            "licenses": [{"license": {"name": licence_of(each)}}],
        }
        for name, each in packages.items()
        if name != ROOT
    ]
    components += [
        {
            "type": "machine-learning-model",
            "name": model.name,
            "hashes": [{"alg": "SHA-256", "content": model.sha256}],
            "licenses": [{"license": {"id": model.licence}}],
        }
        for model in MODELS
    ]
    about = {"type": "application", "name": ROOT, "version": packages[ROOT].version}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": about},
        "components": components,
    }


def licence_table() -> Iterator[str]:
    """The lines of the table in docs/licences.md."""
    yield "| package | licence |"
    yield "|---|---|"
    for name, each in installed().items():
        if name != ROOT:
            yield f"| {name} | {licence_of(each)} |"
    for model in MODELS:
        yield f"| {model.file_name} (model) | {model.licence} |"


def locked(report: dict[str, Any]) -> Iterator[str]:
    """Requirements with hashes, and no word of where the files came from."""
    for each in sorted(report["install"], key=lambda each: canonical(each["metadata"]["name"])):
        name, version = canonical(each["metadata"]["name"]), each["metadata"]["version"]
        if name == ROOT:
            continue
        hashes = each["download_info"].get("archive_info", {}).get("hashes", {})
        if "sha256" not in hashes:
            raise SystemExit(f"{name} {version}: its registry gives no sha256, so no lock holds it")
        yield f"{name}=={version} --hash=sha256:{hashes['sha256']}"


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says."""
    match arguments:
        case ["sbom", file]:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            made = sbom()
            Path(file).write_text(json.dumps(made, indent=1) + "\n", "utf-8")
            print(f"{len(made['components'])} components in {file}")
        case ["licences"]:
            print("\n".join(licence_table()))
        case ["lock", report, file]:
            lines = list(locked(json.loads(Path(report).read_text("utf-8"))))
            Path(file).write_text("\n".join(lines) + "\n", "utf-8")
            print(f"{len(lines)} packages with their hashes in {file}")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
