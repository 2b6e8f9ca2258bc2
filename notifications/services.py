"""Tell people: one row a person and event, decided again when it is read and when it is mailed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.subjects import acting_as
from jobs import services as jobs
from notifications.kinds import KINDS, Kind
from notifications.models import Notification

SHOWN = 200  # The newest messages of a person; what is older isn't listed any more.


def notify(recipients: Iterable[User], kind: str, row: models.Model, *, key: str) -> None:
    """Tell each of *recipients* of one event about *row*, in the portal and by mail. Telling again changes nothing.

    *key* names the event, such as "invitation:17:issued:2".
    """
    if kind not in KINDS:
        raise ValueError(f"Nothing says what {kind!r} means.")
    people = {user.pk for user in recipients if user.is_active}
    Notification.objects.bulk_create(
        [
            Notification(recipient_id=pk, kind=kind, object_type=row._meta.label_lower, object_id=str(row.pk), key=key)
            for pk in sorted(people)
        ],
        ignore_conflicts=True,
    )
    for pk in Notification.objects.filter(recipient_id__in=people, key=key, mailed_at__isnull=True).values_list(
        "pk", flat=True
    ):
        jobs.post("mail", f"notification:{pk}", pk)


def notify_each(told: Iterable[tuple[User, models.Model, str]], kind: str) -> None:
    """As ``notify`` for many events of one *kind*: whom, of which row, and the event's key."""
    if kind not in KINDS:
        raise ValueError(f"Nothing says what {kind!r} means.")
    rows = [
        Notification(recipient_id=user.pk, kind=kind, object_type=row._meta.label_lower, object_id=str(row.pk), key=key)
        for user, row, key in told
        if user.is_active
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    keys = [row.key for row in rows]
    unsent = Notification.objects.filter(key__in=keys, mailed_at__isnull=True).values_list("pk", flat=True)
    jobs.post_all("mail", [(f"notification:{pk}", pk) for pk in unsent])


@dataclass(frozen=True)
class Message:
    """A notification as its recipient may read it now."""

    notification: Notification
    kind: Kind
    title: str
    url: str

    @property
    def text(self) -> str:
        return str(self.kind.text) % {"title": self.title}


def readable(user: User, notifications: Iterable[Notification]) -> list[Message]:
    """Those whose object *user* may still see; the others leave no trace. One query per kind of object."""
    rows = list(notifications)
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        wanted[row.object_type].add(row.object_id)
    found: dict[tuple[str, str], Any] = {}
    for object_type, ids in wanted.items():
        model: Any = apps.get_model(object_type)
        for target in model.objects.for_user(user).filter(pk__in=ids):
            found[object_type, str(target.pk)] = target
    return [
        Message(row, KINDS[row.kind], str(target), target.get_absolute_url())
        for row in rows
        if (target := found.get((row.object_type, row.object_id))) is not None
    ]


def inbox(user: User) -> list[Message]:
    """The newest messages that *user* may read now."""
    return readable(user, _newest(user))


def unread(user: User) -> int:
    """How many messages of the inbox are unread: never one that isn't in it, or nobody could ever read it."""
    return len(readable(user, [row for row in _newest(user) if row.read_at is None]))


def _newest(user: User) -> models.QuerySet[Notification]:
    return Notification.objects.filter(recipient=user)[:SHOWN]


def open_message(user: User, public_id: UUID) -> Message | None:
    """The message, marked as read; None for one that isn't theirs or is about something they may no longer see."""
    found = readable(user, Notification.objects.filter(recipient=user, public_id=public_id))
    if not found:
        return None
    mark_read(user, [found[0].notification.pk])
    return found[0]


def mark_all_read(user: User) -> None:
    mark_read(user, [message.notification.pk for message in inbox(user)])


def mark_read(user: User, ids: Iterable[int]) -> None:
    Notification.objects.filter(recipient=user, pk__in=list(ids), read_at__isnull=True).update(read_at=timezone.now())


def mark_read_about(user: User, row: models.Model) -> None:
    """Whoever has dealt with *row* needn't read the messages about it any more."""
    about = Notification.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk))
    about.filter(recipient=user, read_at__isnull=True).update(read_at=timezone.now())


def deliver(notification_id: int) -> None:
    """Mail one notification, if its recipient may still see what it is about.

    Raises:
        Postponed: the mail server can't be reached; it is tried again.
    """
    row = Notification.objects.select_related("recipient__person__organisation").get(pk=notification_id)
    user = row.recipient
    with acting_as(user), translation.override(user.language):
        is_readable = user.is_active and bool(readable(user, [row]))
        if is_readable and user.email:
            _mail(row, user)
    column = "mailed_at" if is_readable else "withheld_at"
    Notification.objects.filter(pk=row.pk).update(**{column: timezone.now()})


def _mail(row: Notification, user: User) -> None:
    """Neutral subject and body, and a link: a mail crosses networks that no label protects."""
    mail = EmailMessage(
        subject=_("Accord: something waits for you"),
        body=str(KINDS[row.kind].mail) % {"url": f"{settings.BASE_URL}/inbox/{row.public_id}/"},
        to=[user.email],
        headers={"Message-ID": f"<{row.public_id}@accord>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except OSError as problem:  # Includes every smtplib error and every refused connection.
        raise jobs.Postponed(type(problem).__name__) from problem
