"""What of scoring needs the extra `evals`."""

from extractor.errors import ExtractorError


class MissingExtra(ExtractorError):
    """A package of the extra `evals` is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"evaluation needs the package {package}, which is not installed: "
            "pip install 'filing-extractor[evals]'"
        )
