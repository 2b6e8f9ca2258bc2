"""Invite parties, send what was drafted, change it, take it back, send it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, Team
from accounts.services import liaison_team
from audit.services import record
from clearances import labels
from clearances.facts import end_of
from clearances.guards import Actor, System, require
from clearances.models import Label
from clearances.services import inherit
from clearances.subjects import subject_of
from exchanges.models import Exchange, ExchangeContent
from notifications.services import notify
from participants import deadlines, states
from participants.models import Delegation, Invitation, Reply
from participants.services import access
from participants.services.packets import packet_of
from participants.states import AWAITS_ANSWER, SEES_CONTENT, SEES_COVER, State
from portions import services as portions
from portions.containers import Block

HOLDS_SEATS = SEES_COVER | {State.DRAFT}


@dataclass(frozen=True)
class Wish:
    """One nation to invite, and on which terms."""

    party: Party
    seats: int
    reply_by: date


@transaction.atomic
def invite(
    exchange: Exchange,
    *,
    party: Party,
    seats: int,
    reply_by: date,
    message: str | Sequence[Block] = "",
    by: Actor,
) -> Delegation:
    """Draft an invitation; the party learns of it when it is issued. The *message* is its packet.

    Raises:
        PermissionDenied: *by* may not invite to this exchange.
        ValidationError: by field: the party can't be invited, the date or the number of seats doesn't fit.
    """
    require(by, "invite", exchange)
    exchange = access.lock_exchange(exchange.pk)
    team = _invitable(exchange, party)
    _check_terms(exchange, seats=seats, reply_by=reply_by)
    delegation = _add_delegation(exchange, party, team, _label(exchange, party, by))
    inherit(delegation, exchange)
    Invitation.objects.create(
        delegation=delegation,
        label=delegation.label,
        seats=seats,
        reply_by=reply_by,
        reply_due_at=end_of(reply_by, access.zone_of(exchange)),
    )
    portions.begin(packet_of(delegation), message, by=by)
    record(by, "invitation.drafted", delegation, party=party.pk, seats=seats, reply_by=reply_by)
    return delegation


@transaction.atomic
def invite_all(exchange: Exchange, wishes: Iterable[Wish], *, message: str, send: bool, by: Actor) -> list[Delegation]:
    """Draft all of them or none, and send them at once where *send*.

    Raises:
        ValidationError: keyed by field and party, such as "seats_NOR"; every nation's problems are named.
    """
    problems: dict[str, list[str]] = {}
    made = []
    for wish in wishes:
        try:
            delegation = invite(
                exchange, party=wish.party, seats=wish.seats, reply_by=wish.reply_by, message=message, by=by
            )
            made.append(issue(delegation.invitation, by=by).delegation if send else delegation)
        except ValidationError as problem:
            for field, texts in problem.message_dict.items():
                problems.setdefault(f"{field}_{wish.party.code}", []).extend(texts)
    if problems:
        raise ValidationError(problems)
    return made


def _invitable(exchange: Exchange, party: Party) -> Team:
    """The liaisons who will answer, unless something stands against inviting *party*."""
    if not exchange.is_open:
        raise ValidationError({"party": _("Nations are invited to an exchange that is a draft, planned or postponed.")})
    if party.pk == exchange.host_id:
        raise ValidationError({"party": _("%(party)s is the host.") % {"party": party}})
    if Delegation.objects.guests().filter(exchange=exchange, party=party).exists():
        raise ValidationError({"party": _("%(party)s is invited already.") % {"party": party}})
    if not labels.is_released_to(exchange.label, party):
        raise ValidationError({"party": _("The exchange isn't released to %(party)s.") % {"party": party}})
    team = liaison_team(party)
    if team is None:
        raise ValidationError({"party": _("%(party)s has named no liaisons.") % {"party": party}})
    return team


def _label(exchange: Exchange, party: Party, by: Actor) -> Label:
    """The cover's label, for the owner and the invited party alone: no other nation learns of it."""
    label = labels.narrowed(exchange.label, to=party)
    subject = None if isinstance(by, System) else subject_of(by)
    if subject is not None and label.pk not in subject.dominated_label_ids:
        raise ValidationError(
            {"party": _("Only planners of the exchange's owner may invite %(party)s.") % {"party": party}}
        )
    return label


def _add_delegation(exchange: Exchange, party: Party, team: Team, label: Label) -> Delegation:
    try:
        with transaction.atomic():
            return Delegation.objects.create(
                exchange=exchange, party=party, team=team, title=exchange.title, label=label
            )
    except IntegrityError as problem:  # One that whoever acts may not see.
        raise ValidationError({"party": _("%(party)s can't be invited.") % {"party": party}}) from problem


def _check_terms(exchange: Exchange, *, seats: int, reply_by: date, besides: Invitation | None = None) -> None:
    """Seats and reply-by date, both at once, each next to its field."""
    problems = {"seats": _seats_problem(exchange, seats, besides), "reply_by": _date_problem(exchange, reply_by)}
    named = {field: text for field, text in problems.items() if text}
    if named:
        raise ValidationError(named)


def _date_problem(exchange: Exchange, reply_by: date) -> str:
    if reply_by >= exchange.starts_on:
        return _("The reply-by date must be before the exchange starts.")
    if end_of(reply_by, access.zone_of(exchange)) <= timezone.now():
        return _("The reply-by date has passed already.")
    return ""


def _seats_problem(exchange: Exchange, seats: int, besides: Invitation | None) -> str:
    if seats < 1:
        return _("Offer at least one seat.")
    left = seats_left(exchange, besides=besides)
    if left is None or seats <= left:
        return ""
    if left <= 0:
        return _("No seat is left.")
    return ngettext("Only %(left)s seat is left.", "Only %(left)s seats are left.", left) % {"left": left}


def seats_left(exchange: Exchange, *, besides: Invitation | None = None) -> int | None:
    """How many seats are neither offered nor taken, without those of *besides*; None where nobody counts them.

    Lock the exchange before you rely on it.
    """
    total = ExchangeContent.objects.filter(exchange=exchange).values_list("seats", flat=True).first()
    if total is None:
        return None
    newest = Reply.objects.filter(delegation=OuterRef("delegation")).order_by("-pk").values("seats")[:1]
    rows = (
        Invitation.objects.filter(delegation__exchange=exchange, state__in=HOLDS_SEATS)
        .exclude(pk=besides.pk if besides else None)
        .annotate(taken=Subquery(newest))
        .values_list("state", "seats", "taken")
    )
    held: int = sum(taken if state in SEES_CONTENT else offered for state, offered, taken in rows)
    return int(total) - held


@transaction.atomic
def issue(invitation: Invitation, *, reply_by: date | None = None, by: Actor) -> Invitation:
    """Send a draft, or open a closed invitation again: cover and packet open to the party's liaisons, who are told.

    Raises:
        PermissionDenied: *by* may not.
        IllegalMove: it is waiting for a reply already.
        ValidationError: by field: the reply-by date has passed, no seat is left, the exchange isn't open.
    """
    require(by, "change", invitation)
    invitation, delegation, exchange = access.lock(invitation)
    source = State(invitation.state)
    states.check(source, State.ISSUED)
    if not exchange.is_open:
        raise ValidationError(_("Invitations are sent while the exchange is a draft, planned or postponed."))
    invitation.reply_by = reply_by or invitation.reply_by
    _check_terms(exchange, seats=invitation.seats, reply_by=invitation.reply_by, besides=invitation)
    if source in SEES_CONTENT:
        access.close_content(delegation, exchange, by=by, reason="invitation issued again")
    _send(invitation, exchange, by=by)
    record(by, "invitation.issued", invitation, source=source, reply_by=invitation.reply_by)
    _tell(delegation, "invited", invitation)
    return invitation


def _send(invitation: Invitation, exchange: Exchange, *, by: Actor) -> None:
    delegation, now = invitation.delegation, timezone.now()
    delegation.title = exchange.title
    delegation.save(update_fields=["title"])
    _date(invitation, access.zone_of(exchange), now)
    _save(
        invitation,
        state=State.ISSUED,
        issued_at=now,
        issued_by=None if isinstance(by, System) else by,
        opened_at=None,
        withdrawal_reason="",
        cover_as_sent=cover(exchange),
    )
    access.open_packet(delegation, exchange, by=by)


def cover(exchange: Exchange) -> dict[str, Any]:
    """The cover's facts as they are now; what a nation keeps when the cover itself is closed to it."""
    return {
        "title": exchange.title,
        "kind": exchange.kind,
        "starts_on": exchange.starts_on.isoformat(),
        "ends_on": exchange.ends_on.isoformat(),
        "host": exchange.host.code,
        "zone": exchange.zone,
        "reference": exchange.reference,
    }


def _date(invitation: Invitation, zone: Any, now: datetime) -> None:
    """Carry the reply-by date over to the instants that follow from it."""
    invitation.reply_due_at = end_of(invitation.reply_by, zone)
    invitation.remind_at = deadlines.next_reminder(invitation.reply_by, zone, now)


def _save(invitation: Invitation, **changes: Any) -> None:
    for field, value in changes.items():
        setattr(invitation, field, value)
    invitation.version += 1
    invitation.save(update_fields=[*changes, "version", "seats", "reply_by", "reply_due_at", "remind_at"])


def _tell(delegation: Delegation, kind: str, invitation: Invitation) -> None:
    notify(
        access.team_members(delegation), kind, delegation, key=f"invitation:{invitation.pk}:{kind}:{invitation.version}"
    )


@transaction.atomic
def amend(invitation: Invitation, *, seats: int, reply_by: date, version: int, by: Actor) -> Invitation:
    """Change the terms of a draft, or of an invitation that was sent: then its liaisons are told.

    Raises:
        PermissionDenied: *by* may not.
        Stale: somebody changed it, or replied, since *version*.
        IllegalMove: it was declined, withdrawn or has expired: open it again instead.
        ValidationError: by field.
    """
    require(by, "change", invitation)
    invitation, delegation, exchange = access.lock(invitation)
    if invitation.version != version:
        raise states.Stale
    source = State(invitation.state)
    if source not in HOLDS_SEATS:
        raise states.IllegalMove(source, source)
    is_new_date = reply_by != invitation.reply_by
    _check_amendment(exchange, invitation, seats=seats, reply_by=reply_by, is_new_date=is_new_date)
    invitation.seats, invitation.reply_by = seats, reply_by
    if is_new_date:
        _date(invitation, access.zone_of(exchange), timezone.now())
    renewed = {"state": State.ISSUED} if source == State.COUNTERED else {}  # Other terms ask for another answer.
    _save(invitation, **renewed)
    record(by, "invitation.amended", invitation, seats=seats, reply_by=reply_by)
    if source in SEES_COVER:
        _tell(delegation, "invitation_amended", invitation)
    return invitation


def _check_amendment(
    exchange: Exchange, invitation: Invitation, *, seats: int, reply_by: date, is_new_date: bool
) -> None:
    """A date that stays as it is may have passed where the answer is there; seats that were taken stay offered."""
    if is_new_date or invitation.state in AWAITS_ANSWER:
        _check_terms(exchange, seats=seats, reply_by=reply_by, besides=invitation)
    elif problem := _seats_problem(exchange, seats, invitation):
        raise ValidationError({"seats": problem})
    taken = invitation.delegation.replies.values_list("seats", flat=True).first() or 0
    if invitation.state in SEES_CONTENT and seats < taken:
        raise ValidationError({"seats": _("They have taken %(taken)s already.") % {"taken": taken}})


@transaction.atomic
def withdraw(invitation: Invitation, *, reason: str, by: Actor) -> Invitation:
    """Take an invitation back: cover and content close to the liaisons, who keep their own file and are told.

    Raises:
        PermissionDenied: *by* may not.
        IllegalMove: it was declined or withdrawn already.
        ValidationError: no reason.
    """
    require(by, "change", invitation)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the nation reads it.")})
    invitation, delegation, exchange = access.lock(invitation)
    source = State(invitation.state)
    states.check(source, State.WITHDRAWN)
    take_away(invitation, exchange, reason=reason.strip(), by=by)
    if source != State.DRAFT:
        _tell(delegation, "invitation_withdrawn", invitation)
    return invitation


def take_away(invitation: Invitation, exchange: Exchange, *, reason: str, by: Actor) -> None:
    """Close what a locked invitation had opened; the caller has decided that *by* may, and tells the nation."""
    source = invitation.state
    _save(invitation, state=State.WITHDRAWN, withdrawal_reason=reason[:200])
    access.close(invitation.delegation, exchange, by=by, reason="invitation withdrawn")
    record(by, "invitation.withdrawn", invitation, source=source)


def nations_to_invite(exchange: Exchange) -> list[Party]:
    """Those in the audience of the cover that have liaisons and aren't part of it yet."""
    taken = Delegation.objects.filter(exchange=exchange).values_list("party_id", flat=True)
    with_liaisons = Party.objects.filter(teams__kind=Team.Kind.DELEGATION).distinct()
    return labels.released_to(exchange.label, with_liaisons.exclude(pk__in=[exchange.host_id, *taken]))
