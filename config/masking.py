"""No secret of a token in a log line: an address that a calendar fetches holds one, and Django logs addresses."""

import logging
import re

SECRET = re.compile(r"accord-([a-z2-9]{8})-[\w-]{20,}")


def masked(text: str) -> str:
    """The prefix stays: it says which token it was, and opens nothing."""
    return SECRET.sub(r"accord-\1-…", text)


class Masking(logging.Formatter):
    """Masks the whole line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
