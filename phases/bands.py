"""Phases as a board draws them: some days of the bar of their exchange."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from exchanges.models import Exchange
from phases.models import Phase
from phases.reading import shown


@dataclass(frozen=True)
class Band:
    """One phase on the bar of its exchange; both days inclusive. *host* is "" where it is the exchange's or unknown."""

    name: str
    first: date
    last: date
    host: str
    url: str


def bands(user: User, exchanges: Iterable[Exchange]) -> dict[Any, list[Band]]:
    """The phases that *user* may see, by the key of their exchange, in the order of time. Constant queries."""
    found: dict[Any, list[Band]] = defaultdict(list)
    for row in shown(user, Phase.objects.for_user(user).filter(exchange__in=[each.pk for each in exchanges])):
        phase = row.phase
        host = str(row.host) if row.host else ""
        found[phase.exchange_id].append(
            Band(phase.name, phase.starts_on, phase.ends_on, host, phase.get_absolute_url())
        )
    return dict(found)
