"""Tell the past in its own time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def told_at(instant: datetime) -> Iterator[None]:
    """Have what happens in the block happen at *instant*.

    A demonstration starts in the middle of its story: invitations went out weeks ago and were answered before their
    deadlines, so the services must believe that it is then. They all ask ``timezone.now()``; only the loader, a
    process of its own with one thread, puts another answer in its place.
    """
    real = timezone.now
    timezone.now = lambda: instant
    try:
        yield
    finally:
        timezone.now = real
