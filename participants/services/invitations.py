"""Invite parties, send what was drafted, change it, take it back, send it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, Team, User
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
from participants.offers import Offer, check_offer
from participants.services import access, staffing
from participants.services.packets import packet_of
from participants.states import SEES_CONTENT, SEES_COVER, State
from portions import services as portions
from portions.containers import Block

HOLDS_SEATS = SEES_COVER | {State.DRAFT}
# What the host said to an answer that doesn't stand any more.
NOTHING_SAID: dict[str, Any] = {"confirmed_at": None, "confirmed_by": None, "renewal_asked_at": None}


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
    offer: Mapping[str, Any] = MappingProxyType({}),
    by: Actor,
) -> Delegation:
    """Draft an invitation; the party learns of it when it is issued. The *message* is its packet.

    *offer* is what it offers and asks in fixed lines, as ``Offer.said`` writes it.

    Raises:
        PermissionDenied: *by* may not invite to this exchange.
        ValidationError: by field: the party can't be invited, the date or the number of seats doesn't fit.
    """
    require(by, "invite", exchange)
    exchange = access.lock_exchange(exchange.pk)
    team = _invitable(exchange, party)
    check_terms(exchange, seats=seats, reply_by=reply_by)
    said = Offer.read(offer)
    check_offer(said, seats=seats)
    delegation = _add_delegation(exchange, party, team, _label(exchange, party, by))
    inherit(delegation, exchange)
    Invitation.objects.create(
        delegation=delegation,
        label=delegation.label,
        seats=seats,
        reply_by=reply_by,
        reply_due_at=end_of(reply_by, access.zone_of(exchange)),
        offer=said.said(),
    )
    portions.begin(packet_of(delegation), message, by=by)
    record(by, "invitation.drafted", delegation, party=party.pk, seats=seats, reply_by=reply_by)
    return delegation


@transaction.atomic
def invite_all(exchange: Exchange, wishes: Iterable[Wish], *, send: bool, by: Actor, **packet: Any) -> list[Delegation]:
    """Draft all of them or none, and send them at once where *send*. *packet* is the same for all: message, offer.

    Raises:
        ValidationError: keyed by field and party, such as "seats_NOR"; every nation's problems are named.
    """
    problems: dict[str, list[str]] = {}
    made = []
    for wish in wishes:
        try:
            delegation = invite(exchange, party=wish.party, seats=wish.seats, reply_by=wish.reply_by, by=by, **packet)
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


def check_terms(exchange: Exchange, *, seats: int, reply_by: date, besides: Invitation | None = None) -> None:
    """Seats and reply-by date, both at once, each next to its field."""
    problems = {"seats": seats_problem(exchange, seats, besides), "reply_by": date_problem(exchange, reply_by)}
    named = {field: text for field, text in problems.items() if text}
    if named:
        raise ValidationError(named)


def date_problem(exchange: Exchange, reply_by: date) -> str:
    if reply_by >= exchange.starts_on:
        return _("The reply-by date must be before the exchange starts.")
    if end_of(reply_by, access.zone_of(exchange)) <= timezone.now():
        return _("The reply-by date has passed already.")
    return ""


def seats_problem(exchange: Exchange, seats: int, besides: Invitation | None) -> str:
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
def issue(
    invitation: Invitation, *, reply_by: date | None = None, only_from: State | None = None, by: Actor
) -> Invitation:
    """Send a draft, or open a closed invitation again: cover and packet open to the party's liaisons, who are told.

    *only_from* is the state that whoever asked saw it in, where somebody else may have been faster.

    Raises:
        PermissionDenied: *by* may not.
        IllegalMove: it is waiting for a reply already, or isn't in *only_from* any more.
        ValidationError: by field: the reply-by date has passed, no seat is left, the exchange isn't open, or an office
            that must sign the draft hasn't.
    """
    require(by, "change", invitation)
    invitation, delegation, exchange = access.lock(invitation)
    source = State(invitation.state)
    states.check(source, State.ISSUED)
    if only_from not in {None, source}:
        raise states.IllegalMove(source, State.ISSUED)
    if not exchange.is_open:
        raise ValidationError(_("Invitations are sent while the exchange is a draft, planned or postponed."))
    if source == State.DRAFT:
        staffing.require_signed(delegation, by=by)
    invitation.reply_by = reply_by or invitation.reply_by
    check_terms(exchange, seats=invitation.seats, reply_by=invitation.reply_by, besides=invitation)
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
    set_dates(invitation, access.zone_of(exchange), now)
    save_terms(
        invitation,
        state=State.ISSUED,
        issued_at=now,
        issued_by=None if isinstance(by, System) else by,
        **NOTHING_SAID,
        delivered_at=now if access.is_reachable(delegation) else None,
        opened_at=None,
        withdrawal_reason="",
        cover_as_sent=cover(exchange),
    )
    access.open_packet(delegation, exchange, by=by)


def drafted(delegation: Delegation, *, by: User) -> Invitation | None:
    """The invitation of *delegation* if *by* may change it and it is still a draft."""
    rows = Invitation.objects.for_user(by, "change").filter(delegation=delegation, state=State.DRAFT)
    return rows.first()


def as_if_sent(invitation: Invitation, *, by: User) -> None:
    """Open a draft to its nation without telling anybody: for a preview that takes it back (``previews.undone``).

    Raises:
        PermissionDenied: *by* may not send it.
    """
    require(by, "change", invitation)
    invitation, _delegation, exchange = access.lock(invitation)
    _send(invitation, exchange, by=by)


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


def set_dates(invitation: Invitation, zone: Any, now: datetime) -> None:
    """Carry the reply-by date over to the instants that follow from it."""
    invitation.reply_due_at = end_of(invitation.reply_by, zone)
    invitation.remind_at = deadlines.next_reminder(invitation.reply_by, zone, now)


def save_terms(invitation: Invitation, **changes: Any) -> None:
    for field, value in changes.items():
        setattr(invitation, field, value)
    invitation.version += 1
    invitation.save(update_fields=[*changes, "version", "seats", "reply_by", "reply_due_at", "remind_at"])


def _tell(delegation: Delegation, kind: str, invitation: Invitation) -> None:
    notify(
        access.team_members(delegation), kind, delegation, key=f"invitation:{invitation.pk}:{kind}:{invitation.version}"
    )


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
    save_terms(invitation, state=State.WITHDRAWN, withdrawal_reason=reason[:200], **NOTHING_SAID)
    access.close(invitation.delegation, exchange, by=by, reason="invitation withdrawn")
    record(by, "invitation.withdrawn", invitation, source=source)


def nations_to_invite(exchange: Exchange) -> list[Party]:
    """Those in the audience of the cover that have liaisons and aren't part of it yet."""
    taken = Delegation.objects.filter(exchange=exchange).values_list("party_id", flat=True)
    with_liaisons = Party.objects.filter(teams__kind=Team.Kind.DELEGATION).distinct()
    return labels.released_to(exchange.label, with_liaisons.exclude(pk__in=[exchange.host_id, *taken]))
