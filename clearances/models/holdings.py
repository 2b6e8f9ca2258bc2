"""What one person holds: clearances and waivers. Both are requested by one and confirmed by another."""

import hashlib
import json
import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Func, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.history import remembered
from accounts.models import Party, Person
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models.changes import LAPSES_AFTER
from clearances.models.policies import Classification, Label, Policy
from clearances.nationals import NationalsGuard

LAPSING_DAYS = 30  # From so many days before its end on, a clearance is announced as lapsing.


class Standing(models.IntegerChoices):
    """Where a clearance or waiver stands at an instant, in the order in which it needs somebody's attention."""

    WAITING = 1, _("Waiting for confirmation")
    LAPSING = 2, _("Lapsing soon")
    ACTIVE = 3, _("Active")
    ENDED = 4, _("Suspended, ended or refused")


class HoldingQuerySet(GuardedQuerySet):
    def waiting(self, at: datetime) -> Self:
        """Requests that somebody can still confirm at *at*."""
        return self.filter(status=Status.REQUESTED, requested_at__gt=at - LAPSES_AFTER)

    def held_by(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def with_standing(self, at: datetime) -> Self:
        """Each row with ``lapses_at``, 24:00 of its last day in the sponsor's zone, and its ``standing`` at *at*."""
        midnight = ExpressionWrapper(F("valid_to") + timedelta(days=1), output_field=models.DateTimeField())
        lapses_at = Func(F("sponsor__zone"), midnight, function="timezone", output_field=models.DateTimeField())
        in_force = Q(status=Status.ACTIVE, lapses_at__gt=at)
        return self.annotate(lapses_at=lapses_at).annotate(
            standing=Case(
                When(
                    status=Status.REQUESTED,
                    requested_at__gt=at - LAPSES_AFTER,
                    then=Value(Standing.WAITING.value),
                ),
                When(
                    in_force & Q(lapses_at__lte=at + timedelta(days=LAPSING_DAYS)), then=Value(Standing.LAPSING.value)
                ),
                When(in_force, then=Value(Standing.ACTIVE.value)),
                default=Value(Standing.ENDED.value),
                output_field=models.IntegerField(),
            )
        )

    def by_standing(self) -> Self:
        """What needs attention first, ended ones last; after ``with_standing``, with what a list shows of each."""
        return self.select_related("person__organisation", "sponsor", *self.model.NAMES).order_by(
            "standing", "valid_to", "pk"
        )

    def with_names(self) -> Self:
        """With the names that a page about one of them shows."""
        people = ("person__organisation", "requested_by__person", "decided_by__person")
        return self.select_related("sponsor", *people, *self.model.NAMES)

    def about(self, text: str) -> Self:
        """Those whose holder's name has *text* in it."""
        return self.filter(Q(person__family_name__icontains=text) | Q(person__given_name__icontains=text))

    def of_nation(self, nation: Party) -> Self:
        """Those whose holder acts for *nation* or for one of its agencies."""
        return self.filter(Q(person__organisation=nation) | Q(person__organisation__nation=nation))


class Status(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    ACTIVE = "active", _("Active")
    REFUSED = "refused", _("Refused")
    VOID = "void", _("Void: the request was changed")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")


class Holding(Guarded):
    """Something a person holds from a day until a day, both inclusive, in the zone of the nation that vouches for it.

    A request is bound to ``digest``: whoever confirms, confirms exactly what was asked for. It lapses after 72 hours.
    """

    NAMES: ClassVar[tuple[str, ...]]  # The rows that a page names it by.
    REQUEST: ClassVar[tuple[str, ...]]  # What is asked for, and by whom.
    Status = Status

    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    sponsor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the request as it was made.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # When it was suspended or revoked.
    end_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = HoldingQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(requested_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="%(class)s_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="requested", decided_at__isnull=True)
                | (~Q(status="requested") & Q(decided_at__isnull=False)),
                name="%(class)s_decided_iff_not_requested",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["suspended", "revoked"], ended_at__isnull=False)
                | (~Q(status__in=["suspended", "revoked"]) & Q(ended_at__isnull=True)),
                name="%(class)s_ended_iff_dated",
            ),
        ]

    @property
    def request_lapses_at(self) -> datetime:
        return self.requested_at + LAPSES_AFTER

    def request_digest(self) -> str:
        """The hash of what is asked for and by whom: any edit gives another one."""
        asked = {name: str(getattr(self, name)) for name in self.REQUEST}
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@remembered(by=["person"])
class Clearance(Holding):
    """That a person is cleared in one policy to one level.

    Requested by one administrator of the policy's owner, or by one of the person's nation's security office, and
    confirmed by another. Several are never combined.
    """

    NAMES = ("policy__owner", "classification")
    REQUEST = (
        "person_id",
        "policy_id",
        "classification_id",
        "compartments",
        "sponsor_id",
        "certificate_reference",
        "valid_from",
        "valid_to",
        "replaces_id",
        "requested_by_id",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clearances")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="clearances")
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="+")
    compartments = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    certificate_reference = models.CharField(max_length=80)
    replaces = models.ForeignKey(  # The clearance that this one renews: it counts until this one begins.
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals"
    )

    guard = NationalsGuard(
        {
            "view": "accounts.administer_clearances",
            "confirm": "accounts.administer_clearances",
            "end": "accounts.administer_clearances",
        },
        via="policy__owner",
        own="person",
    )

    class Meta(Holding.Meta):
        abstract = False
        ordering = ["person", "policy", "-valid_to"]

    def __str__(self) -> str:
        return f"{self.classification}"

    def get_absolute_url(self) -> str:
        return reverse("clearances:detail", args=[self.pk])


@remembered(by=["person"])
class Waiver(Holding):
    """That a person's nationality doesn't bar one label. Kept by the administrators of the label's owner."""

    NAMES = ("label__owner",)
    REQUEST = ("person_id", "label_id", "sponsor_id", "valid_from", "valid_to", "reason", "requested_by_id")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waivers")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(max_length=200)

    guard = Guard(
        {
            "view": "accounts.administer_clearances",
            "confirm": "accounts.administer_clearances",
            "end": "accounts.administer_clearances",
        },
        via="label__owner",
        own="person",
    )

    class Meta(Holding.Meta):
        abstract = False
        ordering = ["person", "label"]

    def __str__(self) -> str:
        return f"{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("clearances:waiver", args=[self.public_id])
