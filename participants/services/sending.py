"""Send many invitations: a worker sends each in a transaction of its own, as whoever ordered it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from clearances.subjects import acting_as
from exchanges.models import Exchange
from jobs import services as jobs
from jobs.models import Progress
from participants.models import Delegation, Invitation, PacketPortion, Sending, SendingItem
from participants.models.sending import PROBLEM_LENGTH
from participants.services import access
from participants.services.invitations import issue
from participants.states import IllegalMove, State
from portions.containers import Block


@transaction.atomic
def order_sending(exchange: Exchange, invitations: Iterable[Invitation], *, by: User) -> Sending:
    """Have a worker send these drafts. What can't be sent is named beside its nation; the others go.

    Raises:
        PermissionDenied: *by* may not invite to this exchange.
        ValidationError: nothing chosen, or some of it isn't a draft that *by* may send (any more).
    """
    require(by, "invite", exchange)
    exchange = access.lock_exchange(exchange.pk)
    wanted = {row.pk for row in invitations}
    found = Invitation.objects.for_user(by, "change").filter(pk__in=wanted, state=State.DRAFT)
    rows = list(found.filter(delegation__exchange=exchange).select_related("delegation__label__owner"))
    if not rows:
        raise ValidationError(_("Choose at least one invitation in draft."))
    if len(rows) < len(wanted):
        raise ValidationError(_("Some of these were sent or withdrawn meanwhile. Look again what is left to be sent."))
    delegations = [row.delegation for row in rows]
    if _is_under_way(delegations):
        raise ValidationError(_("Some of these are being sent already. Look again in a moment."))
    label = access.only_for(exchange.label, exchange.label.owner)
    sending = Sending.objects.create(exchange=exchange, label=label, ordered_by=by)
    _add(sending, delegations, by)
    record(by, "sending.ordered", sending, count=len(rows))
    return sending


def _is_under_way(delegations: list[Delegation]) -> bool:
    return SendingItem.objects.filter(delegation__in=delegations, state=SendingItem.State.WAITING).exists()


def _add(sending: Sending, delegations: list[Delegation], by: User) -> None:
    """An item each, with a row of progress by which a worker learns whose order it is before it may see any of it."""
    labels = {row.label_id: row for row in delegations}
    own = {pk: access.host_label(row) for pk, row in labels.items()}
    rows = Progress.objects.bulk_create(
        [Progress(owner=by, title=str(_("Sending an invitation")), total=1) for _row in delegations]
    )
    SendingItem.objects.bulk_create(
        SendingItem(sending=sending, delegation=row, label=own[row.label_id], progress=progress)
        for row, progress in zip(delegations, rows, strict=True)
    )
    jobs.post_all("invitation", [(f"invitation:{row.pk}", row.pk) for row in rows])


def send_ordered(progress_pk: int) -> None:
    """Send one invitation of an order, in a worker: twice is once; one killed in the middle has done nothing."""
    progress = Progress.objects.select_related("owner__person__organisation").get(pk=progress_pk)
    with acting_as(progress.owner), translation.override(progress.owner.language):
        _send_one(progress)


@transaction.atomic
def _send_one(progress: Progress) -> None:
    rows = SendingItem.objects.select_for_update(of=("self",)).filter(state=SendingItem.State.WAITING)
    item = rows.filter(progress=progress).first()
    if item is None:  # Sent before; or whoever ordered it may not see it any more.
        return
    item.problem = _problem(item, progress.owner)[:PROBLEM_LENGTH]
    item.state = SendingItem.State.FAILED if item.problem else SendingItem.State.SENT
    item.save(update_fields=["state", "problem"])
    jobs.advance(progress)
    jobs.finish(progress)


def _problem(item: SendingItem, by: User) -> str:
    """Try to send it; why it can't be sent, or nothing."""
    try:
        with transaction.atomic():
            issue(Invitation.objects.get(delegation=item.delegation_id), only_from=State.DRAFT, by=by)
    except ValidationError as problem:
        return " ".join(problem.messages)
    except IllegalMove:
        return str(_("It was sent or withdrawn meanwhile."))
    except (PermissionDenied, Invitation.DoesNotExist):
        return str(_("You may not send it any more."))
    return ""


@dataclass(frozen=True)
class Copied:
    """What of a packet may be written to other nations too."""

    paragraphs: list[Block]
    offer: dict[str, Any]


def copied_packet(source: Delegation, *, by: User) -> Copied:
    """The lines of a packet, and its paragraphs that are marked as the packet itself.

    What bears a marking of its own was decided for that one nation; it isn't released to others along the way.

    Raises:
        PermissionDenied: *by* may not change that packet.
    """
    require(by, "change", source)
    rows = PacketPortion.objects.for_user(by, "change").of(source)
    invitation = Invitation.objects.for_user(by, "change").get(delegation=source)
    return Copied([Block(row.text) for row in rows if row.label_id == source.label_id], invitation.offer)
