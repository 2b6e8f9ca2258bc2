"""Waivers: that a person's nationality doesn't bar one label. Requested by one administrator, confirmed by another."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import check_years
from accounts.models import Party, Person, User
from audit.services import record
from clearances.guards import Actor, System, require_held
from clearances.models import LAPSING_DAYS, Label, Waiver
from clearances.services import holdings
from clearances.services.grants import holders
from clearances.subjects import subject_of
from notifications.services import notify

ADMINISTER = "accounts.administer_clearances"
ABOVE = gettext_lazy("You can't ask for a waiver of a label that you may not read yourself.")


@transaction.atomic
def request_waiver(
    person: Person, *, label: Label, sponsor: Party, valid_from: date, valid_to: date, reason: str, by: Actor
) -> Waiver:
    """Ask that the nationality of *person* not bar *label*; nothing opens until a second administrator confirms.

    Raises:
        PermissionDenied: *by* doesn't administer what the label's owner owns, or asks for themselves.
        ValidationError: dates that end before they start, no reason, a label at which no nationality is asked for, or
            one that *by* may not read.
    """
    require_held(by, ADMINISTER, label.owner)
    waiver = Waiver(
        person=person, label=label, sponsor=sponsor, valid_from=valid_from, valid_to=valid_to, reason=reason.strip()
    )
    _check(waiver)
    holdings.ask(waiver, by=by, reach=is_within_own, above={"label": str(ABOVE)})
    record(by, "waiver.requested", waiver, person=person.pk)
    others = [user for user in holders(ADMINISTER, label.owner) if user != by]
    notify(others, "waiver_requested", waiver, key=f"waiver:{waiver.pk}:requested")
    return waiver


def _check(waiver: Waiver) -> None:
    check_years(valid_from=waiver.valid_from, valid_to=waiver.valid_to)
    if waiver.valid_to < waiver.valid_from:
        raise ValidationError({"valid_to": _("A waiver can't end before it starts.")})
    waiver.full_clean(exclude=["requested_by", "decided_by", "decided_at", "ended_at"])
    if not asks_for_nationality(waiver.label):
        raise ValidationError({"label": _("Nobody's nationality is asked for at this level: no waiver is needed.")})


def asks_for_nationality(label: Label) -> bool:
    """Rule D4: from the level that needs a clearance on, and wherever there is a compartment."""
    lowest = label.policy.clearance_from
    return bool(label.compartments) or (lowest is not None and label.classification.rank >= lowest)


def is_within_own(waiver: Waiver, by: Actor) -> bool:
    """Whether *by* may read what carries this label."""
    if isinstance(by, System):
        return True
    subject = subject_of(by)
    return subject is not None and waiver.label_id in subject.dominated_label_ids


def obstacle(waiver: Waiver, to: str, *, by: Actor) -> str:
    """As ``clearances.obstacle``."""
    return holdings.obstacle(waiver, to, by=by, reach=is_within_own)


@transaction.atomic
def confirm_waiver(waiver: Waiver, *, by: Actor, digest: str | None = None) -> Waiver:
    """As ``confirm_clearance``."""
    waiver = holdings.decide(waiver, Waiver.Status.ACTIVE, by=by, reach=is_within_own, digest=digest)
    if waiver.status == Waiver.Status.ACTIVE:
        holdings.tell_holder(waiver, "waiver_granted", by)
    return waiver


@transaction.atomic
def refuse_waiver(waiver: Waiver, *, by: Actor, reason: str) -> Waiver:
    return holdings.decide(waiver, Waiver.Status.REFUSED, by=by, reach=is_within_own, end_reason=reason)


@transaction.atomic
def revoke_waiver(waiver: Waiver, *, by: Actor, reason: str) -> Waiver:
    return holdings.end(waiver, Waiver.Status.REVOKED, by=by, reach=is_within_own, reason=reason)


@transaction.atomic
def suspend_waiver(waiver: Waiver, *, by: Actor, reason: str) -> Waiver:
    return holdings.end(waiver, Waiver.Status.SUSPENDED, by=by, reach=is_within_own, reason=reason)


@transaction.atomic
def resume_waiver(waiver: Waiver, *, by: Actor) -> Waiver:
    """The second person's part of the change ``waiver.resume``."""
    return holdings.resume(waiver, by=by, reach=is_within_own)


def warn_of_waiver_lapses(at: datetime) -> None:
    """Sweep: tell holder and administrators once, when an active waiver has ``LAPSING_DAYS`` days left or fewer."""
    last = at.date() + timedelta(days=LAPSING_DAYS)
    lapsing = Waiver.objects.filter(status=Waiver.Status.ACTIVE, valid_to__gte=at.date(), valid_to__lte=last)
    for waiver in lapsing.select_related("label__owner"):
        people = [*User.objects.filter(person_id=waiver.person_id), *holders(ADMINISTER, waiver.label.owner)]
        notify(people, "waiver_lapsing", waiver, key=f"waiver:{waiver.pk}:lapses:{waiver.valid_to}")
