"""The substance of a planning conference: agenda, read-ahead, minutes, decisions, who comes, and what is to be done."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from logistics.models import Task
from milestones.models.milestones import TITLE_LENGTH, Milestone
from participants.models import Delegation
from programs.versions import Versioned


class Part(models.TextChoices):
    """Where an entry stands."""

    AGENDA = "agenda", _("Agenda")
    READ_AHEAD = "read_ahead", _("Read-ahead")
    MINUTE = "minute", pgettext_lazy("part of a conference", "Minutes")
    DECISION = "decision", _("Decisions")


class EntryQuerySet(GuardedQuerySet):
    def of(self, milestone: Milestone) -> Any:
        return self.filter(milestone=milestone)


@remembered()
class Entry(Guarded, Versioned, Labelled):
    """One line of a conference, with a label of its own: nobody reads it who doesn't see the conference."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="entries")
    part = models.CharField(max_length=10, choices=Part)
    starts_at = models.DateTimeField(null=True, blank=True)  # Of the agenda alone.
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # How long.
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(blank=True)
    presenter = models.CharField(max_length=TITLE_LENGTH, blank=True)
    address = models.URLField(blank=True)  # Where a read-ahead is to be found.
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d entry of a conference", "%(count)d entries of conferences", "count")
    guard = Guard(
        {
            "view": "exchanges.view_content",
            "change": "exchanges.change_exchange",
            "export": "exchanges.view_content",  # Whoever takes part needs it on paper; each pack is recorded.
        },
        via="milestone__exchange",
        facet="content",
    )

    class Meta:
        ordering = ["starts_at", "made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="agenda", starts_at__isnull=False) | (~Q(part="agenda") & Q(starts_at__isnull=True)),
                name="agenda_items_alone_have_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@remembered()
class Attendance(Guarded, Versioned, Labelled):
    """Whom one nation sends to a conference, as it said itself. Hangs from its delegation: no other nation sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="attendances")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="attendances")
    number = models.PositiveSmallIntegerField()
    names = models.TextField(blank=True)  # One a line, as the nation gave them.
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = EntryQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d attendance", "%(count)d attendances", "count")
    guard = Guard({"view": "participants.view_content"}, via="delegation", facet="content")

    class Meta:
        ordering = ["delegation__party__name_en", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "delegation"], name="one_attendance_per_nation_and_conference")
        ]

    def __str__(self) -> str:
        return f"{self.number} to {self.milestone_id}"


class ActionItem(models.Model):
    """That a task was given at a conference; whoever sees both sees that."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="action_items")
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="action_item")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.task_id} of {self.milestone_id}"
