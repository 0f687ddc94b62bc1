"""What may go wrong when tables are written."""

from importlib.util import find_spec

from extractor.errors import ExtractorError


class TableFault(ExtractorError):
    """Tables cannot be written so."""


class MissingPackage(TableFault):
    """A package that a kind of table needs is not installed."""


def require(package: str, what: str, extra: str = "") -> None:
    """Raise MissingPackage unless the package is installed."""
    if find_spec(package) is None:
        wanted = f"'filing-extractor[{extra}]'" if extra else package
        raise MissingPackage(
            f"{what} needs the package {package}, which is not installed: pip install {wanted}"
        )
