"""A certification file that somebody has sent and not yet proposed."""

from typing import Any

from django.conf import settings
from django.db import models

from accounts.models import Party


class CertificationDraft(models.Model):
    """What one officer's last file asks for: ids, dates and codes. It goes when it is proposed or another is sent."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certification_draft")
    permission = models.CharField(max_length=60)  # The office that is to confirm it.
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    asked: Any = models.JSONField(default=list)
    unchanged = models.PositiveIntegerField(default=0)
    problems: Any = models.JSONField(default=list)  # Row, column, what is wrong.

    def __str__(self) -> str:
        return self.file_name
