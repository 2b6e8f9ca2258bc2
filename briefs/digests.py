"""The digest: once a period, whoever asked for it is told that there is news, if there is any for them.

Runs as the system and decides as each person. One transaction a person holds the look, the message and the next due
instant: a worker that is killed has done all of it or nothing, and two workers never look at the same person.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from briefs import composing
from briefs.models import Reader
from briefs.services import SETTLING, next_due
from clearances import context
from clearances.subjects import acting_as
from notifications.services import notify

MOST = 50  # People a round; the next round, seconds later, goes on.
FURTHEST = timedelta(days=31)  # Back: after a long stop nobody's digest begins with the stone age.


def sweep(at: datetime) -> int:
    """Look for everybody whose digest is due; how many were told."""
    return sum(_look(pk, at) for pk in list(_due(at)))


def _due(at: datetime) -> Iterator[int]:
    due = Reader.objects.filter(due_at__lte=at).order_by("due_at")
    yield from due.values_list("pk", flat=True)[:MOST]


@transaction.atomic
def _look(pk: int, at: datetime) -> bool:
    reader = Reader.objects.select_for_update(skip_locked=True).filter(pk=pk, due_at__lte=at).first()
    if reader is None:  # Another worker has it, or had it.
        return False
    user = User.objects.select_related("person__organisation").get(pk=reader.user_id)
    period, until = reader.due_at, at - SETTLING
    is_news = _is_news(user, reader, until)
    if is_news:
        notify([user], "digest", reader, key=f"digest:{user.pk}:{period:%Y-%m-%dT%H}")
    reader.due_at, reader.looked_until = next_due(reader, at), until
    reader.save(update_fields=["due_at", "looked_until"])
    return is_news


def _is_news(user: User, reader: Reader, until: datetime) -> bool:
    since = max(filter(None, [until - FURTHEST, reader.read_until, reader.looked_until]))
    if not user.may_enter_at(until) or since >= until:
        return False
    with acting_as(user), context.noting_labels():
        return composing.has_news(user, since, until)
