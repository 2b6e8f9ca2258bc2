"""The date polls that pages of apps below planning point to, each through its own guard."""

from typing import Any

from django import template

from exchanges.models import Exchange
from participants.models import Delegation
from planning.models import Ballot, DatePoll

register = template.Library()


@register.simple_tag(takes_context=True)
def polls_of(context: Any, exchange: Exchange) -> list[DatePoll]:
    """Those that the reader plans with, the newest first."""
    return list(DatePoll.objects.for_user(context["request"].user).filter(exchange=exchange))


@register.simple_tag(takes_context=True)
def ballots_of(context: Any, exchange: Exchange) -> list[Ballot]:
    """Those that the reader answers for their own nation."""
    rows = Ballot.objects.for_user(context["request"].user, "answer")
    return list(rows.filter(delegation__exchange=exchange).order_by("-reply_due_at", "pk"))


@register.simple_tag(takes_context=True)
def ballots_in(context: Any, delegation: Delegation) -> list[Ballot]:
    """Those of one delegation's file."""
    rows = Ballot.objects.for_user(context["request"].user).filter(delegation=delegation)
    return list(rows.order_by("-reply_due_at", "pk"))
