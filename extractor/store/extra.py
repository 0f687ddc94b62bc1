"""What of the store and the review queue needs the extra `service`."""

from importlib.util import find_spec

from extractor.errors import ExtractorError


class MissingExtra(ExtractorError):
    """A package of the extra `service` is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"the review queue needs the package {package}, which is not installed: "
            "pip install 'filing-extractor[service]'"
        )


def require(*packages: str) -> None:
    """Raise MissingExtra for the first of these packages that is not installed."""
    for package in packages:
        if find_spec(package) is None:
            raise MissingExtra(package)
