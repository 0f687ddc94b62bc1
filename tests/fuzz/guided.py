"""Coverage-guided fuzzing of every target, bounded in time: `make fuzz SECONDS=90`.

Each target gets its share of the time in a process of its own. A target that raises, hangs or
takes more than its memory ends there, and the input that did it is kept in `out/fuzz/TARGET`.
"""

import argparse
import io
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "out/fuzz"
HANG_SECONDS = 30
MEMORY_MB = 2_048
LONGEST = 6_000
"""Bytes of the longest input: more only makes each slower, and `make bench-reading` has size."""
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
TOKENS = (
    *("<PAGE>", "<DOCUMENT>", "<TYPE>8-K", "<TEXT>", "</TEXT>", "<SEC-HEADER>", "<S>", "<C>"),
    *("<html><body>", "<table>", "<tr>", "<td colspan=9>", "<p style='display:none'>", "<pre>"),
    *("<ix:nonNumeric name='dei:A'>", "&nbsp;", "&#0;", "<!--", "<![CDATA[", "]]>", "</html>"),
    *("Item 5. ", "Item 9.01 ", "SIGNATURES", "/s/ ", "By: ", "Exhibit 99.1 ", "(c) Exhibits"),
    *("Date of Report", "Pursuant to the requirements of", "(Exact name of registrant", "NONE"),
    *("$1,000.00", "5.25%", "March 18, 2002", "33-0852169", "333-72880", "(949) 863-7243"),
    *("Class A-1", "trustee", "as depositor", "Series 2002-1", "aggregate", "N/A", "dated as of"),
    *("null", "NaN", "1e999", '{"', '":', "[[[[", "\\ud800", '{"quote":', '"cover"', "deal"),
)


@dataclass(frozen=True)
class Ended:
    """How the fuzzing of one target ended: inputs tried, and the fault if there was one."""

    target: str
    tried: int
    fault: str = ""


def seeds(target: str) -> Iterator[bytes]:
    """What a target's inputs are bred from."""
    data = ROOT / "evals/datasets/abs-8-k"
    if target == "archives":
        yield from _archives()
    elif target in ("answers", "labels", "policies"):
        for path in sorted((data / "labels").glob("*.json"))[:6]:
            yield path.read_bytes()
        yield b'{"name": "x", "accepts": ["agree"], "strata": null, "certified": false}'
        yield (data / "dataset.toml").read_bytes()
    else:
        for path in sorted((data / "filings").iterdir()):
            text = path.read_bytes()
            yield text[:LONGEST]
            yield text[-LONGEST:]


def _archives() -> Iterator[bytes]:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", method) as packed:
            packed.writestr("a/b.txt", "x" * 50)
        yield made.getvalue()
    for kind in ("w", "w:gz", "w:bz2", "w:xz"):
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode=kind, format=tarfile.PAX_FORMAT) as tar:
            entry = tarfile.TarInfo("ä" * 120)
            entry.size = 50
            tar.addfile(entry, io.BytesIO(b"x" * 50))
        yield made.getvalue()


def fuzz(target: str, seconds: int) -> Ended:
    """Fuzz one target in a process of its own."""
    folder = OUT / target
    shutil.rmtree(folder, ignore_errors=True)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = folder / "words"
    words.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS), "ascii")
    command = [
        *(sys.executable, "-m", "tests.fuzz.guided", "--child", target, str(corpus)),
        *(f"-max_total_time={seconds}", f"-timeout={HANG_SECONDS}", f"-max_len={LONGEST}"),
        *(f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={folder}/", f"-dict={words}"),
        *("-print_final_stats=1", "-seed=1"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    log = done.stdout + done.stderr
    (folder / "log").write_text(log)
    runs = _RUNS.search(log)
    tried = int(runs.group(1)) if runs else 0
    if done.returncode == 0:
        return Ended(target, tried)
    kept = [path.name for path in folder.iterdir() if path.is_file() and "-" in path.name]
    what = next((f"{each}: {folder / each}" for each in kept), f"see {folder / 'log'}")
    return Ended(target, tried, what)


def _escaped(token: str) -> str:
    return token.replace("\\", "\\\\").replace('"', '\\"')


def _child(target: str, arguments: Sequence[str]) -> None:
    """Fuzz here, with the package's own code instrumented."""
    import atheris

    with atheris.instrument_imports(include=["extractor"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def main(arguments: Sequence[str]) -> int:
    """Fuzz all targets, or those named; the exit code is 1 where one was broken."""
    if arguments[:1] == ["--child"]:
        _child(arguments[1], arguments[2:])
        return 0
    from tests.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=90, help="for all targets together")
    parser.add_argument("--target", action="append", choices=[*TARGETS])
    options = parser.parse_args(arguments)
    names = options.target or [*TARGETS]
    ended: list[Ended] = []
    for name in names:
        ended.append(fuzz(name, max(1, options.seconds // len(names))))
        print(f"{name:<12}{ended[-1].tried:>9,} inputs  {ended[-1].fault or 'ok'}", flush=True)
    faults = sum(bool(each.fault) for each in ended)
    print(f"{sum(each.tried for each in ended):,} inputs tried, {faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
