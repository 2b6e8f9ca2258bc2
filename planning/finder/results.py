"""The answer to a query as its page shows it."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from accounts.models import User
from clearances.markings import Marking
from planning.finder import addresses, words
from planning.finder.facts import find
from planning.finder.query import Query
from planning.finder.words import Card, Line


@dataclass(frozen=True)
class Results:
    cards: list[Card]
    nearly: list[Card]  # For which somebody would have to give way.
    common: list[Line]  # What stands against all of the best.
    summary: str
    binding: str
    binding_marking: Marking | None  # Of the example that it gives.
    slip: str
    to_offer: str  # The query of the address that puts the best windows to a date poll.


def results_of(query: Query, user: User, exchanges: Any) -> Results:
    """*exchanges* are those that *user* may see."""
    facts, found = find(query, user, exchanges)
    shared = words.shared_by([*found.windows, *found.nearly])
    address = partial(addresses.take, query, facts, found.windows)
    return Results(
        words.cards(found.windows, facts, shared, address),
        words.cards(found.nearly, facts, shared, address),
        [words.line(each, facts) for each in shared.values()],
        words.summary(found),
        words.binding(found.binding, facts.names),
        words.line(found.binding.example, facts).marking if found.binding else None,
        words.slip(found, query.wish),
        addresses.offer(found.windows),
    )
