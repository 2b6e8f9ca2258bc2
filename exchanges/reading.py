"""What a page says about exchanges beside their own columns. Names only what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances.guards import can
from exchanges.changes import Verb, possible
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent
from exchanges.states import MAIN_LINE, State
from programs.models import Program


@dataclass(frozen=True)
class Step:
    """One stage of the life cycle."""

    title: str | Promise
    done: bool
    current: bool


def with_programs(user: User, exchanges: Iterable[Exchange]) -> list[Exchange]:
    """The exchanges, each with ``shown_program``: its program where the reader may see that too, else None.

    A program is never reached through its exchange: its label is its own (one query, whatever the number).
    """
    rows = list(exchanges)
    found = Program.objects.for_user(user).in_bulk({row.program_id for row in rows})
    for row in rows:
        row.shown_program = found.get(row.program_id)  # type: ignore[attr-defined]  # For the page only.
    return rows


def life_cycle(state: State) -> list[Step]:
    """The stages in order; those behind are done."""
    line: tuple[State, ...] = MAIN_LINE
    if state == State.CANCELLED:
        line = (State.DRAFT, State.CANCELLED)
    elif state == State.POSTPONED:
        line = (State.DRAFT, State.POSTPONED, *MAIN_LINE[1:])
    here = line.index(state)
    return [Step(stage.label, number < here, number == here) for number, stage in enumerate(line)]


def hint(exchange: Exchange) -> tuple[Verb, str | Promise] | None:
    """The step whose day has come, and why it is due."""
    today = exchange.today
    if exchange.state == State.PLANNED and exchange.starts_on <= today:
        return Verb.START, _("STARTEX has come, but the exchange is still planned.")
    if exchange.state == State.RUNNING and exchange.ends_on < today:
        return Verb.COMPLETE, _("ENDEX has passed, but the exchange is still running.")
    if exchange.state == State.POSTPONED:
        return Verb.PLAN, _("Its dates are to be confirmed.")
    return None


def description_of(user: User, exchange: Exchange | UUID) -> list[DescriptionPortion]:
    """The paragraphs of its description that *user* may see, in their order."""
    return list(DescriptionPortion.objects.for_user(user).of(exchange))


def is_open(user: User, exchange: Exchange) -> bool:
    """Whether *user* may read the content of an exchange that they see."""
    return bool(ExchangeContent.objects.for_user(user).filter(exchange=exchange).exists())


def overview(user: User, exchange: Exchange) -> dict[str, Any]:
    """Everything that the overview page shows *user*."""
    may_change = can(user, "change", exchange)
    with_programs(user, [exchange])
    return {
        "exchange": exchange,
        "content": ExchangeContent.objects.for_user(user).filter(exchange=exchange).first(),
        "portions": description_of(user, exchange),
        "steps": life_cycle(State(exchange.state)),
        "may_change": may_change,
        "may_invite": can(user, "invite", exchange),
        "verbs": possible(State(exchange.state)) if may_change else [],
        "hint": hint(exchange) if may_change else None,
    }
