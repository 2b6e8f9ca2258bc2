"""For whom this thread works now, and which labels it has loaded for the page it is making.

The database backend (``clearances.postgresql``) writes the acting subject's label ids into the session before
each statement, so that row-level security shows nothing else. Nobody acting means no labelled row at all.
"""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """What the database is told of whoever acts, signed: who, in which session, and the label ids they dominate."""

    user_id: int
    session: str
    label_ids: tuple[int, ...]


class Acting(Protocol):
    """What the database needs to know of a subject."""

    def claim(self) -> Claim: ...

    def knows(self, label_id: int) -> bool: ...

    def forget(self) -> None: ...


Row = tuple[int, str, str]  # Label id, model ("exchanges.exchange") and primary key.

_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)
_session: ContextVar[str] = ContextVar("session", default="task")
_shown: ContextVar[set[int] | None] = ContextVar("shown", default=None)
_rows: ContextVar[set[Row] | None] = ContextVar("rows", default=None)


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


def claim() -> Claim | None:
    """What ``accord.context`` must say in the database session; None for nobody."""
    subject = _acting.get()
    return None if subject is None else subject.claim()


@contextmanager
def in_session(session: str) -> Iterator[None]:
    """Work in the signed-in session that the digest *session* names, until the block ends."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


def session() -> str:
    """The digest of the session in which this thread works: "task" outside requests."""
    return _session.get()


@contextmanager
def noting_labels() -> Iterator[set[int]]:
    """Collect the ids of all labels of rows loaded in the block: the page's high-water mark is their join."""
    noted: set[int] = set()
    token, rows = _shown.set(noted), _rows.set(set())
    try:
        yield noted
    finally:
        _shown.reset(token)
        _rows.reset(rows)


def note_label(label_id: int) -> None:
    shown = _shown.get()
    if shown is not None:
        shown.add(label_id)


def note_row(label_id: int, model: str, pk: object) -> None:
    """A labelled row was loaded: its label raises the banner, and reading it is perhaps an event of the audit."""
    note_label(label_id)
    rows = _rows.get()
    if rows is not None:
        rows.add((label_id, model, str(pk)))


def noted_labels() -> frozenset[int]:
    return frozenset(_shown.get() or ())


def noted_rows() -> frozenset[Row]:
    return frozenset(_rows.get() or ())


def keep_notes(labels: Container[int], rows: Container[Row]) -> None:
    """Drop what was noted of other labels and other rows: they were made in something that was undone."""
    shown, noted = _shown.get(), _rows.get()
    if shown is not None:
        shown.intersection_update({label_id for label_id in shown if label_id in labels})
    if noted is not None:
        noted.intersection_update({row for row in noted if row in rows})
