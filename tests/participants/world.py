"""One exchange with its planner, and nations whose liaisons can be brought into any state through the services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Party, Team, User
from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.models import Exchange
from participants import services
from participants.models import Delegation, Invitation
from participants.states import State
from tests import factories as make
from tests.roles import as_system

REPLY_BY = date(2031, 2, 1)


@dataclass
class World:
    """Everything a test of invitations needs; ``content_to`` of ``build`` says to whom the content is released."""

    exchange: Exchange
    planner: User
    liaisons: dict[str, User] = field(default_factory=dict)

    def nation(self, code: str) -> Party:
        return Party.objects.get(code=code)

    def invite(self, code: str, **terms: Any) -> Invitation:
        with acting_as(self.planner):
            delegation = services.invite(
                self.exchange,
                party=self.nation(code),
                **{"seats": 10, "reply_by": REPLY_BY, "message": f"Packet of {code}", "by": self.planner, **terms},
            )
            return delegation.invitation

    def issue(self, code: str, **terms: Any) -> Invitation:
        invitation = self.invite(code, **terms)
        with acting_as(self.planner):
            return services.issue(invitation, by=self.planner)

    def reply(self, invitation: Invitation, answer: str = "accepted", **terms: Any) -> Invitation:
        liaison = self.liaisons[self.code_of(invitation)]
        with acting_as(liaison):
            services.reply(
                invitation,
                **{
                    "answer": answer,
                    "seats": 4,
                    "caveats": "No live fire",
                    "terms": {"counter": {"seats": 12}} if answer == State.COUNTERED else {},
                    "version": self.stored(invitation).version,
                    "by": liaison,
                    **terms,
                },
            )
        return self.stored(invitation)

    def code_of(self, invitation: Invitation) -> str:
        with as_system():
            return str(Delegation.objects.select_related("party").get(pk=invitation.delegation_id).party.code)

    def stored(self, invitation: Invitation) -> Invitation:
        with as_system():
            return Invitation.objects.select_related("delegation__exchange", "delegation__team").get(pk=invitation.pk)

    def bring(self, code: str, state: State, **terms: Any) -> Invitation:
        """An invitation of *code* in *state*, reached as people would reach it."""
        invitation = self.invite(code, **terms)
        for step in ROADS[state]:
            step(self, invitation)
        return self.stored(invitation)


def _issued(world: World, invitation: Invitation) -> None:
    with acting_as(world.planner):
        services.issue(invitation, by=world.planner)


def _withdrawn(world: World, invitation: Invitation) -> None:
    with acting_as(world.planner):
        services.withdraw(invitation, reason="Changed plans", by=world.planner)


def _expired(world: World, invitation: Invitation) -> None:
    with as_system():
        services.expire_invitations(invitation.reply_due_at)


def _replied(answer: State) -> Callable[[World, Invitation], Any]:
    return lambda world, invitation: world.reply(invitation, answer)


ROADS: dict[State, list[Callable[[World, Invitation], Any]]] = {
    State.DRAFT: [],
    State.ISSUED: [_issued],
    State.TENTATIVE: [_issued, _replied(State.TENTATIVE)],
    State.COUNTERED: [_issued, _replied(State.COUNTERED)],
    State.ACCEPTED: [_issued, _replied(State.ACCEPTED)],
    State.ACCEPTED_WITH_CAVEATS: [_issued, _replied(State.ACCEPTED_WITH_CAVEATS)],
    State.DECLINED: [_issued, _replied(State.DECLINED)],
    State.WITHDRAWN: [_issued, _withdrawn],
    State.EXPIRED: [_issued, _expired],
}


def build(*codes: str, zone: str = "UTC", seats: int | None = 40, level: str = "U", **exchange: Any) -> World:
    """An exchange whose cover and content are released to the nations *codes*, each with one liaison."""
    host = make.NationFactory(code="HOS", zone=zone)
    nations = [make.NationFactory(code=code) for code in codes]
    row = make.ExchangeFactory(
        program__owner=host,
        zone=zone,
        label=make.label(host, to=nations),
        content__label=make.label(host, level, to=nations),
        content__seats=seats,
        **exchange,
    )
    world = World(row, make.member(Role.PLANNER, row, organisation=host))
    for nation in nations:
        world.liaisons[nation.code] = make.UserFactory(person__organisation=nation, joins=[team(nation)])
    return world


def team(nation: Party) -> Team:
    with as_system():
        return Team.objects.create(
            name=f"liaisons:{nation.code}", kind=Team.Kind.DELEGATION, title=f"Liaisons of {nation}", party=nation
        )
