"""Which nations a reader may find named in the serials of an exchange.

A serial's label says who may read that it takes place. Who takes part in the exchange is the invitation list's to tell
(access.md §4: serials obey the same rule), so a nation is named to those who see its delegation, and to itself. The
host is on the cover.
"""

from collections.abc import Iterable
from typing import Any

from accounts.models import Party, Person, User
from clearances.services import holders
from exchanges.models import Exchange
from participants.models import Delegation


def known(user: User, exchange: Exchange) -> set[int]:
    """The keys of the parties that *user* may read in this exchange's serials."""
    return known_in(user, [exchange])[exchange.pk]


def known_in(user: User, exchanges: Iterable[Exchange]) -> dict[Any, set[int]]:
    """As ``known``, for several exchanges in one query."""
    organisation = user.person.organisation
    own = {key for key in (organisation.pk, organisation.nation_id) if key is not None}
    found = {exchange.pk: {*own, exchange.host_id} for exchange in exchanges}
    seen = Delegation.objects.for_user(user).filter(exchange__in=list(found))
    for exchange_pk, party_pk in seen.values_list("exchange_id", "party_id"):
        found[exchange_pk].add(party_pk)
    return found


def choices(user: User, exchange: Exchange) -> Any:
    """The parties that *user* may name in a serial."""
    return Party.objects.filter(pk__in=known(user, exchange))


def people(user: User, exchange: Exchange) -> Any:
    """Whom *user* may put in charge: those who read the exchange's content, of nations that *user* sees in it."""
    seen = known(user, exchange)
    readers = holders("exchanges.view_content", exchange).order_by().values("person")
    here = Person.objects.filter(pk__in=readers)
    return here.filter(organisation__in=seen) | here.filter(organisation__nation__in=seen)
