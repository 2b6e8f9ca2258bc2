"""That a party's people may do nothing here for the time being."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Party
from clearances.guards import Guard, Guarded, GuardedQuerySet


class SuspensionQuerySet(GuardedQuerySet):
    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True)


class Suspension(Guarded):
    """From an instant until another: *imposed_by*'s administrators keep *party* out. Several may at the same time.

    ``Party.suspended_at`` is what the decision reads: set while at least one of these is in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="suspensions")
    imposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    suspended_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SuspensionQuerySet.as_manager()
    guard = Guard(
        {"view": "accounts.administer_clearances", "lift": "accounts.administer_clearances"}, via="imposed_by"
    )

    class Meta:
        ordering = ["-suspended_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "imposed_by"], condition=Q(lifted_at__isnull=True), name="suspended_once_by_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    def get_absolute_url(self) -> str:
        return reverse("clearances:suspensions")
