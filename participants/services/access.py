"""What each state of an invitation opens to the delegation's team, and closes again (access.md §4)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts.models import Party, Team, User
from clearances import context, labels
from clearances.guards import Actor
from clearances.labels import LabelValue
from clearances.models import Classification, Label
from clearances.roles import Role
from clearances.services import grant, holders, members_of, take_back
from exchanges.models import Exchange
from participants.models import Delegation, Invitation

DAYS_AFTER = 180  # What an exchange opened to a nation stays open this many days after ENDEX.


def until(ends_on: date) -> date:
    """The last day on which a nation sees an exchange that ends on that day."""
    return ends_on + timedelta(days=DAYS_AFTER)


def open_packet(delegation: Delegation, exchange: Exchange, *, by: Actor) -> None:
    """The cover, until it ends; and the delegation's own file, for good."""
    reason = "invitation issued"
    grant(Role.LIAISON, team_of(delegation), delegation, by=by, reason=reason)
    grant(Role.INVITED, team_of(delegation), exchange, by=by, reason=reason, until=until(exchange.ends_on))


def open_content(delegation: Delegation, exchange: Exchange, *, by: Actor) -> None:
    """The content, and the tasks that come with taking part."""
    team, last, reason = team_of(delegation), until(exchange.ends_on), "invitation accepted"
    grant(Role.PARTICIPANT, team, exchange, by=by, reason=reason, until=last)
    grant(Role.CONTRIBUTOR, team, delegation, by=by, reason=reason, until=last)


def close_content(delegation: Delegation, exchange: Exchange, *, by: Actor, reason: str) -> None:
    take_back(Role.PARTICIPANT, team_of(delegation), exchange, by=by, reason=reason)
    take_back(Role.CONTRIBUTOR, team_of(delegation), delegation, by=by, reason=reason)


def close(delegation: Delegation, exchange: Exchange, *, by: Actor, reason: str) -> None:
    """Cover and content; the delegation keeps its own file: what it was sent and what it said."""
    close_content(delegation, exchange, by=by, reason=reason)
    take_back(Role.INVITED, team_of(delegation), exchange, by=by, reason=reason)


def team_of(delegation: Delegation) -> Team:
    if delegation.team is None:
        raise ValueError("The host's own delegation has no team: nothing is opened to it.")
    return delegation.team


def only_for(label: Label, owner: Party) -> Label:
    """As strict as *label*, but owned by *owner* and for it alone: the owner of *label* itself isn't in it."""
    return labels.intern(
        LabelValue(
            classification=label.classification,
            owner=owner,
            compartments=frozenset(label.compartments),
            informative=frozenset(label.informative),
            orcon=label.orcon,
            snapshots=(),
        )
    )


def raised(label: Label, level: Classification) -> Label:
    """As strict as *label*, but at a higher *level* of its policy; for the same audience."""
    return labels.intern(
        LabelValue(
            classification=level,
            owner=label.owner,
            parties=frozenset(Party.objects.filter(code__in=label.parties)),
            excluded=frozenset(Party.objects.filter(code__in=label.excluded)),
            compartments=frozenset(label.compartments),
            informative=frozenset(label.informative),
            orcon=label.orcon,
            snapshots=tuple((code, tuple(members)) for code, members in label.groups),
        )
    )


def host_label(delegation: Delegation) -> Label:
    """As strict as the delegation's, for the exchange's owner alone: the invited nation isn't in it."""
    return only_for(delegation.label, delegation.label.owner)


def lock_exchange(pk: object) -> Exchange:
    """One writer at a time decides about seats, dates and invitations of an exchange.

    Whoever held the lock before may have added labels: so whoever acts is decided again, or they would count past
    rows that were written a moment ago.

    Raises:
        PermissionDenied: whoever acts doesn't see the exchange (any more).
    """
    rows = Exchange.objects.select_for_update(of=("self",), no_key=True).select_related("host", "label")
    exchange = rows.filter(pk=pk).first()
    if exchange is None:
        raise PermissionDenied("The exchange isn't open to whoever acts.")
    context.forget()
    return exchange  # type: ignore[no-any-return]


def lock(invitation: Invitation) -> tuple[Invitation, Delegation, Exchange]:
    """Exchange first, then invitation, as every service does, so that no two wait for each other.

    Raises:
        PermissionDenied: whoever acts doesn't see the exchange (any more).
    """
    rows = Delegation.objects.select_related("team", "party", "label__owner", "label__classification__policy")
    delegation = rows.get(pk=invitation.delegation_id)
    delegation.exchange = exchange = lock_exchange(delegation.exchange_id)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    locked.delegation = delegation
    return locked, delegation, exchange


def zone_of(exchange: Exchange) -> ZoneInfo:
    return ZoneInfo(exchange.zone)


def team_members(delegation: Delegation) -> models.QuerySet[User]:
    """The users of the delegation's team; nobody for the host's own."""
    return members_of([] if delegation.team_id is None else [delegation.team_id])  # type: ignore[no-any-return]


def is_reachable(delegation: Delegation) -> bool:
    """Whether somebody of the delegation's team can sign in: only then a message lies in an inbox."""
    return team_members(delegation).filter(is_active=True).exists()


def planners_of(delegation: Delegation) -> models.QuerySet[User]:
    return holders("participants.change_delegation", delegation)  # type: ignore[no-any-return]
