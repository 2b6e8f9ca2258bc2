"""Publishing when a resource is taken tells of bookings that others may not see: two releasing officers decide it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from resources import services
from resources.models import Resource

PUBLISH = "resource.publish"


def _row(facts: Facts) -> Resource | None:
    """As the database shows it to whoever acts."""
    found: Resource | None = Resource.objects.filter(pk=facts["resource"]).first()
    return found


def _seen(facts: Facts, reader: User) -> Resource | None:
    """As an officer of its owner, whose label they may read: they needn't plan anything themselves."""
    found: Resource | None = Resource.objects.for_user(reader, "publish").filter(pk=facts["resource"]).first()
    return found


def _check(facts: Facts, by: Actor) -> None:
    row = _row(facts)
    if row is None:
        raise ValidationError(_("This resource isn't there any more."))
    if row.is_person:
        raise ValidationError(_("When a person is taken isn't published."))
    if row.publishes_busy:
        raise ValidationError(_("It publishes already when it is taken."))


def _apply(facts: Facts, by: Actor) -> None:
    row = _row(facts)
    if row is not None:  # Checked just before.
        services.publish_busy(row, by=by)


def _state(facts: Facts) -> Any:
    """Its marking and whether it publishes: whoever changes either asks for two words anew."""
    row = _row(facts)
    return None if row is None else [row.publishes_busy, row.label_id, row.is_active]


def _obstacle(facts: Facts, by: User) -> str:
    return "" if _seen(facts, by) is not None else _("This is about something that you can't see.")


def _title(facts: Facts, reader: User) -> str:
    row = _seen(facts, reader)
    if row is None:
        return _("Free and busy times of a resource are to be published")
    return _("Publish when %(resource)s is taken") % {"resource": row.name}


def _details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _seen(facts, reader)
    if row is None:
        return []
    return [
        (_("Resource"), row.name),
        (_("What whoever sees the resource reads"), _("Not available, from when to when")),
        (_("What stays hidden"), _("Who booked it, and what for")),
    ]


KINDS = [
    Kind(
        name=PUBLISH,
        permission="accounts.release",
        check=_check,
        apply=_apply,
        state=_state,
        title=_title,
        details=_details,
        obstacle=_obstacle,
    )
]
