"""Records what the embedded model answers about the project's own filings: `make record`."""

import sys
import time

from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.llm.models import lookup
from extractor.llm.pull import cached
from extractor.llm.server import shared_server
from extractor.settings import Settings
from tests.replay import FOLDER, cassette_of, extract, filings, recording


def main() -> int:
    """Record every filing; 1 where one of them could not be."""
    FOLDER.mkdir(exist_ok=True)
    for path in filings():
        began = time.monotonic()
        print(f"{path.name}: ", end="", flush=True)
        try:
            with recording(cassette_of(path)):
                told = _record(Filing.from_path(path))
        except ExtractorError as error:
            print(error)
            return 1
        print(f"{told}, {time.monotonic() - began:.0f} s")
    return 0


def _record(filing: Filing) -> str:
    """Extract one filing from a server of its own: what it remembers of another bears on it."""
    extraction = extract(filing)
    _stop_server()
    failed = [f"{each.question}: {each.detail}" for each in extraction.chunks if each.detail]
    if not extraction.complete:
        raise ExtractorError(f"not recorded, questions stayed without an answer: {failed}")
    usage = extraction.usage
    return f"{usage.calls} calls, {usage.prompt_tokens} + {usage.completion_tokens} tokens"


def _stop_server() -> None:
    known = lookup("local")
    pulled = cached(known, Settings().model_dir)
    if pulled is not None:
        shared_server(pulled.path, known.id).stop()


if __name__ == "__main__":
    sys.exit(main())
