"""Who of the host must sign a packet before it is sent: known to its planners, and never to the nation."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from participants.models.delegations import Delegation

NOTE_LENGTH = 300


class PacketSignOffQuerySet(GuardedQuerySet):
    def waiting(self) -> Self:
        """Those whose person hasn't said anything to the packet as it is now, of packets that weren't sent."""
        return self.filter(state=PacketSignOff.State.WAITING, delegation__invitation__state="draft")


@remembered()
class PacketSignOff(Guarded, Labelled):
    """An office of the host that must sign a packet before it is sent, by the person who is named for it.

    It hangs from the delegation but its label has no audience except the exchange's owner, and the invitation itself
    stays a draft: neither its state nor its version tells the nation later that, when or by whom it was staffed.
    """

    class Office(models.TextChoices):
        LEGAL = "legal", _("Legal")
        DISCLOSURE = "disclosure", _("Disclosure")
        BUDGET = "budget", _("Budget")
        FOREIGN_POLICY = "foreign", _("Foreign policy")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SIGNED = "signed", _("Signed")
        OBJECTED = "objected", _("Objects")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="packet_sign_offs")
    office = models.CharField(max_length=10, choices=Office)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()  # Inclusive, in the exchange's zone.
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField(default=1)  # Raised when the packet changed and its person is asked again.
    reminded_at = models.DateTimeField(null=True)  # When its person was told that it is overdue: once.

    objects: ClassVar[Any] = PacketSignOffQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d sign-off of a packet", "%(count)d sign-offs of packets", "count")
    guard = Guard(
        {"view": "participants.change_delegation", "change": "participants.change_delegation"}, via="delegation"
    )

    class Meta:
        ordering = ["due_on", "office", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "office"], name="one_sign_off_of_each_office"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="packet_sign_off_decided_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"packet sign-off {self.pk}"

    def is_late(self, today: date) -> bool:
        return self.state == self.State.WAITING and self.due_on < today
