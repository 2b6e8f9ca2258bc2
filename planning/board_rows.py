"""What a row of the board stands for, and in which rows an exchange is. Constant queries; a hidden row is no row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from accounts.models import User
from clearances.services import holders_of_each
from exchanges.models import Exchange
from participants.models import Delegation
from participants.states import SEES_COVER


class Grouping(TextChoices):
    """What a row stands for."""

    PROGRAM = "program", gettext_lazy("By program")
    HOST = "host", gettext_lazy("By host")
    NATION = "nation", gettext_lazy("By nation")
    RESOURCE = "resource", gettext_lazy("By resource")
    PERSON = "person", gettext_lazy("By person")


@dataclass(frozen=True)
class Row:
    id: str
    title: str


Rows = dict[Any, list[Row]]  # By the key of the exchange.


def rows_of(user: User, exchanges: list[Exchange], grouping: Grouping, changeable: set[Any]) -> Rows:
    """In which rows each exchange is; *changeable* are the keys of those that *user* plans."""
    if grouping == Grouping.NATION:
        return _nations(user, exchanges)
    if grouping == Grouping.PERSON:
        return _people(exchanges, changeable)
    by: Callable[[Exchange], Row] = {Grouping.HOST: _host, Grouping.PROGRAM: _program}[grouping]
    return {exchange.pk: [by(exchange)] for exchange in exchanges}


def _host(exchange: Exchange) -> Row:
    return Row(f"party:{exchange.host.code}", str(exchange.host))


def _program(exchange: Exchange) -> Row:
    """A reader who may not see the program finds the exchange with its host: no row says that something is missing."""
    program = exchange.shown_program  # type: ignore[attr-defined]  # Set by with_programs.
    return Row(f"program:{program.reference}", program.title) if program else _host(exchange)


def delegations_of(user: User, exchanges: Iterable[Exchange]) -> Any:
    """The invited parties that *user* may see, beside the host."""
    return (
        Delegation.objects.for_user(user)
        .filter(exchange__in=[exchange.pk for exchange in exchanges], is_host=False, invitation__state__in=SEES_COVER)
        .select_related("party__nation")
    )


def _nations(user: User, exchanges: list[Exchange]) -> Rows:
    """The host's row, and one for each invited party whose delegation the reader may see."""
    found: Rows = {exchange.pk: [_host(exchange)] for exchange in exchanges}
    for delegation in delegations_of(user, exchanges):
        found[delegation.exchange_id].append(Row(f"party:{delegation.party.code}", str(delegation.party)))
    return found


def _people(exchanges: list[Exchange], changeable: set[Any]) -> Rows:
    """Who plans it, told to those who plan it too; others find it with its host."""
    planners = holders_of_each("exchanges.change_exchange", [row for row in exchanges if row.pk in changeable])
    return {
        exchange.pk: [Row(f"person:{user.public_id}", str(user.person)) for user in planners.get(exchange.pk, [])]
        or [_host(exchange)]
        for exchange in exchanges
    }
