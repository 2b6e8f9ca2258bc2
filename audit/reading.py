"""What an auditor may read: events of the parties whose record they audit, at their own level, and no sign of others.

Row-level security says the same once more (migration 0004). Numbers of events, transactions and objects stay inside:
a page names an object to whoever may see it, and by a key that tells nothing to everybody else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from accounts.models import Party, User
from audit import words
from audit.models import Event
from clearances import context, markings
from clearances.guards import Guarded
from clearances.subjects import subject_of

SIZE = 50
KEY_LENGTH = 12  # Of the 64 digits of an object's key: enough to tell a few million apart.
NAMED = {"accounts.party", "accounts.user", "accounts.team", "clearances.policy"}  # Their names bear no label.


@dataclass(frozen=True)
class Line:
    """One event as its reader may know it."""

    event: Event
    what: str
    who: str
    on_behalf: str
    kind: str  # Of the object.
    name: str  # Its name, or "" where the reader may not know it.
    url: str
    key: str
    marking: markings.Marking | None
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    newer: str  # Cursors: public ids of events on this page; "" where there is nothing more.
    older: str


def events(user: User, parties: QuerySet[Party]) -> QuerySet[Event]:
    """Events of *parties* whose label *user* dominates now, newest first."""
    subject = subject_of(user)
    ids = subject.dominated_label_ids if subject else []
    of_parties = Event.objects.filter(party__in=list(parties.values_list("code", flat=True)))
    return of_parties.filter(Q(label_id__isnull=True) | Q(label_id__any=ids)).order_by("-id")


def page(user: User, rows: QuerySet[Event], *, after: str = "", before: str = "") -> Page:
    """One page of *rows* by key: older than the event *after*, or newer than *before*. Unknown cursors: the newest."""
    older_than, newer_than = _cursor(rows, after), _cursor(rows, before)
    if newer_than is not None:
        found = list(reversed(rows.filter(id__gt=newer_than).order_by("id")[: SIZE + 1]))
        shown, has_newer, has_older = found[-SIZE:], len(found) > SIZE, True
    else:
        below = rows.filter(id__lt=older_than) if older_than is not None else rows
        found = list(below[: SIZE + 1])
        shown, has_newer, has_older = found[:SIZE], older_than is not None, len(found) > SIZE
    return Page(
        lines(user, shown),
        newer=str(shown[0].public_id) if shown and has_newer else "",
        older=str(shown[-1].public_id) if shown and has_older else "",
    )


def _cursor(rows: QuerySet[Event], public_id: str) -> int | None:
    if not public_id:
        return None
    try:
        return rows.filter(public_id=public_id).values_list("id", flat=True).first()
    except ValidationError:  # Not even a UUID.
        return None


def lines(user: User, found: Iterable[Event]) -> list[Line]:
    """The events as *user* may know them; a constant number of queries per kind of object."""
    rows = list(found)
    people = _people({pk for row in rows for pk in (row.actor_id, row.on_behalf_id) if pk})
    objects = _objects(user, rows)
    for row in rows:
        if row.label_id is not None:
            context.note_label(row.label_id)  # The page's banner covers what its lines tell of.
    return [_line(row, people, objects.get((row.object_type, row.object_id))) for row in rows]


def _line(row: Event, people: dict[int, str], found: Any) -> Line:
    return Line(
        event=row,
        what=words.of_action(row.action),
        who=people.get(row.actor_id or 0, ""),
        on_behalf=people.get(row.on_behalf_id or 0, ""),
        kind=words.of_kind(row.object_type),
        name="" if found is None else str(found),
        url=found.get_absolute_url() if hasattr(found, "get_absolute_url") else "",
        key=row.object_key[:KEY_LENGTH],
        marking=None if row.label_id is None else markings.of_label(row.label_id),
        facts=shown_facts(row),
    )


def shown_facts(row: Event) -> list[tuple[str, str]]:
    """Those facts that name no row and tell nothing of a person."""
    return [
        (str(words.FACTS[name]), words.of_fact(name, value))
        for name, value in sorted((row.facts or {}).items())
        if name in words.FACTS and value not in (None, "", [])
    ]


def _people(ids: set[int]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids).select_related("person")}


def _objects(user: User, rows: Iterable[Event]) -> dict[tuple[str, str], Any]:
    """The objects that *user* may see now, by type and id."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.object_id and row.action != "access.denied":  # That one names what was asked for, not what there is.
            wanted[row.object_type].add(row.object_id)
    found = {}
    for object_type, ids in wanted.items():
        for target in _visible(user, object_type, ids):
            found[object_type, str(target.pk)] = target
    return found


def _visible(user: User, object_type: str, ids: set[str]) -> Iterable[Any]:
    model: Any = apps.get_model(object_type)
    if issubclass(model, Guarded):
        return model.objects.for_user(user).filter(pk__in=ids)  # type: ignore[no-any-return]
    return model._base_manager.filter(pk__in=ids) if object_type in NAMED else []
