"""What stands between nations and activities of an exchange, as far as a reader sees it: caveats, and pairs kept apart.

Caveats are read from the answers that count, each under its own label; pairs from the host's rules. Whoever sees
neither finds nothing here: apps above that look for conflicts ask this and needn't know why somebody is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Party, User
from exchanges.models import Exchange
from participants.answers import newest
from participants.models import PairRule, Reply
from participants.states import State
from participants.terms import Caveat

COUNTS = frozenset({State.TENTATIVE, State.ACCEPTED, State.ACCEPTED_WITH_CAVEATS})


@dataclass(frozen=True)
class Stand:
    """One caveat that counts, and who said it when."""

    party: Party
    caveat: Caveat
    other: Party | None  # With whom not.
    said_at: datetime


@dataclass(frozen=True)
class Standing:
    """Everything that stands in one exchange."""

    stands: list[Stand]
    apart: list[tuple[Party, Party]]


def standing(user: User, exchanges: Iterable[Exchange]) -> dict[Any, Standing]:
    """By the key of the exchange. Three queries, whatever the number of exchanges and nations."""
    found: dict[Any, Standing] = {exchange.pk: Standing([], []) for exchange in exchanges}
    replies = Reply.objects.for_user(user).filter(
        delegation__exchange__in=list(found), delegation__invitation__state__in=COUNTS
    )
    rows = newest(replies.select_related("delegation__party")).values()
    said = [(row, caveat) for row in rows for caveat in row.details.caveats]
    codes = {caveat.party for _row, caveat in said if caveat.party}
    others = {party.code: party for party in Party.objects.filter(code__in=codes)} if codes else {}
    for row, caveat in said:
        stand = Stand(row.delegation.party, caveat, others.get(caveat.party), row.replied_at)
        found[row.delegation.exchange_id].stands.append(stand)
    rules = PairRule.objects.for_user(user).filter(exchange__in=list(found))
    for rule in rules.select_related("first", "second"):
        found[rule.exchange_id].apart.append((rule.first, rule.second))
    return found
