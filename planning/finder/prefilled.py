"""What is asked at first for an exchange that looks for other dates: everything about it that the asker sees."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from exchanges.models import Exchange
from planning.board_rows import delegations_of
from planning.finder.forms import SOON, YEAR
from resources.models import Booking, Kind, Resource


def initial_of(exchange: Exchange, user: User) -> dict[str, Any]:
    today = max(timezone.localdate(timezone=user.zone_info), exchange.today)
    first = min(today + SOON, max(today, exchange.starts_on))
    guests = [each.party for each in delegations_of(user, [exchange])]
    booked = Booking.objects.for_user(user).kept().filter(exchange=exchange).values("resource")
    rows = list(Resource.objects.for_user(user).filter(pk__in=booked))
    return {
        "exchange": exchange.reference,
        "days": exchange.days,
        "first": first,
        "last": first + YEAR,
        "wish": exchange.starts_on,
        "nations": [exchange.host.code, *(party.code for party in guests)],
        "resources": [row.pk for row in rows if row.kind != Kind.PERSON],
        "people": [row.pk for row in rows if row.kind == Kind.PERSON],
    }
