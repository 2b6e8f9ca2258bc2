"""Many invitations sent by a worker: what was asked for, and what came of each. Known to the planners alone."""

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
from exchanges.models import Exchange
from jobs.models import Progress
from participants.models.delegations import Delegation

PROBLEM_LENGTH = 300


@remembered()
class Sending(Guarded, Labelled):
    """Somebody's order to send many invitations of one exchange."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="sendings")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)

    counted = ngettext_lazy("%(count)d order to send", "%(count)d orders to send", "count")
    guard = Guard({"view": "exchanges.invite_party"}, via="exchange")

    class Meta:
        ordering = ["-ordered_at", "pk"]

    def __str__(self) -> str:
        return f"sending {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("participants:sending", args=[self.pk])


@remembered()
class SendingItem(Guarded, Labelled):
    """One invitation of an order. It turns once, in the transaction that sends the invitation: a killed worker repeats
    nothing and skips nothing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="items")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    progress = models.OneToOneField(Progress, on_delete=models.PROTECT, related_name="+")  # Tells a worker whose it is.
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=PROBLEM_LENGTH, blank=True)  # Why not, in the words of whoever ordered it.

    counted = ngettext_lazy("%(count)d invitation to send", "%(count)d invitations to send", "count")
    guard = Guard({"view": "participants.change_delegation"}, via="delegation")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sending", "delegation"], name="sent_once_by_an_order"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="what_was_not_sent_says_why"),
        ]

    def __str__(self) -> str:
        return f"sending item {self.pk}"
