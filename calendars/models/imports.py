"""Which blackout periods came from a calendar file, so that the same file brings them once."""

from django.db import models

from calendars.models.blackouts import Blackout


class ImportedPeriod(models.Model):
    """What a blackout period was called in the file that it came from: a digest of its UID, and nothing of the file."""

    blackout = models.OneToOneField(Blackout, on_delete=models.CASCADE, related_name="imported")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.blackout_id}"
