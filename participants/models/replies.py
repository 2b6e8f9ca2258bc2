"""What a delegation answers the host, every version of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.history import remembered
from clearances.guards import Guard, Guarded
from clearances.models import Labelled
from participants.models.delegations import Delegation
from participants.states import State
from participants.terms import Terms


@remembered()
class Reply(Guarded, Labelled):
    """One answer of a delegation; every version is kept, the newest counts."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="replies")
    answer = models.CharField(max_length=10, choices=[(state.value, state.label) for state in State])
    seats = models.PositiveIntegerField(null=True, blank=True)  # How many the party takes; null when it declines.
    caveats = models.TextField(blank=True)  # A nation's reservations, in its own words.
    comment = models.TextField(blank=True)
    terms = models.JSONField(default=dict, blank=True)  # What else it says: participants.terms.
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(auto_now_add=True)

    counted = ngettext_lazy("%(count)d reply", "%(count)d replies", "count")
    guard = Guard({"view": "participants.view_delegation"}, via="delegation")

    class Meta:
        ordering = ["-replied_at", "-pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["tentative", "countered", "accepted", "caveats", "declined"]),
                name="reply_is_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(answer="caveats") | ~Q(caveats="") | Q(terms__has_key="caveats"),
                name="reply_names_its_caveats",
                violation_error_message=_("Say what the caveats are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} by {self.delegation_id}"

    @property
    def details(self) -> Terms:
        return Terms.read(self.terms)
