"""An exchange with its planner, whose milestones are made as people make them."""

from datetime import date
from typing import Any

from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from milestones import services
from milestones.models import Milestone
from milestones.services.milestones import Facts
from tests.participants.world import World, build
from tests.roles import as_system

__all__ = ["World", "add", "build", "content", "stored"]


def content(world: World) -> ExchangeContent:
    with as_system():
        return ExchangeContent.objects.get(exchange=world.exchange)


def add(world: World, title: str = "Frequencies cleared", on: date = date(2031, 1, 6), **facts: Any) -> Milestone:
    label = facts.pop("label", None)
    with acting_as(world.planner):
        return services.add_milestone(
            content(world), Facts(title=title, planned_on=on, **facts), label=label, by=world.planner
        )


def stored(milestone: Milestone) -> Milestone:
    with as_system():
        return Milestone.objects.get(pk=milestone.pk)
