"""What was loaded from a scenario, so that loading it again changes nothing."""

from datetime import date

from django.db import models

from scenarios import dates


class Scenario(models.Model):
    """A scenario that was loaded, and the day from which its offsets count."""

    name = models.CharField(max_length=60, unique=True)
    anchor_on = models.DateField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def day(self, text: str) -> date:
        """The day that an offset or a date of the scenario means."""
        return dates.resolve(text, self.anchor_on)


class Loaded(models.Model):
    """That one entry of a scenario, named by its key, has become one row."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="loaded")
    key = models.CharField(max_length=200)  # Such as "exchanges/flintlock/invitations/XAA".
    object_type = models.CharField(max_length=60)  # Django's model label, such as "participants.delegation".
    object_id = models.CharField(max_length=40)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "loaded"
        constraints = [models.UniqueConstraint(fields=["scenario", "key"], name="loaded_once")]

    def __str__(self) -> str:
        return self.key
