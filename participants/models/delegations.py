"""Delegations: one party's part in one exchange, the root that everything between host and party hangs from."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from accounts.models import Party, Team
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled, TeamGrant
from exchanges.models import Exchange


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
