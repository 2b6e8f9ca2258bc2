"""What waits for a person at the security desk: requests to decide, changes to approve, and what is about to lapse."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clearances import changes, reviewing, services
from clearances.models import Change, Clearance, Standing, Waiver
from clearances.services import waivers
from notifications.worklist import Group, Item


def items(user: User) -> list[Item]:
    now = timezone.now()
    return [
        *_to_decide(user, now),
        *_to_waive(user, now),
        *_to_approve(user, now),
        *_to_review(user, now),
        *_lapsing(user, now),
    ]


def _to_decide(user: User, now: datetime) -> list[Item]:
    """Requests of others that this very person may confirm."""
    waiting = Clearance.objects.for_user(user, "confirm").waiting(now).with_names()
    return [
        _asked(clearance, _("%(level)s for %(person)s") % {"level": clearance, "person": clearance.person})
        for clearance in waiting.order_by("requested_at")
        if not services.obstacle(clearance, "confirm", by=user)
    ]


def _to_waive(user: User, now: datetime) -> list[Item]:
    waiting = Waiver.objects.for_user(user, "confirm").waiting(now).with_names()
    return [
        _asked(waiver, _("A waiver for %(person)s") % {"person": waiver.person})
        for waiver in waiting.order_by("requested_at")
        if not waivers.obstacle(waiver, "confirm", by=user)
    ]


def _asked(held: Any, title: str) -> Item:
    return Item(
        kind=f"{held._meta.model_name}_requested",
        icon="shield-question",
        title=title,
        url=held.get_absolute_url(),
        verb=_("Confirm or refuse"),
        due_at=held.request_lapses_at,
        is_overdue=False,
        group=Group.APPROVALS.label,
    )


def _to_approve(user: User, now: datetime) -> list[Item]:
    """What others proposed. Its page says whether this person is the one to approve it."""
    waiting = Change.objects.for_user(user, "decide").waiting(now).exclude(proposed_by=user).with_names()
    return [
        Item(
            kind="change_proposed",
            icon="users",
            title=changes.kinds()[change.kind].title(change.facts, user),
            url=change.get_absolute_url(),
            verb=_("Approve or refuse"),
            due_at=change.lapses_at,
            is_overdue=False,
            group=Group.APPROVALS.label,
            about=_("%(person)s proposes it for %(party)s") % {"person": change.proposed_by, "party": change.party},
        )
        for change in waiting.order_by("lapses_at")
    ]


def _to_review(user: User, now: datetime) -> list[Item]:
    """Open access reviews of what this person sees."""
    return [
        Item(
            kind="access_review",
            icon="list-check",
            title=_("Access review: %(root)s") % {"root": root},
            url=review.get_absolute_url(),
            verb=_("Answer"),
            due_at=review.due_at,
            is_overdue=review.due_at <= now,
            group=Group.APPROVALS.label,
        )
        for review, root in reviewing.seen(user, "answer")
        if review.closed_at is None
    ]


def _lapsing(user: User, now: datetime) -> list[Item]:
    """Their own, and those that their offices answer for."""
    rows = [
        (held, title % {"level": held, "person": held.person})
        for model, title in ((Clearance, _("%(level)s for %(person)s")), (Waiver, _("A waiver for %(person)s")))
        for held in model.objects.for_user(user).with_standing(now).filter(standing=Standing.LAPSING).with_names()
    ]
    return [
        Item(
            kind=f"{held._meta.model_name}_lapsing",
            icon="shield",
            title=title,
            url=held.get_absolute_url(),
            verb=_("Look"),
            due_at=held.lapses_at,
            due_on=held.valid_to,
            is_overdue=False,
            group=Group.CLEARANCES.label,
        )
        for held, title in sorted(rows, key=lambda row: row[0].lapses_at)
    ]
