"""Date polls that wait for a person (settings.WORKLIST_CONTRIBUTORS): to be answered, or to be decided."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.worklist import Group, Item
from planning.models import Ballot, DatePoll
from planning.polls.states import State


def items(user: User) -> list[Item]:
    """Two queries, however many there are."""
    return [*_to_answer(user), *_to_decide(user)]


def _to_answer(user: User) -> Iterable[Item]:
    for row in Ballot.objects.for_user(user, "answer").waiting():
        yield Item(
            "ballot",
            "calendar-question",
            row.title,
            row.get_absolute_url(),
            _("Say which days suit"),
            row.reply_due_at,
            is_overdue=False,
            group=Group.INVITATIONS,
            due_on=row.reply_by,
        )


def _to_decide(user: User) -> Iterable[Item]:
    is_over = Q(state=State.CLOSED) | Q(state=State.OPEN, reply_due_at__lte=timezone.now())
    for row in DatePoll.objects.for_user(user, "change").filter(is_over):
        yield Item(
            "date_poll",
            "calendar-time",
            row.title,
            row.get_absolute_url(),
            _("Choose the dates"),
            due_at=None,
            is_overdue=False,
            group=Group.PLANNING,
        )
