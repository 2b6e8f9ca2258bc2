"""Whose promises a reader may look at: their own nation's, and those that partners made to what they plan."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Party, User
from participants.models import Delegation, Invitation
from participants.packets import Cover, with_covers


def own_parties(user: User) -> list[Party]:
    """The organisation that *user* acts for, and its nation."""
    organisation = user.organisation
    return [organisation, organisation.nation] if organisation.nation else [organisation]


def own_delegations(user: User) -> Any:
    """Those in which the reader's own side takes part as a guest."""
    return Delegation.objects.for_user(user).guests().filter(party__in=own_parties(user))


def partners_delegations(user: User, party: Party | None = None) -> Any:
    """Those of partners in what *user* plans; of one *party* alone where it is given. Never the reader's own side."""
    rows = Delegation.objects.for_user(user, "change").guests().exclude(party__in=own_parties(user))
    return rows if party is None else rows.filter(party=party)


def invitations_of(user: User, delegations: Any) -> list[Invitation]:
    """The invitations that were sent to *delegations*, each with its ``cover``, by STARTEX. Constant queries."""
    rows = Invitation.objects.for_user(user).filter(issued_at__isnull=False)
    rows = rows.filter(delegation__in=delegations.order_by().values("pk")).select_related("delegation__party", "label")
    found: list[Any] = with_covers(user, rows)
    return sorted(found, key=lambda row: (row.cover.starts_on, row.delegation.title, row.pk))


def falls_in(invitation: Invitation, year: int) -> bool:
    """Whether a day of the exchange lies in *year*, as far as its reader knows its dates."""
    cover: Cover = invitation.cover  # type: ignore[attr-defined]  # Given by ``with_covers``.
    return cover.starts_on.year <= year <= cover.ends_on.year


def nation_of(party: Party) -> Party:
    """Under whose name openings are kept."""
    return party.nation or party


def hosts_of(invitations: Iterable[Invitation]) -> dict[Any, Party]:
    """The host of each delegation, by the delegation's key, as far as its reader knows it."""
    found = {row.delegation_id: row.cover.host for row in invitations}  # type: ignore[attr-defined]
    return {pk: host for pk, host in found.items() if host is not None}
