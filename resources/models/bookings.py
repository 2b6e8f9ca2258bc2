"""Bookings: what keeps a resource from when to when, of which no two clash; the database itself sees to that."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from exchanges.models import Exchange
from programs.versions import Versioned
from resources.models.resources import NAME_LENGTH, Resource
from resources.states import Decision, State

REASON_LENGTH = 200


class BookingQuerySet(GuardedQuerySet):
    def kept(self) -> Self:
        """Those that aren't freed."""
        return self.exclude(state=State.FREED)

    def waiting(self) -> Self:
        """Those that the resource's owner has to decide about."""
        return self.kept().filter(decision=Decision.PENDING)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that last at least a moment between the two; turn-round times aside."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


@remembered()
class Booking(Guarded, Versioned, Labelled):
    """That an exchange, or the owner itself, uses a resource. Its exchange's planners see it as part of the content.

    ``occupies`` is the time that it takes from others, turn-round included; null while it takes none, being freed or
    a request that holds nothing until the owner approves. A pool is shared by quantity, which a trigger watches.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    exchange = models.ForeignKey(  # Null: the owner's own use, such as maintenance.
        Exchange, on_delete=models.CASCADE, null=True, blank=True, related_name="bookings"
    )
    title = models.CharField(max_length=NAME_LENGTH)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # Exclusive.
    is_all_day = models.BooleanField()  # Whole days in the resource's zone.
    occupies = DateTimeRangeField(null=True, blank=True)
    is_pooled = models.BooleanField()
    quantity = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    state = models.CharField(max_length=9, choices=State, default=State.TENTATIVE)
    decision = models.CharField(max_length=8, choices=Decision)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)  # Why it was freed or refused.
    series = models.UUIDField(null=True, blank=True)  # What repeats shares one.
    offered_from = models.DateTimeField(null=True, blank=True)  # Another window that the owner proposes.
    offered_until = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = BookingQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d booking", "%(count)d bookings", "count")
    guard = Guard(
        {"view": "exchanges.view_content", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["exchange", "starts_at"], name="booking_by_exchange"),
            models.Index(fields=["resource", "starts_at"], name="booking_by_resource"),
        ]
        constraints = [
            ExclusionConstraint(
                name="nothing_is_booked_twice",
                # A pool has no third value, and what is null clashes with nothing; one index serves both.
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("occupies", RangeOperators.OVERLAPS),
                    (
                        Case(When(is_pooled=False, then=Value(0)), output_field=models.IntegerField()),
                        RangeOperators.EQUAL,
                    ),
                ],
                violation_error_message=_("Not available."),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state=State.FREED) | Q(occupies__isnull=True), name="what_is_freed_takes_no_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FIRM) | Q(occupies__isnull=False, decision=Decision.APPROVED),
                name="what_is_firm_is_approved_and_takes_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REFUSED) | Q(state=State.FREED), name="what_is_refused_is_freed"
            ),
            models.CheckConstraint(
                condition=Q(offered_from__isnull=True, offered_until__isnull=True)
                | Q(offered_from__lt=F("offered_until")),
                name="an_offered_window_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resources:booking", args=[self.pk])

    @property
    def is_kept(self) -> bool:
        return self.state != State.FREED

    def first_day(self, resource: Resource) -> date:
        return self.starts_at.astimezone(resource.zone_info).date()

    def last_day(self, resource: Resource) -> date:
        """Inclusive."""
        return (self.ends_at - timedelta(microseconds=1)).astimezone(resource.zone_info).date()


class KeptBooking(Booking):
    """The same row as the keepers of its resource see it, whatever exchange it is for; its own label decides too."""

    guard = Guard({"view": "accounts.keep_resources", "change": "accounts.keep_resources"}, via="resource__owner")

    class Meta:
        proxy = True

    def get_absolute_url(self) -> str:
        return reverse("resources:kept", args=[self.pk])
