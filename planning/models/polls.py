"""Date polls: the host's sheet with its windows, and one ballot for each nation that is asked.

The nation never reads the poll: its ballot holds the windows as it was asked, and nothing that tells of others.
"""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.models import Labelled
from exchanges.models import Exchange
from participants.models import Delegation
from participants.states import SEES_COVER
from planning.polls.states import UNDECIDED, State
from programs.versions import Versioned

TITLE_LENGTH, REASON_LENGTH = 120, 1000


class Answer(models.TextChoices):
    SUITS = "suits", _("Suits us")
    POSSIBLE = "possible", _("Possible")
    IMPOSSIBLE = "impossible", _("Impossible")


class PollQuerySet(GuardedQuerySet):
    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)


@remembered()
class DatePoll(Guarded, Versioned, Labelled):
    """Which days of an exchange suit the nations? Planners alone know what is offered, to whom, and what is answered.

    Labelled as the cover unless its author says otherwise: those who are invited read no more than that yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="date_polls")
    title = models.CharField(max_length=TITLE_LENGTH)  # The cover title when it was opened.
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    reply_by = models.DateField()  # Inclusive, in the host's zone.
    reply_due_at = models.DateTimeField()  # 24:00 of that day, as an instant.
    untold = models.CharField(max_length=12, blank=True, default="")  # What the sweep tells whoever wasn't seen.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = PollQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d date poll", "%(count)d date polls", "count")
    guard = Guard(
        {"view": "exchanges.change_exchange", "change": "exchanges.change_exchange"}, via="exchange", facet="content"
    )

    class Meta:
        ordering = ["-opened_at", "pk"]
        indexes = [models.Index(fields=["reply_due_at"], condition=Q(state="open"), name="date_poll_due")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:poll", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN and timezone.now() < self.reply_due_at

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED


@remembered()
class PollWindow(Guarded, Labelled):
    """Days that a poll offers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="windows")
    starts_on = models.DateField()
    ends_on = models.DateField()  # Inclusive.
    is_chosen = models.BooleanField(default=False)

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d window of a date poll", "%(count)d windows of date polls", "count")
    guard = Guard({"view": "exchanges.change_exchange"}, via="poll__exchange", facet="content")

    class Meta:
        ordering = ["starts_on", "ends_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="poll_window_ends_after_it_begins"),
            models.UniqueConstraint(fields=["poll", "starts_on", "ends_on"], name="poll_windows_differ"),
            models.UniqueConstraint(fields=["poll"], condition=Q(is_chosen=True), name="one_chosen_window"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class BallotQuerySet(GuardedQuerySet):
    def taking_part(self) -> Self:
        """Those of nations that haven't declined or been sent away since."""
        return self.filter(delegation__invitation__state__in=SEES_COVER)

    def open(self, at: datetime | None = None) -> Self:
        """Those that may be answered now."""
        return self.taking_part().filter(closed_at__isnull=True, reply_due_at__gt=at or timezone.now())

    def waiting(self, at: datetime | None = None) -> Self:
        """Those whose nation still owes an answer."""
        return self.open(at).filter(answered_at__isnull=True)

    def to_remind(self, at: datetime) -> Self:
        return self.waiting(at).filter(remind_at__lte=at)


@remembered()
class Ballot(Guarded, Versioned, Labelled):
    """What one nation is asked in a date poll. Its label is the poll's, for the owner and this nation alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="ballots")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="ballots")
    title = models.CharField(max_length=TITLE_LENGTH)  # The cover title when the nation was asked.
    is_required = models.BooleanField(default=False)  # The host's own weighing: no page of the nation says it.
    reply_by = models.DateField()  # As the poll's, so that the nation needn't read that.
    reply_due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)  # When the sweep reminds the nation next; null: not any more.
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = BallotQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d ballot", "%(count)d ballots", "count")
    guard = Guard({"view": "participants.view_delegation", "answer": "participants.reply"}, via="delegation")

    class Meta:
        ordering = ["reply_due_at", "pk"]
        indexes = [models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="ballot_reminder")]
        constraints = [
            models.UniqueConstraint(fields=["poll", "delegation"], name="one_ballot_per_nation"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="ballot_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:ballot", args=[self.pk])


@remembered()
class PollAnswer(Guarded, Labelled):
    """What one nation says of one window, and why: read by the host's planners and that nation alone.

    Its key is on the nation's page: one of a sequence would tell how many were asked before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="answers")
    window = models.ForeignKey(PollWindow, on_delete=models.CASCADE, related_name="answers")
    starts_on = models.DateField()  # The window as the nation was asked.
    ends_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)  # Empty: not answered yet.
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()
    counted = ngettext_lazy("%(count)d answer to a date poll", "%(count)d answers to date polls", "count")
    guard = Guard({"view": "participants.view_delegation"}, via="ballot__delegation")

    class Meta:
        ordering = ["starts_on", "ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "window"], name="one_answer_per_window"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} to {self.starts_on}"
