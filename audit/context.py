"""In which request this thread works, so that all events of one request carry one number."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request: ContextVar[str] = ContextVar("audited_request", default="")


@contextmanager
def one_request() -> Iterator[None]:
    token = _request.set(uuid.uuid4().hex)
    try:
        yield
    finally:
        _request.reset(token)


def request_number() -> str:
    """Empty outside requests."""
    return _request.get()
