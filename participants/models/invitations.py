"""What a party was invited to: its terms, where its answer stands, and the packet."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import User
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from participants.models.delegations import Delegation
from participants.states import AWAITS_ANSWER, State
from portions.models import Draft, Portion


class InvitationQuerySet(GuardedQuerySet):
    def awaiting(self) -> Self:
        """Those whose delegation still owes an answer, or owes it anew."""
        return self.filter(Q(state__in=AWAITS_ANSWER) | Q(renewal_asked_at__isnull=False))

    def lapsed(self, at: datetime) -> Self:
        """An answer that is asked for anew stands until it comes: only what was never settled lapses."""
        return self.filter(state__in=AWAITS_ANSWER, reply_due_at__lte=at)

    def undelivered(self) -> Self:
        """Those that were sent to a team of which nobody could sign in, and somebody can by now."""
        rows = self.filter(state=State.ISSUED, delivered_at=None, opened_at=None)
        return rows.filter(Exists(User.objects.filter(groups=OuterRef("delegation__team"), is_active=True)))

    def to_remind(self, at: datetime) -> Self:
        return self.awaiting().filter(remind_at__lte=at, reply_due_at__gt=at)


@remembered()
class Invitation(Guarded, Labelled):
    """What a party was invited to, as it was sent, and where its answer stands."""

    delegation = models.OneToOneField(Delegation, on_delete=models.CASCADE, related_name="invitation")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    seats = models.PositiveIntegerField()  # Offered to this party.
    reply_by = models.DateField()  # Inclusive, in the host's zone.
    reply_due_at = models.DateTimeField()  # 24:00 of that day, as an instant.
    remind_at = models.DateTimeField(null=True)  # When the sweep reminds the delegation next; null: not any more.
    cover_as_sent = models.JSONField(default=dict)  # Title, kind, dates, host, reference: what stays after withdrawal.
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True)  # When it lay in the inbox of somebody of the delegation.
    opened_at = models.DateTimeField(null=True)  # When somebody of the delegation first read it.
    confirmed_at = models.DateTimeField(null=True)  # When the host confirmed the answer that stands.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    renewal_asked_at = models.DateTimeField(null=True)  # Since when the answer that stands is to be given anew.
    offer = models.JSONField(default=dict, blank=True)  # Seats by category, what is asked, costs: participants.offers.
    withdrawal_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(
        default=1
    )  # Raised by every change; a reply based on an older one is refused.

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d invitation", "%(count)d invitations", "count")
    guard = Guard(
        {
            "view": "participants.view_delegation",
            "change": "participants.change_delegation",
            "reply": "participants.reply",
        },
        via="delegation",
    )

    class Meta:
        ordering = ["reply_due_at", "pk"]
        indexes = [
            models.Index(
                fields=["reply_due_at"],
                condition=Q(state__in=["issued", "tentative", "countered"]),
                name="reply_awaited",
            ),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="reply_reminder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, issued_at__isnull=True)
                | Q(state=State.WITHDRAWN)
                | Q(issued_at__isnull=False),
                name="invitation_issued_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(state__in=["accepted", "caveats"]),
                name="invitation_confirmed_as_accepted",
            ),
            models.CheckConstraint(
                condition=Q(renewal_asked_at__isnull=True) | Q(state__in=["accepted", "caveats"]),
                name="renewal_asked_of_what_was_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


@remembered()
class PacketPortion(Portion):
    """One paragraph of an invitation's packet: what is asked of the party, what it is offered."""

    container = "delegation"

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="portions")

    guard = Guard(
        {"view": "participants.view_delegation", "change": "participants.change_delegation"}, via="delegation"
    )


class PacketDraft(Draft):
    """What one planner has typed into a packet and not saved."""

    container = "delegation"

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")

    guard = Guard({"view": "participants.change_delegation"}, via="delegation", private="author")

    class Meta(Draft.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["delegation", "author"], name="one_draft_of_a_packet")]
