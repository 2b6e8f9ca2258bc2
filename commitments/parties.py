"""Whose promises a reader may look at: their own nation's, and those that partners made to what they plan."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Party, User
from clearances import context
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
    """The invitations that were sent to *delegations*, each with its ``cover``, by STARTEX. Constant queries.

    They are looked through, not shown: whoever shows some says so by ``show``, and no other raises the page's banner.
    """
    rows = Invitation.objects.for_user(user).filter(issued_at__isnull=False)
    rows = rows.filter(delegation__in=delegations.order_by().values("pk")).select_related(
        "delegation__party", "delegation__label__owner", "label"
    )
    with context.noting_labels():
        found: list[Any] = with_covers(user, rows)
        labels = {(model, pk): label for label, model, pk in context.noted_rows()}
    for row in found:
        keys = [(row._meta.label_lower, row.pk), ("participants.delegation", row.delegation_id)]
        keys.append(("exchanges.exchange", row.delegation.exchange_id))
        row.shown = [(labels[model, str(pk)], model, pk) for model, pk in keys if (model, str(pk)) in labels]
    return sorted(found, key=lambda row: (row.cover.starts_on, row.delegation.title, row.pk))


def show(invitations: Iterable[Invitation]) -> None:
    """Note that the page shows these: their labels count for its banner, and that they were read."""
    for invitation in invitations:
        for row in invitation.shown:  # type: ignore[attr-defined]  # Given by ``invitations_of``.
            context.note_row(*row)


def falls_in(invitation: Invitation, year: int) -> bool:
    """Whether a day of the exchange lies in *year*, as far as its reader knows its dates."""
    cover: Cover = invitation.cover  # type: ignore[attr-defined]  # Given by ``with_covers``.
    return cover.starts_on.year <= year <= cover.ends_on.year


def nation_key(party: Party) -> int:
    """The key of the nation under whose name readings by people of *party* are kept."""
    return party.nation_id or party.pk


def receivers_of(invitations: Iterable[Invitation], user: User) -> dict[Any, list[Party]]:
    """Who gets what is handed over in each delegation, by the delegation's key: the host, and whoever owns the exchange
    where that is another, as far as the reader knows it; never the reader's own side.
    """
    own = {nation_key(party) for party in own_parties(user)}
    found: dict[Any, list[Party]] = {}
    for row in invitations:
        sides = [row.cover.host, row.delegation.label.owner]  # type: ignore[attr-defined]  # Given by ``with_covers``.
        known = {nation_key(party): party for party in reversed(sides) if party is not None}
        found[row.delegation_id] = [party for key, party in reversed(known.items()) if key not in own]
    return found
