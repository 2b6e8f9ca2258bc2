"""Every write about offers and requests: offer, close, ask, change, withdraw, review, decline, turn into invitation."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import Party, User
from audit.services import record
from clearances import labels
from clearances.guards import SYSTEM, Actor, require, require_held
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import remember_labels
from clearances.services.grants import holders
from demand import states
from demand.models import ASK, MOST_PEOPLE, PLAN, CatalogueOffer, PartnerRequest
from demand.states import State
from exchanges.models import Exchange
from notifications.services import notify
from participants import services as participants
from participants.models import Delegation, Invitation
from participants.states import State as InvitationState
from programs import versions
from programs.labelling import as_label, sees
from programs.models import Program

WISHED = ["kind", "program", "title", "text", "not_before", "not_after", "people", "priority"]


@transaction.atomic
def add_offer(
    owner: Party, *, label: Label | LabelValue, exchange: Exchange | None = None, by: User, **facts: Any
) -> CatalogueOffer:
    """Let partners ask for something until a day; whoever *label* is released to finds it.

    Raises:
        PermissionDenied: *by* doesn't plan for *owner*, or doesn't invite to *exchange*.
        ValidationError: by field.
    """
    require_held(by, PLAN, owner)
    if exchange is not None:
        require(by, "invite", exchange)
    interned = _label(label, owner, by)
    offer = CatalogueOffer(owner=owner, exchange=exchange, label=interned, review_on=review_of(label), **facts)
    offer.title = offer.title.strip()
    if bool(offer.starts_on) != bool(offer.ends_on):
        raise ValidationError({"ends_on": _("Give both days or neither.")})
    if offer.until < timezone.localdate(timezone=owner.zone_info):
        raise ValidationError({"until": _("This day has passed.")})
    offer.full_clean(exclude=["owner", "label", "exchange", "changed_by"])
    offer.save(force_insert=True)
    remember_labels([interned], container=owner, by=by)
    record(by, "offer.added", offer, owner=owner.pk)
    return offer


@transaction.atomic
def close_offer(offer: CatalogueOffer, *, by: User) -> CatalogueOffer:
    """From now on it can't be asked for; what was asked stays.

    Raises:
        PermissionDenied: *by* may not.
    """
    require(by, "change", offer)
    offer = versions.lock(offer)
    if offer.closed_at is None:
        offer.closed_at = timezone.now()
        versions.save(offer, by=by, fields=["closed_at"])
        record(by, "offer.closed", offer)
    return offer


@transaction.atomic
def ask(
    party: Party,
    host: Party,
    *,
    label: Label | LabelValue,
    offer: CatalogueOffer | None = None,
    by: User,
    **wish: Any,
) -> PartnerRequest:
    """Ask *host* for something on behalf of *party*; those of the host who plan are told.

    Raises:
        PermissionDenied: *by* doesn't ask for *party*, or doesn't see *offer*.
        ValidationError: by field; an offer that takes no requests any more.
    """
    require_held(by, ASK, party)
    if _is_same_side(party, host):
        raise ValidationError({"host": _("Ask another nation or organisation than your own.")})
    if offer is not None:
        require(by, "view", offer)
        offer = CatalogueOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)  # As it stands, not as it was.
        _check_offer(offer, host)
    interned = _label(label, party, by)
    if not labels.is_released_to(interned, host):
        raise ValidationError({"label": _("This isn't released to %(party)s, whom you ask.") % {"party": host}})
    if offer is not None and not keeps(interned, offer.label, (party, host)):
        raise ValidationError({"label": _("A request for this offer is marked no more openly than the offer itself.")})
    request = PartnerRequest(
        party=party, host=host, offer=offer, label=interned, review_on=review_of(label), asked_by=by
    )
    _fill(request, by, **wish)
    request.save(force_insert=True)
    remember_labels([interned], container=party, by=by)
    record(by, "request.sent", request, host=host.pk, kind=request.kind)
    notify(holders(PLAN, host), "request_sent", request, key=f"request:{request.pk}:sent")
    return request


def keeps(label: Label, offered: Label, sides: Iterable[Party]) -> bool:
    """Whether a request marked with *label* keeps what *offered* says: level, compartments, and nobody besides *sides*
    whom that isn't released to."""
    level = offered.classification
    is_open = not offered.compartments and not offered.policy.classifications.filter(rank__lt=level.rank).exists()
    if not is_open and (label.policy_id != offered.policy_id or label.classification.rank < level.rank):
        return False
    named = Party.objects.filter(code__in=label.parties)
    known = {*labels.released_to(offered, named), *sides, *(side.nation for side in sides if side.nation)}
    groups = [group for group, _members in label.groups]
    return (
        set(offered.compartments) <= set(label.compartments)
        and set(named) <= known
        and set(groups) <= {group for group, _members in offered.groups}
    )


def _is_same_side(party: Party, host: Party) -> bool:
    return (party.nation_id or party.pk) == (host.nation_id or host.pk)


def _check_offer(offer: CatalogueOffer, host: Party) -> None:
    if offer.owner_id != host.pk:
        raise ValidationError({"offer": _("This is offered by somebody else.")})
    if offer.closed_at is not None or offer.until < timezone.localdate(timezone=host.zone_info):
        raise ValidationError({"offer": _("This offer takes no requests any more.")})


def _label(label: Label | LabelValue, owner: Party, by: User) -> Label:
    interned = as_label(label)
    if not labels.is_released_to(interned, owner):
        raise ValidationError({"label": _("This isn't released to %(party)s.") % {"party": owner}})
    if not sees(by, interned):
        raise ValidationError({"label": _("You couldn't see this yourself.")})
    return interned


def _fill(request: PartnerRequest, by: User, **wish: Any) -> None:
    for name in WISHED:
        if name in wish:
            setattr(request, name, wish[name])
    request.title, request.text = request.title.strip(), request.text.strip()
    if not request.title:
        raise ValidationError({"title": _("Say what you ask for.")})
    check_years(**{name: day for name in ("not_before", "not_after") if (day := getattr(request, name)) is not None})
    _check_window(request.not_before, request.not_after, timezone.localdate(timezone=request.party.zone_info))
    if request.people is not None and not 0 < request.people <= MOST_PEOPLE:
        raise ValidationError({"people": _("Give a number between 1 and %(most)s.") % {"most": MOST_PEOPLE}})
    program = wish.get("program")
    if program is not None and not Program.objects.for_user(by).filter(pk=program.pk).exists():
        raise PermissionDenied(f"{by.pk} doesn't see program {program.pk}.")
    request.clean_fields(exclude=["party", "host", "offer", "program", "label", "asked_by", "delegation", "changed_by"])


def _check_window(first: date | None, last: date | None, today: date) -> None:
    if first and last and last < first:
        raise ValidationError({"not_after": _("The last day can't lie before the first.")})
    if last and last < today:
        raise ValidationError({"not_after": _("This day has passed.")})
    if first and not last and first < today:
        raise ValidationError({"not_before": _("This day has passed.")})


@transaction.atomic
def amend(request: PartnerRequest, *, version: int | None, by: User, **wish: Any) -> PartnerRequest:
    """Change what is asked for, until the host takes it under review.

    Raises:
        PermissionDenied: *by* doesn't ask for its party.
        Stale: it has changed since *version*.
        IllegalMove: the host reviews it, or it is decided.
        ValidationError: by field.
    """
    require(by, "change", request)
    request = versions.lock(request)
    if request.state != State.SENT:  # First: a conflict names who changed it, and the host's people aren't named.
        raise states.IllegalMove(State(request.state), State.SENT)
    request = versions.lock(request, version)
    if wish.get("program") is None and not sees_program(request, by):
        wish.pop("program", None)  # Whoever doesn't see it doesn't take it out either.
    _fill(request, by, **wish)
    versions.save(request, by=by, fields=WISHED)
    record(by, "request.amended", request)
    return request


def sees_program(request: PartnerRequest, user: User) -> bool:
    """Whether *user* sees the program that *request* names; of none there is nothing to see."""
    return request.program_id is None or Program.objects.for_user(user).filter(pk=request.program_id).exists()


@transaction.atomic
def withdraw(request: PartnerRequest, *, by: User) -> PartnerRequest:
    """Ask for it no longer.

    Raises:
        PermissionDenied: *by* doesn't ask for its party.
        IllegalMove: it is decided.
    """
    require(by, "change", request)
    return _move(request, State.WITHDRAWN, by=by)


@transaction.atomic
def review(request: PartnerRequest, *, by: User) -> PartnerRequest:
    """Say that the host looks at it: from now on it doesn't change under its reader's eyes.

    Raises:
        PermissionDenied: *by* doesn't plan for the host.
        IllegalMove: it is under review, decided or withdrawn.
    """
    require(by, "answer", request)
    return _move(request, State.REVIEWED, by=by)


@transaction.atomic
def decline(request: PartnerRequest, *, answer: str, version: int | None = None, by: User) -> PartnerRequest:
    """Say no, and why; whoever asked is told.

    Raises:
        PermissionDenied, IllegalMove: as in ``review``.
        Stale: what is asked has changed since *version*, which its reader decided about.
        ValidationError: without a reason.
    """
    require(by, "answer", request)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why: whoever asked reads it.")})
    return _move(request, State.REFUSED, version=version, answer=answer.strip(), by=by)


@transaction.atomic
def turn_into_invitation(
    request: PartnerRequest,
    exchange: Exchange,
    *,
    seats: int,
    reply_by: date,
    party: Party | None = None,
    version: int | None = None,
    by: User,
) -> Delegation:
    """Draft an invitation to *exchange* of whoever asked, or of *party*, their nation. The draft stays the host's:
    whoever asked reads that the request is under review, and that it is granted once the invitation is sent.

    Raises:
        PermissionDenied: *by* doesn't plan for the host, or doesn't invite to *exchange*.
        IllegalMove, Stale: as in ``decline``.
        ValidationError: by field, as in ``participants.services.invite``; an invitation is drafted already.
    """
    require(by, "answer", request)
    request = _locked(request, State.GRANTED, version)
    if drafted(request):
        raise ValidationError({"exchange": _("An invitation is drafted already: send it, or withdraw it first.")})
    guest = party or request.party
    if guest not in guests_for(request):
        raise ValidationError({"party": _("%(party)s didn't ask for it.") % {"party": guest}})
    delegation = participants.invite(exchange, party=guest, seats=seats, reply_by=reply_by, message="", by=by)
    if request.state == State.SENT:
        request = _move(request, State.REVIEWED, by=by)
    request.delegation = delegation
    versions.save(request, by=by, fields=["delegation"])
    return delegation


def drafted(request: PartnerRequest) -> bool:
    """Whether an invitation waits to be sent that the request was turned into."""
    return Invitation.objects.filter(delegation=request.delegation_id, state=InvitationState.DRAFT).exists()


def guests_for(request: PartnerRequest) -> list[Party]:
    """Who may be invited for it: whoever asked, and their nation if that may know of the request."""
    asker = request.party
    nation = [asker.nation] if asker.nation and labels.is_released_to(request.label, asker.nation) else []
    return [asker, *nation]


@transaction.atomic
def grant_sent(_at: datetime) -> int:
    """Sweep: grant what became an invitation that was sent meanwhile; whoever asked is told. How many were granted."""
    sent = Invitation.objects.filter(issued_at__isnull=False).values("delegation")
    rows = list(PartnerRequest.objects.open().filter(delegation__in=sent))
    for request in rows:
        _move(request, State.GRANTED, by=SYSTEM)
    return len(rows)


def _locked(request: PartnerRequest, target: State, version: int | None) -> PartnerRequest:
    """The stored row, which may become *target*: a decision is about what was read."""
    request = versions.lock(request)
    states.check(State(request.state), target)
    return versions.lock(request, version)


def _move(
    request: PartnerRequest, target: State, *, version: int | None = None, answer: str = "", by: Actor
) -> PartnerRequest:
    request = _locked(request, target, version)
    request.state, request.answer = target, answer
    if target not in states.OPEN:
        request.decided_at = timezone.now()
    versions.save(request, by=by, fields=["state", "answer", "decided_at"])
    record(by, f"request.{target}", request)
    told = holders(PLAN, request.host) if target == State.WITHDRAWN else [request.asked_by]
    notify([user for user in told if user != by], f"request_{target}", request, key=f"request:{request.pk}:{target}")
    return request
