"""Who talks in a thread: its two sides, who is told, and who may be named in it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.guards import can
from clearances.models import Label
from clearances.subjects import Subject
from participants.models import Delegation
from participants.services.access import planners_of, team_members
from threads.models import Thread, ThreadEntry
from threads.states import Side


def people_of(side: Side | str, delegation: Delegation) -> list[User]:
    """Everybody of that side. Where the host talks with itself, both sides are its planners."""
    if side == Side.HOST or delegation.is_host:
        return list(planners_of(delegation).select_related("person"))
    return list(team_members(delegation).select_related("person"))


def may_be_named(by: User, side: Side, thread: Thread, delegation: Delegation) -> list[User]:
    """Whom *by* may name: of their own side, and who wrote what they read here; each of them reads the thread.

    The other side's people aren't listed: who they are is theirs to tell, by writing.
    """
    found = {user.pk: user for user in people_of(side, delegation)}
    writers = ThreadEntry.objects.for_user(by).filter(thread=thread).values("written_by")
    talking = User.objects.filter(pk__in=writers).select_related("person")
    found |= {user.pk: user for user in talking}
    found.pop(by.pk, None)
    reading = [user for user in found.values() if reads(user, thread.label)]
    return sorted(reading, key=lambda user: (str(user), user.pk))


def rows_of(people: Collection[User]) -> QuerySet[User]:
    """*people* as a field of a form wants them."""
    return User.objects.filter(pk__in=[user.pk for user in people])


def reads(user: User, label: Label) -> bool:
    """Whether what is marked so is for *user*, however they sign in."""
    subject = Subject(user)
    return subject.may_act and subject.decide(label.pk).allow


def check_named(entry: ThreadEntry, named: Collection[User], allowed: Iterable[User]) -> None:
    """Stop unless each of *named* may be named and may read *entry*, which is written already.

    Raises:
        ValidationError: under "mentions", in the same words for whoever may not read it and whoever isn't there.
    """
    known = {user.pk for user in allowed}
    if any(user.pk not in known or not can(user, "view", entry) for user in named):
        raise ValidationError({"mentions": nobody()})


def nobody() -> Any:
    return _("Nobody of that name reads this thread. Choose among the people listed.")
