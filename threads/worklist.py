"""Questions that wait for a person's answer, and those of theirs that are overdue (settings.WORKLIST_CONTRIBUTORS)."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.worklist import Group, Item
from threads.models import Thread
from threads.states import Side


def items(user: User) -> list[Item]:
    return list(_waiting(user))


def _waiting(user: User) -> Iterator[Item]:
    """Two sorts in two queries: what my side is asked, and what my side asked and got no answer to in time."""
    now, asked = timezone.now(), Thread.objects.for_user(user, "ask").order_by().values("pk")
    answered = Thread.objects.for_user(user, "answer").order_by().values("pk")
    host, nation = Q(addressed_to=Side.HOST), Q(addressed_to=Side.NATION)
    mine = (host & Q(pk__in=answered)) | (nation & Q(pk__in=asked))
    rows = Thread.objects.for_user(user).questions().select_related("delegation__party")
    for row in rows.filter(mine).order_by("due_at", "opened_at", "pk"):
        yield _item(row, gettext_lazy("Answer"), is_overdue=row.is_overdue(now))
    theirs = (host & Q(pk__in=asked)) | (nation & Q(pk__in=answered))
    for row in rows.overdue(now).filter(theirs).order_by("due_at", "pk"):
        yield _item(row, gettext_lazy("Look"), is_overdue=True)


def _item(row: Thread, verb: str | Promise, *, is_overdue: bool) -> Item:
    return Item(
        kind="question",
        icon="message-question",
        title=row.subject,
        url=row.get_absolute_url(),
        verb=verb,
        due_at=row.due_at,
        is_overdue=is_overdue,
        group=Group.QUESTIONS,
        due_on=row.due_on,
        about=_("%(party)s about %(title)s") % {"party": row.delegation.party, "title": row.delegation.title},
    )
