"""An exchange whose planner has asked nations which of its windows suit them."""

from datetime import date
from typing import Any

from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from participants.models import Delegation
from participants.states import State as Invited
from planning.models import Ballot, DatePoll, PollAnswer
from planning.polls import answering, offering
from planning.polls.answering import Said
from planning.polls.offering import Offer
from planning.polls.windows import Days
from tests.participants.world import World, build
from tests.roles import as_system

FIRST = Days(date(2031, 5, 5), date(2031, 5, 16))
SECOND = Days(date(2031, 6, 2), date(2031, 6, 13))
NOW = Days(date(2031, 3, 1), date(2031, 3, 14))  # The dates of an exchange as the factory makes it.
REPLY_BY = date(2031, 1, 20)


def world_of(**states: Invited) -> World:
    """Nations by code, each brought into its state."""
    world = build(*states)
    for code, state in states.items():
        world.bring(code, state)
    return world


def content(world: World) -> ExchangeContent:
    with as_system():
        return ExchangeContent.objects.select_related("exchange").get(exchange=world.exchange)


def keys(world: World, *codes: str) -> list[Any]:
    with as_system():
        return [Delegation.objects.get(exchange=world.exchange, party__code=code).pk for code in codes]


def open_poll(world: World, *codes: str, windows=(FIRST, SECOND), required=(), label=None, **terms: Any) -> DatePoll:
    offer = Offer(
        **{
            "windows": tuple(windows),
            "asked": keys(world, *codes),
            "required": keys(world, *required),
            "reply_by": REPLY_BY,
            **terms,
        }
    )
    with acting_as(world.planner):
        return offering.open_poll(content(world), offer, label=label, by=world.planner)


def ballot_of(world: World, poll: DatePoll, code: str) -> Ballot:
    with as_system():
        return Ballot.objects.get(poll=poll, delegation__party__code=code)


def answer(world: World, poll: DatePoll, code: str, *answers: str, reason: str = "", **terms: Any) -> Ballot:
    ballot, liaison = ballot_of(world, poll, code), world.liaisons[code]
    with acting_as(liaison):
        rows = PollAnswer.objects.for_user(liaison).filter(ballot=ballot)
        said = {row.pk: Said(given, reason) for row, given in zip(rows, answers, strict=False)}
        return answering.answer(ballot, said, **{"version": ballot.version, "by": liaison, **terms})
