"""Which nations and people a reader may find named in the serials of an exchange (participants.known)."""

from typing import Any

from accounts.models import Party, Person, User
from clearances.services import holders
from exchanges.models import Exchange
from participants.known import known, known_in

__all__ = ["choices", "known", "known_in", "people"]


def choices(user: User, exchange: Exchange) -> Any:
    """The parties that *user* may name in a serial."""
    return Party.objects.filter(pk__in=known(user, exchange))


def people(user: User, exchange: Exchange) -> Any:
    """Whom *user* may put in charge: those who read the exchange's content, of nations that *user* sees in it."""
    seen = known(user, exchange)
    readers = holders("exchanges.view_content", exchange).order_by().values("person")
    here = Person.objects.filter(pk__in=readers)
    return here.filter(organisation__in=seen) | here.filter(organisation__nation__in=seen)
