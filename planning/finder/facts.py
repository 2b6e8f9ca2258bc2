"""From a query to the constraints: a constant number of queries, and only what the asker may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from planning.finder import leads, nations, things
from planning.finder.constraints import Constraint
from planning.finder.nations import Named
from planning.finder.query import Query
from planning.finder.search import Found, search


@dataclass(frozen=True)
class Facts:
    """Everything that is weighed, and what the pages call it."""

    constraints: tuple[Constraint, ...]
    names: dict[str, str]  # By the constraint's key.
    labels: dict[str, tuple[int, ...]]  # Of what bears these names, where that is marked.


def facts_of(query: Query, user: User, exchanges: Any) -> Facts:
    """*exchanges* are those that *user* may see."""
    named = list(_all(query, user, exchanges))
    return Facts(tuple(each for _name, each in named), {each.key: name for name, each in named}, _labels(query))


def _labels(query: Query) -> dict[str, tuple[int, ...]]:
    marked: dict[str, Any] = {f"{kind}:{pk}": each for pk, each in query.things.items() for kind in ("resource", "ask")}
    marked |= {"program": query.apart_from} if query.apart_from else {}
    return {key: (row.label_id,) for key, row in marked.items()}


def _all(query: Query, user: User, exchanges: Any) -> Iterator[tuple[str, Constraint]]:
    parts: list[Named] = [
        nations.calendars(query, user),
        nations.exchanges(query, user, exchanges),
        nations.treaties(query, user),
        things.resources(query, user),
        things.clearances(query, user),
        leads.lead_times(query, user),
    ]
    for part in parts:
        yield from part


def find(query: Query, user: User, exchanges: Any) -> tuple[Facts, Found]:
    facts = facts_of(query, user, exchanges)
    return facts, search(query.span, facts.constraints, wished=query.wish)
