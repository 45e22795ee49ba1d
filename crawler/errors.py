"""Which three things can go wrong, and who is told?

A message says what was being done and what to do next.
"""


class CollectionError(Exception):
    """One look at one domain failed: recorded as an observation, never raised past its collector."""


class SourceUnavailable(Exception):
    """One source cannot be used in this run: told in the report's health line, and the day goes on.

    ``status`` is what an HTTP server answered with; 0 where none did.
    """

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class ConfigError(Exception):
    """What the operator gave cannot be used: the command stops with exit code 2 and nothing is changed."""


def to_install(extra: str) -> str:
    """What brings the libraries of ``extra``, as the end of a sentence that says what is missing."""
    return f"pip install 'brassplate[{extra}]' (in a checkout '.[{extra}]')"
