"""Where a window leads: the page that makes an exchange of it, with everything that was searched for."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from planning.finder.constraints import SomeOf
from planning.finder.facts import Facts
from planning.finder.query import Query
from planning.finder.search import Window


def take(query: Query, facts: Facts, best: Iterable[Window], window: Window) -> str:
    """The query of the address: days, host, nations, and the keys of resources; of several, those that are free.

    The other windows among the *best* come along: nations may be asked about these too.
    """
    days = [("starts_on", window.starts_on.isoformat()), ("ends_on", window.ends_on.isoformat())]
    nations = [("nations", party.code) for party in query.parties.values() if party != query.host]
    named = [str(each.pk) for each in (*query.resources, *query.wished_resources)]
    chosen = dict.fromkeys([*named, *_some(query, facts, window)])
    beside = [("window", _days(each)) for each in best if each.starts_on != window.starts_on]
    resources = [("resources", pk) for pk in chosen]
    return urlencode([*days, ("host", query.host.code), *nations, *resources, *beside], safe="/")


def offer(windows: Iterable[Window]) -> str:
    """The query of the address of a date poll that offers these windows."""
    return urlencode([("window", _days(each)) for each in windows], safe="/")


def _days(window: Window) -> str:
    return f"{window.starts_on.isoformat()}/{window.ends_on.isoformat()}"


def _some(query: Query, facts: Facts, window: Window) -> Iterator[str]:
    start = (window.starts_on - query.span.first).days
    for each in facts.constraints:
        if isinstance(each, SomeOf):
            yield from (key.partition(":")[2] for key in each.free(query.span, start)[: each.needed])
