"""The command line."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from extractor.cli.app import run

        code = run()
    except KeyboardInterrupt:  # while it still loads
        sys.stderr.write("extractor: stopped\n")
        code = 130
    sys.exit(code)
