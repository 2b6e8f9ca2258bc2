"""What changed in a row, old and new, as far as somebody may see both: object history under the label of its time.

A reader sees a past version if they see the row today and dominate the label that it bore then; an invited nation sees
none from before its invitation. Versions that they may not see leave no trace: what two versions that they do see
differ in is told at the later one, and the first that they see reads like the first there is. Columns that count
versions or name the last change would count hidden ones: they are never shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Min, Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import dates
from accounts.history import versions_of
from accounts.models import User
from clearances import columns, context, markings
from clearances.guards import Guarded, grants_on, has_content
from clearances.models import Clearance, Label, Labelled, Policy
from clearances.people import askable
from clearances.roles import BY_INVITATION
from clearances.sight import explainable, visible
from clearances.subjects import Subject, subject_of

# Never told: what identifies a row, counts its versions or serves sweeps; who changed it and when is told beside it.
UNTOLD = frozenset(
    {"id", "public_id", "reference", "sort_key", "version", "changed_by", "changed_at", "labelled_at", "remind_at"}
    | {"digest", "certificate_reference"}  # What was signed; and what its page shows to those who certify.
    # Kept by the database, or in words of others.
    | {"readers", "occupies", "is_pooled", "series", "anchor", "made_at"}
    | {"closer_to", "closer_precision"}
    | {"latitude", "longitude", "precision", "bookings_label"}  # Where exactly a resource lies is its keepers' to know.
    | {"untold"}  # What sweeps still have to tell.
    | {"source"}  # From which of the exchange's files one in a packet was copied: the nation may not know of that one.
    | {"is_required"}  # How much a nation counts in a date poll is the host's to know, not the nation's.
    | {"lead", "phases.Phase.host"}  # Not everybody who sees these may know of every nation that takes part.
)
Column: TypeAlias = "models.Field[Any, Any]"
NOTHING: tuple[Any, ...] = (None, "", [], {})
COVER, CONTENT = gettext_lazy("Cover"), gettext_lazy("Content")


@dataclass(frozen=True)
class Difference:
    """One field that changed. Both values are words; *old* is empty in a first version."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One change of a row, or the first version of it."""

    at: datetime
    by: str
    part: str | Promise
    is_first: bool
    differences: list[Difference]


def history(user: User, kind: str, key: str) -> tuple[Any, list[Entry]]:
    """The row that *kind* and *key* name and what changed in it and its content, newest first.

    Raises:
        Http404: *user* may not see it, or there is no such row: the two can't be told apart.
    """
    row = _row(user, kind, key)
    entries = [entry for part, one in _parts(user, row) for entry in _entries(user, one, part)]
    return row, sorted(entries, key=lambda entry: entry.at, reverse=True)


def _row(user: User, kind: str, key: str) -> Any:
    if kind == "policy":  # Everybody who works under a policy may read it; it has no guard.
        policy = Policy.objects.filter(code=key).first()
        if policy is None:
            raise Http404
        return policy
    return visible(user, explainable() | {"clearance": Clearance}, kind, key)


def _parts(user: User, row: Any) -> Iterator[tuple[str | Promise, Any]]:
    if not has_content(type(row)):
        yield "", row
        return
    yield COVER, row
    model: Any = type(row)._meta.get_field("content").related_model
    for content in model.objects.for_user(user).filter(**{model.guard.via: row}):
        yield CONTENT, content


def _entries(user: User, row: Any, part: str | Promise) -> Iterator[Entry]:
    kept = list(_versions(user, row))
    by, words = actors(user, {version.pgh_actor for version in kept}), _Words(user)
    fields = list(_told_fields(type(row), kept))
    for old, new in pairwise([None, *kept]):
        differences = [found for field in fields if (found := words.difference(field, old, new))]
        if old is None or differences:
            yield Entry(new.pgh_created_at, by[new.pgh_actor], part, old is None, differences)


def _versions(user: User, row: Any) -> Iterable[Any]:
    """The versions that *user* may see, oldest first; the page's banner rises to their labels."""
    try:
        model: Any = type(row)
        versions: Any = versions_of(model).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    except LookupError:
        return []
    subject = subject_of(user)
    if not isinstance(row, Labelled) or subject is None:
        return list(versions)
    seen = _since(subject, row, list(versions.filter(label_id__any=subject.dominated_label_ids)))
    for version in seen:
        context.note_row(version.label_id, row._meta.label_lower, row.pk)
    return seen


def _since(subject: Subject, row: Any, versions: list[Any]) -> list[Any]:
    """To a nation that was invited: what the row was then, dated from then, and what has changed since.

    What the host did before concerned nobody whom it had not invited yet (access.md §4, "draft, in staffing: nothing").
    """
    grants, ways = grants_on(row.guard.root(type(row))), row.guard.ways(row, "view")
    held = [grants.in_force(subject, permission).filter(**where) for permission, where in ways]
    if any(rows.exclude(role__in=BY_INVITATION).exists() for rows in held):
        return versions
    begun = [at for rows in held if (at := rows.aggregate(at=Min("granted_at"))["at"]) is not None]
    first = min(begun, default=None)
    before = [version for version in versions if first is not None and version.pgh_created_at <= first]
    for version in before[-1:]:
        version.pgh_created_at = first
    return [*before[-1:], *versions[len(before) :]]


def _told_fields(model: type[models.Model], kept: list[Any]) -> Iterator[Column]:
    known = {field.name for field in kept[0]._meta.fields} if kept else set()
    root = model.guard.via if issubclass(model, Guarded) else ""
    for field in model._meta.fields:
        if not {field.name, str(field)} & UNTOLD and field.name in known - {root} and field.related_model is not User:
            yield field


class _Hidden(Exception):
    """What a field leads to isn't the reader's to see: nothing is said of the field."""


class _Words:
    """Values in words for one reader; the row that a foreign key leads to is looked up once."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._rows: dict[tuple[Any, Any], str | None] = {}

    def difference(self, field: Column, old: Any, new: Any) -> Difference | None:
        before, after = (None if version is None else getattr(version, field.attname) for version in (old, new))
        if before == after or (old is None and after in NOTHING):
            return None
        try:
            words = ["" if old is None else self._said(field, before), self._said(field, after)]
        except _Hidden:
            return None
        return Difference(columns.word_for(field), *words)

    def _said(self, field: Column, value: Any) -> str:
        if value in NOTHING:
            return "–"
        if field.related_model is not None:
            return self._row(field.related_model, value)
        if isinstance(value, list):
            return ", ".join(self._said(getattr(field, "base_field", field), one) for one in value)
        return str(dict(field.flatchoices).get(value) or plain(value))

    def _row(self, model: Any, pk: Any) -> str:
        if model is Label:
            return markings.of_label(pk).text
        if (model, pk) not in self._rows:
            rows = model.objects.for_user(self._user) if issubclass(model, Guarded) else model._default_manager
            row = rows.filter(pk=pk).first()
            self._rows[model, pk] = None if row is None else str(row)
        said = self._rows[model, pk]
        if said is None:
            raise _Hidden
        return said


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{dates.day(value)} {value:%H:%M} UTC"
    if isinstance(value, date):
        return dates.day(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {plain(one)}" for key, one in value.items())
    return str(value)


def actors(user: User, ids: Iterable[int | None]) -> dict[int | None, str]:
    """Who made changes, by id: the name, or "somebody" where the reader may not know it."""
    ids = set(ids)
    nation = user.organisation.nation_id or user.organisation.pk
    compatriots = Q(person__organisation=nation) | Q(person__organisation__nation=nation)
    known = User.objects.filter(Q(pk__in=askable(user).values("pk")) | compatriots, pk__in=[pk for pk in ids if pk])
    names: dict[int | None, str] = dict.fromkeys(ids, _("somebody"))
    names[None] = _("the system")
    return names | {one.pk: str(one) for one in known.select_related("person")}
