"""Opening a date poll: the planners' sheet, and a ballot for each nation that is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import Party, User
from audit.services import record
from clearances import labels
from clearances.facts import end_of
from clearances.guards import require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from exchanges.models import Exchange, ExchangeContent
from notifications.services import notify
from participants import deadlines
from participants.models import Delegation
from participants.services import access
from participants.states import SEES_COVER
from planning.models import Ballot, DatePoll, PollAnswer, PollWindow
from planning.polls import windows
from planning.polls.windows import Days
from programs.labelling import as_label, sees


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Which windows are offered to whom, and until when they answer. Without one of the *required* nothing happens."""

    windows: tuple[Days, ...]
    asked: Collection[Any]  # Keys of delegations.
    required: Collection[Any] = ()
    reply_by: date


def to_ask(exchange: Exchange, user: User) -> Any:
    """The delegations that *user* may ask: those of invited nations that know of the exchange."""
    rows = Delegation.objects.for_user(user, "change").guests().filter(exchange=exchange)
    return rows.filter(invitation__state__in=SEES_COVER).select_related("party", "invitation")


@transaction.atomic
def open_poll(content: ExchangeContent, offer: Offer, *, label: Label | LabelValue | None = None, by: User) -> DatePoll:
    """Ask nations which windows suit them; their liaisons are told. Labelled as the cover by default.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        ValidationError: by field.
    """
    require(by, "change", content)
    exchange = access.lock_exchange(content.exchange_id)
    _check(exchange, offer)
    delegations = _asked(exchange, offer, by)
    kept = _label(exchange, label, by)
    due = {"reply_by": offer.reply_by, "reply_due_at": end_of(offer.reply_by, access.zone_of(exchange))}
    poll = DatePoll(
        exchange=exchange, label=kept, review_on=review_of(label), title=exchange.title, opened_by=by, **due
    )
    poll.save(force_insert=True)
    offered = [PollWindow(poll=poll, label=kept, starts_on=first, ends_on=last) for first, last in offer.windows]
    PollWindow.objects.bulk_create(offered)
    named = _narrowed(kept, [delegation.party for delegation in delegations], by)
    for delegation in delegations:
        _ask(poll, offered, delegation, named[delegation.party_id], delegation.pk in set(offer.required))
    record(by, "date_poll.opened", poll, exchange=exchange.pk, windows=len(offered), nations=len(delegations))
    return poll


def _asked(exchange: Exchange, offer: Offer, by: User) -> list[Delegation]:
    found = list(to_ask(exchange, by).filter(pk__in=offer.asked))
    if not found:
        raise ValidationError({"asked": _("Choose at least one nation to ask.")})
    if len(found) < len(set(offer.asked)) or not set(offer.required) <= {row.pk for row in found}:
        raise ValidationError({"asked": _("Choose among the nations that know of the exchange.")})
    return found


def _check(exchange: Exchange, offer: Offer) -> None:
    if not exchange.is_open:
        raise ValidationError(_("Its dates can't change any more: there is nothing to ask."))
    check_years(reply_by=offer.reply_by)
    if end_of(offer.reply_by, access.zone_of(exchange)) <= timezone.now():
        raise ValidationError({"reply_by": _("This day has passed already.")})
    windows.check(offer.windows, reply_by=offer.reply_by)


def _label(exchange: Exchange, chosen: Label | LabelValue | None, by: User) -> Label:
    if chosen is None:
        return exchange.label
    try:
        label = as_label(chosen)
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem
    if not sees(by, label):
        raise ValidationError({"label": _("You couldn't see this yourself.")})
    if not labels.at_least(label, exchange.label):
        raise ValidationError({"label": _("It must be marked at least as strictly as the cover of the exchange.")})
    return label


def _narrowed(label: Label, parties: list[Party], by: User) -> dict[int, Label]:
    """The label of each nation's ballot: no other nation learns that it is asked, or what it says."""
    barred = set(parties) - set(labels.released_to(label, parties))
    named = {party.pk: labels.narrowed(label, to=party) for party in parties if party not in barred}
    barred |= {party for party in parties if party.pk in named and not sees(by, named[party.pk])}
    if barred:
        text = _("This marking doesn't let you ask %(parties)s.")
        raise ValidationError({"asked": text % {"parties": ", ".join(sorted(map(str, barred)))}})
    return named


def _ask(poll: DatePoll, offered: list[PollWindow], delegation: Delegation, label: Label, is_required: bool) -> None:
    remind_at = deadlines.next_reminder(poll.reply_by, access.zone_of(poll.exchange), timezone.now())
    ballot = Ballot(poll=poll, delegation=delegation, label=label, title=delegation.title, is_required=is_required)
    ballot.reply_by, ballot.reply_due_at, ballot.remind_at = poll.reply_by, poll.reply_due_at, remind_at
    ballot.save(force_insert=True)
    PollAnswer.objects.bulk_create(
        PollAnswer(ballot=ballot, window=window, label=label, starts_on=window.starts_on, ends_on=window.ends_on)
        for window in offered
    )
    notify(access.team_members(delegation), "poll_opened", ballot, key=f"ballot:{ballot.pk}:opened")
