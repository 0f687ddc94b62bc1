"""How asking a model can end without an answer. Apart from what asks: openai takes long to load."""

from extractor.errors import ExtractorError
from extractor.records import Usage

_FREE = Usage()


class EndpointFault(ExtractorError):
    """The endpoint did not answer.

    `fatal`: no other call to it can succeed either. `again`: the same call may succeed later.
    """

    def __init__(self, message: str, *, fatal: bool, again: bool = True) -> None:
        super().__init__(message)
        self.fatal = fatal
        self.again = again and not fatal

    @property
    def rejected(self) -> bool:
        """Whether the endpoint answered and would have none of this very request."""
        return not self.fatal and not self.again


class NoAnswer(ExtractorError):
    """A question ended without an answer; `refused` where the model declined.

    `usage` is what it cost all the same.
    """

    def __init__(self, message: str, *, refused: bool = False, usage: Usage = _FREE) -> None:
        super().__init__(message)
        self.refused = refused
        self.usage = usage
