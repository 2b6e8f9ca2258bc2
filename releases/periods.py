"""Between which days the ledger tells what a nation could see: both inclusive, in UTC, the same for every asker."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.history import DELETED, versions_of
from accounts.models import Party, Team
from clearances.guards import grants_on


@dataclass(frozen=True)
class Period:
    """From *first* to the end of *last*; None: no bound."""

    first: date | None = None
    last: date | None = None

    @property
    def is_bounded(self) -> bool:
        return self.first is not None or self.last is not None

    def days(self, name: str) -> Q:
        """The rows whose day called *name* lies in it."""
        bounds = {f"{name}__gte": self.first, f"{name}__lte": self.last}
        return Q(**{key: value for key, value in bounds.items() if value is not None})

    def meets(self, span: "Span") -> bool:
        begins, ends = span.since.astimezone(UTC).date(), span.until and span.until.astimezone(UTC)
        starts_in_time = self.last is None or begins <= self.last
        return starts_in_time and (self.first is None or ends is None or ends.date() >= self.first)


ALWAYS = Period()


@dataclass(frozen=True)
class Span:
    """Since when teams of a nation held something on a root, and until when; None: without an end so far."""

    since: datetime
    until: datetime | None

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until <= timezone.now()

    def and_(self, other: "Span") -> "Span":
        """From the earlier beginning to the later end."""
        ends = None if None in (self.until, other.until) else max(self.until, other.until)  # type: ignore[type-var]
        return Span(min(self.since, other.since), ends)


def spans(party: Party, roots: list[Any], period: Period = ALWAYS) -> dict[tuple[str, Any], Span]:
    """By root (model, key): from when to when teams of *party*, or of its agencies, held something on it in *period*.

    Each grant is asked by itself, since nothing was held between two of them.

    From the record: what was taken back has its end there. One statement for each kind of root.
    """
    teams = list(Team.objects.filter(Q(party=party) | Q(party__nation=party)).values_list("pk", flat=True))
    found: dict[tuple[str, Any], Span] = {}
    for model in {type(root) for root in roots}:
        pks = [root.pk for root in roots if type(root) is model]
        for pk, span in _held(model, pks, teams):
            if period.meets(span):
                key = (model._meta.label, pk)
                found[key] = span.and_(found[key]) if key in found else span
    return found


def _held(model: Any, pks: list[Any], teams: list[int]) -> list[tuple[Any, Span]]:
    """One span for each grant, whether or not it still stands: its newest version says how it ended."""
    versions = versions_of(grants_on(model).model).objects.filter(group_id__in=teams, content_object_id__in=pks)
    newest = versions.order_by("id", "-pgh_id").distinct("id")
    return [(row.content_object_id, Span(row.granted_at, _end(row))) for row in newest]


def _end(version: Any) -> datetime | None:
    ends: list[datetime] = [version.lapses_at] if version.lapses_at else []
    if version.pgh_label == DELETED:
        ends.append(version.pgh_created_at)
    return min(ends, default=None)
