"""Delegations: one party's part in one exchange, with its invitation, replies and questions."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party, Team
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled, TeamGrant
from exchanges.models import Exchange
from participants.states import AWAITS_ANSWER, State
from portions.models import Draft, Portion


class DelegationQuerySet(GuardedQuerySet):
    def guests(self) -> Self:
        """Those of invited parties, not the host's own."""
        return self.filter(is_host=False)


@remembered()
class Delegation(Guarded, Labelled):
    """One exchange × one party: the root that the party's invitation, reply, tasks and files hang from.

    The host takes part too: its own delegation has no invitation and belongs to the planners.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="delegations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="delegations")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, related_name="delegations"
    )  # Null: the planners.
    is_host = models.BooleanField(default=False)
    title = models.CharField(max_length=120)  # The cover title as it was when the party was last told of it.

    objects: ClassVar[Any] = DelegationQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d delegation", "%(count)d delegations", "count")
    guard = Guard(
        {
            "view": "participants.view_delegation",
            "change": "participants.change_delegation",
            "reply": "participants.reply",
            "ask": "participants.ask",
            "answer": "participants.answer",
            "assign": "participants.assign_task",
            "see tasks": "participants.view_content",
        }
    )

    class Meta:
        ordering = ["party__name_en", "pk"]
        permissions = [
            ("view_content", "May see what comes with acceptance, such as tasks"),
            ("reply", "May reply to the invitation"),
            ("ask", "May ask the host"),
            ("answer", "May answer questions"),
            ("assign_task", "May give the delegation tasks"),
            ("do_task", "May carry out the delegation's tasks"),
        ]
        constraints = [
            models.UniqueConstraint(  # A guest that becomes the host keeps its own file beside the host's delegation.
                fields=["exchange", "party"], condition=Q(is_host=False), name="one_delegation_per_party"
            ),
            models.UniqueConstraint(fields=["exchange"], condition=Q(is_host=True), name="one_host_delegation"),
            models.CheckConstraint(
                condition=Q(is_host=True, team__isnull=True) | Q(is_host=False, team__isnull=False),
                name="delegation_has_a_team_unless_host",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("participants:delegation", args=[self.pk])


@remembered(by=["content_object"])
class DelegationGrant(TeamGrant):
    """A team's need-to-know of one delegation."""

    content_object = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="grants")

    class Meta(TeamGrant.Meta):
        abstract = False


class InvitationQuerySet(GuardedQuerySet):
    def awaiting(self) -> Self:
        """Those whose delegation still owes an answer."""
        return self.filter(state__in=AWAITS_ANSWER)

    def lapsed(self, at: datetime) -> Self:
        return self.awaiting().filter(reply_due_at__lte=at)

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
    opened_at = models.DateTimeField(null=True)  # When somebody of the delegation first read it.
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
            models.Index(fields=["reply_due_at"], condition=Q(state__in=["issued", "tentative"]), name="reply_awaited"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="reply_reminder"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, issued_at__isnull=True)
                | Q(state=State.WITHDRAWN)
                | Q(issued_at__isnull=False),
                name="invitation_issued_iff_dated",
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


@remembered()
class Reply(Guarded, Labelled):
    """One answer of a delegation; every version is kept, the newest counts."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="replies")
    answer = models.CharField(max_length=10, choices=[(state.value, state.label) for state in State])
    seats = models.PositiveIntegerField(null=True, blank=True)  # How many the party takes; null when it declines.
    caveats = models.TextField(blank=True)  # A nation's reservations, in its own words.
    comment = models.TextField(blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(auto_now_add=True)

    counted = ngettext_lazy("%(count)d reply", "%(count)d replies", "count")
    guard = Guard({"view": "participants.view_delegation"}, via="delegation")

    class Meta:
        ordering = ["-replied_at", "-pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["tentative", "accepted", "caveats", "declined"]), name="reply_is_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(answer="caveats") | ~Q(caveats=""),
                name="reply_names_its_caveats",
                violation_error_message=_("Say what the caveats are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} by {self.delegation_id}"


@remembered()
class Question(Guarded, Labelled):
    """A question of a delegation to the host, and the answer on the same page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    counted = ngettext_lazy("%(count)d question", "%(count)d questions", "count")
    guard = Guard({"view": "participants.view_delegation", "answer": "participants.answer"}, via="delegation")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="question_answered_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('participants:delegation', args=[self.delegation_id])}#question-{self.pk}"
