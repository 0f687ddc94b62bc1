"""What users may rely on changes on purpose only."""

from pathlib import Path

from tests.sdk.public_names import names

KEPT = Path(__file__).with_name("public_names.txt")

ADVICE = """
The public names of the package are not those of tests/sdk/public_names.txt.
Added names need a minor version, removed or changed ones a major one (before 1.0 a minor one), and
either a line in CHANGELOG.md. Where the change is meant, write the list anew:
    python -m tests.sdk.public_names > tests/sdk/public_names.txt
"""


def test_the_public_names_are_those_that_were_promised() -> None:
    kept = KEPT.read_text(encoding="utf-8").splitlines()
    now = list(names())
    gone = sorted(set(kept) - set(now))
    new = sorted(set(now) - set(kept))
    said = "\n".join([*(f"  gone: {line}" for line in gone), *(f"  new:  {line}" for line in new)])
    assert now == kept, f"{ADVICE}{said}"
