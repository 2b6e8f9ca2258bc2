"""Messages as rows: whom to tell what about which object. The words are made when they are read."""

import uuid

from django.conf import settings
from django.db import models


class Notification(models.Model):
    """That *recipient* is to be told of *kind* about one object. Holds no contents, so it can't leak any."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # A number would count others.
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)  # A key of notifications.kinds.KINDS.
    object_type = models.CharField(max_length=60)  # Django's model label, such as "participants.delegation".
    object_id = models.CharField(max_length=40)
    key = models.CharField(max_length=160)  # Names the event: nobody is told of the same event twice.
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True)  # At delivery the recipient might no longer see the object.

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="told_once")]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="inbox")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"
