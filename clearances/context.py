"""For whom this thread works now, and which labels it has loaded for the page it is making.

The database backend (``clearances.postgresql``) writes the acting subject's label ids into the session before
each statement, so that row-level security shows nothing else. Nobody acting means no labelled row at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Acting(Protocol):
    """What the database needs to know of a subject."""

    def database_context(self) -> str: ...

    def knows(self, label_id: int) -> bool: ...

    def forget(self) -> None: ...


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)
_shown: ContextVar[set[int] | None] = ContextVar("shown", default=None)


def current() -> Acting | None:
    return _acting.get()


@contextmanager
def acting(subject: Acting | None) -> Iterator[None]:
    """Work for *subject* until the block ends; None works for nobody."""
    token = _acting.set(subject)
    try:
        yield
    finally:
        _acting.reset(token)


def forget() -> None:
    """A label was added or a fact changed: whoever acts now is decided again before the next statement."""
    subject = _acting.get()
    if subject is not None:
        subject.forget()


def learn(label_id: int) -> None:
    """Whoever acts was perhaps decided before this label was there, made by them or by somebody else just now."""
    subject = _acting.get()
    if subject is not None and not subject.knows(label_id):
        subject.forget()


def database_context() -> str:
    """What ``accord.context`` must hold in the database session: empty for nobody."""
    subject = _acting.get()
    return "" if subject is None else subject.database_context()


@contextmanager
def noting_labels() -> Iterator[set[int]]:
    """Collect the ids of all labels of rows loaded in the block: the page's high-water mark is their join."""
    noted: set[int] = set()
    token = _shown.set(noted)
    try:
        yield noted
    finally:
        _shown.reset(token)


def note_label(label_id: int) -> None:
    shown = _shown.get()
    if shown is not None:
        shown.add(label_id)


def noted_labels() -> frozenset[int]:
    return frozenset(_shown.get() or ())
