"""Periods that a party keeps free of training, and what it publishes of them."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from programs.versions import Versioned

TITLE_LENGTH, REASON_LENGTH = 120, 1_000


class BlackoutQuerySet(GuardedQuerySet):
    def overlapping(self, first: date, last: date) -> Self:
        """Those with at least one day between *first* and *last*, both inclusive."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)


@remembered()
class Blackout(Guarded, Versioned, Labelled):
    """Days that a party keeps free of training. Its staff officers keep it; planners of its audience see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="blackouts")
    title = models.CharField(max_length=TITLE_LENGTH)
    reason = models.TextField(blank=True, max_length=REASON_LENGTH)
    starts_on = models.DateField()
    ends_on = models.DateField()  # Inclusive.

    objects: ClassVar[Any] = BlackoutQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d blackout period", "%(count)d blackout periods", "count")
    guard = Guard(
        {"view": "accounts.plan_programs", "change": "accounts.keep_calendar", "publish": "accounts.release"},
        via="owner",
        anywhere=frozenset({"view"}),
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="blackout_ends_after_it_starts",
                violation_error_message=_("The last day can't lie before the first."),
            ),
        ]
        indexes = [models.Index(fields=["owner", "starts_on"], name="blackout_by_owner")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calendars:blackout", args=[self.pk])


class BusyPeriod(models.Model):
    """Days on which a party says that it isn't available, and no more: what it published of a blackout period.

    Public. ``key`` is computed from the period that it was published of: whoever can't see that one can't tell which,
    or that two of these belong together.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="busy_periods")
    key = models.CharField(max_length=64, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()  # Inclusive.

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="busy_period_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.starts_on}"
