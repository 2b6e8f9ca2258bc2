"""What the clock does to invitations. The tick worker sees every row, so it hands over ids and reads no contents."""

from datetime import datetime

from django.db import transaction

from audit.services import record
from clearances.guards import SYSTEM
from notifications.services import notify
from participants import deadlines
from participants.models import Invitation
from participants.services import access
from participants.states import State


def expire_invitations(at: datetime) -> int:
    """Sweep: close what was not answered by 24:00 of its reply-by date in the host's zone; how many were closed."""
    return sum(_expire(pk, at) for pk in Invitation.objects.lapsed(at).values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int, at: datetime) -> bool:
    invitation = _claimed(pk, at, Invitation.objects.lapsed(at))
    if invitation is None:
        return False
    source, delegation = invitation.state, invitation.delegation
    invitation.state, invitation.remind_at, invitation.version = State.EXPIRED, None, invitation.version + 1
    invitation.save(update_fields=["state", "remind_at", "version"])
    access.close(delegation, delegation.exchange, by=SYSTEM, reason="invitation expired")
    record(SYSTEM, "invitation.expired", invitation, source=source)
    people = [*access.team_members(delegation), *access.planners_of(delegation)]
    notify(people, "invitation_expired", delegation, key=f"invitation:{pk}:expired:{invitation.version}")
    return True


def remind_of_replies(at: datetime) -> int:
    """Sweep: remind a delegation three days before its reply-by date and on it, at 08:00 in the host's zone, once each.

    After a downtime that swallowed both, only the last is told.
    """
    return sum(_remind(pk, at) for pk in Invitation.objects.to_remind(at).values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    invitation = _claimed(pk, at, Invitation.objects.to_remind(at))
    if invitation is None:
        return False
    delegation, zone = invitation.delegation, access.zone_of(invitation.delegation.exchange)
    stage = deadlines.latest_stage(invitation.reply_by, zone, at)
    invitation.remind_at = deadlines.next_reminder(invitation.reply_by, zone, at)
    invitation.save(update_fields=["remind_at"])
    if stage is not None:
        notify(access.team_members(delegation), "reply_due", delegation, key=f"invitation:{pk}:due:{stage.isoformat()}")
    return stage is not None


def _claimed(pk: int, at: datetime, due: object) -> Invitation | None:
    """The invitation, if it is still due and no other worker has it."""
    rows = due.select_for_update(of=("self",), skip_locked=True)  # type: ignore[attr-defined]
    return rows.select_related("delegation__team", "delegation__exchange__host").filter(pk=pk).first()  # type: ignore[no-any-return]
