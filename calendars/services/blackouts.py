"""Every write about blackout periods, and about what a party publishes of them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Party
from audit.services import record
from calendars.models import Blackout, BusyPeriod
from calendars.spans import check_span
from clearances import labels
from clearances.guards import Actor, System, require, require_held
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from clearances.services import remember_labels
from clearances.subjects import subject_of
from programs import versions

KEEP = "accounts.keep_calendar"
LONGEST = 366  # Days of one blackout period.
FIELDS = ["title", "reason", "starts_on", "ends_on"]


@transaction.atomic
def add_blackout(
    owner: Party,
    *,
    title: str,
    starts_on: date,
    ends_on: date,
    label: Label | LabelValue,
    reason: str = "",
    by: Actor,
) -> Blackout:
    """Keep some days of *owner* free of training, both inclusive.

    Raises:
        PermissionDenied: *by* doesn't keep this party's calendar.
        ValidationError: by field.
    """
    require_held(by, KEEP, owner)
    interned = labels.intern(label) if isinstance(label, LabelValue) else label
    _check_label(interned, owner, by)
    blackout = Blackout(owner=owner, label=interned, review_on=review_of(label))
    _fill(blackout, title=title, reason=reason, starts_on=starts_on, ends_on=ends_on)
    blackout.save(force_insert=True)
    remember_labels([interned], container=owner, by=by)
    record(by, "blackout.added", blackout, owner=owner.pk)
    return blackout


def _check_label(label: Label, owner: Party, by: Actor) -> None:
    if not labels.is_released_to(label, owner):
        raise ValidationError({"label": _("This isn't released to %(party)s.") % {"party": owner}})
    if isinstance(by, System):
        return
    subject = subject_of(by)
    if subject is None or label.pk not in subject.dominated_label_ids:
        raise ValidationError({"label": _("You couldn't see this period yourself.")})


def _fill(blackout: Blackout, *, title: str, reason: str, starts_on: date, ends_on: date) -> None:
    check_span(starts_on, ends_on, longest=LONGEST)
    blackout.title, blackout.reason = title.strip(), reason.strip()
    blackout.starts_on, blackout.ends_on = starts_on, ends_on
    if not blackout.title:
        raise ValidationError({"title": _("Give the period a title.")})
    blackout.full_clean(exclude=["owner", "label", "changed_by"])


@transaction.atomic
def amend_blackout(
    blackout: Blackout, *, title: str, reason: str, starts_on: date, ends_on: date, version: int | None, by: Actor
) -> Blackout:
    """Change words or days. What is published of it shrinks with it and never grows: that takes two persons again.

    Raises:
        PermissionDenied: *by* may not.
        Stale: it has changed since *version*.
        ValidationError: by field.
    """
    require(by, "change", blackout)
    blackout = versions.lock(blackout, version)
    _fill(blackout, title=title, reason=reason, starts_on=starts_on, ends_on=ends_on)
    versions.save(blackout, by=by, fields=FIELDS)
    _shrink(blackout)
    record(by, "blackout.amended", blackout)
    return blackout


@transaction.atomic
def remove_blackout(blackout: Blackout, *, version: int | None = None, by: Actor) -> None:
    """The days are free again, and nothing of them is published any more.

    Raises:
        PermissionDenied: *by* may not.
        Stale: it has changed since *version*.
    """
    require(by, "change", blackout)
    blackout = versions.lock(blackout, version)
    published(blackout).delete()
    record(by, "blackout.removed", blackout, owner=blackout.owner_id)
    blackout.delete()


def overlapping(blackout: Blackout, *, by: Actor) -> list[Blackout]:
    """Other blackout periods of the same party on some of its days, as far as *by* may see them."""
    rows = Blackout.objects.all() if isinstance(by, System) else Blackout.objects.for_user(by)
    found = rows.filter(owner=blackout.owner_id).overlapping(blackout.starts_on, blackout.ends_on)
    return list(found.exclude(pk=blackout.pk))


# Publishing its days.


def key_of(blackout: Blackout) -> str:
    """Names what is published of *blackout* to whoever can see *blackout*, and to nobody else."""
    return salted_hmac("calendars.busy", str(blackout.pk), algorithm="sha256").hexdigest()


def published(blackout: Blackout) -> QuerySet[BusyPeriod]:
    """What is published of it: one row or none."""
    return BusyPeriod.objects.filter(key=key_of(blackout))


@transaction.atomic
def publish(blackout: Blackout, *, by: Actor) -> None:
    """Say publicly that the owner isn't available on its days, and no more. Two releasing officers have decided it.

    Raises:
        PermissionDenied: *by* may not.
    """
    require(by, "publish", blackout)
    blackout = versions.lock(blackout)
    days = {"party": blackout.owner, "starts_on": blackout.starts_on, "ends_on": blackout.ends_on}
    BusyPeriod.objects.update_or_create(key=key_of(blackout), defaults=days)
    record(by, "blackout.published", blackout)


@transaction.atomic
def withdraw(blackout: Blackout, *, by: Actor) -> None:
    """Publish its days no longer. One keeper may: it shows less, not more.

    Raises:
        PermissionDenied: *by* may not.
    """
    require(by, "change", blackout)
    published(versions.lock(blackout)).delete()
    record(by, "blackout.withdrawn", blackout)


def _shrink(blackout: Blackout) -> None:
    for row in published(blackout).select_for_update():
        row.starts_on, row.ends_on = max(row.starts_on, blackout.starts_on), min(row.ends_on, blackout.ends_on)
        if row.ends_on < row.starts_on:
            row.delete()
        else:
            row.save(update_fields=["starts_on", "ends_on"])
