"""Logistics tasks with deadlines, and the reminders that the sweep sends."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from logistics.states import State
from participants.models import Delegation

TITLE_LENGTH = 120


class TaskQuerySet(GuardedQuerySet):
    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def overdue(self, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)


@remembered()
class Task(Guarded, Labelled):
    """Something one party must have done by a day. Hangs from that party's delegation (the host has one too)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=TITLE_LENGTH)
    detail = models.TextField(blank=True)
    due_on = models.DateField()  # Inclusive, in the host's zone.
    due_at = models.DateTimeField()  # 24:00 of that day, as an instant.
    remind_days = models.PositiveSmallIntegerField(default=3)  # Days before the due date: the first reminder.
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TaskQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d task", "%(count)d tasks", "count")
    guard = Guard(
        {"view": "participants.view_content", "do": "participants.do_task", "change": "participants.assign_task"},
        via="delegation",
        facet="content",
    )

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | (~Q(state="done") & Q(finished_at__isnull=True)),
                name="task_finished_iff_done",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("logistics:task", args=[self.pk])


class Reminder(models.Model):
    """One stage of reminding: the days before, and the day itself. Swept once, whatever happens in between."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("Before the due date")
        DUE = "due", _("On the due date")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    stage = models.CharField(max_length=6, choices=Stage)
    fire_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["fire_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "stage"], name="one_reminder_per_stage")]
        indexes = [models.Index(fields=["fire_at"], condition=Q(sent_at__isnull=True), name="reminder_due")]

    def __str__(self) -> str:
        return f"{self.stage} of {self.task_id}"
