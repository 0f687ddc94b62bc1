"""What may go wrong with EDGAR."""

from extractor.errors import ExtractorError


class EdgarFault(ExtractorError):
    """EDGAR could not be asked, or did not answer as it should."""


class NotOnEdgar(EdgarFault):
    """EDGAR has no such thing, or has it not yet."""
