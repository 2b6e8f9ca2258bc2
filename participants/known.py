"""Which nations a reader may find named in the parts of an exchange, such as its serials and phases.

A part's label says who may read it. Who takes part in the exchange is the invitation list's to tell (access.md §4:
serials obey the same rule), so a nation is named to those who see its delegation, and to itself. The host is on the
cover.
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import Party, User
from exchanges.models import Exchange
from participants.models import Delegation, Invitation
from participants.states import State

OUT = frozenset({State.DECLINED, State.WITHDRAWN, State.EXPIRED})


def known(user: User, exchange: Exchange) -> set[int]:
    """The keys of the parties that *user* may read in the parts of this exchange."""
    return known_in(user, [exchange])[exchange.pk]


def invited(user: User, exchange: Exchange) -> list[Party]:
    """The nations that were asked and haven't dropped out, as far as *user* sees their delegations, by name."""
    rows = Delegation.objects.for_user(user).guests().filter(exchange=exchange).exclude(invitation__state__in=OUT)
    return [row.party for row in rows.select_related("party").order_by("party__name_en", "pk")]


def named(user: User, exchange: Exchange, codes: Iterable[str]) -> list[Party]:
    """The parties of these *codes* that *user* may read there; what is missing isn't known to them, or isn't at all."""
    return list(Party.objects.filter(pk__in=known(user, exchange), code__in=codes))


def known_in(user: User, exchanges: Iterable[Exchange]) -> dict[Any, set[int]]:
    """As ``known``, for several exchanges in one query."""
    organisation = user.person.organisation
    own = {key for key in (organisation.pk, organisation.nation_id) if key is not None}
    found = {exchange.pk: {*own, exchange.host_id} for exchange in exchanges}
    seen = Delegation.objects.for_user(user).filter(exchange__in=list(found))
    for exchange_pk, party_pk in seen.values_list("exchange_id", "party_id"):
        found[exchange_pk].add(party_pk)
    return found


def labels_in(user: User, exchanges: Iterable[Exchange]) -> dict[tuple[Any, int], int]:
    """What it is marked with that a party takes part, by exchange and party, as far as *user* sees it. One query."""
    seen = Delegation.objects.for_user(user).filter(exchange__in=[exchange.pk for exchange in exchanges])
    return {(exchange, party): label for exchange, party, label in seen.values_list("exchange", "party", "label")}


def out_of(user: User, exchanges: Iterable[Exchange]) -> dict[Any, set[int]]:
    """The parties that don't take part any more, by exchange, as far as *user* sees their invitations. One query."""
    found: dict[Any, set[int]] = {exchange.pk: set() for exchange in exchanges}
    rows = Invitation.objects.for_user(user).filter(delegation__exchange__in=list(found), state__in=OUT)
    for exchange_pk, party_pk in rows.values_list("delegation__exchange_id", "delegation__party_id"):
        found[exchange_pk].add(party_pk)
    return found
