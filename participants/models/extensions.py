"""A nation asks for more time, or for its invitation to be opened again; the host says yes or no."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded
from clearances.models import Labelled
from participants.models.delegations import Delegation


@remembered()
class Extension(Guarded, Labelled):
    """Until when a nation would like to answer, and what the host made of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField()  # As asked; inclusive, in the host's zone.
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    remark = models.CharField(max_length=300, blank=True)  # The host's; the nation reads it.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    counted = ngettext_lazy("%(count)d request for more time", "%(count)d requests for more time", "count")
    guard = Guard({"view": "participants.view_delegation", "answer": "participants.answer"}, via="delegation")

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["delegation"], condition=Q(state="waiting"), name="one_request_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="extension_decided_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('participants:delegation', args=[self.delegation_id])}#more-time"
