"""What a change of the exchange does to its invitations: in planning's transaction, before the exchange changes."""

from copy import copy
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances import context
from clearances.facts import end_of
from clearances.roles import Role
from clearances.services import grant, grants_of, members_of
from exchanges.changes import Change, Verb
from exchanges.models import Exchange
from exchanges.states import State as ExchangeState
from notifications.services import notify
from participants import deadlines, states
from participants.amending import Part, line
from participants.models import Delegation, Invitation
from participants.services import access, noting
from participants.services.invitations import NOTHING_SAID, take_away
from participants.states import AWAITS_ANSWER, SEES_CONTENT, SEES_COVER, State

KINDS = {Verb.MOVE: "dates_changed", Verb.PLAN: "dates_changed", Verb.POSTPONE: "postponed", Verb.REHOST: "rehosted"}


def follow_change(change: Change) -> None:
    """Carry out what follows for the invitations; the caller has decided that ``change.by`` may change the exchange."""
    context.forget()  # Labels of invitations that were drafted while the caller waited for its lock count too.
    if change.verb == Verb.CANCEL:
        _cancel(change)
        notify(_guests(change.exchange), "cancelled", change.exchange, key=change.key)  # Whom the actor doesn't see.
        return
    if change.is_rehosting:
        _change_host(change)
    if change.is_rescheduling or change.verb == Verb.POSTPONE:
        _reschedule(change)
    if is_told(change):
        _tell(change)


def is_told(change: Change) -> bool:
    """Whether the invited nations are told: a plan they know about has changed."""
    if change.verb == Verb.PLAN and change.exchange.state == ExchangeState.POSTPONED:
        return True
    return change.verb == Verb.POSTPONE or (change.verb in KINDS and (change.is_rescheduling or change.is_rehosting))


def invitations_of(exchange: Exchange) -> QuerySet[Invitation]:
    """Those that whoever acts may see, locked by the services that change them."""
    return (
        Invitation.objects.filter(delegation__exchange=exchange)
        .select_related("delegation__team", "delegation__party")
        .order_by("pk")
    )


def is_new_host(change: Change, invitation: Invitation) -> bool:
    return change.is_rehosting and invitation.delegation.party_id == change.host.pk


def _cancel(change: Change) -> None:
    reason = (
        _("The exchange was cancelled: %(reason)s") % {"reason": change.reason}
        if change.reason
        else _("The exchange was cancelled.")
    )
    for invitation in _locked(change.exchange):
        if invitation.state not in SEES_COVER | {State.DRAFT}:
            continue  # An expired one keeps its own file: what became of the exchange isn't in it.
        was_told = invitation.state in SEES_COVER
        take_away(invitation, change.exchange, reason=reason, by=change.by)
        if was_told:
            notify(access.team_members(invitation.delegation), "cancelled", invitation.delegation, key=change.key)


def _change_host(change: Change) -> None:
    """The host's delegation, with its tasks, passes to the new host; if that was invited, its invitation ends."""
    for invitation in _locked(change.exchange):
        if is_new_host(change, invitation) and State.WITHDRAWN in states.MOVES[State(invitation.state)]:
            take_away(invitation, change.exchange, reason=_("You host it now."), by=change.by)
    for host in Delegation.objects.select_for_update(of=("self",)).filter(exchange=change.exchange, is_host=True):
        host.party = change.host
        host.save(update_fields=["party"])
        record(change.by, "delegation.rehosted", host, party=change.host.pk)


def _reschedule(change: Change) -> None:
    """Reply-by dates, and how long what was opened stays open; after a postponement everybody is asked again."""
    exchange = _as_changed(change)
    for invitation in _locked(change.exchange):
        if invitation.state not in SEES_COVER | {State.DRAFT}:
            continue
        if change.verb == Verb.POSTPONE and invitation.state != State.DRAFT:
            _ask_again(invitation, change)
        _set_reply_by(invitation, change)
        _keep_open(invitation, exchange, change)


def _as_changed(change: Change) -> Exchange:
    """The exchange as it will be, so that what is opened now ends with it."""
    exchange = copy(change.exchange)
    exchange.starts_on, exchange.ends_on, exchange.zone = change.starts_on, change.ends_on, change.zone
    exchange.host = change.host
    return exchange


def _ask_again(invitation: Invitation, change: Change) -> None:
    if invitation.state in SEES_CONTENT:
        access.close_content(invitation.delegation, change.exchange, by=change.by, reason="exchange postponed")
    if invitation.state != State.ISSUED:
        record(change.by, "invitation.issued", invitation, source=invitation.state)
        invitation.state = State.ISSUED
        for name, value in NOTHING_SAID.items():
            setattr(invitation, name, value)


def _set_reply_by(invitation: Invitation, change: Change) -> None:
    zone, now = ZoneInfo(change.zone), timezone.now()
    if change.verb == Verb.POSTPONE:
        today = timezone.localdate(now, zone)
        invitation.reply_by = deadlines.asked_again(
            invitation.reply_by, shift=change.shift, starts_on=change.starts_on, today=today
        )
    elif invitation.state in AWAITS_ANSWER:
        before = change.before(invitation) or invitation
        invitation.reply_by = deadlines.moved(before.reply_by, starts_on=change.starts_on)
    invitation.reply_due_at = end_of(invitation.reply_by, zone)
    is_owed = invitation.state in AWAITS_ANSWER or invitation.renewal_asked_at is not None
    invitation.remind_at = deadlines.next_reminder(invitation.reply_by, zone, now) if is_owed else None
    invitation.version += 1
    invitation.save(update_fields=["state", "reply_by", "reply_due_at", "remind_at", "version", *NOTHING_SAID])


def _keep_open(invitation: Invitation, exchange: Exchange, change: Change) -> None:
    if invitation.state == State.DRAFT:
        return
    delegation = invitation.delegation
    delegation.exchange = exchange
    last, team, reason = access.until(change.ends_on), access.team_of(delegation), f"exchange {change.verb}"
    grant(Role.INVITED, team, exchange, by=change.by, reason=reason, until=last)
    if invitation.state in SEES_CONTENT:
        grant(Role.PARTICIPANT, team, exchange, by=change.by, reason=reason, until=last)
        grant(Role.CONTRIBUTOR, team, delegation, by=change.by, reason=reason, until=last)


def _locked(exchange: Exchange) -> QuerySet[Invitation]:
    return invitations_of(exchange).select_for_update(of=("self",))


def _tell(change: Change) -> None:
    """Each delegation about its own file, then whoever else is a guest of the exchange: once each, by the key."""
    kind = KINDS[change.verb]
    for invitation in invitations_of(change.exchange).filter(state__in=SEES_COVER):
        noting.note(invitation, {invitation.label_id: _dates(change)}, by=change.by)
        notify(access.team_members(invitation.delegation), kind, invitation.delegation, key=change.key)
    notify(_guests(change.exchange), kind, change.exchange, key=change.key)


def _dates(change: Change) -> list[dict[str, Any]]:
    """What the move is, as lines of an amendment."""
    days = [
        (Part.STARTS_ON, change.exchange.starts_on, change.starts_on),
        (Part.ENDS_ON, change.exchange.ends_on, change.ends_on),
    ]
    return [line(part, before, after) for part, before, after in days if before != after]


def _guests(exchange: Exchange) -> QuerySet[User]:
    """Known from the grants, which carry no label: also those whose delegation whoever acts may not see."""
    teams = grants_of(exchange).filter(content_object=exchange, role=Role.INVITED).values_list("group_id", flat=True)
    return members_of(teams)  # type: ignore[no-any-return]
