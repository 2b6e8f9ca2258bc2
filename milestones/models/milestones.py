"""The milestones of an exchange, planned backwards from its dates, and the reminders that the sweep sends."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from exchanges.models import Exchange
from milestones.backplan import Anchor, Lead, Rule, Unit
from milestones.kinds import CONFERENCES, Kind
from milestones.states import OPEN, State
from programs.versions import Versioned

TITLE_LENGTH, WORDS_LENGTH = 120, 240


class MilestoneQuerySet(GuardedQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def conferences(self) -> Self:
        return self.filter(kind__in=CONFERENCES)


@remembered()
class Milestone(Guarded, Versioned, Labelled):
    """Something that must be had by a day, or a conference or phase on some days. Part of the exchange's content.

    With an anchor its day follows a rule, without one it keeps its distance from STARTEX; a fixed one stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="milestones")
    code = models.CharField(max_length=24, blank=True)  # Of the template's step that it was made from.
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MILESTONE)
    title = models.CharField(max_length=TITLE_LENGTH)
    planned_on = models.DateField()  # In the exchange's zone; the first day of a conference.
    ends_on = models.DateField()  # Inclusive.
    anchor = models.CharField(max_length=7, choices=Anchor, blank=True)
    months = models.SmallIntegerField(default=0)
    days = models.SmallIntegerField(default=0)
    is_rounded = models.BooleanField(default=True)
    is_fixed = models.BooleanField(default=False)
    lead_days = models.PositiveSmallIntegerField(default=0)
    lead_unit = models.CharField(max_length=8, choices=Unit, default=Unit.WORKING)
    is_bound = models.BooleanField(default=False)  # Had for certain dates: for others it must be had anew.
    role = models.CharField(max_length=TITLE_LENGTH, blank=True)  # Who sees to it, where no person is named.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deliverable = models.CharField(max_length=WORDS_LENGTH, blank=True)
    gate = models.CharField(max_length=WORDS_LENGTH, blank=True)  # What may not go on before it is passed.
    asked = models.CharField(max_length=WORDS_LENGTH, blank=True)  # The evidence that is asked for.
    evidence = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=WORDS_LENGTH, blank=True)  # Why it was waived or missed.
    after = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="before")
    place = models.CharField(max_length=160, blank=True)

    objects: ClassVar[Any] = MilestoneQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d milestone", "%(count)d milestones", "count")
    guard = Guard(
        {"view": "exchanges.view_content", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["planned_on", "pk"]
        indexes = [models.Index(fields=["exchange", "planned_on"], name="milestone_by_exchange")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("planned_on")), name="milestone_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="done", confirmed_at__isnull=False)
                | (~Q(state="done") & Q(confirmed_at__isnull=True)),
                name="milestone_confirmed_iff_done",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("milestones:detail", args=[self.pk])

    @property
    def is_conference(self) -> bool:
        return self.kind in CONFERENCES

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def icon(self) -> str:
        return Kind(self.kind).icon

    @property
    def rule(self) -> Rule | None:
        """How its day follows from the exchange's; None where it doesn't."""
        return Rule(self.anchor, self.months, self.days, self.is_rounded) if self.anchor else None

    @property
    def lead(self) -> Lead:
        return Lead(self.lead_days, self.lead_unit)

    def put_on(self, day: date) -> None:
        """Move it to *day*, as long as it was."""
        self.ends_on, self.planned_on = day + (self.ends_on - self.planned_on), day


class MilestoneReminder(models.Model):
    """One stage of reminding, so many days before. Swept once, whatever happens in between."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    fire_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fire_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "days_before"], name="one_reminder_of_a_milestone_per_stage")
        ]
        indexes = [models.Index(fields=["fire_at"], condition=Q(sent_at__isnull=True), name="milestone_reminder_due")]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.milestone_id}"
