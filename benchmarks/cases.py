"""What is measured: the queries of the pages themselves, with the filter and without, and what guardian would ask."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from benchmarks.doors import without_security
from benchmarks.facts import Reader
from clearances.guards import can
from clearances.subjects import subject_of
from exchanges.models import Exchange, ExchangeGrant
from programs.pages import page_of

SIZE = 50
FREQUENT, RARE = "Response", "Saxifrage"  # In one title of forty, and in one of a thousand.

# guardian asks its own managers for this; ours has no generic rows.
ExchangeGrant.objects.is_generic = lambda: False


@dataclass(frozen=True)
class Case:
    """Ways to do one thing: without a filter ("none"), ours, and perhaps guardian's."""

    name: str
    ways: Mapping[str, Callable[[], Any]]
    most: float  # What "ours" may take, as a multiple of "none".

    def around(self, way: str) -> AbstractContextManager[Any]:
        """The application's own role for ours; everybody else goes through the open door, which costs nothing."""
        return nullcontext() if way == "ours" else without_security()


def of_queries(reader: Reader) -> list[Case]:
    """To be measured while *reader* acts: the labels are decided once, as in a request."""
    everything, ours, guardian = _sources(reader)
    middle = ours().filter(starts_on__gte=timezone.localdate()).order_by("starts_on", "pk")[0]
    cursor = page_of(ours().filter(starts_on__gte=middle.starts_on), QueryDict(), key="starts_on", size=1).next[1:]
    return [
        Case("first page", _pages(everything, ours, guardian), 3.0),
        Case("next page", _pages(everything, ours, guardian, cursor), 3.0),
        Case("title, frequent word", _pages(*(_named(rows, FREQUENT) for rows in (everything, ours))), 4.0),
        Case("title, rare word", _pages(*(_named(rows, RARE) for rows in (everything, ours))), 4.0),
        Case("one row's check", _checks(reader, middle), 3.5),
    ]


Rows = Callable[[], Any]


def _sources(reader: Reader) -> tuple[Rows, Rows, Rows]:
    subject: Any = subject_of(reader.user)

    def guardian() -> Any:
        """By its direct foreign keys, as it is usually called, and with the same filter by labels."""
        held = get_objects_for_user(reader.user, "exchanges.view_exchange", Exchange)
        return held.filter(label_id__any=subject.dominated)

    return Exchange.objects.all, lambda: Exchange.objects.for_user(reader.user), guardian


def _named(rows: Rows, word: str) -> Rows:
    return lambda: rows().named_like(word)


def _pages(everything: Rows, ours: Rows, guardian: Rows | None = None, cursor: str = "") -> dict[str, Rows]:
    def page(rows: Rows) -> Rows:
        return lambda: page_of(rows(), QueryDict(cursor), key="starts_on", size=SIZE).rows

    ways = {"none": page(everything), "ours": page(ours)}
    return ways | {"guardian": page(guardian)} if guardian else ways


def _checks(reader: Reader, row: Exchange) -> dict[str, Rows]:
    return {
        "none": lambda: Exchange.objects.filter(pk=row.pk).exists(),
        "ours": lambda: can(reader.user, "view", row),
    }


def of_requests(reader: Reader, client: Client) -> list[Case]:
    """Whole requests of a signed-in reader: what row-level security and its signed context add."""

    def get(path: str) -> Rows:
        def answer() -> None:
            assert client.get(path).status_code == 200  # What isn't shown isn't measured.

        return answer

    listed = get("/exchanges/?when=all")
    return [Case("a whole request", {"none": listed, "ours": listed}, 1.15)]
