"""What was loaded from a scenario, so that loading it again changes nothing."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

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


class Persona(models.Model):
    """What the persona picker says of a demonstration person: their role in plain words, and who they are in a sentence."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="persona")
    role_en = models.CharField(max_length=120)
    role_fr = models.CharField(max_length=120)
    about_en = models.CharField(max_length=300)
    about_fr = models.CharField(max_length=300)

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return self.role

    @property
    def role(self) -> str:
        return self.role_fr if (get_language() or "").startswith("fr") else self.role_en

    @property
    def about(self) -> str:
        return self.about_fr if (get_language() or "").startswith("fr") else self.about_en
