"""Phases with what a reader may know of their hosts. Constant queries, whatever the number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Party, User
from clearances.context import note_label
from clearances.guards import can
from exchanges.models import Exchange, ExchangeContent
from participants.known import known, known_in, labels_in, out_of
from phases.editions import beside
from phases.models import Phase
from programs.models import Program

WIDTH = 1000  # Of the picture, in units of its own.


@dataclass(frozen=True)
class Shown:
    """One phase; its host where the reader may know it, else nobody, as if none were named."""

    phase: Phase
    host: Party | None
    is_out: bool = False  # The host doesn't take part any more.
    x: int = 0  # Where it begins in the picture.
    width: int = 0
    y: int = 0


def shown(user: User, phases: Iterable[Phase]) -> list[Shown]:
    """*phases*, which *user* may see, in their order."""
    rows = list(phases)
    covers = {row.pk: row for row in Exchange.objects.for_user(user).filter(pk__in={row.exchange_id for row in rows})}
    known = known_in(user, covers.values())
    out = out_of(user, covers.values())
    hosts = Party.objects.in_bulk({row.host_id for row in rows if row.host_id in known.get(row.exchange_id, ())})
    _note(user, [row for row in rows if row.host_id in hosts], covers)
    return [_placed(row, covers.get(row.exchange_id), hosts, out, number) for number, row in enumerate(rows)]


def _note(user: User, hosted: list[Phase], covers: dict[Any, Exchange]) -> None:
    """A host that is named tells that it takes part: what that is marked with raises the banner."""
    named = {(row.exchange_id, row.host_id) for row in hosted}
    for key, label in labels_in(user, covers.values()).items():
        if key in named:
            note_label(label)


def _placed(
    phase: Phase, exchange: Exchange | None, hosts: dict[Any, Party], out: dict[Any, set[int]], number: int
) -> Shown:
    host = hosts.get(phase.host_id)
    if exchange is None:
        return Shown(phase, host)
    is_out = phase.host_id in out[exchange.pk]
    x = max(0, (phase.starts_on - exchange.starts_on).days) * WIDTH // exchange.days
    width = max(1, min(phase.days * WIDTH // exchange.days, WIDTH - x))
    return Shown(phase, host, is_out, x, width, number * 34)


def possible_hosts(user: User, exchange: Exchange, *, present: Any = None) -> Any:
    """Who takes part still, as far as *user* knows, apart from the host of the whole; and who is named at *present*."""
    out = out_of(user, [exchange])[exchange.pk] - {present}
    return Party.objects.filter(pk__in=known(user, exchange) - {exchange.host_id} - out)


def may_copy(user: User, content: ExchangeContent) -> bool:
    """Whether *user* may plan the next edition: who changes this one, and plans in its program."""
    in_program = Program.objects.for_user(user, "plan").filter(pk=content.exchange.program_id)
    return can(user, "change", content) and bool(in_program.exists())


def page(user: User, content: ExchangeContent) -> dict[str, Any]:
    """Everything that the tab of phases shows *user*."""
    exchange = content.exchange
    rows = shown(user, Phase.objects.for_user(user).filter(exchange=exchange))
    return {
        "content": content,
        "exchange": exchange,
        "rows": rows,
        "height": len(rows) * 34,
        "may_change": can(user, "change", content),
        "may_copy": may_copy(user, content),
        "may_invite": can(user, "invite", exchange),
        **beside(user, exchange),
    }
