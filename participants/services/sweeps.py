"""What the clock does to invitations. The tick worker sees every row, so it hands over ids and reads no contents."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from audit.services import record
from clearances.facts import end_of
from clearances.guards import SYSTEM
from notifications.services import notify
from participants import deadlines
from participants.models import Delegation, Invitation, PacketSignOff, SignOff
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


def deliver_late(at: datetime) -> int:
    """Sweep: tell those who joined a delegation's team after its invitation was sent to nobody; how many were told."""
    rows = Invitation.objects.undelivered().values_list("pk", flat=True)
    return sum(_deliver(pk, at) for pk in rows)


@transaction.atomic
def _deliver(pk: int, at: datetime) -> bool:
    invitation = _claimed(pk, at, Invitation.objects.undelivered())
    if invitation is None:
        return False
    invitation.delivered_at = at
    invitation.save(update_fields=["delivered_at"])
    delegation = invitation.delegation
    key = f"invitation:{pk}:invited:{invitation.version}"
    notify(access.team_members(delegation), "invited", delegation, key=key)
    return True


def remind_of_sign_offs(at: datetime) -> int:
    """Sweep: remind whoever hasn't signed by the day that was named, once: of a nation's draft and of a host's packet.

    Each is told alone; the other side isn't told that there is anything to sign.
    """
    return sum(
        _remind_signer(model, pk, kind, at)
        for model, kind, fields in OF_SIGN_OFFS
        for pk, due_on, zone in model.objects.waiting().filter(reminded_at=None).values_list("pk", *fields)
        if end_of(due_on, ZoneInfo(zone)) <= at
    )


@transaction.atomic
def _remind_signer(model: Any, pk: Any, kind: str, at: datetime) -> bool:
    rows = model.objects.waiting().filter(reminded_at=None).select_for_update(of=("self",), skip_locked=True)
    row = rows.select_related("person").filter(pk=pk).first()
    if row is None:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    delegation = Delegation.objects.get(
        pk=row.delegation_id if kind == "packet_sign_off_due" else row.draft.delegation_id
    )
    notify([row.person], kind, delegation, key=f"{kind}:{pk}:{at.isoformat()}")
    return True


# Of each kind of sign-off: its model, what is told, and where its day and the zone of that day are.
OF_SIGN_OFFS: tuple[tuple[Any, str, tuple[str, str]], ...] = (
    (SignOff, "sign_off_due", ("due_on", "draft__delegation__party__zone")),
    (PacketSignOff, "packet_sign_off_due", ("due_on", "delegation__exchange__zone")),
)
