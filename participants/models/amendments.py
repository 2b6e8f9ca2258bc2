"""What the host changed in a packet after it was sent: a row for each marking, so that nobody counts what is hidden."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded
from clearances.models import Labelled
from participants.models.invitations import Invitation


@remembered()
class Amendment(Guarded, Labelled):
    """One change of a packet that was sent, under the label of what changed; never altered afterwards.

    A write that touches parts of several labels makes one amendment for each. The number runs within the label: whoever
    reads one amendment of a marking reads all of it, so the numbers have no gaps for anybody. Texts aren't copied here:
    they are read anew, each under the label that it has by then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveIntegerField()
    lines = models.JSONField(default=list)  # participants.amending.Line
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    counted = ngettext_lazy("%(count)d amendment", "%(count)d amendments", "count")
    guard = Guard({"view": "participants.view_delegation"}, via="invitation__delegation")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "label", "number"], name="amendments_are_numbered_by_label"),
        ]

    def __str__(self) -> str:
        return f"amendment {self.pk}"
