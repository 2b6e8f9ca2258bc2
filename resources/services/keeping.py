"""Keep a party's resources: enter, change, withdraw; and publish when one is taken."""

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, known_zone
from audit.services import record
from clearances import labels
from clearances.guards import Actor, require, require_held
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import remember_labels
from programs import versions
from programs.labelling import as_label, sees
from resources.models import Kind, Resource

KEEP = "accounts.keep_resources"
FACTS = [
    "name",
    "description",
    "place",
    "latitude",
    "longitude",
    "precision",
    "closer_to",
    "closer_precision",
    "capacity",
    "quantity",
    "turn_round_hours",
    "zone",
    "weekdays",
    "opens_at",
    "closes_at",
    "other_hours",
    "closed_on",
]
NOT_TYPED = ["owner", "label", "bookings_label", "person", "changed_by"]


@transaction.atomic
def add_resource(
    owner: Party,
    *,
    kind: str,
    label: Label | LabelValue,
    bookings_label: Label | LabelValue | None = None,
    person: Any = None,
    by: Actor,
    **facts: Any,
) -> Resource:
    """Enter a resource of *owner*, offered to whom its label is released.

    Without *bookings_label* its bookings may be marked no more strictly than the resource itself, unless it publishes
    when it is taken.

    Raises:
        PermissionDenied: *by* doesn't keep this party's resources.
        ValidationError: by field.
    """
    require_held(by, KEEP, owner)
    own = _readable("label", label, owner, by)
    limit = own if bookings_label is None else _readable("bookings_label", bookings_label, owner, by)
    resource = Resource(
        owner=owner, kind=kind, person=person, label=own, bookings_label=limit, review_on=review_of(label)
    )
    _fill(resource, {"zone": owner.zone, **facts})
    _check_person(resource)
    resource.save(force_insert=True)
    remember_labels([own], container=owner, by=by)
    record(by, "resource.added", resource, owner=owner.pk)
    return resource


def _readable(field: str, label: Label | LabelValue, owner: Party, by: Actor) -> Label:
    stored = as_label(label)
    if not labels.is_released_to(stored, owner):
        raise ValidationError({field: _("This isn't released to %(party)s.") % {"party": owner}})
    if not sees(by, stored):
        raise ValidationError({field: _("You could not see this yourself.")})
    return stored


def _fill(resource: Resource, facts: dict[str, Any]) -> None:
    unknown = facts.keys() - set(FACTS)
    if unknown:
        raise TypeError(f"A resource has no {sorted(unknown)}.")
    for name, value in facts.items():
        setattr(resource, name, value.strip() if isinstance(value, str) else value)
    problems = _problems(resource)
    if problems:
        raise ValidationError(problems)
    resource.full_clean(exclude=NOT_TYPED, validate_constraints=False)


def _problems(resource: Resource) -> dict[str, Any]:
    """What can't be, by field."""
    found = _hours_problems(resource) | _place_problems(resource) | _zone_problem(resource.zone)
    if not resource.is_pool and resource.quantity != 1:
        found["quantity"] = _("Only an equipment pool has a quantity.")
    return found


def _hours_problems(resource: Resource) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (resource.opens_at is None) != (resource.closes_at is None):
        found["closes_at"] = _("Say both when it opens and when it closes, or neither.")
    elif resource.opens_at and resource.closes_at and resource.opens_at >= resource.closes_at:
        found["closes_at"] = _("It must close after it opens.")
    if problem := _other_hours_problem(resource):
        found["other_hours"] = problem
    return found


def _place_problems(resource: Resource) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if (resource.latitude is None) != (resource.longitude is None):
        found["longitude"] = _("Give both coordinates, or neither.")
    if bool(resource.closer_to) != (resource.closer_precision is not None):
        found["closer_precision"] = _("Say both who learns it more exactly, and how exactly.")
    elif resource.closer_precision is not None and resource.closer_precision <= resource.precision:
        found["closer_precision"] = _("Choose more than what everybody else learns.")
    return found


def _other_hours_problem(resource: Resource) -> str:
    for day, (opens, closes) in resource.other_hours.items():
        if resource.weekdays and int(day) not in resource.weekdays:
            return _("Hours are given for a day of the week on which it isn't open.")
        if time.fromisoformat(opens) >= time.fromisoformat(closes):
            return _("It must close after it opens.")
    return ""


def _zone_problem(zone: str) -> dict[str, Any]:
    try:
        known_zone(zone)
    except ValidationError as problem:
        return {"zone": problem.messages}
    return {}


def _check_person(resource: Resource) -> None:
    if resource.is_person != (resource.person is not None):
        raise ValidationError({"person": _("Say who it is: a key person, and nothing else, is somebody.")})
    if resource.person is not None and resource.person.organisation_id != resource.owner_id:
        raise ValidationError({"person": _("Choose somebody of %(party)s.") % {"party": resource.owner}})


@transaction.atomic
def amend_resource(resource: Resource, *, version: int | None = None, by: Actor, **facts: Any) -> Resource:
    """Change its facts. Bookings that exist stay as they are.

    Raises:
        PermissionDenied: *by* doesn't keep it.
        Stale: it has changed since *version*.
        ValidationError: by field.
    """
    require(by, "change", resource)
    resource = versions.lock(resource, version)
    _fill(resource, facts)
    versions.save(resource, by=by, fields=FACTS)
    record(by, "resource.amended", resource)
    return resource


@transaction.atomic
def retire(resource: Resource, *, is_active: bool = False, by: Actor) -> Resource:
    """Offer it no longer, or (*is_active*) again. Bookings that exist stay.

    Raises:
        PermissionDenied: *by* doesn't keep it.
    """
    require(by, "change", resource)
    resource = versions.lock(resource)
    resource.is_active = is_active
    versions.save(resource, by=by, fields=["is_active"])
    record(by, "resource.offered" if is_active else "resource.retired", resource)
    return resource


@transaction.atomic
def publish_busy(resource: Resource, *, by: Actor) -> Resource:
    """From now on whoever sees the resource learns when it is taken, and nothing else of what takes it.

    Two releasing officers have decided it (``resources.kinds``). Of people it isn't published at all.

    Raises:
        PermissionDenied: *by* may not.
        ValidationError: it is a person.
    """
    require(by, "publish", resource)
    resource = versions.lock(resource)
    if resource.kind == Kind.PERSON:
        raise ValidationError(_("When a person is taken isn't published."))
    return _publish(resource, True, "resource.published", by)


@transaction.atomic
def withdraw_busy(resource: Resource, *, by: Actor) -> Resource:
    """Publish it no longer. One keeper may: it shows less, not more. Bookings that hold something keep it.

    Raises:
        PermissionDenied: *by* doesn't keep it.
    """
    require(by, "change", resource)
    return _publish(versions.lock(resource), False, "resource.withdrawn", by)


def _publish(resource: Resource, is_published: bool, action: str, by: Actor) -> Resource:
    resource.publishes_busy = is_published
    versions.save(resource, by=by, fields=["publishes_busy"])
    record(by, action, resource)
    return resource
