"""A nation's own desk: what its people write among themselves before they answer the host.

The rows hang from the delegation and are labelled for the nation alone, which also owns the label (``services.desk``).
The host reads none of them: neither the texts nor who wrote them, nor when, nor that there are any. Two locks see to
it: the label, and the permission to reply, which only the delegation's own team holds.
"""

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
from participants.models.replies import Reply
from programs.versions import Versioned

REASON_LENGTH = 200
OF_THE_TEAM = {"view": "participants.reply", "change": "participants.reply"}


class ReplyDraftQuerySet(GuardedQuerySet):
    def open(self) -> Self:
        """Those that weren't sent; one delegation has one at most."""
        return self.filter(sent_as__isnull=True)


@remembered()
class ReplyDraft(Guarded, Versioned, Labelled):
    """An answer that a nation prepares. Each change raises ``version``, and whoever agreed is asked again."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="reply_drafts")
    said = models.JSONField(default=dict)  # What the form holds; it may be incomplete until it is sent.
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # Has the pen.
    sent_as = models.OneToOneField(Reply, on_delete=models.PROTECT, null=True, related_name="+")
    override_reason = models.CharField(max_length=REASON_LENGTH, blank=True)  # Why it was sent before all agreed.

    objects: ClassVar[Any] = ReplyDraftQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d draft of a reply", "%(count)d drafts of replies", "count")
    guard = Guard(OF_THE_TEAM, via="delegation")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"], condition=Q(sent_as__isnull=True), name="one_open_draft_of_a_reply"
            )
        ]

    def __str__(self) -> str:
        return f"draft reply {self.pk}"


class SignOffQuerySet(GuardedQuerySet):
    def waiting(self) -> Self:
        """Those of drafts not yet sent whose person hasn't said anything to the draft as it is now."""
        return self.filter(draft__sent_as__isnull=True, state=SignOff.State.WAITING)


@remembered()
class SignOff(Guarded, Labelled):
    """Somebody of the nation who must agree to a draft before it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Doesn't agree")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(ReplyDraft, on_delete=models.CASCADE, related_name="sign_offs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()  # Inclusive, in the nation's own zone.
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    remark = models.CharField(max_length=REASON_LENGTH, blank=True)
    decided_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True)  # When its person was told that it is overdue: once.

    objects: ClassVar[Any] = SignOffQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d sign-off", "%(count)d sign-offs", "count")
    guard = Guard(OF_THE_TEAM, via="draft__delegation")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "person"], name="one_sign_off_each"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="sign_off_decided_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"sign-off {self.pk}"

    def is_late(self, today: date) -> bool:
        return self.state == self.State.WAITING and self.due_on < today


@remembered()
class DeskNote(Guarded, Labelled):
    """What somebody of a nation notes about an invitation for their own people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="desk_notes")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    counted = ngettext_lazy("%(count)d internal note", "%(count)d internal notes", "count")
    guard = Guard(OF_THE_TEAM, via="delegation")

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
