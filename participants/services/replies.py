"""What a delegation answers."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from clearances.models import Classification, Label
from exchanges.models import Exchange
from exchanges.states import State as ExchangeState
from notifications.services import mark_read_about, notify
from participants import states
from participants.checking import check_complete
from participants.models import Delegation, Invitation, PacketPortion, Reply, SignOff
from participants.services import access
from participants.services.invitations import NOTHING_SAID
from participants.services.terms import checked
from participants.states import ANSWERS, SEES_CONTENT, SEES_COVER, State
from participants.terms import Terms
from portions.containers import state_of
from programs.labelling import sees

CLOSED = frozenset({State.WITHDRAWN, State.EXPIRED})
OVER = frozenset({ExchangeState.COMPLETED, ExchangeState.CLOSED, ExchangeState.CANCELLED})


@transaction.atomic
def reply(invitation: Invitation, *, by: User, **said: Any) -> Reply:
    """Answer for the invited party, without the nation's desk: as ``answer_with``.

    Raises:
        PermissionDenied, Stale, IllegalMove: as there.
        ValidationError: as there; or somebody of one's own nation must agree to a draft first.
    """
    require(by, "reply", invitation)
    asked = SignOff.objects.for_user(by).filter(draft__delegation=invitation.delegation_id, draft__sent_as=None)
    if asked.exists():
        raise ValidationError(_("People of your nation were asked to agree first. Answer from your nation's desk."))
    return answer_with(invitation, by=by, **said)


@transaction.atomic
def answer_with(
    invitation: Invitation,
    *,
    answer: str = "",
    seats: int | None = None,
    caveats: str = "",
    comment: str = "",
    terms: Mapping[str, Any] = MappingProxyType({}),
    version: int,
    packet: str | None = None,
    level: Classification | None = None,
    by: User,
) -> Reply:
    """Answer for the invited party. Acceptance opens the content until ENDEX + 180 days, declining closes everything.

    The same answer may be given again with other seats or words. After the reply-by date only a nation that had
    accepted may still pull out. *terms* is what else is said, as ``Terms.said`` writes it. *packet* is
    ``portions.containers.state_of`` what *by* has read of the packet. The answer is marked as the delegation, for the
    host and the nation alone, or with *level* more strictly.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
        Stale: the invitation was changed, or what *by* sees of its packet, or another reply came, since *version*.
        IllegalMove: that answer can't follow what the invitation's state is now.
        ValidationError: too late, too many seats, caveats that aren't named.
    """
    require(by, "reply", invitation)
    _not_closed(invitation, answer)
    invitation, delegation, exchange = access.lock(invitation)
    if invitation.version != version or packet not in {None, _read_by(by, delegation)}:
        raise states.Stale
    source, target = State(invitation.state), _answer(answer)
    if target != source:
        states.check(source, target)
    _in_time(invitation, exchange, target, timezone.now())
    said = check_complete(checked(terms, invitation, delegation, exchange, by=by), target)
    row = Reply(
        delegation=delegation,
        label=_marked(delegation, level, by),
        answer=target,
        seats=_seats(invitation, target, seats),
        caveats=_caveats(target, caveats, said),
        comment=comment.strip(),
        terms=said.said(),
        replied_by=by,
    )
    row.save()
    _turn(invitation, target, exchange, by=by)
    record(by, f"invitation.{target}", invitation, source=source, seats=row.seats)
    notify(access.planners_of(delegation), "replied", delegation, key=_key(invitation, "replied"))
    return row


def _marked(delegation: Delegation, level: Classification | None, by: User) -> Label:
    """The delegation's own label, or as strict but for a higher *level* of its policy.

    Raises:
        ValidationError: under "level": of another policy or lower, or *by* couldn't read the answer.
    """
    label = Label.objects.select_related("classification", "owner").get(pk=delegation.label_id)
    if level is None or level.pk == label.classification_id:
        return label
    if level.policy_id != label.policy_id or level.rank < label.classification.rank:
        raise ValidationError({"level": _("Choose a level of the invitation's own policy, not below its marking.")})
    raised = access.raised(label, level)
    if not sees(by, raised):
        raise ValidationError({"level": _("You couldn't read this answer yourself.")})
    return raised


def _read_by(user: User, delegation: Delegation) -> str:
    return state_of(PacketPortion.objects.for_user(user).of(delegation))


def _not_closed(invitation: Invitation, answer: str) -> None:
    """Named before anything is looked at that closed with the invitation."""
    state = State(invitation.state)
    if state in CLOSED:
        raise states.IllegalMove(state, _answer(answer))


def _answer(answer: str) -> State:
    if answer not in ANSWERS:
        raise ValidationError({"answer": _("Choose one of the answers.")})
    return State(answer)


def _in_time(invitation: Invitation, exchange: Exchange, target: State, now: datetime) -> None:
    if exchange.state in OVER and target != State.DECLINED:
        raise ValidationError(_("The exchange is over or was cancelled: there is nothing to take part in."))
    is_pulling_out = target == State.DECLINED and invitation.state in SEES_CONTENT
    if now >= invitation.reply_due_at and not is_pulling_out:
        raise ValidationError(_("The reply-by date has passed; ask to reopen the invitation."))


def _seats(invitation: Invitation, target: State, seats: int | None) -> int | None:
    if target == State.DECLINED:
        return None
    if target == State.COUNTERED or (seats is None and target == State.TENTATIVE):
        return None
    if seats is None or not 1 <= seats <= invitation.seats:
        raise ValidationError({"seats": _("Take between 1 and %(seats)s seats.") % {"seats": invitation.seats}})
    return seats


def _caveats(target: State, caveats: str, terms: Terms) -> str:
    if target != State.ACCEPTED_WITH_CAVEATS:
        return ""
    if not caveats.strip() and not terms.caveats:
        raise ValidationError({"caveats": _("Say what the caveats are.")})
    return caveats.strip()


def _turn(invitation: Invitation, target: State, exchange: Exchange, *, by: User) -> None:
    """Carry the answer out: what it opens, what it closes."""
    source = invitation.state
    if invitation.renewal_asked_at:
        invitation.remind_at = None
    invitation.confirmed_at, invitation.confirmed_by, invitation.renewal_asked_at = None, None, None
    invitation.state, invitation.version = target, invitation.version + 1
    invitation.save(update_fields=["state", "version", "remind_at", *NOTHING_SAID])
    if target == State.DECLINED:
        access.close(invitation.delegation, exchange, by=by, reason="invitation declined")
    elif target in SEES_CONTENT and source not in SEES_CONTENT:
        access.open_content(invitation.delegation, exchange, by=by)


def _key(invitation: Invitation, event: str) -> str:
    return f"invitation:{invitation.pk}:{event}:{invitation.version}"


@transaction.atomic
def mark_opened(delegation: Delegation, *, by: User) -> None:
    """Keep when one of the delegation's liaisons first read the invitation, and that *by* has read what it is about."""
    unread = Invitation.objects.for_user(by, "reply").filter(
        delegation=delegation, state__in=SEES_COVER, opened_at__isnull=True
    )
    for invitation in unread.select_for_update(of=("self",)):
        invitation.opened_at = timezone.now()
        invitation.save(update_fields=["opened_at"])
        record(by, "invitation.opened", invitation)
    mark_read_about(by, delegation)
