"""Access reviews: what people hold, asked of the party's administrators one by one, and suspended if nobody answers."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import day
from accounts.models import Party, Team
from clearances.guards import Guard, Guarded, GuardedQuerySet
from clearances.roles import Role


class ReviewQuerySet(GuardedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def due(self, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)


class Review(Guarded):
    """That *party*'s administrators look at everything held on one root: on itself, a program or an exchange of its."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reviews")
    root_type = models.CharField(max_length=20, choices=[(kind, kind) for kind in ("party", "program", "exchange")])
    root_id = models.UUIDField(null=True)  # Of a program or an exchange; its name is read from it, by who sees it.
    due_on = models.DateField()  # Inclusive, in the party's zone.
    due_at = models.DateTimeField()  # 24:00 of that day.
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()
    guard = Guard({"view": "accounts.administer_clearances", "answer": "accounts.administer_clearances"}, via="party")

    class Meta:
        ordering = ["closed_at", "due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(root_type="party", root_id__isnull=True)
                | (~Q(root_type="party") & Q(root_id__isnull=False)),
                name="review_of_the_party_or_of_a_root",
            ),
            models.UniqueConstraint(
                fields=["party", "root_type", "root_id"],
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="one_open_review_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return _("Access review of %(party)s, due %(day)s") % {"party": self.party, "day": day(self.due_on)}

    def get_absolute_url(self) -> str:
        return reverse("clearances:review", args=[self.pk])


class ReviewItem(Guarded):
    """One thing that somebody holds, and what the administrators say of it: exactly one of role, clearance, waiver."""

    class Answer(models.TextChoices):
        NONE = "", gettext_lazy("Not answered")
        KEEP = "keep", gettext_lazy("Kept")
        TAKE_BACK = "take_back", gettext_lazy("Taken back")
        SUSPENDED = "suspended", gettext_lazy("Suspended: nobody answered")
        GONE = "gone", gettext_lazy("Ended meanwhile")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="items")
    role = models.CharField(max_length=30, blank=True, choices=Role)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    clearance = models.ForeignKey("clearances.Clearance", on_delete=models.PROTECT, null=True, related_name="+")
    waiver = models.ForeignKey("clearances.Waiver", on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default=Answer.NONE)
    reason = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    guard = Guard(
        {"view": "accounts.administer_clearances", "answer": "accounts.administer_clearances"}, via="review__party"
    )

    class Meta:
        ordering = ["review", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, clearance__isnull=True, waiver__isnull=True)
                | Q(team__isnull=True, clearance__isnull=False, waiver__isnull=True)
                | Q(team__isnull=True, clearance__isnull=True, waiver__isnull=False),
                name="review_item_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="review_item_answered_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("clearances:answer", args=[self.pk])
