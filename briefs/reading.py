"""What changed in rows that somebody may see now, of what they may be told.

The versions of rows are read, never the record of deeds: a version is told iff its row is seen today and its own label
is dominated, both in the database and here. What lies between two versions that are seen is told at the later one, so
that a hidden version leaves no gap, and one's own versions are compared with but never told. A nation that takes part
by invitation hears of nothing from before it was invited. The number of queries depends on the number of sources alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from accounts.history import versions_of
from accounts.models import User
from briefs.sources import SOURCES, Source
from clearances import context
from clearances.guards import grants_on
from clearances.roles import BY_INVITATION
from clearances.subjects import Subject, subject_of

SIZE = 200  # Versions that one page reads; a row's versions on a page make one piece of news.
DEEPEST = 20  # Pages; whoever wants to go further back chooses a day.


@dataclass(frozen=True)
class Found:
    """One version to tell of, and the version that its reader saw before it (None: they saw none)."""

    at: datetime
    source: Source
    pk: int
    row: Any
    before: int | None

    @property
    def place(self) -> tuple[Any, ...]:
        return self.at, self.source.name, self.pk


@dataclass(frozen=True)
class Change:
    """What became of one row on a page: which columns, from what to what."""

    source: Source
    row: Any
    at: datetime
    by: int | None
    is_first: bool
    columns: dict[str, tuple[Any, Any]]

    @property
    def happened(self) -> str:
        for (column, value), word in self.source.turns.items():
            if self._now(column) == value:
                return word
        if self.is_first:
            return "new"
        return next((word for column, word in self.source.marks.items() if column in self.columns), "changed")

    def _now(self, column: str) -> Any:
        """What a column is since the change; None if it didn't change."""
        return getattr(self.row, column) if self.is_first else self.columns.get(column, (None, None))[1]

    @property
    def key(self) -> str:
        return f"{self.source.name}.{self.happened}"


def changes(
    user: User, since: datetime, until: datetime, *, page: int = 1, about: str = ""
) -> tuple[list[Change], bool]:
    """One page of what changed after *since* and up to *until*, newest first, and whether there is an older one."""
    subject = subject_of(user)
    if subject is None or not subject.may_act:
        return [], False
    wanted = [source for source in SOURCES if not about or source.about == about]
    most = page * SIZE + 1
    found = [one for source in wanted for one in _newest(user, subject, source, (since, until), most)]
    found.sort(key=lambda one: one.place, reverse=True)
    shown = found[most - 1 - SIZE : most - 1]
    told = [change for source, some in _by_source(shown) for change in _folded(user, source, some)]
    return sorted(told, key=lambda change: change.at, reverse=True), len(found) >= most and page < DEEPEST


def _newest(user: User, subject: Subject, source: Source, within: Sequence[datetime], most: int) -> Iterator[Found]:
    since, until = within
    told = _told(subject, source)
    before = told.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    rows = source.model.objects.for_user(user).order_by().values("pk")
    window = told.filter(pgh_obj__in=rows, pgh_created_at__gt=since, pgh_created_at__lte=until)
    if source.from_grant:
        window = window.filter(_since_invited(subject, source))
    newest = window.exclude(pgh_actor=user.pk).order_by("-pgh_created_at", "-pgh_id")[:most]
    for at, pk, row, old in newest.values_list(
        "pgh_created_at", "pgh_id", "pgh_obj_id", Subquery(before.values("pgh_id")[:1])
    ):
        yield Found(at, source, pk, row, old)


def _told(subject: Subject, source: Source) -> QuerySet[Any]:
    versions: QuerySet[Any] = versions_of(source.model).objects.all()
    return versions.filter(source.told, label_id__any=subject.dominated)


def _since_invited(subject: Subject, source: Source) -> Q:
    """Versions that are anybody's who holds more than an invitation, and those after the invitation for the others."""
    guard = source.model.guard
    held = grants_on(guard.root(source.model)).in_force(subject, guard.actions["view"])
    held = held.filter(content_object_id=OuterRef(f"pgh_obj__{guard.via}_id" if guard.via else "pgh_obj_id")).order_by()
    first = held.values("content_object_id").annotate(at=Min("granted_at")).values("at")
    return Q(Exists(held.exclude(role__in=BY_INVITATION))) | Q(pgh_created_at__gt=Subquery(first))


def _by_source(found: Iterable[Found]) -> Iterator[tuple[Source, list[Found]]]:
    sorted_out: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        sorted_out[one.source.name].append(one)
    for some in sorted_out.values():
        yield some[0].source, some


def _folded(user: User, source: Source, found: list[Found]) -> Iterator[Change]:
    """One change a row, of what its versions on this page did to it; what ends as it began is none."""
    ids = {one.pk for one in found} | {one.before for one in found}
    versions = versions_of(source.model).objects.in_bulk(ids - {None})
    rows = source.model.objects.for_user(user)
    if source.joined:  # Without names all that a row points at is joined, and the row lost where some of it is hidden.
        rows = rows.select_related(*source.joined)
    seen = rows.in_bulk({one.row for one in found})
    steps: dict[Any, list[Found]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.pk):
        steps[one.row].append(one)
    for pk, some in steps.items():
        columns = _columns(source, some, versions)
        is_first = some[0].before is None
        if pk in seen and (columns or is_first):
            last = versions[some[-1].pk]
            context.note_row(last.label_id, source.model._meta.label_lower, pk)
            yield Change(source, seen[pk], last.pgh_created_at, last.pgh_actor, is_first, columns)


def _columns(source: Source, steps: list[Found], versions: dict[int, Any]) -> dict[str, tuple[Any, Any]]:
    columns: dict[str, tuple[Any, Any]] = {}
    for step in steps:
        if step.before is None:
            continue
        for name in source.fields:
            old, new = getattr(versions[step.before], name), getattr(versions[step.pk], name)
            if old != new:
                columns[name] = (columns.get(name, (old, None))[0], new)
    return {name: (old, new) for name, (old, new) in columns.items() if old != new}
