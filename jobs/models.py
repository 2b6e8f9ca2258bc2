"""Work as rows: what must happen later is written where the business is written, and swept from there."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutboxQuerySet(models.QuerySet["OutboxItem"]):
    def ready(self, at: object) -> "OutboxQuerySet":
        """Not done, due, and held by nobody (or by somebody whose lease ran out)."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=at), state=OutboxItem.State.PENDING, not_before__lte=at
        )


class OutboxItem(models.Model):
    """One effect outside the database that must happen once. Holds ids, never contents."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"  # Given up after many attempts; an operator looks at it.

    kind = models.CharField(max_length=30)  # A key of settings.OUTBOX_HANDLERS.
    key = models.CharField(max_length=160, unique=True)  # The same effect can't be asked for twice.
    object_id = models.BigIntegerField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
                name="outbox_item_done_iff_dated",
            ),
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="pending"), name="outbox_pending")]

    def __str__(self) -> str:
        return self.key


class Lease(models.Model):
    """Who runs a sweep now, and when it last finished. A crash only lets the lease run out."""

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Progress(models.Model):
    """How far a long piece of work has come, for the person who asked for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="progress_within_total")]

    def __str__(self) -> str:
        return self.title
