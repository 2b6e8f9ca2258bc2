"""Threads between a host and one nation: questions, discussions, announcements, and what is written in them.

A thread hangs from exactly one delegation, as a task does: the host's own delegation carries what its planners discuss
about the exchange, a nation's carries what is between the host and that nation. What is told to many nations is a
thread of each: so none is in the audience of another's, and nothing of it can tell of another.
"""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import User
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from milestones.models import Milestone
from participants.models import Delegation
from programs.versions import Versioned
from threads.states import Kind, Side, State

SUBJECT_LENGTH = 120


class ThreadQuerySet(GuardedQuerySet):
    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def questions(self) -> Self:
        """What waits for an answer."""
        return self.open().filter(kind=Kind.QUESTION)

    def overdue(self, at: datetime) -> Self:
        return self.questions().filter(due_at__lte=at)

    def of_person(self, user: User) -> Self:
        """Those that *user* opened, wrote in, or is named in, as far as they see the entries."""
        entries = ThreadEntry.objects.for_user(user).filter(thread=OuterRef("pk"))
        return self.filter(
            Q(opened_by=user) | Exists(entries.filter(written_by=user)) | Exists(entries.filter(mentions=user))
        )


@remembered()
class Thread(Guarded, Versioned, Labelled):
    """One subject between a host and one nation. *addressed_to* is the side that is to answer it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="threads")
    milestone = models.ForeignKey(Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="threads")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.QUESTION)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    addressed_to = models.CharField(max_length=6, choices=Side, default=Side.HOST)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    due_on = models.DateField(null=True, blank=True)  # In the host's zone, inclusive.
    due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)  # When the sweep reminds; null once it has.
    escalated_at = models.DateTimeField(null=True, blank=True)  # When the sweep told that it is overdue.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)  # The same for all threads that were published together.

    objects: ClassVar[Any] = ThreadQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d thread", "%(count)d threads", "count")
    guard = Guard(
        {
            "view": "participants.view_delegation",
            "ask": "participants.ask",
            "answer": "participants.answer",
        },
        via="delegation",
    )

    class Meta:
        ordering = ["-opened_at", "pk"]
        indexes = [
            models.Index(fields=["delegation", "-opened_at"], name="thread_by_delegation"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="thread_to_remind"),
            models.Index(
                fields=["due_at"], condition=Q(escalated_at__isnull=True, state="open"), name="thread_to_escalate"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="thread_has_a_subject"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_at__isnull=True) | Q(due_on__isnull=False, due_at__isnull=False),
                name="thread_due_on_a_day_at_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(kind="announcement") | Q(due_on__isnull=True), name="announcement_waits_for_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("threads:thread", args=[self.pk])

    @property
    def waits(self) -> bool:
        return self.kind == Kind.QUESTION and self.state == State.OPEN

    def is_overdue(self, at: datetime) -> bool:
        return self.waits and self.due_at is not None and self.due_at <= at


@remembered()
class ThreadEntry(Guarded, Versioned, Labelled):
    """What one person wrote in a thread, marked at least as strictly as the thread; every version is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="entries")
    text = models.TextField()
    is_answer = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d entry of a thread", "%(count)d entries of threads", "count")
    guard = Guard(
        {
            "view": "participants.view_delegation",
            "ask": "participants.ask",
            "answer": "participants.answer",
        },
        via="thread__delegation",
    )

    class Meta:
        ordering = ["written_at", "is_answer", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="thread_entry_says_something")]

    def __str__(self) -> str:
        return f"entry {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('threads:thread', args=[self.thread_id])}#entry-{self.pk}"
