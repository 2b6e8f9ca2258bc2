"""An owner with a range, its keeper, and planners of two exchanges, one of which the other may not see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Party, User
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import Exchange
from resources import services
from resources.models import Booking, Resource
from resources.windows import Window
from tests import factories as make
from tests.roles import as_system

FIRST, LAST = date(2031, 3, 3), date(2031, 3, 7)


@dataclass
class World:
    owner: Party
    keeper: User
    planner: User  # Plans ``exchange`` for another nation, and sees the owner's resources.
    exchange: Exchange
    secret: Exchange  # Of the same other nation; the planner sees nothing of it.
    insider: User  # Plans the secret one.

    def resource(self, **facts: Any) -> Resource:
        label = facts.pop("label", None) or make.label(self.owner, to=[self.exchange.host])
        published = facts.pop("publishes_busy", True)
        with acting_as(self.keeper):
            made = services.add_resource(
                self.owner, **{"kind": "area", "name": "Range", "label": label, "by": self.keeper, **facts}
            )
        with as_system():
            Resource.objects.filter(pk=made.pk).update(publishes_busy=published)
            return Resource.objects.get(pk=made.pk)

    def book(self, *resources: Resource, by: User | None = None, **wishes: Any) -> list[Booking]:
        who = by or self.planner
        exchange = {self.planner: self.exchange, self.insider: self.secret}.get(who)
        with acting_as(who):
            return services.book(resources, **{"window": window(), "exchange": exchange, "by": who, **wishes})


def window(first: date = FIRST, last: date = LAST) -> Window:
    return Window.of_days(first, last, ZoneInfo("UTC"))


def build(level: str = "U") -> World:
    owner, host = make.NationFactory(code="OWN"), make.NationFactory(code="HOS")
    exchange, secret = (
        make.ExchangeFactory(
            program__owner=host, label=make.label(host, to=[owner]), content__label=make.label(host, to=[owner])
        )
        for _ in range(2)
    )
    planner, insider = (officer(Role.PLANNER, root, host) for root in (exchange, secret))
    return World(owner, officer(Role.STAFF_OFFICER, owner, owner), planner, exchange, secret, insider)


def officer(role: Role, root: Any, organisation: Party) -> User:
    user = make.member(role, root, organisation=organisation)
    if role != Role.STAFF_OFFICER:
        with as_system():
            grant(Role.STAFF_OFFICER, user.personal_team, organisation, by=SYSTEM, reason="test")
    return user


def stored(booking: Booking) -> Booking:
    with as_system():
        return Booking.objects.get(pk=booking.pk)
