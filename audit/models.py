"""The append-only record of what was done and read. The application may add an event and nothing else."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that happened, written in the transaction in which it happened."""

    at = models.DateTimeField(auto_now_add=True)  # UTC.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )  # Null: the system.
    action = models.CharField(max_length=80)  # Such as "invitation.accepted".
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    label_id = models.IntegerField(
        null=True
    )  # The label of the object at that time; not a key: events outlive everything.
    facts = models.JSONField(default=dict)  # Ids, states and dates; never contents.

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
