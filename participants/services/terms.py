"""Check what an answer says against the invitation that it answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Party, User
from exchanges.models import Exchange
from participants import offers as stored
from participants.checking import Offer, check
from participants.models import Delegation, Invitation
from participants.targets import targets
from participants.terms import Terms


def checked(
    terms: Mapping[str, Any], invitation: Invitation, delegation: Delegation, exchange: Exchange | None, *, by: User
) -> Terms:
    """*terms* as data, if they can be said about this invitation today; only what *by* may see can be named.

    Raises:
        ValidationError: by part (``participants.checking``).
    """
    said = Terms.read(terms)
    starts_on, today = host_facts(invitation, exchange)
    offered = stored.Offer.read(invitation.offer)
    offer = Offer(
        seats=invitation.seats,
        starts_on=starts_on,
        today=today,
        own=delegation.party.code,
        parties=set(Party.objects.filter(code__in=said.parties).values_list("code", flat=True)),
        ranges=offered.ranges,
        is_observing=offered.is_observing,
        serials=targets(by, exchange).keys() if exchange and said.serials else (),
    )
    check(said, offer)
    return said


def host_facts(invitation: Invitation, exchange: Exchange | None) -> tuple[date, date]:
    """When the exchange starts and which day it is there; from the cover as it was sent where that is closed by now."""
    sent = invitation.cover_as_sent
    starts_on = exchange.starts_on if exchange else date.fromisoformat(sent["starts_on"])
    return starts_on, timezone.localdate(timezone=ZoneInfo(exchange.zone if exchange else sent["zone"]))
