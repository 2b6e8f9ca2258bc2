"""Templates that a party keeps of its own. Those that come with the portal are files: ``milestones.shipped``."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party
from clearances.guards import Guard, Guarded, GuardedQuerySet
from programs.versions import Versioned

NAME_LENGTH = 120


@remembered()
class MilestoneTemplate(Guarded, Versioned):
    """A party's own way to plan backwards: steps in the form of ``milestones.steps.Step``, read and kept as a whole.

    It is about no exchange and carries no label: its own party's staff officers alone read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="milestone_templates")
    name = models.CharField(max_length=NAME_LENGTH)
    about = models.TextField(blank=True)
    source = models.CharField(max_length=NAME_LENGTH, blank=True)
    steps = models.JSONField(default=list)

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d milestone template", "%(count)d milestone templates", "count")
    guard = Guard({"view": "accounts.plan_programs", "change": "accounts.plan_programs"}, via="owner")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("milestones:own_template", args=[self.pk])
