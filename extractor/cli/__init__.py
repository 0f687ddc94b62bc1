"""The command line."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from extractor.cli.app import run

    sys.exit(run())
