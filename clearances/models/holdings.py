"""What one person holds: clearances and waivers."""

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
from clearances.models.policies import Classification, Label, Policy

LAPSING_DAYS = 30  # From so many days before its end on, a clearance is announced as lapsing.


class Standing(models.IntegerChoices):
    """Where a clearance stands at an instant, in the order in which it needs somebody's attention."""

    WAITING = 1, _("Waiting for confirmation")
    LAPSING = 2, _("Lapsing soon")
    ACTIVE = 3, _("Active")
    ENDED = 4, _("Ended or refused")


class ClearanceQuerySet(GuardedQuerySet):
    def waiting(self) -> Self:
        return self.filter(status=Clearance.Status.REQUESTED)

    def held_by(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def with_standing(self, at: datetime) -> Self:
        """Each row with ``lapses_at``, 24:00 of its last day in the sponsor's zone, and its ``standing`` at *at*."""
        midnight = ExpressionWrapper(F("valid_to") + timedelta(days=1), output_field=models.DateTimeField())
        lapses_at = Func(F("sponsor__zone"), midnight, function="timezone", output_field=models.DateTimeField())
        in_force = Q(status=Clearance.Status.ACTIVE, lapses_at__gt=at)
        return self.annotate(lapses_at=lapses_at).annotate(
            standing=Case(
                When(status=Clearance.Status.REQUESTED, then=Value(Standing.WAITING.value)),
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
        return self.select_related("person__organisation", "policy__owner", "classification", "sponsor").order_by(
            "standing", "valid_to", "pk"
        )

    def with_names(self) -> Self:
        """With the names that a page about one clearance shows."""
        return self.select_related(
            "person__organisation",
            "policy__owner",
            "classification",
            "sponsor",
            "requested_by__person",
            "decided_by__person",
        )

    def about(self, text: str) -> Self:
        """Those whose holder's name has *text* in it."""
        return self.filter(Q(person__family_name__icontains=text) | Q(person__given_name__icontains=text))

    def of_nation(self, nation: Party) -> Self:
        """Those whose holder acts for *nation* or for one of its agencies."""
        return self.filter(Q(person__organisation=nation) | Q(person__organisation__nation=nation))


@remembered(by=["person"])
class Clearance(Guarded):
    """That a person is cleared in one policy to one level, from a day until a day (inclusive, in the sponsor's zone).

    Requested by one administrator of the policy's owner and confirmed by another. Several are never combined.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ACTIVE = "active", _("Active")
        REFUSED = "refused", _("Refused")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clearances")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="clearances")
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="+")
    compartments = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    sponsor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    certificate_reference = models.CharField(max_length=80)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # When it was suspended or revoked.
    end_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = ClearanceQuerySet.as_manager()
    guard = Guard(
        {
            "view": "accounts.administer_clearances",
            "confirm": "accounts.administer_clearances",
            "end": "accounts.administer_clearances",
        },
        via="policy__owner",
        own="person",
    )

    class Meta:
        ordering = ["person", "policy", "-valid_to"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="clearance_ends_after_it_starts",
                violation_error_message=_("A clearance can't end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(requested_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="clearance_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="requested", decided_at__isnull=True)
                | (~Q(status="requested") & Q(decided_at__isnull=False)),
                name="clearance_decided_iff_not_requested",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["suspended", "revoked"], ended_at__isnull=False)
                | (~Q(status__in=["suspended", "revoked"]) & Q(ended_at__isnull=True)),
                name="clearance_ended_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classification}"

    def get_absolute_url(self) -> str:
        return reverse("clearances:detail", args=[self.pk])


@remembered(by=["person"])
class Waiver(models.Model):
    """From a day until a day (inclusive, in the sponsor's zone): that a person's nationality doesn't bar one label."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waivers")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="waivers")
    sponsor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["person", "label"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="waiver_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"waiver {self.pk}"
